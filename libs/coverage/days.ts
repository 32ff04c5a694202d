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

export const plainDay = (day: Day): PlainDate => new Date(day * MS_PER_DAY).toISOString().slice(0, 10) as PlainDate;

/** The day so many months earlier; the last day of the month where that has no such day. */
export const monthsBefore = (day: PlainDate, months: number): Day =>
  dayNumber(Temporal.PlainDate.from(day).subtract({ months }).toString() as PlainDate);
