import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { inTransaction } from '#platform/db/transaction';
import { type EventStore } from '#platform/event-store/event-store';
import type { AnyProjection } from '#platform/projections/declaring/projection';
import type { Status } from '#platform/projections/writing/generation';
import type { Difference } from './compare.js';
import { addGeneration } from './generations.js';

export interface RebuildProgress {
  readonly version: number;
  readonly generation: number;
  readonly status: Status;
  /** Position up to which the log has been replayed, and that of its end. */
  readonly done: bigint;
  readonly head: bigint;
}
export interface RebuildOptions {
  /** Cancels; what was built stays and is taken up by the next rebuild of the same version. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RebuildProgress) => void;
  /**
   * What becomes of a rebuild that differs from the tables that serve, though nothing of the program changed: `keep` them
   * and look (default), or `switch` to what the log says.
   */
  readonly ifDifferent?: 'keep' | 'switch';
  /** Default 200 ms. */
  readonly pollMs?: number;
}
export type Rebuilt =
  | { readonly outcome: 'switched' }
  | { readonly outcome: 'cancelled' }
  | { readonly outcome: 'differs'; readonly differences: readonly Difference[] };

interface Row {
  readonly version: number;
  readonly generation: number;
  readonly status: Status;
  readonly position: bigint;
  readonly differences: readonly Difference[] | null;
}

/**
 * Orders the tables of a projection to be built anew beside those that serve, and waits. The building is done by
 * whichever runner leads, so some process must run one; it goes on when this one ends, and after a crash from where it
 * stood. A rebuild that was cancelled or found to differ is resumed or begun anew.
 */
export async function rebuild(
  pool: pg.Pool,
  store: Pick<EventStore, 'head'>,
  projection: AnyProjection,
  options: RebuildOptions = {},
): Promise<Rebuilt> {
  const { generation } = await order(pool, projection, options.ifDifferent ?? 'keep');
  const { signal, pollMs = 200 } = options;
  for (;;) {
    if (signal?.aborted === true) return (await cancel(pool, projection, generation)) ?? { outcome: 'switched' };
    const row = await look(pool, projection, generation);
    if (!row || row.status === 'active') return { outcome: 'switched' };
    if (row.status === 'differs') return { outcome: 'differs', differences: row.differences ?? [] };
    if (row.status === 'paused') return { outcome: 'cancelled' };
    const { version, status, position } = row;
    options.onProgress?.({ version, generation, status, done: position, head: await store.head() });
    await sleep(pollMs, undefined, { ...(signal ? { signal } : {}) }).catch(() => undefined);
  }
}

async function look(pool: pg.Pool, projection: AnyProjection, generation: number): Promise<Row | undefined> {
  const { rows } = await pool.query<Row>(
    `select version, generation, status, position, differences from read.checkpoints
     where projection = $1 and version = $2 and generation = $3`,
    [projection.name, projection.version, generation],
  );
  return rows[0];
}

function order(pool: pg.Pool, projection: AnyProjection, ifDifferent: 'keep' | 'switch'): Promise<Row> {
  return inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`rebuild ${projection.name}`]);
    // What was found to differ has been looked at: it is dropped by the runner, and built anew.
    await client.query(`update read.checkpoints set status = 'retired' where projection = $1 and status = 'differs'`, [
      projection.name,
    ]);
    const resumed = await client.query<Row>(
      `update read.checkpoints set status = 'building' where projection = $1 and version = $2
         and status in ('paused', 'building') returning version, generation, status, position`,
      [projection.name, projection.version],
    );
    const row = resumed.rows[0] ?? { ...(await addGeneration(client, projection)), differences: null };
    await client.query(
      `update read.checkpoints set if_different = $4 where projection = $1 and version = $2 and generation = $3`,
      [projection.name, row.version, row.generation, ifDifferent],
    );
    return row;
  });
}

async function cancel(pool: pg.Pool, projection: AnyProjection, generation: number): Promise<Rebuilt | null> {
  const { rowCount } = await pool.query(
    `update read.checkpoints set status = 'paused'
     where projection = $1 and version = $2 and generation = $3 and status = 'building'`,
    [projection.name, projection.version, generation],
  );
  return rowCount === 1 ? { outcome: 'cancelled' } : null;
}
