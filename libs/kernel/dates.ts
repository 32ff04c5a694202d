import { Temporal } from '@js-temporal/polyfill';
import { z } from 'zod';

/** Time zone of every business day. */
export const ZONE = 'Asia/Ho_Chi_Minh';

/**
 * A calendar day `YYYY-MM-DD`. It has no time zone. The bounds on the year catch typing errors only (0202 for 2020).
 * Comparing two days as text orders them by date.
 */
export const PlainDate = z.iso
  .date()
  .refine((day) => day >= '1900-01-01' && day <= '2199-12-31', { error: 'year out of range 1900..2199' })
  .brand<'PlainDate'>();
export type PlainDate = z.output<typeof PlainDate>;

/** A moment in UTC to the millisecond, `YYYY-MM-DDTHH:mm:ss.sssZ`: exactly what `Date#toISOString` writes. */
export const Instant = z.iso
  .datetime({ precision: 3 })
  .refine((moment) => moment >= '1900' && moment < '2200')
  .brand<'Instant'>();
export type Instant = z.output<typeof Instant>;

export const instant = (date: Date): Instant => date.toISOString() as Instant;

export const plainDate = (day: string): PlainDate => PlainDate.parse(day);

/** Cache: days repeat, and time-zone lookups are slow. */
const ends = new Map<PlainDate, Instant>();

/** The last millisecond of a day in Asia/Ho_Chi_Minh. "Known at" that day includes all that was recorded up to then. */
export function endOfDay(day: PlainDate): Instant {
  let end = ends.get(day);
  if (end === undefined) {
    const next = Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(ZONE);
    ends.set(day, (end = instant(new Date(next.epochMilliseconds - 1))));
  }
  return end;
}

/** One-entry cache: most instants fall on the current day, and time-zone lookups are slow. */
let last: { readonly from: Instant; readonly day: PlainDate; readonly to: Instant } | undefined;

/** The calendar day of an instant in Asia/Ho_Chi_Minh. */
export function dayOf(moment: Instant): PlainDate {
  if (last && last.from < moment && moment <= last.to) return last.day;
  const day = Temporal.Instant.from(moment).toZonedDateTimeISO(ZONE).toPlainDate().toString() as PlainDate;
  last = { from: endOfDay(addDays(day, -1)), day, to: endOfDay(day) };
  return day;
}

export const addDays = (day: PlainDate, days: number): PlainDate =>
  Temporal.PlainDate.from(day).add({ days }).toString() as PlainDate;

/** The same day of a later month, or that month's last day when it is shorter. */
export const addMonths = (day: PlainDate, months: number): PlainDate =>
  Temporal.PlainDate.from(day).add({ months }).toString() as PlainDate;

/**
 * The first day after a period of months that begins on a day: the same day of the last month or, if that month has no
 * such day, the first day of the month after it. So a period that begins on 29 February is over on 1 March.
 */
export function afterMonths(day: PlainDate, months: number): PlainDate {
  const same = addMonths(day, months);
  return same.slice(8) === day.slice(8) ? same : addDays(same, 1);
}

/** Whether day `a` is earlier than day `b`; false when `b` is unknown. */
export const before = (a: PlainDate, b: PlainDate | null): boolean => b !== null && a < b;
