import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server as TcpServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerReadableStream,
  type ServerWritableStream,
  status,
} from '@grpc/grpc-js';
import { StreamsService } from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { rpcError, wrongVersion } from '../../../tests/contract/kurrentdb/messages.js';
import { StandInServer } from '../../../tests/contract/kurrentdb/server.js';
import { type Certificates, certificates } from '../../../tests/support/certificates.js';
import { temporaryFolder } from '../../../tests/support/temporary-folder.js';
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

type Read = ServerWritableStream<streams.ReadReq, streams.ReadResp>;
type Append = ServerReadableStream<streams.AppendReq, streams.AppendResp>;
type Answer = status | 'well';

/** A server of one kind of answer to each read, and one to each append; what came with each call is kept. */
async function answering(how: {
  read?: () => Answer;
  append?: () => Answer;
  tls?: boolean;
  as?: Certificates;
  port?: number;
}) {
  const server = new Server();
  const authorizations: string[] = [];
  server.addService(StreamsService, {
    read: (call: Read) => {
      authorizations.push(String(call.metadata.get('authorization')[0] ?? 'none'));
      const answer = how.read?.() ?? 'well';
      if (answer === 'well') call.end();
      else call.emit('error', rpcError(answer, status[answer]));
    },
    append: (call: Append, reply: sendUnaryData<streams.AppendResp>) => {
      const answer = how.append?.() ?? 'well';
      call.on('data', () => undefined);
      call.on('end', () => {
        if (answer === 'well') reply(null, wrongVersion(5n, -1n));
        else reply(rpcError(answer, status[answer]));
      });
    },
  });
  const pair = { private_key: (how.as ?? ours).key, cert_chain: (how.as ?? ours).cert };
  const credentials = how.tls ? ServerCredentials.createSsl(null, [pair]) : ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${how.port ?? 0}`, credentials, (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
  closing.push(() => {
    server.forceShutdown();
  });
  return { port, authorizations };
}

/** A listener that does something else to each connection. */
async function listening(taken: (socket: { destroy(): void }) => void): Promise<number> {
  const server: TcpServer = createServer((socket) => {
    socket.on('error', () => undefined);
    taken(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closing.push(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
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
  it('is well where it answers in plain text, which brings no account', async () => {
    const { port, authorizations } = await answering({});
    expect(await told(plain(port))).toBe('well');
    expect(authorizations).toEqual(['none']);
  });

  it('is well where it takes the account over TLS, whatever its password is made of', async () => {
    const { port, authorizations } = await answering({ tls: true });
    expect(await told(secure(port))).toBe('well');
    expect(authorizations).toEqual([`Basic ${Buffer.from('mc:geheim@:/?#1').toString('base64')}`]);
  });

  it('is well with its certificate unchecked where that is wanted', async () => {
    const { port } = await answering({ tls: true });
    expect(await told(`kurrentdb://localhost:${port}?tlsVerifyCert=false`)).toBe('well');
  });

  it('is well where one of its nodes is, and nothing is written to it', async () => {
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

  it('is well where it names its leader, which is asked then', async () => {
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
    [
      'kurrentdb-certificate',
      'of another authority',
      async () => secure((await answering({ tls: true })).port, others),
    ],
    [
      'kurrentdb-certificate',
      'of an authority that nobody knows',
      async () => `kurrentdb://localhost:${(await answering({ tls: true })).port}`,
    ],
    [
      'kurrentdb-certificate',
      'of another name',
      async () => secure((await answering({ tls: true, as: others })).port, others),
    ],
    ['kurrentdb-speaks-no-tls', 'none, asked for TLS', async () => secure((await answering({})).port)],
    ['kurrentdb-speaks-tls', 'TLS, asked for none', async () => plain((await answering({ tls: true })).port)],
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
    ['kurrentdb-not-answering', 'that closes', async () => plain(await listening((socket) => socket.destroy()))],
    ['kurrentdb-not-answering', 'that closes, over TLS', async () => secure(await listening((s) => s.destroy()))],
    [
      'kurrentdb-not-answering',
      'that is not ready',
      async () => secure((await answering({ tls: true, read: () => status.UNAVAILABLE })).port),
    ],
    [
      'kurrentdb-wrong-password',
      'that does not know the account',
      async () => secure((await answering({ tls: true, read: () => status.UNAUTHENTICATED })).port),
    ],
    [
      'kurrentdb-read-refused',
      'that lets the account not read',
      async () => secure((await answering({ tls: true, read: () => status.PERMISSION_DENIED })).port),
    ],
    [
      'kurrentdb-write-refused',
      'that lets the account not append',
      async () => secure((await answering({ tls: true, append: () => status.PERMISSION_DENIED })).port),
    ],
  ])('is refused with %s when the patience is over: one %s', async (code, _, url) => {
    expect(await told(await url())).toBe(code);
  });

  it('is refused for the lack of an account where none is configured', async () => {
    const { port } = await answering({ tls: true, read: () => status.PERMISSION_DENIED });
    expect(await told(secure(port), { credentials: undefined })).toBe('kurrentdb-no-account');
  });
});

describe('the wait', () => {
  it('ends when the server comes up, and is told with host and port alone', async () => {
    const port = await closedPort();
    const lines: string[] = [];
    const log = (line: string) => {
      if (lines.push(line) === 1) void answering({ port });
    };
    expect(await told(plain(port), { log, limits: { pausing: 1, comingUp: Infinity, telling: Infinity } })).toBe(
      'well',
    );
    expect(lines).toEqual([`waiting for KurrentDB at 127.0.0.1:${port}: unreachable (ECONNREFUSED)`]);
  });

  it('is told again after the time between two lines, by the clock that is given', async () => {
    let reads = 0;
    const { port } = await answering({ read: () => (++reads <= 6 ? status.UNAVAILABLE : 'well') });
    const lines: string[] = [];
    const options = { log: (line: string) => lines.push(line), now: () => reads * 2_000, limits: { pausing: 1 } };
    expect(await told(plain(port), options)).toBe('well');
    // At the first try, and then at the first one 5 s later.
    expect(lines).toHaveLength(2);
  });

  it('outlasts a refusal of the account for 8 s, and no longer', async () => {
    let reads = 0;
    const { port } = await answering({ tls: true, read: () => (++reads <= 4 ? status.UNAUTHENTICATED : 'well') });
    const patient = (step: number) => told(secure(port), { now: () => reads * step, limits: { pausing: 1 } });
    expect(await patient(2_600)).toBe('well');
    reads = 0;
    expect(await patient(2_700)).toBe('kurrentdb-wrong-password');
    expect(reads).toBe(4);
  });

  it('counts a refusal from when the server answered, not from the start', async () => {
    let reads = 0;
    const answers: Answer[] = [status.UNAVAILABLE, status.UNAUTHENTICATED, status.UNAUTHENTICATED, 'well'];
    const { port } = await answering({ tls: true, read: () => answers[reads++] ?? 'well' });
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
