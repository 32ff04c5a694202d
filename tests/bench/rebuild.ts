import { setTimeout as sleep } from 'node:timers/promises';
import { catalog } from '#kernel/catalog';
import { PostgresEventStore } from '#platform/event-store/postgres.event-store';
import { storeDeclaration } from '#platform/commands/store-declaration';
import { projectionOperations } from '#platform/projections/operations';
import { Runner } from '#platform/projections/running';
import { features } from '../../apps/features.js';
import { interleaved } from './measure.js';
import { BATCH, rebuildFloor } from './rebuild-floor.js';
import type { Part } from './report.js';
import { type BenchServer, benchPool, type Database } from './server.js';

/** Builds all read models of the product from an empty schema until they serve. @returns seconds */
async function rebuilt(database: Database, head: bigint): Promise<number> {
  const pool = benchPool(database.appUrl, 8);
  const store = new PostgresEventStore({ pool, listenUrl: database.appUrl });
  const deciders = features.flatMap((feature) => feature.deciders);
  const failures: string[] = [];
  const runner = new Runner({
    pool,
    store,
    catalog: catalog(storeDeclaration.events, projectionOperations.events, ...deciders.map(({ events }) => events)),
    projections: features.flatMap((feature) => feature.projections),
    batchSize: BATCH,
    onFatal: (error) => failures.push(error.message),
  });
  const started = performance.now();
  runner.start();
  for (;;) {
    const { generations } = runner.health();
    if (failures[0] !== undefined) throw new Error(failures[0]);
    if (generations.length > 0 && generations.every((g) => g.status === 'active' && g.position === head)) break;
    await sleep(2);
  }
  const seconds = (performance.now() - started) / 1000;
  const parked = runner.health().generations.reduce((sum, g) => sum + g.parked, 0);
  await runner.stop();
  await store.close();
  await pool.end();
  if (parked > 0) throw new Error(`${parked} streams were parked: the histories are not what the product takes`);
  return seconds;
}

/** All read models from one pass over the log, beside statements that write the same rows. */
export async function rebuild(server: BenchServer, log: Database, events: number, rounds: number): Promise<Part> {
  const head = BigInt(events);
  const finished = await server.database('bench_finished', log);
  await rebuilt(finished, head);
  const owner = benchPool(finished.url, 1);
  const { rows } = await owner.query<{ records: bigint; models: bigint }>(
    `select pg_total_relation_size('log.events') as records,
       (select sum(pg_total_relation_size(c.oid))::bigint from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'read' and c.relkind = 'r') as models`,
  );
  await owner.end();
  const onCopyOf = async (of: Database, one: (database: Database) => Promise<number>) => {
    const database = await server.database('bench_rebuild', of);
    try {
      await server.settle();
      return events / (await one(database));
    } finally {
      await server.drop(database);
    }
  };
  const measured = await interleaved(
    [
      { name: 'product', run: () => onCopyOf(log, (database) => rebuilt(database, head)) },
      { name: 'floor', run: () => onCopyOf(finished, (database) => rebuildFloor(database, head)) },
    ],
    rounds,
  );
  await server.drop(finished);
  const megabytes = (bytes: bigint | undefined) => `${Math.round(Number(bytes ?? 0n) / 1e6)} MB`;
  return {
    figures: [
      {
        figure: `rebuild, ${events.toLocaleString('en-US')} events`,
        unit: 'events/s',
        product: measured.get('product') ?? [],
        floor: measured.get('floor') ?? [],
        goal: { atLeast: 0.5 },
      },
    ],
    notes: [
      `rebuild: all read models from an empty schema until they serve, indexes and analyze included (log ${megabytes(rows[0]?.records)}, read models ${megabytes(rows[0]?.models)}).`,
      `Its floor: one pg connection reads the same log in pages of ${BATCH}, JSON.parses every record and inserts the very rows that the product wrote (made ready outside the clock) into tables like the product's, one insert … select from unnest per table and page, closes the same rows, moves the checkpoints and commits without waiting for the disk, as the product does; secondary indexes at the end. It decides nothing: no upcast, no handler, no look-up of corrected entries.`,
    ],
  };
}
