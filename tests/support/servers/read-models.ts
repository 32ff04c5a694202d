import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import type { StreamId } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { kysely } from '#platform/db/kysely';
import { openPool } from '#platform/db/pools';
import type { EventStore } from '#platform/event-store/event-store';
import { MemoryEventStore } from '#platform/event-store/memory.event-store';
import { logTime } from '#platform/projections/running';
import type { AnyProjection } from '#platform/projections/projection';
import { Runner, type RunnerOptions } from '#platform/projections/running';
import { servedPosition } from '#platform/projections/serving/served';
import { sqlName } from '#platform/projections/declaring/sql-name';
import { waitFor } from '#platform/projections/serving/wait';
import { lampCatalog } from '../worlds/lamps.js';
import { type FreshDatabase, freshDatabase } from './postgres.js';

export const openReadPool = (url: string): Pool =>
  openPool({ url, max: 10, applicationName: 'test projections', statementTimeoutMs: 0 });

/** A database with runners on it; the log is in memory. */
export class ReadModels {
  private readonly runners: Runner[] = [];

  private constructor(
    readonly database: FreshDatabase,
    readonly pool: Pool,
    readonly db: Kysely<unknown>,
    readonly store: EventStore,
  ) {}

  static async open(store: EventStore = new MemoryEventStore()): Promise<ReadModels> {
    const database = await freshDatabase();
    const pool = openReadPool(database.appUrl);
    return new ReadModels(database, pool, kysely<unknown>(pool), store);
  }

  async append(...records: readonly EventRecord[]): Promise<void> {
    for (const record of records) await this.store.append(record.stream, record.revision - 1, [record]);
  }

  run(projections: readonly AnyProjection[], options: Partial<RunnerOptions> = {}): Runner {
    const { pool, store } = this;
    const runner = new Runner({
      pool,
      store,
      catalog: lampCatalog,
      projections,
      lookMs: 20,
      leaseMs: 2000,
      ...options,
    });
    this.runners.push(runner);
    runner.start();
    return runner;
  }

  /** Waits until the projections have processed the whole log. */
  async caughtUp(...projections: readonly AnyProjection[]): Promise<void> {
    for (const deadline = performance.now() + 60_000; ;) {
      try {
        const served = () => servedPosition(this.db, [logTime, ...projections]);
        await waitFor(await this.store.head(), served, 60_000);
        return;
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'ReadModelRebuilding' || performance.now() > deadline)
          throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  /** Runs the projections until they have processed the whole log, then stops them. */
  async runOnce(projections: readonly AnyProjection[], options: Partial<RunnerOptions> = {}): Promise<void> {
    const runner = this.run(projections, options);
    await this.caughtUp(...projections);
    await runner.stop();
  }

  /**
   * All rows of the active tables in a fixed order, with the parked streams. Columns have their names in PostgreSQL.
   */
  async tables(projection: AnyProjection): Promise<Record<string, unknown[]>> {
    const found: Record<string, unknown[]> = {};
    for (const table of Object.keys(projection.tables)) {
      const name = `read.${sqlName(projection.name, table)}`;
      found[table] = (await this.pool.query<Record<string, unknown>>(`select * from ${name} t order by t::text`)).rows;
    }
    const parked = await this.pool.query<Record<string, unknown>>(
      `select p.stream, p.revision, p.position, p.error from read.parked p
       join read.checkpoints using (projection, version, generation)
       where projection = $1 and status = 'active' order by 1`,
      [projection.name],
    );
    return { ...found, parked: parked.rows };
  }

  async isParked(projection: AnyProjection, stream: StreamId): Promise<boolean> {
    const { parked = [] } = await this.tables(projection);
    return parked.some((row) => typeof row === 'object' && row !== null && 'stream' in row && row.stream === stream);
  }

  async close(): Promise<void> {
    await Promise.all(this.runners.map((runner) => runner.stop()));
    await this.store.close();
    await this.pool.end();
    await this.database.drop();
  }
}
