import { Temporal } from '@js-temporal/polyfill';
import type { PlainDate } from '#kernel/dates';

/** A day as a number: days since 1970-01-01, for fast comparison of many acts. */
export type Day = number;

/** Later than every day. */
export const NEVER: Day = 0x3fffffff;
/** The milestone is reached, but its day is unknown. Later than every real day, so it is never within a term. */
export const UNKNOWN_DAY: Day = NEVER - 1;

const MS_PER_DAY = 86_400_000;

export const dayNumber = (day: PlainDate): Day =>
  Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / MS_PER_DAY;

/** Cache: the same days recur, and formatting a day is slow. */
const written = new Map<Day, PlainDate>();

export function plainDay(day: Day): PlainDate {
  let text = written.get(day);
  if (text === undefined) written.set(day, (text = new Date(day * MS_PER_DAY).toISOString().slice(0, 10) as PlainDate));
  return text;
}

/**
 * The last day that is at least so many months before a day; if the target month lacks that day, its last day counts.
 */
export function foundedBy(day: PlainDate, months: number): Day {
  const date = Temporal.PlainDate.from(day);
  const earlier = date.subtract({ months });
  const last = date.day === date.daysInMonth ? earlier.with({ day: earlier.daysInMonth }) : earlier;
  return dayNumber(last.toString() as PlainDate);
}
