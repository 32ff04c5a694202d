import { Temporal } from '@js-temporal/polyfill';
import type { PlainDate } from '#kernel/dates';

/** A day as a number, days since 1970-01-01: what arithmetic over many acts compares. */
export type Day = number;

/** Later than every day. */
export const NEVER: Day = 0x3fffffff;
/** Something was reached, but on which day nobody knows. Later than every day, so that it is never within a term. */
export const UNKNOWN_DAY: Day = NEVER - 1;

const MS_PER_DAY = 86_400_000;

export const dayNumber = (day: PlainDate): Day =>
  Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / MS_PER_DAY;

/** Days come again and again, and writing one takes long. */
const written = new Map<Day, PlainDate>();

export function plainDay(day: Day): PlainDate {
  let text = written.get(day);
  if (text === undefined) written.set(day, (text = new Date(day * MS_PER_DAY).toISOString().slice(0, 10) as PlainDate));
  return text;
}

/** The last day from which so many months have passed by a day; a month that has no such day is over on its last. */
export function foundedBy(day: PlainDate, months: number): Day {
  const date = Temporal.PlainDate.from(day);
  const earlier = date.subtract({ months });
  const last = date.day === date.daysInMonth ? earlier.with({ day: earlier.daysInMonth }) : earlier;
  return dayNumber(last.toString() as PlainDate);
}
