import { Temporal } from '@js-temporal/polyfill';
import type { PlainDate } from '#kernel/dates';

/** A day as a number: days since 1970-01-01, for fast comparison of many acts. */
export type Day = number;

/** Later than every day. */
export const NEVER: Day = 0x3fffffff;
/**
 * The day of a milestone that is reached on an unknown day. It is later than every real day, so it is never within a
 * term.
 */
export const UNKNOWN_DAY: Day = NEVER - 1;

const MS_PER_DAY = 86_400_000;

export const dayNumber = (day: PlainDate): Day =>
  Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / MS_PER_DAY;

/** Cache of formatted days, because formatting is slow and the same days recur. */
const written = new Map<Day, PlainDate>();

export function plainDay(day: Day): PlainDate {
  let text = written.get(day);
  if (text === undefined) written.set(day, (text = new Date(day * MS_PER_DAY).toISOString().slice(0, 10) as PlainDate));
  return text;
}

/**
 * The last day that is at least `months` months before a day. If that month is too short to have the day, the last day
 * of the month is used.
 */
export function foundedBy(day: PlainDate, months: number): Day {
  const date = Temporal.PlainDate.from(day);
  const earlier = date.subtract({ months });
  const last = date.day === date.daysInMonth ? earlier.with({ day: earlier.daysInMonth }) : earlier;
  return dayNumber(last.toString() as PlainDate);
}
