import type { CountingRule } from '#features/counting-rules';
import { verbOf } from '#features/papers';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { type Exclusion, EXCLUSIONS } from '../codes.js';
import { BODY_CODES, CAPACITY_CODES, KIND_CODES } from '../facts/act-table.js';
import { type Day, dayNumber, foundedBy, NEVER } from '../facts/days.js';
import type { Window } from '../facts/facts.js';

/** What determines an answer, besides the facts. */
export interface Question {
  readonly asOf: PlainDate;
  /** K: only events up to this log position count. */
  readonly known: number;
  /** The organization whose subordinates are counted; null: those of every register, each ward for itself. */
  readonly scope: Uuid | null;
  readonly rule: CountingRule;
  /** The term of a register; null if none is known, and its organizations are then left out. */
  readonly windowOf: (registerId: Uuid) => Window | null;
}

export const EXCLUSION_CODES = Object.keys(EXCLUSIONS) as readonly Exclusion[];
/** Index of a reason in the order of the checks. */
export const reason = (code: Exclusion): number => EXCLUSION_CODES.indexOf(code);

export const INSPECTION = 0;
export const SUPERVISION = 1;
export type VerbNumber = typeof INSPECTION | typeof SUPERVISION;
export const VERB_OF_KIND: readonly VerbNumber[] = KIND_CODES.map((kind) =>
  verbOf(kind) === 'INSPECTION' ? INSPECTION : SUPERVISION,
);

const OWN_ACTOR: Readonly<Record<string, string>> = {
  COMMITTEE: 'OWN_COMMITTEE',
  STANDING_COMMITTEE: 'OWN_STANDING_COMMITTEE',
  INSPECTION_COMMITTEE: 'OWN_INSPECTION_COMMITTEE',
  ADVISORY_BODY: 'OWN_ADVISORY_BODY',
};
const LEADERS: readonly string[] = ['SECRETARY', 'DEPUTY_SECRETARY'];

/** A question about one register, prepared for fast checks of many acts: codes as numbers, sets as bits. */
export interface Prepared {
  readonly rule: CountingRule;
  readonly known: number;
  readonly asOf: Day;
  readonly from: Day;
  /** The last day of the term; NEVER if it has none. */
  readonly windowTo: Day;
  /** The last day on which an act counts: min(asOf, H.to). */
  readonly to: Day;
  readonly kinds: number;
  readonly ownBodies: number;
  readonly lower: boolean;
  readonly higher: boolean;
  /** Capacities of persons through which an act reaches their organization. */
  readonly leaders: number;
  /** Organizations that exist on a day of this span are counted. */
  readonly organizationsFrom: Day;
  readonly organizationsTo: Day;
  /** An organization founded after this day is too young to count; NEVER if age does not matter. */
  readonly oldSince: Day;
  readonly custom: ReadonlySet<Uuid> | null;
}

export function prepared({ asOf, known, rule }: Question, window: Window): Prepared {
  const today = dayNumber(asOf);
  const from = dayNumber(window.from);
  const windowTo = window.to === null ? NEVER : dayNumber(window.to);
  const to = Math.min(today, windowTo);
  const frozen = rule.organizations === 'AT_START';
  const ever = rule.organizations === 'EVER';
  return {
    rule,
    known,
    from,
    windowTo,
    to,
    asOf: today,
    kinds: bits(KIND_CODES, (kind) => rule.kinds.includes(kind)),
    ownBodies: bits(BODY_CODES, (body) => rule.actors.some((actor) => actor === OWN_ACTOR[body])),
    lower: rule.actors.includes('LOWER'),
    higher: rule.actors.includes('HIGHER'),
    leaders: rule.subjects === 'ORG_OR_LEADER' ? bits(CAPACITY_CODES, (code) => LEADERS.includes(code)) : 0,
    organizationsFrom: frozen || ever ? from : today,
    organizationsTo: frozen ? from : ever ? to : today,
    oldSince: rule.organizations === 'AT_REPORT_WITH_GRACE' ? foundedBy(asOf, rule.graceMonths) : NEVER,
    custom: typeof rule.denominator === 'string' ? null : new Set(rule.denominator.custom),
  };
}

function bits<T>(codes: readonly T[], holds: (code: T) => boolean): number {
  let all = 0;
  for (let i = 0; i < codes.length; i++) if (holds(codes[i] as T)) all |= 1 << i;
  return all;
}
