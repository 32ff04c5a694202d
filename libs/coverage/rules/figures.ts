import type { CoveredBy, Denominator } from '#features/counting-rules';
import { IN_ALL, IN_CELLS, IN_CUSTOM, IN_DIRECT } from '../facts/structure.js';

/** The number of covered organizations out of a total. */
export interface Figure {
  readonly denominator: Denominator;
  readonly total: number;
  /** Covered organizations, by the verb of the rule. */
  readonly covered: number;
  readonly inspected: number;
  readonly supervised: number;
  readonly both: number;
  readonly either: number;
  /** `covered` in percent: two decimals, truncated, so that "100.00" means all; null if the total is 0. */
  readonly percent: string | null;
}

/** `covered / total` in percent with two decimals, truncated: 119 of 120 are "99.16". */
export function percentOf(covered: number, total: number): string | null {
  if (total === 0) return null;
  const hundredths = Math.floor((covered * 10_000) / total);
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;
}

export const isCovered = (verb: CoveredBy, inspected: boolean, supervised: boolean): boolean => {
  switch (verb) {
    case 'EITHER':
      return inspected || supervised;
    case 'BOTH':
      return inspected && supervised;
    case 'INSPECTED':
      return inspected;
    case 'SUPERVISED':
      return supervised;
  }
};

export const MARK_OF: Readonly<Record<Denominator, number>> = {
  ALL: IN_ALL,
  DIRECT: IN_DIRECT,
  CELLS: IN_CELLS,
  CUSTOM: IN_CUSTOM,
};

/** Counts organizations by the denominators that they belong to, and by whether they are inspected and supervised. */
export class FigureCounts {
  /** Counts by index: bit 0 means inspected, bit 1 supervised; the higher bits are the denominators. */
  private readonly counts = new Int32Array(64);

  add(marks: number, inspected: boolean, supervised: boolean): void {
    const at = marks * 4 + (inspected ? 1 : 0) + (supervised ? 2 : 0);
    this.counts[at] = (this.counts[at] as number) + 1;
  }

  figure(denominator: Denominator, verb: CoveredBy): Figure {
    const mark = MARK_OF[denominator];
    let [total, covered, inspected, supervised, both] = [0, 0, 0, 0, 0];
    for (let at = 0; at < this.counts.length; at++) {
      const count = this.counts[at] as number;
      if (count === 0 || ((at >> 2) & mark) === 0) continue;
      const [isInspected, isSupervised] = [(at & 1) > 0, (at & 2) > 0];
      total += count;
      if (isInspected) inspected += count;
      if (isSupervised) supervised += count;
      if (isInspected && isSupervised) both += count;
      if (isCovered(verb, isInspected, isSupervised)) covered += count;
    }
    const either = inspected + supervised - both;
    return { denominator, total, covered, both, either, inspected, supervised, percent: percentOf(covered, total) };
  }
}
