import type { CoveredBy } from '#features/counting-rules';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { codesOf } from '#kernel/text';
import { type Ending, type State, STATES } from '../codes.js';
import { plainDay } from '../facts/days.js';
import { type Evaluated, marksIn } from './evaluate.js';
import { deciding } from './explain.js';
import { INSPECTION, SUPERVISION } from './question.js';

/** An organization of the scope and the term that is not in the denominator, and why. */
export interface OrganizationLeftOut {
  readonly organizationId: Uuid;
  readonly registerId: Uuid;
  readonly state: State;
  /** If it has ended: when, how, and which organizations arose from it. */
  readonly ended: { readonly on: PlainDate; readonly how: Ending; readonly into: readonly Uuid[] } | null;
}

/** Number of organizations in each state. */
export type StateCounts = Readonly<Record<State, number>>;

export const noStates = (): Record<State, number> =>
  Object.fromEntries(codesOf(STATES).map((state) => [state, 0])) as Record<State, number>;

/** Whether an organization of the denominator that is covered is so by an act that reached it, or by an inherited one. */
export function howCovered({ hits, lineage }: Evaluated, organization: number, verb: CoveredBy): State {
  if (!lineage.involves(organization)) return 'COVERED';
  const [inspected, supervised] = [hits.decision(organization, INSPECTION), hits.decision(organization, SUPERVISION)];
  return deciding(hits, verb, inspected, supervised)?.lineage ? 'INHERITED' : 'COVERED';
}

/**
 * Why an organization is not in the denominator; null if it never belonged to the scope in the term.
 *
 * @param mark the bit of the denominator
 */
export function whyLeftOut(of: Evaluated, organization: number, mark: number): State | null {
  const { structure, room, base, question } = of;
  const { rule, from, to, asOf, oldSince } = question;
  const isFrozen = rule.organizations === 'AT_START';
  const marks = room.marks[base + organization] as number;
  if (!isFrozen && marks !== 0) return 'NOT_LISTED';
  if (!structure.isKnown(organization)) return null;
  const during = marksIn(of, organization, from, to);
  if (during === 0 && marks === 0) return null;
  if ((during & mark) === 0) return 'NOT_LISTED';
  if (isFrozen) return 'NOT_AT_START';
  if (structure.hasEnded(organization, asOf)) return 'SUBJECT_ENDED';
  const today = marksIn(of, organization, asOf, asOf);
  if (today === 0) return 'LEFT_SCOPE';
  return (today & mark) !== 0 && structure.isBefore(organization, oldSince) ? 'TOO_NEW' : 'NOT_LISTED';
}

/** The organizations of a register that belonged to the scope in the term and are not in the denominator. */
export function leftOut(of: Evaluated, mark: number): OrganizationLeftOut[] {
  const { ledger, room, base } = of;
  return ledger.ids.flatMap((organizationId, organization) => {
    if (((room.marks[base + organization] as number) & mark) !== 0) return [];
    const state = whyLeftOut(of, organization, mark);
    return state === null ? [] : [{ organizationId, registerId: ledger.rootId, state, ended: endOf(of, organization) }];
  });
}

function endOf(
  { ledger, structure, lineage, question }: Evaluated,
  organization: number,
): OrganizationLeftOut['ended'] {
  if (!structure.hasEnded(organization, question.asOf)) return null;
  const departure = lineage.departures.get(organization);
  const how = ledger.register.howEnded(organization, question.known);
  return {
    on: plainDay(structure.end[organization] as number),
    how: departure ? (departure.manner as Ending) : how === 'DISBANDED' ? 'DISBANDED' : 'DISSOLVED',
    into: departure?.successors.map((successor) => ledger.ids[successor] as Uuid) ?? [],
  };
}
