import { type Kysely, sql } from 'kysely';
import type { Instant } from '#kernel/dates';
import { PREPARED } from '#platform/db/kysely';

/** How far the log goes, as far as it is known without asking it. */
export interface LogEnd {
  /** The end of the last append that was seen by whoever keeps the tables, or acknowledged by this process. */
  readonly position: bigint;
  /** All that was recorded by then is at or before the position; null where the end was never come to. */
  readonly at: Date | null;
}

/** By how much an answer is behind the log. */
export interface Behind {
  /** From the end of what is in the tables to the end of the log. */
  readonly positions: bigint;
  /**
   * Whole seconds before the moment asked about from which on something may be missing; 0 where nothing is, null where
   * nobody knows.
   */
  readonly seconds: number | null;
  /** When the log was last seen to its end, where that is more than a few seconds ago; else null. */
  readonly unseenSince: Date | null;
}

/** Whoever keeps the tables sees the end of the log about once a second: older than that, it is away or they are. */
const SEEN_LATELY_MS = 5000;
const REMEMBERED = 64;
const NOTHING: Behind = { positions: 0n, seconds: 0, unseenSince: null };

/** What is known of the log's end, and how far behind it an answer is. It asks tables, or nobody; never the log. */
export class LogEnds {
  /** Ends that were seen, each with the last time at which it was the end; oldest first. */
  readonly #sights: { readonly position: bigint; at: number }[] = [];

  /**
   * @param leading what the runner in this process knows; null where it does not lead
   * @param acknowledged the last position that this process gave in a receipt
   */
  constructor(
    private readonly db: Kysely<unknown>,
    private readonly leading: () => LogEnd | null,
    private readonly acknowledged: () => bigint,
  ) {}

  async end(): Promise<LogEnd> {
    const seen = this.leading() ?? (await this.#looked());
    const end = { position: max(seen.position, this.acknowledged()), at: seen.at };
    this.#remember(end);
    return end;
  }

  /**
   * @param served up to where the tables stand that the answer is of
   * @param moment nothing recorded later is in the answer
   */
  async behind(served: bigint, moment: Instant): Promise<Behind> {
    const asked = Date.parse(moment);
    if (this.#heldAt(served) >= asked) return NOTHING;
    const { position, at } = await this.end();
    const positions = max(position - served, 0n);
    const isUnseen = at === null || asked - at.getTime() > SEEN_LATELY_MS;
    const held =
      positions === 0n ? this.#heldAt(served) : Math.max(this.#heldAt(served), await this.#missingFrom(served));
    const isHeld = positions === 0n && !isUnseen;
    return {
      positions,
      seconds: isHeld ? 0 : held === -Infinity ? null : Math.max(0, Math.floor((asked - held) / 1000)),
      unseenSince: isUnseen ? at : null,
    };
  }

  /** Until when, by what this process remembers, everything that was recorded is in tables that stand somewhere. */
  #heldAt(served: bigint): number {
    return this.#sights.findLast(({ position }) => position <= served)?.at ?? -Infinity;
  }

  #remember({ position, at }: LogEnd): void {
    if (at === null) return;
    const last = this.#sights.at(-1);
    if (last?.position === position) last.at = Math.max(last.at, at.getTime());
    else if (!last || position > last.position) this.#sights.push({ position, at: at.getTime() });
    if (this.#sights.length > REMEMBERED) this.#sights.shift();
  }

  /** What another process has seen. Its age is reckoned by one clock, that of the database. */
  async #looked(): Promise<LogEnd> {
    const { rows } = await sql<{ seen: bigint; age: number | null }>`${PREPARED}
      select greatest(seen, (select max(position) from read.checkpoints)) as seen, extract(epoch from clock_timestamp() - seen_at)::double precision as age from read.log`.execute(
      this.db,
    );
    const { seen = 0n, age = null } = rows[0] ?? {};
    return { position: seen, at: age === null ? null : new Date(Date.now() - age * 1000) };
  }

  /**
   * When the first record after a position was recorded, or the last one up to it where the next is not in the tables
   * yet: by then nothing is missing.
   */
  async #missingFrom(served: bigint): Promise<number> {
    const { rows } = await sql<{ next: Instant | null; last: Instant | null }>`
      with held as (select high_time from read.log_time where position <= ${served} order by high_time desc limit 1)
      select (select high_time from held) as last,
        (select min(high_time) from read.log_time
          where high_time > coalesce((select high_time from held), '-infinity')) as next`.execute(this.db);
    const recordedAt = rows[0]?.next ?? rows[0]?.last;
    return recordedAt ? Date.parse(recordedAt) : -Infinity;
  }
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
