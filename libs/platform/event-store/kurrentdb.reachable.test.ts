import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import { MemoryLog } from '../../../tests/contract/kurrentdb/memory-log.js';
import { StandInServer } from '../../../tests/contract/kurrentdb/server.js';
import { type Certificates, certificates } from '../../../tests/support/servers/certificates.js';
import { type Answer, answering, closedPort, listening } from '../../../tests/support/servers/kurrentdb-answers.js';
import { temporaryFolder } from '../../../tests/support/servers/temporary-folder.js';
import { REFUSED_EXIT_CODE, StartRefused, StartStopped, explainStartFailure } from '../start-refused.js';
import { type ReachableOptions, untilReachable } from './kurrentdb.reachable.js';

let ours: Certificates;
let others: Certificates;
beforeAll(() => {
  ours = certificates();
  others = certificates('DNS:other.example');
});
afterAll(() => {
  ours.remove();
  others.remove();
});

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function answers(how: Parameters<typeof answering>[0]) {
  const server = await answering(how);
  closing.push(server.close);
  return server;
}

async function closes(): Promise<number> {
  const listener = await listening((socket) => socket.destroy());
  closing.push(listener.close);
  return listener.port;
}

const ACCOUNT = { username: 'mc', password: 'geheim@:/?#1' };
const IMPATIENT = { comingUp: 0, refusing: 0, pausing: 1 };

async function told(connectionString: string, more: Partial<ReachableOptions> = {}): Promise<string> {
  const options = { credentials: ACCOUNT, log: () => undefined, limits: IMPATIENT };
  try {
    await untilReachable({ ...options, connectionString, ...more });
    return 'well';
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    const lines: string[] = [];
    expect(explainStartFailure(error, (line) => lines.push(line))).toBe(REFUSED_EXIT_CODE);
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(line).toMatch(/KURRENTDB_|minhchung kurrentdb-rights/);
      expect(line).not.toMatch(/geheim|\bmc\b/);
    }
    return error.code;
  }
}

const secure = (port: number, ca = ours) => `kurrentdb://localhost:${port}?tlsCAFile=${encodeURIComponent(ca.caFile)}`;
const plain = (port: number) => `kurrentdb://127.0.0.1:${port}?tls=false`;

describe('a server of KurrentDB', () => {
  it('is usable when it answers in plain text, and gets no account', async () => {
    const { port, authorizations } = await answers({});
    expect(await told(plain(port))).toBe('well');
    expect(authorizations).toEqual(['none']);
  });

  it('is usable when it accepts the account over TLS, for any characters in the password', async () => {
    const { port, authorizations } = await answers({ tls: ours });
    expect(await told(secure(port))).toBe('well');
    expect(authorizations).toEqual([`Basic ${Buffer.from('mc:geheim@:/?#1').toString('base64')}`]);
  });

  it('is usable with its certificate unchecked when configured so', async () => {
    const { port } = await answers({ tls: ours });
    expect(await told(`kurrentdb://localhost:${port}?tlsVerifyCert=false`)).toBe('well');
  });

  it('is usable when one of its nodes is, and nothing is written to it', async () => {
    const server = new StandInServer();
    await server.start(0);
    closing.push(() => {
      server.stop();
    });
    const before = server.log.all.length;
    const [, port = ''] = /:(\d+)\?/.exec(server.url) ?? [];
    expect(await told(`kurrentdb://127.0.0.1:${await closedPort()},127.0.0.1:${port}?tls=false`)).toBe('well');
    expect(server.log.all).toHaveLength(before);
  });

  it('is usable when it names its leader, which is asked then', async () => {
    const server = new StandInServer();
    await server.start(0);
    closing.push(() => {
      server.stop();
    });
    server.faults.notLeader = 1;
    expect(await told(server.url)).toBe('well');
    expect(server.faults.notLeader).toBe(0);
  });

  it.each([
    ['kurrentdb-certificate', 'of another authority', async () => secure((await answers({ tls: ours })).port, others)],
    [
      'kurrentdb-certificate',
      'of an authority that nobody knows',
      async () => `kurrentdb://localhost:${(await answers({ tls: ours })).port}`,
    ],
    ['kurrentdb-certificate', 'of another name', async () => secure((await answers({ tls: others })).port, others)],
    ['kurrentdb-speaks-no-tls', 'none, asked for TLS', async () => secure((await answers({})).port)],
    ['kurrentdb-speaks-tls', 'TLS, asked for none', async () => plain((await answers({ tls: ours })).port)],
    [
      'kurrentdb-file-missing',
      'with a file of authorities that is not there',
      () => Promise.resolve('kurrentdb://localhost:1?tlsCAFile=/nowhere/ca.pem'),
    ],
    ['config-KURRENTDB_URL', 'at no address', () => Promise.resolve('kurrentdb://localhost:port')],
    [
      'kurrentdb-file-unusable',
      'with a file of authorities that holds none',
      () => {
        const file = join(temporaryFolder(), 'ca.pem');
        writeFileSync(file, 'no PEM');
        closing.push(() => {
          rmSync(dirname(file), { recursive: true });
        });
        return Promise.resolve(`kurrentdb://localhost:1?tlsCAFile=${encodeURIComponent(file)}`);
      },
    ],
  ])('is refused at once, whatever the patience: %s, %s', async (code, _, url) => {
    expect(await told(await url(), { limits: {} })).toBe(code);
  });

  it.each([
    ['kurrentdb-unreachable', 'at a closed port', async () => plain(await closedPort())],
    ['kurrentdb-unreachable', 'at a closed port over TLS', async () => secure(await closedPort())],
    ['kurrentdb-unknown-host', 'of a name that nobody knows', () => Promise.resolve('kurrentdb://none.invalid:1')],
    ['kurrentdb-not-answering', 'that closes', async () => plain(await closes())],
    ['kurrentdb-not-answering', 'that closes, over TLS', async () => secure(await closes())],
    [
      'kurrentdb-not-answering',
      'that is not ready',
      async () => secure((await answers({ tls: ours, read: () => status.UNAVAILABLE })).port),
    ],
    [
      'kurrentdb-wrong-password',
      'that does not know the account',
      async () => secure((await answers({ tls: ours, read: () => status.UNAUTHENTICATED })).port),
    ],
    [
      'kurrentdb-read-refused',
      'that lets the account not read',
      async () => secure((await answers({ tls: ours, read: () => status.PERMISSION_DENIED })).port),
    ],
    [
      'kurrentdb-write-refused',
      'that lets the account not append',
      async () => secure((await answers({ tls: ours, append: () => status.PERMISSION_DENIED })).port),
    ],
  ])('is refused with %s when the patience is over: one %s', async (code, _, url) => {
    expect(await told(await url())).toBe(code);
  });

  it('is refused when it requires an account and none is configured', async () => {
    const { port } = await answers({ tls: ours, read: () => status.PERMISSION_DENIED });
    expect(await told(secure(port), { credentials: undefined })).toBe('kurrentdb-no-account');
  });
});

describe('the wait', () => {
  it('ends when the server comes up, and logs only host and port', async () => {
    const port = await closedPort();
    const lines: string[] = [];
    const log = (line: string) => {
      if (lines.push(line) === 1) void answers({ port });
    };
    expect(await told(plain(port), { log, limits: { pausing: 1, comingUp: Infinity, telling: Infinity } })).toBe(
      'well',
    );
    expect(lines).toEqual([`waiting for KurrentDB at 127.0.0.1:${port}: unreachable (ECONNREFUSED)`]);
  });

  it('is logged again after the interval, by the given clock', async () => {
    let reads = 0;
    const { port } = await answers({ read: () => (++reads <= 6 ? status.UNAVAILABLE : 'well') });
    const lines: string[] = [];
    const options = { log: (line: string) => lines.push(line), now: () => reads * 2_000, limits: { pausing: 1 } };
    expect(await told(plain(port), options)).toBe('well');
    // One line at the first try, and one at the first try after 5 s.
    expect(lines).toHaveLength(2);
  });

  it('outlasts a refusal of the account for 8 s, and no longer', async () => {
    let reads = 0;
    const { port } = await answers({ tls: ours, read: () => (++reads <= 4 ? status.UNAUTHENTICATED : 'well') });
    const patient = (step: number) => told(secure(port), { now: () => reads * step, limits: { pausing: 1 } });
    expect(await patient(2_600)).toBe('well');
    reads = 0;
    expect(await patient(2_700)).toBe('kurrentdb-wrong-password');
    expect(reads).toBe(4);
  });

  it('outlasts a server that has just started, and does not know its accounts yet', async () => {
    const accounts = { mc: { password: ACCOUNT.password, groups: ['$admins'] } };
    const server = new StandInServer(new MemoryLog(), { accounts, tls: ours, warmUpMs: 300 });
    await server.start(0);
    closing.push(() => {
      server.stop();
    });
    const lines: string[] = [];
    const url = server.url.replace('127.0.0.1', 'localhost');
    expect(await told(url, { log: (line) => lines.push(line), limits: { pausing: 20 } })).toBe('well');
    expect(lines[0]).toContain('wrong password (UNAUTHENTICATED)');
  });

  it('counts a refusal from when the server answered, not from the start', async () => {
    let reads = 0;
    const given: Answer[] = [status.UNAVAILABLE, status.UNAUTHENTICATED, status.UNAUTHENTICATED, 'well'];
    const { port } = await answers({ tls: ours, read: () => given[reads++] ?? 'well' });
    expect(await told(secure(port), { now: () => reads * 7_000, limits: { pausing: 1 } })).toBe('well');
  });

  it('ends with a signal', async () => {
    const stopping = new AbortController();
    const url = plain(await closedPort());
    const log = () => {
      stopping.abort();
    };
    const waiting = told(url, { log, signal: stopping.signal, limits: { pausing: 100_000 } });
    await expect(waiting).rejects.toBeInstanceOf(StartStopped);
  });
});
