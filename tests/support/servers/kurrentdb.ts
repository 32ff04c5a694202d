import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Faults } from '../../contract/kurrentdb/faults.js';
import type { Order, State } from '../../contract/kurrentdb/serve.js';
import { built } from './built.js';
import { makeCertificates } from './kurrentdb-tls.js';

export interface StandInOptions {
  /** `name:password[:group+group]`, separated by commas; `admin` is in $admins. */
  readonly accounts?: string;
  /** With accounts the server uses TLS, unless this is false; without TLS the client sends no passwords. */
  readonly tls?: false;
  /** Milliseconds after each start during which correct passwords are refused, too. */
  readonly warmUpMs?: number;
  /** Limit of one append in bytes; default: 1 MiB. */
  readonly maxAppendSize?: number;
}

export interface StandIn {
  /** Connection string; it stays the same after a restart. */
  readonly url: string;
  /** The connection string with the name and password of an account. */
  urlFor(username: string, password: string): string;
  /** Kills the server with SIGKILL. Its sockets close; what it has answered is kept. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Resolves when the server has ended, by a fault that kills it or by `kill`. */
  gone(): Promise<void>;
  /** Stops the process (SIGSTOP) until `thaw`. */
  freeze(): void;
  thaw(): void;
  readonly faults: {
    /** Faults of the next calls. */
    set(faults: Partial<Faults>): Promise<State>;
    /** Ends every open subscription, normally or with a gRPC status code; `ended` counts the subscriptions. */
    endSubscriptions(how: NonNullable<Order['endSubscriptions']>): Promise<State>;
    /** Ends every connection: with a reset (`read ECONNRESET`), or as an ending process does. */
    endConnections(how: NonNullable<Order['endConnections']>): Promise<State>;
  };
  /** Writes many events of others; a million takes no time. */
  foreign(stream: string, count: number): Promise<State>;
  /** Runs a scavenge; positions then continue in the next chunk. */
  scavenge(): Promise<State>;
  /** Restarts with the log up to the event at a position, like a restored backup. */
  rollBackTo(position: bigint): Promise<State>;
  state(): Promise<State>;
  close(): Promise<void>;
}

const ROOT = resolve(import.meta.dirname, '../../..');

/**
 * The stand-in for KurrentDB as a process of its own, on a port of its own. Its log is in a file that outlives the
 * process.
 */
export async function standInServer(options: StandInOptions = {}): Promise<StandIn> {
  const folder = mkdtempSync(join(tmpdir(), 'minh-chung-kurrentdb-'));
  const secure = options.accounts !== undefined && options.tls !== false;
  if (secure) makeCertificates(folder);
  const start = async (port: string) => {
    const script = join(ROOT, built('tests/contract/kurrentdb/serve.ts'));
    const child = fork(script, [port, join(folder, 'log'), ...argumentsFor(options, secure ? ['--tls', folder] : [])], {
      cwd: ROOT,
      execArgv: [],
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
    urlFor: (username, password) =>
      url.replace('://', `://${encodeURIComponent(username)}:${encodeURIComponent(password)}@`),
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
      endConnections: (endConnections) => ask({ endConnections }),
    },
    foreign: (stream, count) => ask({ foreign: { stream, count } }),
    scavenge: () => ask({ scavenge: true }),
    rollBackTo: (position) => ask({ rollBackTo: String(position) }),
    state: () => ask({}),
    close: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function argumentsFor({ accounts, warmUpMs, maxAppendSize }: StandInOptions, more: readonly string[]): string[] {
  return [
    ...more,
    ...(accounts === undefined ? [] : ['--accounts', accounts]),
    ...(warmUpMs === undefined ? [] : ['--warm-up-ms', String(warmUpMs)]),
    ...(maxAppendSize === undefined ? [] : ['--max-append-size', String(maxAppendSize)]),
  ];
}
