import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** Key of the advisory lock: "mc" and "pr" (projections). */
const LOCK = [0x6d63, 0x7072] as const;

export interface Lease {
  /** Greater than the epoch of every leader before; checkpoints are fenced by it. */
  readonly epoch: bigint;
  /** Aborts when another process may hold the lock. Writes after that fail at the fence. */
  readonly lost: AbortSignal;
  /**
   * Whether no other process can be the leader. False after this process was suspended for half the length of a lease.
   */
  readonly isHeld: () => boolean;
  readonly resign: () => Promise<void>;
}

/**
 * Waits until this process is the leader, on a connection of its own. The advisory lock belongs to the session and ends
 * with it. When a leader shows no activity for the length of a lease (suspended process, frozen machine), the waiting
 * process terminates its connection; the fence stops whatever it writes later.
 *
 * @returns null when `signal` aborts
 */
export async function acquireLease(pool: pg.Pool, leaseMs: number, signal: AbortSignal): Promise<Lease | null> {
  const client = await pool.connect();
  const lost = new AbortController();
  const lose = () => {
    lost.abort();
  };
  client.on('error', lose);
  const leave = (broken: boolean) => {
    client.off('error', lose);
    client.release(broken);
  };
  try {
    while (!(await tryLock(client))) {
      await client.query(TERMINATE_INACTIVE, [...LOCK, leaseMs]);
      await sleep(leaseMs / 4, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) {
        leave(false);
        return null;
      }
    }
    const { rows } = await client.query<{ epoch: bigint }>(
      'update read.leadership set epoch = epoch + 1 returning epoch',
    );
    if (!rows[0]) throw new Error('table read.leadership is empty; run minhchung migrate');
    let lastAliveAt = performance.now();
    const alive = keepAlive(client, leaseMs, lose, (asked) => {
      lastAliveAt = asked;
    });
    return {
      epoch: rows[0].epoch,
      lost: lost.signal,
      isHeld: () => !lost.signal.aborted && performance.now() - lastAliveAt < leaseMs / 2,
      resign: async () => {
        clearInterval(alive);
        const unlocked = await client.query('select pg_advisory_unlock($1, $2)', [...LOCK]).catch(() => null);
        leave(unlocked === null);
      },
    };
  } catch (error) {
    leave(true);
    throw error;
  }
}

async function tryLock(client: pg.PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1, $2) as got', [...LOCK]);
  return rows[0]?.got === true;
}

/**
 * Sends a statement at intervals. The statement is the sign of life: the server records when a session was last active.
 */
function keepAlive(client: pg.PoolClient, leaseMs: number, lose: () => void, seen: (asked: number) => void) {
  const alive = setInterval(() => {
    const asked = performance.now();
    client.query('select').then(() => {
      seen(asked);
    }, lose);
  }, leaseMs / 4);
  return alive.unref();
}

const TERMINATE_INACTIVE = `
  select pg_terminate_backend(l.pid)
  from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'advisory' and l.classid = $1 and l.objid = $2 and l.objsubid = 2 and l.granted
    and l.database = (select oid from pg_database where datname = current_database())
    and a.state_change < clock_timestamp() - make_interval(secs => $3::double precision / 1000)`;
