import type { CountingRule } from '#features/counting-rules';
import { type Kind, KINDS } from '#features/papers';
import { addDays, type PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { Chance } from '../../bench/chance.js';
import type { Story } from './random-engagements.js';
import { FIRST_DAY } from './random-register.js';

export interface RandomQuestion {
  readonly asOf: PlainDate;
  readonly known: bigint;
  readonly scope: Uuid | null;
  readonly rule: CountingRule;
  readonly windows: ReadonlyMap<string, { readonly from: PlainDate; readonly to: PlainDate | null }>;
}

const ACTORS = [
  ...(['OWN_COMMITTEE', 'OWN_STANDING_COMMITTEE', 'OWN_INSPECTION_COMMITTEE', 'OWN_ADVISORY_BODY'] as const),
  ...(['LOWER', 'HIGHER'] as const),
];

/** Draws another choice on every axis with equal chances, so that no axis is always at its default. */
export function randomRule(chance: Chance, organizations: readonly Uuid[]): CountingRule {
  const of = <const T extends readonly unknown[]>(...choices: T): T[number] => chance.of(choices);
  const some = <T>(all: readonly T[], most: number): T[] => {
    const chosen = all.filter(() => chance.below(10) < most);
    return chosen.length > 0 ? chosen : all.slice(0, 1);
  };
  return {
    denominator: of('ALL', 'ALL', 'DIRECT', 'CELLS', { custom: some(organizations, 4) }),
    verb: of('EITHER', 'BOTH', 'INSPECTED', 'SUPERVISED'),
    kinds: some(Object.keys(KINDS) as Kind[], 8),
    actors: some(ACTORS, 8),
    subjects: of('ORG_ONLY', 'ORG_OR_LEADER'),
    spread: of('NONE', 'NONE', 'DOWN', 'NAMED'),
    milestone: of('DECIDED', 'CONDUCTED', 'CONCLUDED', 'CONCLUDED'),
    organizations: of('AT_START', 'AT_REPORT', 'EVER', 'AT_REPORT_WITH_GRACE'),
    graceMonths: of(0, 1, 2),
    merger: of('NONE', 'INHERIT_ANY', 'INHERIT_ALL'),
    split: of('NONE', 'INHERIT'),
    combined: of('TWO', 'ONE'),
  };
}

/** A query about a random day, as known at a random position. */
export function randomQuestion(chance: Chance, { wards, log }: Story, organizations: readonly Uuid[]): RandomQuestion {
  const below = (end: number): number => chance.below(end);
  const windows = new Map(
    wards.map((wardId) => {
      const from = addDays(FIRST_DAY, below(1 + below(50)) - 15);
      return [wardId, { from, to: below(2) === 0 ? null : addDays(from, below(100)) }] as const;
    }),
  );
  // Late positions are more likely, since more is known there.
  const known = BigInt(log.length - below(1 + below(1 + below(log.length))));
  const scopes = [null, null, null, null, chance.of(wards), chance.of(organizations)];
  return {
    asOf: addDays(FIRST_DAY, 94 - Math.min(below(100), below(100))),
    known,
    scope: chance.of(scopes),
    windows,
    rule: randomRule(chance, organizations),
  };
}
