import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { DEMO_PASSWORD } from '../../apps/demo/accounts.js';
import type { Database } from './server.js';

const here = fileURLToPath(import.meta.url);
const isSource = here.endsWith('.ts');
const root = resolve(dirname(here), '../..');

/**
 * Starts a program of this project in a process of its own: compiled if this program is compiled, else from its source.
 */
export function startProgram(path: string, env: NodeJS.ProcessEnv = {}, args: readonly string[] = []): ChildProcess {
  const hooks = pathToFileURL(resolve(root, 'infra/dev/run-typescript.mjs')).href;
  return fork(resolve(root, `${path}.${isSource ? 'ts' : 'js'}`), args, {
    execArgv: isSource ? ['--conditions=source', '--import', hooks] : [],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

export interface ApiProcess {
  readonly port: number;
  /** Headers of a request of the demo's clerk. */
  readonly clerk: Readonly<Record<'authorization', string>>;
  /** Seconds from the start of the program until it was ready. */
  readonly startedIn: number;
  /** Resident memory in MB: the present and the greatest value. */
  readonly memory: () => { readonly now: number; readonly peak: number } | null;
  readonly stop: () => Promise<void>;
}

const PATIENCE_MS = 900_000;

/** Starts the whole product on a database, with projections inside. It is ready when every read model serves. */
export async function startApi(database: Database, dataDir: string): Promise<ApiProcess> {
  const port = await freePort();
  const started = performance.now();
  const child = startProgram('apps/api/main', {
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    PORT: String(port),
    LOG_LEVEL: 'warn',
    PROJECTIONS: 'inside',
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  const ready = async () => (await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null))?.ok === true;
  while (!(await ready())) {
    if (child.exitCode !== null) throw new Error(`the API ended with ${child.exitCode}`);
    if (performance.now() - started > PATIENCE_MS) {
      await stop();
      throw new Error('the API was not ready in time');
    }
    await sleep(100);
  }
  const startedIn = (performance.now() - started) / 1000;
  return {
    port,
    clerk: await signedIn(port),
    startedIn,
    memory: () => (child.pid === undefined ? null : residentMemory(child.pid)),
    stop,
  };
}

async function signedIn(port: number): Promise<ApiProcess['clerk']> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'nhaplieu', password: DEMO_PASSWORD }),
  });
  if (answer.status !== 201) throw new Error(`the clerk could not sign in: ${await answer.text()}`);
  const { token } = (await answer.json()) as { token: string };
  return { authorization: `Bearer ${token}` };
}

/** Null on a system that does not report it. */
function residentMemory(pid: number) {
  if (process.platform !== 'linux') return null;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
