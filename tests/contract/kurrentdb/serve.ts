// node --conditions=source --import ./infra/dev/run-typescript.mjs tests/contract/kurrentdb/serve.ts [port] [log file]
// The stand-in as a process of its own: for the tests, which drive it over IPC, and for starting the product against it.
import type { status } from '@grpc/grpc-js';
import type { Faults } from './faults.js';
import { logInFile } from './log-file.js';
import { MemoryLog } from './memory-log.js';
import { StandInServer } from './server.js';

/** What a parent may ask for; every question is answered with a State. */
export interface Order {
  readonly faults?: Partial<Faults>;
  /** A gRPC status code, or OK to end them in good order. */
  readonly endSubscriptions?: status | 'OK';
}

export interface State {
  readonly url: string;
  readonly openSubscriptions: number;
  readonly events: number;
  /** Subscriptions that this order has ended. */
  readonly ended: number;
  /** Reads that were taken and never served, ever. */
  readonly hanging: number;
}

const [port = '2113', file] = process.argv.slice(2);
const server = new StandInServer(file ? logInFile(file) : new MemoryLog());

function obey(order: Order): State {
  Object.assign(server.faults, order.faults);
  const { endSubscriptions: end } = order;
  const ended = end === undefined ? 0 : server.endSubscriptions(end === 'OK' ? undefined : end);
  return {
    url: server.url,
    openSubscriptions: server.openSubscriptions,
    events: server.log.all.length,
    ended,
    hanging: server.hangingReads,
  };
}

process.on('message', (order: Order) => process.send?.(obey(order)));
process.on('disconnect', () => process.exit());
await server.start(Number(port));
process.send?.(obey({}));
console.log(server.url);
