import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** The lock's name: "programs", in two numbers of this project's choosing. Others of the project: lease.ts. */
const LOCK = [0x6d63, 0x7067] as const;
const AGAIN_MS = 1000;

/**
 * Says in a database that a program works with it, over a connection of its own, until it is told otherwise. A connection
 * that is lost is taken up again; whoever became alone meanwhile goes first, and a log that was left refuses what comes.
 *
 * @returns what ends it; null where somebody is alone with the database
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
    give(true); // its end gives the lock back
    return Promise.resolve();
  };
}

/**
 * Makes a connection the only one that works with its database, until it ends. Waits for those that are just ending.
 * @returns aborts when the connection is lost, and with it the lock; null where a program is present
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

/** The names of the programs that are present, as pg_stat_activity has them. */
export async function presentPrograms(client: Pick<pg.PoolClient, 'query'>): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select a.application_name as name from pg_locks l join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.classid = $1 and l.objid = $2 and l.objsubid = 2 and l.granted
       and l.database = (select oid from pg_database where datname = current_database()) order by 1`,
    [...LOCK],
  );
  return rows.map(({ name }) => name);
}
