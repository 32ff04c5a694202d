import { type Kysely, sql } from 'kysely';
import type { Instant } from '#kernel/dates';
import { PREPARED } from '#platform/db/kysely';

/** The end of the log, as known without reading the log. */
export interface LogEnd {
  /** The end of the last append that the leader read, or that this process acknowledged. */
  readonly position: bigint;
  /** A moment at which the log held nothing after `position`; null if the end of the log was never reached. */
  readonly at: Date | null;
}

/** The lag of an answer behind the log. */
export interface Behind {
  /** Distance between the position of the tables and the end of the log. */
  readonly positions: bigint;
  /**
   * Whole seconds before the requested moment for which events may be missing; 0 when none is missing, null when
   * unknown.
   */
  readonly seconds: number | null;
  /** When the log was last read to its end, if that is more than 5 s ago; otherwise null. */
  readonly unseenSince: Date | null;
}

/**
 * The leader reads the end of the log about once a second. A longer silence means that the log or the leader is down.
 */
const SEEN_LATELY_MS = 5000;
const REMEMBERED = 64;
const NOTHING: Behind = { positions: 0n, seconds: 0, unseenSince: null };

/** Tracks the end of the log and computes lag. It reads tables or memory, never the log. */
export class LogEnds {
  /** Ends of the log, each with the last time at which it was the end; oldest first. */
  readonly #ends: { readonly position: bigint; at: number }[] = [];

  /**
   * @param leading the end known to the runner in this process; null when it is not the leader
   * @param acknowledged the last position that this process returned in a receipt
   */
  constructor(
    private readonly db: Kysely<unknown>,
    private readonly leading: () => LogEnd | null,
    private readonly acknowledged: () => bigint,
  ) {}

  async end(): Promise<LogEnd> {
    const seen = this.leading() ?? (await this.#storedEnd());
    const end = { position: max(seen.position, this.acknowledged()), at: seen.at };
    this.#remember(end);
    return end;
  }

  /**
   * @param served position up to which the answer's tables are served
   * @param moment the answer ignores events recorded later
   */
  async behind(served: bigint, moment: Instant): Promise<Behind> {
    const requested = Date.parse(moment);
    if (this.#completeUntil(served) >= requested) return NOTHING;
    const { position, at } = await this.end();
    const positions = max(position - served, 0n);
    const isUnseen = at === null || requested - at.getTime() > SEEN_LATELY_MS;
    const held =
      positions === 0n
        ? this.#completeUntil(served)
        : Math.max(this.#completeUntil(served), await this.#missingFrom(served));
    const isHeld = positions === 0n && !isUnseen;
    return {
      positions,
      seconds: isHeld ? 0 : held === -Infinity ? null : Math.max(0, Math.floor((requested - held) / 1000)),
      unseenSince: isUnseen ? at : null,
    };
  }

  /** Milliseconds until which, by this process's memory, every recorded event is at or before `served`. */
  #completeUntil(served: bigint): number {
    return this.#ends.findLast(({ position }) => position <= served)?.at ?? -Infinity;
  }

  #remember({ position, at }: LogEnd): void {
    if (at === null) return;
    const last = this.#ends.at(-1);
    if (last?.position === position) last.at = Math.max(last.at, at.getTime());
    else if (!last || position > last.position) this.#ends.push({ position, at: at.getTime() });
    if (this.#ends.length > REMEMBERED) this.#ends.shift();
  }

  /** The end that another process read. It is stored with its age by the database's clock. */
  async #storedEnd(): Promise<LogEnd> {
    const { rows } = await sql<{ seen: bigint; age: number | null }>`${PREPARED}
      select greatest(seen, (select max(position) from read.checkpoints)) as seen, extract(epoch from clock_timestamp() - seen_at)::double precision as age from read.log`.execute(
      this.db,
    );
    const { seen = 0n, age = null } = rows[0] ?? {};
    return { position: seen, at: age === null ? null : new Date(Date.now() - age * 1000) };
  }

  /**
   * Recording time of the first record after a position; when that one is not projected yet, of the last one up to it.
   * No earlier record is missing.
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
