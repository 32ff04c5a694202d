// node --conditions=source --import ./infra/dev/run-typescript.mjs tests/contract/kurrentdb/serve.ts [port] [log file] [options]
//   --accounts admin:changeit,minhchung:secret   name:password[:group+group]; `admin` is in $admins
//   --tls FOLDER            with server.key, server.crt and ca.crt
//   --warm-up-ms N          UNAUTHENTICATED for so long after the start
//   --max-append-size N     bytes of one append
//   --pause-inside-appends N, --scan-per-second N   as in faults.ts
// The stand-in as a process of its own: for the tests, which drive it over IPC, and for starting the product against it;
// then each line of its input is an Order in JSON, as {"foreign":{"stream":"theirs","count":1000000}}.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { status } from '@grpc/grpc-js';
import type { Faults } from './faults.js';
import { logInFile } from './log-file.js';
import { scavenge } from './maintenance.js';
import { MemoryLog } from './memory-log.js';
import { rpcError } from './messages.js';
import { accountsIn } from './rights.js';
import { type ServerOptions, StandInServer } from './server.js';

/** An order of the parent process; each is answered with a State. */
export interface Order {
  readonly faults?: Partial<Faults>;
  /** A gRPC status code, or OK to end them normally. */
  readonly endSubscriptions?: status | 'OK';
  /** Ends every connection: with a reset, or as an ending process does. */
  readonly endConnections?: 'reset' | 'drop';
  /** Writes so many foreign events, at the cost of one. */
  readonly foreign?: { readonly stream: string; readonly count: number };
  /** Scavenges; positions jump into the next chunk. */
  readonly scavenge?: true;
  /** Restarts with the log up to the event at this position, like a restored backup. */
  readonly rollBackTo?: string;
}

export interface State {
  readonly url: string;
  readonly openSubscriptions: number;
  readonly events: number;
  /** Number of subscriptions or connections that this order ended. */
  readonly ended: number;
  /** Number of reads that were accepted and never served. */
  readonly hanging: number;
  /** Position of the last event that readers of `$all` see. */
  readonly head: string;
  /** Number of events that filtered reads and subscriptions have scanned since the start. */
  readonly scanned: number;
  /** Number of events that this order removed. */
  readonly removed: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    accounts: { type: 'string' },
    tls: { type: 'string' },
    'warm-up-ms': { type: 'string' },
    'max-append-size': { type: 'string' },
    'pause-inside-appends': { type: 'string' },
    'scan-per-second': { type: 'string' },
  },
});
const [port = '2113', file] = positionals;
const server = new StandInServer(file ? logInFile(file) : new MemoryLog(), serverOptions());
Object.assign(server.faults, {
  pauseInsideAppends: Number(values['pause-inside-appends'] ?? 0),
  scanPerSecond: Number(values['scan-per-second'] ?? 0),
});

function serverOptions(): ServerOptions {
  const { accounts, tls, 'warm-up-ms': warmUp, 'max-append-size': size } = values;
  return {
    ...(accounts !== undefined && { accounts: accountsIn(accounts) }),
    ...(warmUp !== undefined && { warmUpMs: Number(warmUp) }),
    ...(size !== undefined && { maxAppendSize: Number(size) }),
    ...(tls !== undefined && {
      tls: {
        key: readFileSync(join(tls, 'server.key')),
        cert: readFileSync(join(tls, 'server.crt')),
        caFile: join(tls, 'ca.crt'),
      },
    }),
  };
}

async function obey(order: Order): Promise<State> {
  Object.assign(server.faults, order.faults);
  const { endSubscriptions: end, endConnections, foreign, rollBackTo } = order;
  let ended = end === undefined ? 0 : server.endSubscriptions(end === 'OK' ? undefined : rpcError(end, BY_ORDER));
  if (endConnections) ended += server.endConnections(endConnections);
  if (foreign) server.log.foreign(foreign.stream, foreign.count);
  const removed = order.scavenge ? scavenge(server.log) : 0;
  if (rollBackTo !== undefined) await server.rollBackTo(BigInt(rollBackTo));
  return {
    url: server.url,
    openSubscriptions: server.openSubscriptions,
    events: server.log.all.length,
    ended,
    hanging: server.hangingReads,
    head: String(server.log.head),
    scanned: server.log.scanned,
    removed,
  };
}

const BY_ORDER = 'dropped by the test';

process.on('message', (order: Order) => {
  void obey(order).then((state) => process.send?.(state));
});
if (!process.send)
  createInterface(process.stdin).on('line', (line) => {
    void obey(JSON.parse(line) as Order).then((state) => {
      console.log(JSON.stringify(state));
    });
  });
process.on('disconnect', () => process.exit());
await server.start(Number(port));
process.send?.(await obey({}));
console.log(server.url);
