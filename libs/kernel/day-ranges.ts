import { z } from 'zod';
import type { PlainDate } from './dates.js';

/** The member of an answer whose query bounds a day that a record may lack. */
export const withoutDayShape = {
  withoutDay: z
    .int()
    .describe(
      'Number of records that meet the other filters and do not have a day that a filter bounds: it is not known, or nothing happened yet. They are not in the list. 0 if no filter bounds a day',
    ),
};

/** The ends of a range of days, both included. */
export interface DayRange {
  readonly from?: PlainDate | undefined;
  readonly to?: PlainDate | undefined;
}

export const isBounded = ({ from, to }: DayRange): boolean => from !== undefined || to !== undefined;

export const isWithin = ({ from, to }: DayRange, day: PlainDate): boolean =>
  (from === undefined || from <= day) && (to === undefined || day <= to);

/**
 * Whether a record is within ranges of days: `unknown` if it lacks the days of some range and is within the others.
 *
 * @param ranges each range with the days of the record to which it applies; one of them has to be within it
 */
export function judgedByDays(
  ranges: readonly (readonly [DayRange, readonly (PlainDate | null)[]])[],
): 'within' | 'outside' | 'unknown' {
  let judged: 'within' | 'unknown' = 'within';
  for (const [range, all] of ranges) {
    if (!isBounded(range)) continue;
    const days = all.filter((day) => day !== null);
    if (days.length === 0) judged = 'unknown';
    else if (!days.some((day) => isWithin(range, day))) return 'outside';
  }
  return judged;
}
