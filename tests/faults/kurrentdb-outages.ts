// A separate program whose memory is measured. It calls a server that is down, outage after outage, and prints how much
// its memory has grown.
import { createServer } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { rounds } from '../support/rounds.js';

export interface Outages {
  readonly outages: number;
  readonly clients: number;
  /** Bytes by which the program has grown from the first fifth of the outages to the last fifth. */
  readonly grown: number;
  readonly lines: readonly string[];
  readonly warnings: readonly string[];
}

const OUTAGES = rounds(1_000, 100);
/** After this number of outages the program has allocated what it needs only once. */
const SETTLED = OUTAGES / 5;
/** Number of failures after which the store makes a new client. */
const FAILURES = 3;

const [betweenClients] = process.argv.slice(2);
const warnings: string[] = [];
process.on('warning', ({ name }) => warnings.push(name));

/** A port on which no program listens. */
async function nowhere(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}

async function used(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await sleep(50);
  }
  return process.memoryUsage().rss;
}

const lines: string[] = [];
const store = new KurrentDbEventStore({
  connectionString: `kurrentdb://127.0.0.1:${await nowhere()}?tls=false`,
  tries: 1,
  deadline: 1_000,
  log: (line) => lines.push(line),
  ...(betweenClients === undefined ? {} : { betweenClients: Number(betweenClients) }),
});
let before = 0;
for (let outage = 1; outage <= OUTAGES; outage++) {
  for (let i = 0; i < FAILURES; i++) await store.at(1n).catch(() => undefined);
  if (outage === SETTLED) before = await used();
}
const outages: Outages = { outages: OUTAGES, clients: store.clients, grown: (await used()) - before, lines, warnings };
process.send?.(outages);
process.disconnect();
await store.close();
