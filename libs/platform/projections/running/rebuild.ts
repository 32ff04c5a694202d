import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { inTransaction } from '#platform/db/transaction';
import type { AnyProjection } from '#platform/projections/declaring/projection';
import type { Status } from '#platform/projections/writing/generation';
import type { Difference } from './compare.js';
import { addGeneration } from './generation-lifecycle.js';

export interface RebuildProgress {
  readonly version: number;
  readonly generation: number;
  readonly status: Status;
  /** Position up to which the log has been replayed, and the end of it that whoever leads has seen. */
  readonly done: bigint;
  readonly head: bigint;
}
export interface RebuildOptions {
  /** Cancels; what was built stays and is taken up by the next rebuild of the same version. */
  readonly signal?: AbortSignal;
  /** Told whenever something has moved. */
  readonly onProgress?: (progress: RebuildProgress) => void;
  /**
   * What becomes of a rebuild that differs from the tables that serve, though nothing of the program changed: `keep` them
   * and look (default), or `switch` to what the log says.
   */
  readonly ifDifferent?: 'keep' | 'switch';
  /** Default 200 ms. */
  readonly pollMs?: number;
  /** A trouble of the log, while which nobody builds: it is thrown. */
  readonly trouble?: () => Error | null;
  /** Longest that the building may stand still while no trouble is known; default two minutes. */
  readonly patienceMs?: number;
}
export type Rebuilt =
  | { readonly outcome: 'switched' }
  | { readonly outcome: 'cancelled' }
  /** Nothing was built for a while: nobody leads, or who leads cannot go on. The order stands, and is taken up by whoever can. */
  | { readonly outcome: 'stands still'; readonly done: bigint; readonly head: bigint }
  | { readonly outcome: 'differs'; readonly differences: readonly Difference[] };

interface Row {
  readonly version: number;
  readonly generation: number;
  readonly status: Status;
  readonly position: bigint;
  readonly differences: readonly Difference[] | null;
  /** The end of the log, as far as whoever leads has seen it. */
  readonly seen: bigint;
}

/**
 * Orders the tables of a projection to be built anew beside those that serve, and waits. The building is done by
 * whichever runner leads, so some process must run one; it goes on when this one ends, and after a crash from where it
 * stood. A rebuild that was cancelled or found to differ is resumed or begun anew.
 *
 * @throws the trouble of the log that stands in its way
 */
export async function rebuild(
  pool: pg.Pool,
  projection: AnyProjection,
  options: RebuildOptions = {},
): Promise<Rebuilt> {
  const { generation } = await order(pool, projection, options.ifDifferent ?? 'keep');
  const { signal, pollMs = 200, patienceMs = 120_000 } = options;
  let moved = { at: performance.now(), what: '' };
  for (;;) {
    const trouble = options.trouble?.();
    if (trouble) throw trouble;
    if (signal?.aborted === true) return (await cancel(pool, projection, generation)) ?? { outcome: 'switched' };
    const row = await look(pool, projection, generation);
    if (!row || row.status === 'active') return { outcome: 'switched' };
    if (row.status === 'differs') return { outcome: 'differs', differences: row.differences ?? [] };
    if (row.status === 'paused') return { outcome: 'cancelled' };
    const { version, status, position: done } = row;
    const head = row.seen > done ? row.seen : done;
    const what = `${status} ${done} ${head}`;
    if (what !== moved.what) {
      moved = { at: performance.now(), what };
      options.onProgress?.({ version, generation, status, done, head });
    }
    if (performance.now() - moved.at >= patienceMs) return { outcome: 'stands still', done, head };
    await sleep(pollMs, undefined, { ...(signal ? { signal } : {}) }).catch(() => undefined);
  }
}

async function look(pool: pg.Pool, projection: AnyProjection, generation: number): Promise<Row | undefined> {
  const { rows } = await pool.query<Row>(
    `select version, generation, status, position, differences, (select seen from read.log) as seen from read.checkpoints
     where projection = $1 and version = $2 and generation = $3`,
    [projection.name, projection.version, generation],
  );
  return rows[0];
}

type Ordered = Pick<Row, 'version' | 'generation'>;
function order(pool: pg.Pool, projection: AnyProjection, ifDifferent: 'keep' | 'switch'): Promise<Ordered> {
  return inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`rebuild ${projection.name}`]);
    // What was found to differ has been looked at: it is dropped by the runner, and built anew.
    await client.query(`update read.checkpoints set status = 'retired' where projection = $1 and status = 'differs'`, [
      projection.name,
    ]);
    const resumed = await client.query<Ordered>(
      `update read.checkpoints set status = 'building' where projection = $1 and version = $2
         and status in ('paused', 'building') returning version, generation`,
      [projection.name, projection.version],
    );
    const row: Ordered = resumed.rows[0] ?? (await addGeneration(client, projection));
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
