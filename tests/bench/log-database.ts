import { randomUUID } from 'node:crypto';
import type { Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { CommandHasher, MemoryCommandKeys } from '#platform/commands/command-hash';
import { Executor } from '#platform/commands/execute';
import { PostgresEventStore } from '#platform/event-store/postgres.event-store';
import { openStore } from '#platform/commands/store-declaration';
import { appendAll } from './append.js';
import { histories, overFiveYears } from './histories.js';
import { type BenchServer, benchPool, type Database } from './server.js';

/** Appends that run at the same time: enough for two batches of the store. */
const IN_FLIGHT = 512;
const CHUNK = 20_000;

/**
 * A DEMO store with the histories of many wards over five years, written through the store. It has no read models yet.
 */
export function logDatabase(server: BenchServer, events: number): Promise<Database> {
  const log = randomUUID() as Uuid;
  const recordedAt = overFiveYears(events);
  return filled(
    server,
    'bench_log',
    log,
    histories({ events: events - 1, log, seed: 7, recordedAt, clock: 'injected' }),
  );
}

/** A DEMO store with some records, written through the store. It has no read models yet. */
export async function filled(
  server: BenchServer,
  name: string,
  log: Uuid,
  records: Iterable<EventRecord>,
): Promise<Database> {
  const database = await server.database(name);
  const pool = benchPool(database.appUrl, 4);
  const store = new PostgresEventStore({ pool, listenUrl: database.appUrl });
  await store.declare(log, true);
  const hasher = new CommandHasher(new MemoryCommandKeys());
  await openStore(new Executor({ store, log, hasher, acceptsInjectedClock: true }), log, 'DEMO');
  let chunk: EventRecord[] = [];
  const write = async () => {
    await appendAll(store, chunk, IN_FLIGHT);
    chunk = [];
    process.stderr.write('.');
  };
  for (const record of records) {
    chunk.push(record);
    if (chunk.length === CHUNK) await write();
  }
  await write();
  await store.close();
  await pool.end();
  const owner = benchPool(database.url, 1);
  await owner.query('vacuum analyze log.events'); // otherwise the first reader would write hint bits for all rows
  await owner.end();
  return database;
}
