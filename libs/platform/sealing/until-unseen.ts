import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';

const LOOK_EVERY_MS = 20;
const PATIENCE_MS = 60_000;

/** A transaction can still see the old version of a row, so PostgreSQL cannot remove that version yet. */
export class StillSeen extends Error {
  override readonly name = 'StillSeen';
}

/**
 * Waits until no transaction can see the rows that a transaction replaced, so that a rewritten table no longer holds
 * them. PostgreSQL keeps old row versions, in a rewritten file too, while a transaction of this database may read them,
 * and bases its horizon on the oldest writing transaction of the whole server (`ComputeXidHorizons`).
 * @param transaction the full id of a committed transaction, from `pg_current_xact_id()`
 * @throws StillSeen after a minute; the call may be repeated
 */
export async function untilUnseen(pool: Pool, transaction: string, patienceMs = PATIENCE_MS): Promise<void> {
  const end = performance.now() + patienceMs;
  const until = async (over: () => Promise<boolean>): Promise<void> => {
    while (!(await over())) {
      if (performance.now() > end) throw new StillSeen();
      await sleep(LOOK_EVERY_MS);
    }
  };
  // From here on no new snapshot can include the replaced rows...
  await until(async () => {
    const { rows } = await pool.query<{ settled: boolean }>(
      'select pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 as settled',
      [transaction],
    );
    return rows[0]?.settled === true;
  });
  // ...and older transactions of this database must end. Any role may see their locks, so the locks are watched.
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
