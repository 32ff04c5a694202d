import { type Day, NEVER } from '../facts/days.js';
import { percentOf } from './figures.js';

/** How far the term has come and what that asks for, were the work spread evenly. No forecast. */
export interface Pace {
  /** Days of the term up to the day asked about, that day included, in percent with two decimals, cut. */
  readonly elapsedShare: string;
  /** So many organizations would be covered by now. */
  readonly evenPace: number;
  /** So many a year (365.25 days) from now on would cover the rest; null when no day is left. */
  readonly neededPerYear: number | null;
}

/** Null where the term has no last day, or has not begun. */
export function paceOf(
  { covered, total }: { readonly covered: number; readonly total: number },
  { asOf, from, windowTo }: { readonly asOf: Day; readonly from: Day; readonly windowTo: Day },
): Pace | null {
  if (windowTo === NEVER || asOf < from) return null;
  const days = windowTo - from + 1;
  const elapsed = Math.min(asOf, windowTo) - from + 1;
  const left = days - elapsed;
  return {
    elapsedShare: percentOf(elapsed, days) ?? '0.00',
    evenPace: Math.ceil((total * elapsed) / days),
    neededPerYear: left === 0 ? null : Math.ceil(((total - covered) * 1461) / (left * 4)),
  };
}
