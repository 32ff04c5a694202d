import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';

const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 60_000;

/** Somebody still works with the old version of a row: it cannot be removed yet. */
export class StillSeen extends Error {
  override readonly name = 'StillSeen';
}

/**
 * Waits until nobody can see any more what a transaction replaced, so that a rewritten table is without it: PostgreSQL
 * keeps the old version of a row, in a rewritten file too, for as long as a transaction of this database may look at it,
 * and takes its own measure from the oldest transaction that writes anywhere on the server (`ComputeXidHorizons`).
 * @param transaction the full number of a committed transaction, as `pg_current_xact_id()` tells it
 * @throws StillSeen after a minute; asking again is harmless
 */
export async function untilUnseen(pool: Pool, transaction: string, patienceMs = PATIENCE_MS): Promise<void> {
  const end = performance.now() + patienceMs;
  const until = async (over: () => Promise<boolean>): Promise<void> => {
    while (!(await over())) {
      if (performance.now() > end) throw new StillSeen();
      await sleep(LOOK_EVERY_MS);
    }
  };
  // From here on whoever begins sees no writer so old, and so not what was replaced...
  await until(async () => {
    const { rows } = await pool.query<{ settled: boolean }>(
      'select pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 as settled',
      [transaction],
    );
    return rows[0]?.settled === true;
  });
  // ...and whoever had begun in this database has to end. Locks are what any role may see of another's transaction.
  const running = async (): Promise<readonly string[]> => {
    const { rows } = await pool.query<{ virtualtransaction: string }>(
      `select held.virtualtransaction from pg_locks held join pg_stat_activity session using (pid)
       where held.locktype = 'virtualxid' and session.pid <> pg_backend_pid() and session.datname = current_database()`,
    );
    return rows.map((row) => row.virtualtransaction);
  };
  const before = new Set(await running());
  await until(async () => before.size === 0 || !(await running()).some((one) => before.has(one)));
}
