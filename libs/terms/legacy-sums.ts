import type { Bilingual } from '#kernel/text';
import { LEGACY_ACTORS, type LegacyActor } from './codes.js';
import type { LegacyLine } from './legacy-totals.js';

/** A sum of totals, and a note on how it may be used. */
export interface LegacySum {
  readonly name: Bilingual;
  readonly value: number;
  /** Codes of the lines that the sum adds up. */
  readonly of: readonly string[];
  readonly meaning: Bilingual;
}

/** The note beside every figure of an old report. */
export const AGGREGATED: Bilingual = { vi: 'số tổng hợp, không có chi tiết', en: 'aggregated, no detail' };

const OPERATIONS: Bilingual = { vi: 'cộng số cuộc', en: 'operations added up' };
const MECHANICAL: Bilingual = {
  vi: 'cộng cơ học, không phải số không trùng',
  en: 'added mechanically, not a distinct number',
};

/**
 * The sums that the lines allow. Operations are added by actor and overall. Turns and persons are added too, but such a
 * sum may count the same organization or person more than once.
 */
export function legacySums(lines: readonly LegacyLine[]): readonly LegacySum[] {
  const operations = lines.filter(({ unit }) => unit === 'ENGAGEMENTS');
  const subjects = lines.filter(({ unit }) => unit !== 'ENGAGEMENTS');
  const actors = Object.keys(LEGACY_ACTORS) as LegacyActor[];
  return [
    ...actors.map((actor) => {
      const { vi, en } = LEGACY_ACTORS[actor];
      const mine = operations.filter(({ by }) => by === actor);
      return sum({ vi: `số cuộc của ${vi}`, en: `operations of ${en}` }, mine, OPERATIONS);
    }),
    sum({ vi: 'tổng số cuộc', en: 'operations in all' }, operations, OPERATIONS),
    sum({ vi: 'tổng số lượt đối tượng', en: 'turns of subjects in all' }, subjects, MECHANICAL),
  ].filter(({ of }) => of.length > 0);
}

const sum = (name: Bilingual, lines: readonly LegacyLine[], meaning: Bilingual): LegacySum => ({
  name,
  value: lines.reduce((total, { count }) => total + count, 0),
  of: lines.map(({ code }) => code),
  meaning,
});
