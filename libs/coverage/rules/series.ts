import { Temporal } from '@js-temporal/polyfill';
import type { PlainDate } from '#kernel/dates';

export const STEPS = ['month', 'quarter', 'year'] as const;
export type Step = (typeof STEPS)[number];

const MONTHS: Readonly<Record<Step, number>> = { month: 1, quarter: 3, year: 12 };
/**
 * Most days of a series. 200 months are longer than three terms; the limit is needed because a window may begin before
 * any record.
 */
const MOST = 200;

/**
 * The last day of each month, quarter or year between two days, then the second of these days itself; at most the last
 * 200 of all.
 */
export function seriesDays(from: PlainDate, until: PlainDate, step: Step): readonly PlainDate[] {
  const last = Temporal.PlainDate.from(until);
  const months = MONTHS[step];
  let begin = Temporal.PlainDate.from(from < until ? from : until).with({ day: 1 });
  begin = begin.subtract({ months: (begin.month - 1) % months });
  const days: PlainDate[] = [];
  for (let next = begin.add({ months }); ; next = next.add({ months })) {
    const end = next.subtract({ days: 1 });
    if (Temporal.PlainDate.compare(end, last) >= 0) break;
    days.push(end.toString() as PlainDate);
  }
  return [...days.slice(1 - MOST), until];
}
