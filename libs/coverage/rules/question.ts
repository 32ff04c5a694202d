import type { CountingRule } from '#features/counting-rules';
import { verbOf } from '#features/papers';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { type Exclusion, EXCLUSIONS } from '../codes.js';
import { BODY_CODES, CAPACITY_CODES, KIND_CODES } from '../facts/act-table.js';
import { type Day, dayNumber, foundedBy, NEVER } from '../facts/days.js';
import type { Window } from '../facts/facts.js';

/** The values that, together with the facts, determine an answer. */
export interface Question {
  readonly asOf: PlainDate;
  /** K: only events up to this log position count. */
  readonly known: number;
  /** The organization whose subordinates are counted; null: those of the ward of every register. */
  readonly scope: Uuid | null;
  readonly rule: CountingRule;
  /** The term of a register; null if none is known. The organizations of such a register are left out. */
  readonly windowOf: (registerId: Uuid) => Window | null;
}

export const EXCLUSION_CODES = Object.keys(EXCLUSIONS) as readonly Exclusion[];
/** Index of a reason in the order in which the reasons are checked. */
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

/** A question about one register, prepared so that many acts are checked fast: codes are numbers, sets are bits. */
export interface Prepared {
  readonly rule: CountingRule;
  readonly known: number;
  readonly asOf: Day;
  readonly from: Day;
  /** The last day of the term; NEVER if the term has none. */
  readonly windowTo: Day;
  /** The last day on which an act counts: `asOf`, or the last day of the term if that is earlier. */
  readonly to: Day;
  readonly kinds: number;
  readonly ownBodies: number;
  readonly lower: boolean;
  readonly higher: boolean;
  /**
   * Bits of the capacities that count for the organization: an act on a person in one of them reaches the person's
   * organization.
   */
  readonly leaders: number;
  /** First day of the span; an organization counts if it exists on some day of the span. */
  readonly organizationsFrom: Day;
  readonly organizationsTo: Day;
  /** An organization founded after this day is too new to count; NEVER if that does not matter. */
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
