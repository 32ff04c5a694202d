import { type Kysely, sql } from 'kysely';
import { addDays, dayOf, endOfDay, type Instant, type PlainDate, ZONE } from '#kernel/dates';
import { BEGINNING } from '#platform/event-store/event-store';
import { logTime } from '#platform/projections/writing/log-time';

/**
 * The last position of each past day (Asia/Ho_Chi_Minh), in memory. A day is settled when an event of a later day was
 * projected: no event can then be added to the day. Cost of `follow`: one look-up in an index, and one more statement
 * after days have ended.
 */
export class SettledDays {
  /** Every day with a recorded event, oldest first. */
  readonly #days: { readonly day: PlainDate; readonly position: bigint }[] = [];
  /** The day of the newest projected event; earlier days are settled. */
  #open: PlainDate | null = null;
  #generation: number | null = null;

  constructor(private readonly db: Kysely<unknown>) {}

  /** @throws errors of the database; nothing is added then */
  async follow(): Promise<void> {
    const { rows: newest } = await sql<{ high: Instant | null; generation: number | null }>`
      select max(high_time) as high,
        (select max(generation) from read.checkpoints where projection = ${logTime.name}) as generation
      from read.log_time`.execute(this.db);
    const { high = null, generation = null } = newest[0] ?? {};
    if (generation !== this.#generation) {
      // The tables were reset and are made from another log: the days settled so far do not apply.
      this.#days.length = 0;
      this.#open = null;
      this.#generation = generation;
    }
    if (!high || dayOf(high) === this.#open) return;
    const open = dayOf(high);
    const dayBefore = (day: PlainDate) => endOfDay(addDays(day, -1));
    const [after, until] = [this.#open && dayBefore(this.#open), dayBefore(open)];
    const { rows } = await sql<{ day: PlainDate; position: bigint }>`
      select (high_time at time zone ${ZONE})::date::text as day, max(position) as position from read.log_time
      where high_time <= ${until}::timestamptz and (${after}::timestamptz is null or high_time > ${after}::timestamptz)
      group by 1 order by 1`.execute(this.db);
    this.#days.push(...rows);
    this.#open = open;
  }

  /** The last position known at the end of a day; null when the day may not be settled. */
  lastOf(day: PlainDate): bigint | null {
    if (this.#open === null || day >= this.#open) return null;
    return this.#days.findLast((settled) => settled.day <= day)?.position ?? BEGINNING;
  }
}
