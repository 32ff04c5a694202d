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
 * Waits until this process is the leader, on a connection of its own. The lease is a row of `read.leadership`, renewed
 * until it is resigned. A leader that shows no sign of life for the length of a lease (suspended process, frozen machine)
 * is replaced; the fence stops whatever it writes later. A leader also holds an advisory lock, which ends with its
 * session, so that a leader that was killed is replaced at once.
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
    let lastAliveAt = performance.now();
    let epoch = await take(client, leaseMs);
    while (epoch === undefined) {
      await sleep(leaseMs / 4, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) {
        leave(false);
        return null;
      }
      lastAliveAt = performance.now();
      epoch = await take(client, leaseMs);
    }
    const alive = keepAlive(client, epoch, leaseMs, lose, (asked) => {
      lastAliveAt = asked;
    });
    const mine = epoch;
    return {
      epoch: mine,
      lost: lost.signal,
      isHeld: () => !lost.signal.aborted && performance.now() - lastAliveAt < leaseMs / 2,
      resign: async () => {
        clearInterval(alive);
        const resigned = await client.query(RESIGN, [mine]).catch(() => null);
        leave(resigned === null);
      },
    };
  } catch (error) {
    leave(true);
    throw error;
  }
}

/** @returns the epoch of the new leader; undefined while another process leads */
async function take(client: pg.PoolClient, leaseMs: number): Promise<bigint | undefined> {
  const { rows: tried } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1, $2) as got', [...LOCK]);
  const locked = tried[0]?.got === true;
  const { rows } = await client.query<{ epoch: bigint }>(TAKE, [locked, leaseMs]);
  if (!rows[0] && locked) await client.query('select pg_advisory_unlock_all()');
  return rows[0]?.epoch;
}

/** Renews the lease at intervals: the sign of life. A leader that was replaced meanwhile loses it. */
function keepAlive(
  client: pg.PoolClient,
  epoch: bigint,
  leaseMs: number,
  lose: () => void,
  seen: (asked: number) => void,
) {
  const alive = setInterval(() => {
    const asked = performance.now();
    client.query(RENEW, [epoch, leaseMs, ...LOCK]).then(({ rowCount }) => {
      if (rowCount === 1) seen(asked);
      else lose();
    }, lose);
  }, leaseMs / 4);
  return alive.unref();
}

const HELD_UNTIL = 'clock_timestamp() + make_interval(secs => $2::double precision / 1000)';

/** A free lock says that the leader has ended, unless that leader holds none, since the one before it is only frozen. */
const TAKE = `
  update read.leadership set epoch = epoch + 1, by_lock = $1, held_until = ${HELD_UNTIL}
  where held_until < clock_timestamp() or ($1 and by_lock)
  returning epoch`;

/** A leader that replaced a frozen one gets the lock when that one has ended. */
const RENEW = `
  update read.leadership set held_until = ${HELD_UNTIL},
    by_lock = case when by_lock then true else pg_try_advisory_lock($3, $4) end
  where epoch = $1`;

const RESIGN = `
  with free as (update read.leadership set held_until = '-infinity' where epoch = $1)
  select pg_advisory_unlock_all()`;
