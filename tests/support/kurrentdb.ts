import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Faults } from '../contract/kurrentdb/faults.js';
import type { Order, State } from '../contract/kurrentdb/serve.js';

export interface StandIn {
  /** Connection string; the same after a restart. */
  readonly url: string;
  /** SIGKILL: sockets go, nothing is said; what was answered is kept. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Resolves when it has ended, by a fault that kills it or by `kill`. */
  gone(): Promise<void>;
  /** SIGSTOP, until `thaw`. */
  freeze(): void;
  thaw(): void;
  readonly faults: {
    /** What to do to the next calls. */
    set(faults: Partial<Faults>): Promise<State>;
    /** Ends every open subscription: in good order, or with a gRPC status code; tells how many there were in `ended`. */
    endSubscriptions(how: NonNullable<Order['endSubscriptions']>): Promise<State>;
  };
  state(): Promise<State>;
  close(): Promise<void>;
}

const ROOT = resolve(import.meta.dirname, '../..');

/** The stand-in for KurrentDB as a process of its own, on a port of its own, with a log that outlives it. */
export async function standInServer(): Promise<StandIn> {
  const folder = mkdtempSync(join(tmpdir(), 'minh-chung-kurrentdb-'));
  const start = async (port: string) => {
    const child = fork(join(ROOT, 'tests/contract/kurrentdb/serve.ts'), [port, join(folder, 'log')], {
      cwd: ROOT,
      execArgv: ['--conditions=source', '--import', './infra/dev/run-typescript.mjs'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [state] = (await once(child, 'message')) as [State];
    return { child, url: state.url };
  };
  let { child, url } = await start('0');
  const ask = async (order: Order): Promise<State> => {
    const answer = once(child, 'message') as Promise<[State]>;
    child.send(order);
    return (await answer)[0];
  };
  const gone = async () => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  const kill = async () => {
    child.kill('SIGKILL');
    await gone();
  };
  return {
    get url() {
      return url;
    },
    kill,
    gone,
    restart: async () => {
      await kill();
      ({ child, url } = await start(new URL(url).port));
    },
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    faults: {
      set: (faults) => ask({ faults }),
      endSubscriptions: (endSubscriptions) => ask({ endSubscriptions }),
    },
    state: () => ask({}),
    close: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
