import { type Day, NEVER } from '../facts/days.js';
import { percentOf } from './figures.js';

/** The elapsed share of the term, and the coverage that an even pace would give. This is no forecast. */
export interface Pace {
  /** Days of the term up to and including the day, in percent with two decimals, truncated. */
  readonly elapsedShare: string;
  /** Organizations that would be covered by now at an even pace. */
  readonly evenPace: number;
  /** Organizations per year (365.25 days) needed to cover the rest; null if no day is left. */
  readonly neededPerYear: number | null;
}

/** Null if the term has no last day or has not begun. */
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
