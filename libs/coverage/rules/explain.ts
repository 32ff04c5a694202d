import type { CoveredBy } from '#features/counting-rules';
import type { BodyKind, Kind } from '#features/papers';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { Clause, Lineages, State } from '../codes.js';
import { BODY_CODES, KIND_CODES } from '../facts/act-table.js';
import type { CoverageFacts } from '../facts/coverage-facts.js';
import { plainDay } from '../facts/days.js';
import type { Evaluated } from './evaluate.js';
import { isCovered } from './figures.js';
import { CLAUSE_CODES, type Decision, type Hits } from './hits.js';
import { INSPECTION, SUPERVISION } from './question.js';

/** The act that covers an organization, and how it does. */
export interface DecidingAct {
  readonly engagementId: Uuid;
  readonly subjectId: Uuid;
  /** The organization that was the subject, or whose leader was the subject. */
  readonly subjectOrganizationId: Uuid;
  readonly kind: Kind;
  readonly body: BodyKind;
  /** The day on which the act counts, by the milestone of the rule. */
  readonly day: PlainDate;
  readonly position: number;
  readonly clause: Clause;
  /** How the organization inherits the act; null if the act reached the organization itself. */
  readonly lineage: Lineages | null;
  /**
   * The organizations over which the act is inherited: from the direct predecessor or successor to the one that the act
   * itself reached.
   */
  readonly through: readonly Uuid[];
  /** Whether a second person has confirmed all entries of the engagement that count. */
  readonly confirmed: boolean;
  /** Whether the act is dated after the end of the organization that it reached. */
  readonly afterEnd: boolean;
}

/** One organization of the denominator. */
export interface OrganizationCovered {
  readonly organizationId: Uuid;
  readonly registerId: Uuid;
  readonly covered: boolean;
  /** COVERED, INHERITED or UNCOVERED. */
  readonly state: State;
  /**
   * The earliest act that covers the organization, by day, then by position; null if the organization is not covered.
   * If the rule requires an inspection and a supervision, it is the later of the first inspection and the first
   * supervision.
   */
  readonly by: DecidingAct | null;
  readonly inspection: DecidingAct | null;
  readonly supervision: DecidingAct | null;
}

/**
 * The organizations of a register that belong to a denominator, each with the act that covers it. `mark` is the bit of
 * the denominator.
 */
export function explained(
  facts: CoverageFacts,
  of: Evaluated,
  known: number,
  mark: number,
  verb: CoveredBy,
): OrganizationCovered[] {
  const { ledger, structure, hits, room, base } = of;
  const result: OrganizationCovered[] = [];
  for (let organization = 0; organization < structure.count; organization++) {
    if (((room.marks[base + organization] as number) & mark) === 0) continue;
    const inspected = hits.decision(organization, INSPECTION);
    const supervised = hits.decision(organization, SUPERVISION);
    const covered = isCovered(verb, inspected !== null, supervised !== null);
    const act = (decision: Decision | null) => decision && decidingAct(facts, of, known, organization, decision);
    const [inspection, supervision] = [act(inspected), act(supervised)];
    const decides = deciding(hits, verb, inspected, supervised) === inspected ? inspection : supervision;
    result.push({
      organizationId: ledger.ids[organization] as Uuid,
      registerId: ledger.rootId,
      covered,
      state: !covered ? 'UNCOVERED' : decides?.lineage ? 'INHERITED' : 'COVERED',
      by: covered ? decides : null,
      inspection,
      supervision,
    });
  }
  return result;
}

/** If an inspection and a supervision are both required, the later one completes the coverage. */
export function deciding(hits: Hits, verb: CoveredBy, inspected: Decision | null, supervised: Decision | null) {
  if (verb === 'INSPECTED') return inspected;
  if (verb === 'SUPERVISED') return supervised;
  const earlier = hits.earlier(inspected, supervised);
  if (verb === 'EITHER') return earlier;
  return earlier === inspected ? supervised : inspected;
}

function decidingAct(
  facts: CoverageFacts,
  { ledger, structure, hits }: Evaluated,
  known: number,
  organization: number,
  decision: Decision,
) {
  const { row, clause, lineage, through } = decision;
  const { acts, ids } = ledger;
  const day = hits.dayOf(row);
  const engagement = ledger.engagements[acts.engagement[row] as number] as number;
  const act: DecidingAct = {
    engagementId: facts.engagementIds[engagement] as Uuid,
    subjectId: acts.subjectIds[row] as Uuid,
    subjectOrganizationId: ids[acts.subject[row] as number] as Uuid,
    kind: KIND_CODES[acts.kind(row)] as Kind,
    body: BODY_CODES[acts.bodyKind(row)] as BodyKind,
    day: plainDay(day),
    position: hits.positionOf(row),
    clause: CLAUSE_CODES[clause] as Clause,
    lineage,
    through: through.map((number) => ids[number] as Uuid),
    confirmed: facts.isConfirmed(engagement, known),
    afterEnd: structure.hasEnded(through.at(-1) ?? organization, day),
  };
  return act;
}
