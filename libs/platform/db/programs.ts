import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** Key of the advisory lock: "mc" and "pg" (programs). Another key of this project is in lease.ts. */
const LOCK = [0x6d63, 0x7067] as const;
const AGAIN_MS = 1000;

/**
 * Registers a program in a database with a shared lock, on a connection of its own. A lost connection is reopened. If
 * another program took the exclusive lock in between, this one waits for it; if that program moved the log elsewhere,
 * the mark on the log refuses later appends.
 *
 * @returns a function that ends the registration; null if another program holds the database exclusively
 */
export async function bePresent(pool: pg.Pool, againMs = AGAIN_MS): Promise<(() => Promise<void>) | null> {
  const over = new AbortController();
  let client: pg.PoolClient | undefined;
  const give = (broken: boolean) => {
    client?.off('error', lost).release(broken);
    client = undefined;
  };
  const lost = () => {
    give(true);
    void again();
  };
  const take = async (): Promise<boolean> => {
    const taken = await pool.connect();
    const { rows } = await taken.query<{ got: boolean }>('select pg_try_advisory_lock_shared($1, $2) as got', [
      ...LOCK,
    ]);
    if (rows[0]?.got !== true || over.signal.aborted) {
      taken.release(true);
      return false;
    }
    client = taken.on('error', lost);
    return true;
  };
  const again = async () => {
    while (!over.signal.aborted && !(await take().catch(() => false)))
      await sleep(againMs, undefined, { signal: over.signal, ref: false }).catch(() => undefined);
  };
  if (!(await take())) return null;
  return () => {
    over.abort();
    give(true); // closing the connection releases the lock
    return Promise.resolve();
  };
}

/**
 * Takes the exclusive lock on a database until the connection ends. Waits for programs that are just ending.
 * @returns a signal that aborts when the connection, and with it the lock, is lost; null while another program is
 * registered
 */
export async function beAlone(client: pg.PoolClient, patienceMs = 5000): Promise<AbortSignal | null> {
  const until = performance.now() + patienceMs;
  const lost = new AbortController();
  client.on('error', () => {
    lost.abort();
  });
  for (;;) {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1, $2) as got', [...LOCK]);
    if (rows[0]?.got === true) return lost.signal;
    if (performance.now() >= until) return null;
    await sleep(100);
  }
}

/** Names of the registered programs, as in pg_stat_activity. */
export async function presentPrograms(client: Pick<pg.PoolClient, 'query'>): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select a.application_name as name from pg_locks l join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.classid = $1 and l.objid = $2 and l.objsubid = 2 and l.granted
       and l.database = (select oid from pg_database where datname = current_database()) order by 1`,
    [...LOCK],
  );
  return rows.map(({ name }) => name);
}
