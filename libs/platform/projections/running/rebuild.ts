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
  /** Replayed up to this position, and the end of the log as the leader has read it. */
  readonly done: bigint;
  readonly head: bigint;
}
export interface RebuildOptions {
  /** Cancels. The tables stay; the next rebuild of the same version resumes them. */
  readonly signal?: AbortSignal;
  /** Called whenever the position or status changes. */
  readonly onProgress?: (progress: RebuildProgress) => void;
  /**
   * What to do when the rebuilt tables differ from the active ones of the same version: `keep` both for inspection
   * (default), or `switch` to the rebuilt ones.
   */
  readonly ifDifferent?: 'keep' | 'switch';
  /** Default 200 ms. */
  readonly pollMs?: number;
  /** Returns an open problem of the log that prevents building; it is thrown. */
  readonly trouble?: () => Error | null;
  /** Maximum time without progress while no problem is known; default two minutes. */
  readonly patienceMs?: number;
}
export type Rebuilt =
  | { readonly outcome: 'switched' }
  | { readonly outcome: 'cancelled' }
  /**
   * No progress for `patienceMs`: there is no leader, or it cannot go on. The request stays; the next leader resumes
   * it.
   */
  | { readonly outcome: 'stalled'; readonly done: bigint; readonly head: bigint }
  | { readonly outcome: 'differs'; readonly differences: readonly Difference[] };

interface Row {
  readonly version: number;
  readonly generation: number;
  readonly status: Status;
  readonly position: bigint;
  readonly differences: readonly Difference[] | null;
  /** The end of the log as the leader has read it. */
  readonly seen: bigint;
}

/**
 * Requests a rebuild of a projection and waits for it. The leader builds the new tables beside the active ones, so one
 * process must run a runner. The build continues when this call ends, and resumes after a crash. A cancelled build is
 * resumed. A build that differed from the active tables is started again.
 *
 * @throws the problem of the log that prevents building
 */
export async function rebuild(
  pool: pg.Pool,
  projection: AnyProjection,
  options: RebuildOptions = {},
): Promise<Rebuilt> {
  const { generation } = await order(pool, projection, options.ifDifferent ?? 'keep');
  const { signal, pollMs = 200, patienceMs = 120_000 } = options;
  let lastChange = { at: performance.now(), what: '' };
  for (;;) {
    const trouble = options.trouble?.();
    if (trouble) throw trouble;
    if (signal?.aborted === true) return (await cancel(pool, projection, generation)) ?? { outcome: 'switched' };
    const row = await readBuild(pool, projection, generation);
    if (!row || row.status === 'active') return { outcome: 'switched' };
    if (row.status === 'differs') return { outcome: 'differs', differences: row.differences ?? [] };
    if (row.status === 'paused') return { outcome: 'cancelled' };
    const { version, status, position: done } = row;
    const head = row.seen > done ? row.seen : done;
    const what = `${status} ${done} ${head}`;
    if (what !== lastChange.what) {
      lastChange = { at: performance.now(), what };
      options.onProgress?.({ version, generation, status, done, head });
    }
    if (performance.now() - lastChange.at >= patienceMs) return { outcome: 'stalled', done, head };
    await sleep(pollMs, undefined, { ...(signal ? { signal } : {}) }).catch(() => undefined);
  }
}

async function readBuild(pool: pg.Pool, projection: AnyProjection, generation: number): Promise<Row | undefined> {
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
    // A build that differed has been inspected: the runner drops it, and a new one starts.
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
