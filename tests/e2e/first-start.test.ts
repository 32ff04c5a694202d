import { execFile, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { gone } from '../support/servers/held-server.js';
import { fastFolder } from '../support/servers/temporary-folder.js';
import { DEMO_PASSWORD } from '../../apps/demo/accounts.js';

const root = process.geteuid?.() === 0;
const REFUSED = 78;
const MINUTES = 60_000;

/** A fresh clone: the files that git tracks or would add, without installed packages and builds. */
let outside: string;
let clone: string;
beforeAll(() => {
  outside = fastFolder(); // npm writes some 20,000 files
  clone = join(outside, 'minh-chung');
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  for (const file of new Set(files.split('\0'))) {
    if (file === '' || !existsSync(file)) continue;
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    cpSync(file, join(clone, file));
  }
});
afterAll(() => {
  rmSync(outside, { recursive: true, force: true });
});

interface Run {
  readonly pid: number;
  readonly said: () => string;
  /** The address, once the program has printed it. */
  readonly address: Promise<string>;
  readonly code: Promise<number | null>;
}

const running = new Set<Run>();
afterEach(async () => {
  for (const { pid, code } of running) {
    process.kill(-pid, 'SIGTERM'); // the process group, whatever a test has ended of it
    await code;
  }
});

interface Manner {
  readonly env?: Record<string, string>;
  readonly uid?: number;
}

function run([command = '', ...args]: readonly string[], { env = {}, uid }: Manner = {}): Run {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(command, args, {
    cwd: clone,
    env: { PATH, HOME, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let said = '';
  const code = once(child, 'close').then(() => child.exitCode);
  const address = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
        if (found !== undefined) resolve(found);
      });
    }
    void code.then((exitCode) => {
      reject(new Error(`it ended with code ${String(exitCode)}: ${said}`));
    });
  });
  address.catch(() => undefined);
  const started: Run = { pid: child.pid ?? -1, said: () => said, address, code };
  running.add(started);
  void code.then(() => running.delete(started));
  return started;
}

/** The commands of a document: all its `sh` blocks, or those under one heading of the second level. */
function typed(file: string, heading?: string): string {
  const text = readFileSync(join(clone, file), 'utf8');
  const section = heading === undefined ? text : text.split(/^## /m).find((one) => one.startsWith(`${heading}\n`));
  const blocks = [...(section ?? '').matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block]) => block);
  if (blocks.length === 0) throw new Error(`${file} has nothing to type under ${heading ?? 'any heading'}`);
  return blocks.join('');
}

/** Runs the commands against a product. @returns the output of bash without white space; @throws if a command failed */
async function answered(lines: string, started: Run, cwd = outside): Promise<string> {
  const there = 'http://127.0.0.1:7420';
  expect(lines).toContain(there);
  const script = lines.replaceAll(there, await started.address);
  const { stdout } = await promisify(execFile)('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd });
  return stdout.replace(/\s/g, '');
}

const launcher = (...args: string[]) => [process.execPath, 'infra/dev/minhchung.mjs', ...args];
async function healthy(started: Run): Promise<void> {
  const address = await started.address;
  // No keep-alive, since the test will kill the program.
  const answer = await fetch(`${address}/health/live`, { headers: { connection: 'close' } }).catch((cause: unknown) => {
    throw new Error(`no answer from ${address}; it said: ${started.said()}`, { cause });
  });
  expect(answer.status).toBe(200);
}

const JSON_TYPE = { 'content-type': 'application/json', connection: 'close' };
async function asClerk(address: string): Promise<Record<string, string>> {
  const body = JSON.stringify({ username: 'nhaplieu', password: DEMO_PASSWORD });
  const answer = await fetch(`${address}/api/sessions`, { method: 'POST', headers: JSON_TYPE, body });
  const { token } = (await answer.json()) as { token: string };
  return { ...JSON_TYPE, authorization: `Bearer ${token}` };
}

/** Records a member count of the demo ward, always with the same key, so that it can be repeated. */
async function counting(started: Run) {
  const address = await started.address;
  const wards = await fetch(`${address}/api/organizations?type=WARD_ORGANIZATION`, { headers: await asClerk(address) });
  const { organizations } = (await wards.json()) as { organizations: [{ organizationId: string }] };
  const path = `/api/organizations/${organizations[0].organizationId}/member-counts`;
  const body = JSON.stringify({ count: 2001, countedOn: '2026-11-01', source: 'Báo cáo' });
  const key = randomUUID();
  return async (to: Run) => {
    const at = await to.address;
    const headers = { ...(await asClerk(at)), 'idempotency-key': key };
    const answer = await fetch(`${at}${path}`, { method: 'POST', headers, body });
    expect(answer.status).toBe(201);
    return { receipt: await answer.json(), repeated: answer.headers.get('idempotency-replayed') };
  };
}

/** Sends Ctrl-C as a terminal does: to the whole process group. */
async function controlC({ pid, code }: Run): Promise<number | null> {
  process.kill(-pid, 'SIGINT');
  return code;
}

const serverPid = (home: string) => Number(readFileSync(join(home, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

describe('on a fresh clone', () => {
  it('the README has the commands that these tests run', () => {
    expect(typed('README.md', 'Run it, test it')).toMatch(/^npm start\b[^]*^npm test\b/m);
  });

  it(
    'npm start installs, builds, starts and serves, and kill of the npm process stops it and its PostgreSQL',
    async () => {
      const first = run(['npm', 'start']);
      await healthy(first);
      const page = await fetch(await first.address, { headers: { connection: 'close' } });
      expect(await page.text()).toMatch(/43\/122[^]*22\/35[^]*5\/122[^]*34 cuộc/);
      const server = serverPid(join(clone, 'data/demo'));
      process.kill(first.pid, 'SIGTERM');
      expect(await first.code).toBe(0);
      await gone(server);
      expect(existsSync(join(clone, 'data/demo/instance.lock'))).toBe(false);
    },
    10 * MINUTES,
  );

  it.each(['SIGINT', 'SIGHUP', 'SIGKILL'] as const)('a later start builds nothing, and %s stops it', async (signal) => {
    const again = run(['npm', 'start']);
    await healthy(again);
    expect(again.said()).not.toMatch(/Installing|Building/);
    const server = serverPid(join(clone, 'data/demo'));
    process.kill(signal === 'SIGINT' ? -again.pid : again.pid, signal); // a terminal sends Ctrl-C to the whole group
    expect(await again.code).toBe(signal === 'SIGINT' ? 0 : null); // its output is closed when the last process has ended
    await gone(server);
  });

  it('the first session in the README and the whole session give the answers that they describe', async () => {
    const started = run(launcher('start'));
    const first = await answered(typed('README.md', 'A first session'), started);
    expect(first).toMatch(/^\{"covered":43,"total":122,"percent":"35\.24","provisional":true\}\p{L}/u);
    const whole = await answered(typed('docs/first-session.md'), started);
    const told = [
      '"covered":43,"total":122.*thesamereceipt',
      '"covered":44,"total":122', // with the new record; then as known the day before
      '"covered":43,"total":122',
      '"covered":44,"total":122', // after the correction
      '0CORRECTED:.*1COUNTS:.*2COUNTS:',
      '"inForce":44',
      '"status":422,"code":"invalid-request".*"status":409,"code":"OutcomeNotOfKind"',
      'bíthưNguyễnVănA.*"SECRETARY","NguyễnVănA".*"code":"ĐV-0083","name":null', // clerk, then registrar
      '"NguyễnVănA".*"sameAs":1.*"sameAs":0',
    ];
    expect(whole).toMatch(new RegExp(told.join('.*')));
    expect(await controlC(started)).toBe(0);
  });

  it(
    'two persons open a ward from `init` to its first official figure, as the document types it',
    async () => {
      const document = 'docs/opening-a-ward.md';
      const [operator, ...others] = [
        'The operator',
        'What everybody does first',
        'The two persons',
        'The first official figure',
      ].map((heading) => typed(document, heading));
      execFileSync('bash', ['-e', '-c', operator ?? ''], { cwd: clone });
      const started = run(launcher('serve', join(clone, 'data/ward')));
      const told = await answered(others.join(''), started, clone);
      expect(told).toBe(
        '{"agreed":2}{"state":"OPEN"}{"state":"CLOSED"}' +
          '{"covered":1,"total":3,"provisional":false,"rule":"Cáchtínhcủaphường","unconfirmed":1}' +
          '[true,true]',
      );
      expect(await controlC(started)).toBe(0);
    },
    5 * MINUTES,
  );

  it('a start after kill -9 needs no repair, and acknowledged records exist: the same request gets the same receipt', async () => {
    const killed = run(launcher('start'));
    await healthy(killed);
    const request = await counting(killed);
    const first = await request(killed);
    process.kill(killed.pid, 'SIGKILL');
    await killed.code;
    const again = run(launcher('start'));
    await healthy(again);
    expect(await request(again)).toEqual({ ...first, repeated: 'true' });
    expect(await controlC(again)).toBe(0);
  });

  it('a second program on the same data is refused with a sentence in both languages', async () => {
    const first = run(launcher('start'));
    await healthy(first);
    const second = run(launcher('start'));
    expect(await second.code).toBe(REFUSED);
    expect(second.said()).toMatch(/đang chạy trên dữ liệu này[^]*already runs on this data/);
    await healthy(first);
  });

  it('a port in use is refused with a sentence in both languages', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const taken = other.address();
    const port = String(taken !== null && typeof taken === 'object' ? taken.port : 0);
    const refused = run(launcher('start'), { env: { PORT: port } });
    expect(await refused.code).toBe(REFUSED);
    expect(refused.said()).toMatch(new RegExp(`Cổng ${port}[^]*Port ${port}`));
    other.close();
  });

  it('an unsafe setting is refused, and the refusal names it', async () => {
    const refused = run(launcher('start'), { env: { HOST: '0.0.0.0' } });
    expect(await refused.code).toBe(REFUSED);
    expect(refused.said()).toContain('HOST');
  });

  it('a ward and a demo have separate stores: `start` refuses the data of a ward, `init` the data of a demo', async () => {
    const ward = join(outside, 'ward');
    const opened = run(launcher('init', ward));
    expect([await opened.code, opened.said()]).toEqual([0, expect.stringContaining('WARD')]);
    const demo = run(launcher('start'), { env: { DATA_DIR: ward } });
    expect(await demo.code).toBe(REFUSED);
    const init = run(launcher('init', join(clone, 'data/demo')));
    expect(await init.code).toBe(REFUSED);
  });

  it(
    'npm test passes its arguments on',
    async () => {
      const tests = run(['npm', 'test', '--', 'libs/platform/start-refused', '--selectProjects', 'unit']);
      expect([await tests.code, tests.said()]).toEqual([0, expect.stringContaining('Tests:')]);
    },
    MINUTES * 5,
  );

  it('it runs for an ordinary user, with as many connections as it may be told to open', async () => {
    const uid = root ? 1 : undefined;
    if (uid !== undefined) execFileSync('chown', ['-R', `${uid}:${uid}`, clone]);
    const env = { HOME: outside, DATA_DIR: join(clone, 'data/ordinary'), POOL_SIZE: '80' };
    const started = run(launcher('start'), { env, ...(uid === undefined ? {} : { uid }) });
    await healthy(started);
    expect(await controlC(started)).toBe(0);
  });

  it('it runs in a folder that only its owner may enter, and names the place of the data', async () => {
    chmodSync(clone, 0o700);
    if (root) execFileSync('chown', ['-R', '0:0', clone]);
    const home = join(clone, 'data/closed');
    const started = run(launcher('start'), { env: { DATA_DIR: home } });
    await healthy(started);
    const place = root ? readFileSync(join(home, 'data-is-in.txt'), 'utf8').trim() : home;
    if (root) expect(started.said()).toContain(place);
    expect(await controlC(started)).toBe(0);
    rmSync(place, { recursive: true });
  });
});
