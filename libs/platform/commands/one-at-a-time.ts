import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { Unavailable } from '#platform/event-store/event-store';

/** Interval of polling for a lock that another process holds. */
const AGAIN_MS = 20;

/**
 * Runs work of one kind one after the other, over all processes on a database. In this process by a queue, so that the
 * work that waits holds no connection; between processes by an advisory lock, which ends with its connection.
 */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  /** @param name of the kind of work; equal names exclude each other */
  constructor(
    private readonly db: Kysely<unknown>,
    private readonly name: string,
    private readonly patienceMs = 10_000,
  ) {}

  /** @throws Unavailable if another process holds the lock for too long; also what the work throws */
  run<T>(work: () => Promise<T>): Promise<T> {
    const locked = () =>
      this.db.transaction().execute(async (held) => {
        await this.#take(held);
        return work();
      });
    const done = this.#last.then(locked, locked);
    this.#last = done;
    return done;
  }

  async #take(held: Kysely<unknown>): Promise<void> {
    for (const until = performance.now() + this.patienceMs; ;) {
      const { rows } = await sql<{ got: boolean }>`
        select pg_try_advisory_xact_lock(hashtextextended(${this.name}, 0)) as got`.execute(held);
      if (rows[0]?.got === true) return;
      if (performance.now() >= until)
        throw new Unavailable(`another process has been changing ${this.name} for long; send the request again`);
      await sleep(AGAIN_MS);
    }
  }
}
