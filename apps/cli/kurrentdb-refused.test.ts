import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { StandInServer } from '../../tests/contract/kurrentdb/server.js';
import { built } from '../../tests/support/servers/built.js';
import { closedPort } from '../../tests/support/servers/kurrentdb-answers.js';
import { productDatabase, type ProductDatabase } from '../../tests/support/servers/postgres.js';
import { temporaryFolder } from '../../tests/support/servers/temporary-folder.js';

let database: ProductDatabase;
let folder: string;
const standIn = new StandInServer();
beforeAll(async () => {
  database = await productDatabase();
  folder = temporaryFolder();
  await standIn.start(0);
});
afterAll(async () => {
  standIn.stop();
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

interface Ran {
  readonly child: ChildProcess;
  readonly code: Promise<number | null>;
  /** Its standard output and standard error so far. */
  readonly said: () => string;
  /** Resolves when the outputs contain this. */
  readonly says: (what: string) => Promise<void>;
}

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

function run(program: readonly string[], KURRENTDB_URL: string): Ran {
  const [file = '', ...args] = program;
  const { PATH = '' } = process.env;
  const own = { PORT: '0', DATA_DIR: folder, EVENT_STORE: 'kurrentdb', KURRENTDB_URL };
  const child = spawn(process.execPath, [built(file), ...args], {
    env: { PATH, ...database.environment, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      child.emit('said');
    });
  const code = once(child, 'close').then(() => {
    running.delete(child);
    child.emit('said');
    return child.exitCode;
  });
  const says = async (what: string) => {
    while (!said.includes(what)) {
      if (!running.has(child)) throw new Error(`it ended without "${what}": ${said}`);
      await once(child, 'said');
    }
  };
  return { child, code, said: () => said, says };
}

const CLI = 'apps/cli/main.ts';

it.each([
  ['the demo', ['apps/api/main.ts']],
  ['the API of a ward', ['apps/api/main.ts', 'serve']],
  ['the worker', ['apps/worker/main.ts']],
  ['init', [CLI, 'init', '.']],
  ['migrate', [CLI, 'migrate']],
  ['rebuild', [CLI, 'rebuild', 'engagements']],
  ['copy-log', [CLI, 'copy-log', '--from', 'postgres', '--to', 'kurrentdb']],
])('%s ends with a sentence in both languages and 78 if KurrentDB cannot be used', async (_, program) => {
  const url = standIn.url.replace('127.0.0.1', 'localhost').replace('tls=false', 'tls=true');
  const { code, said } = run(program, url);
  expect(await code).toBe(78);
  const place = /\/\/([^/?]+)/.exec(url)?.[1] ?? '';
  const lines = said().trim().split('\n');
  expect(lines).toEqual([
    expect.stringMatching(`^KurrentDB tại ${place}: máy chủ không dùng TLS`),
    expect.stringMatching(`^KurrentDB at ${place}: the server does not use TLS`),
  ]);
});

it('a missing CA file is refused with a sentence, too', async () => {
  const missing = join(folder, 'none.pem');
  const { code, said } = run([CLI, 'migrate'], `kurrentdb://localhost:1?tlsCAFile=${encodeURIComponent(missing)}`);
  expect(await code).toBe(78);
  expect(said()).toContain(`The file ${missing} named by tlsCAFile in KURRENTDB_URL cannot be read (ENOENT)`);
  expect(said().trim().split('\n')).toHaveLength(2);
});

it.each([
  ['the API', ['apps/api/main.ts'], 'SIGTERM'],
  ['a command', [CLI, 'migrate'], 'SIGINT'],
] as const)('a signal ends the wait of %s, without a stack', async (_, program, signal) => {
  const port = await closedPort();
  const { child, code, said, says } = run(program, `kurrentdb://127.0.0.1:${port}?tls=false`);
  await says(`waiting for KurrentDB at 127.0.0.1:${port}: unreachable (ECONNREFUSED)`);
  child.kill(signal);
  expect(await code).toBe(130);
  expect(said()).toContain('Stopped before the start was complete.');
  expect(said()).not.toMatch(/^ +at /m);
});

it('a program continues when the server is up', async () => {
  const port = await closedPort();
  const { code, said, says } = run([CLI, 'migrate'], `kurrentdb://127.0.0.1:${port}?tls=false`);
  await says('waiting for KurrentDB');
  const late = new StandInServer();
  await late.start(port);
  // The store is empty, and this command cannot open one, so it is refused.
  expect(await code).toBe(78);
  expect(said()).toContain('The store is empty and not opened yet');
  late.stop();
});

// Keep this test last: it opens a store in the database.
it('init says where the log is', async () => {
  const { code, said } = run([CLI, 'init', folder], standIn.url);
  expect(await code).toBe(0);
  const place = /\/\/([^/?]+)/.exec(standIn.url)?.[1] ?? '';
  expect(said()).toContain(
    `KurrentDB tại ${place}, tiền tố mc_. / The log is kept in KurrentDB at ${place}, prefix mc_.`,
  );
  expect(said()).toContain('Opened a store for real records (WARD) in DATABASE_URL');
});
