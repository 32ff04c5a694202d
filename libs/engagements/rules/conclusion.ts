import { isPerson, type Kind, KINDS } from '#features/papers';
import type { Uuid } from '#kernel/ids';
import { type Engagement, entriesOf, type Entry } from '../engagement-events.js';
import { type Outcome, OUTCOMES, OUTCOMES_OF } from './outcomes.js';
import { refuse } from './refusals.js';
import { type Roster, subjectNamed } from './subjects.js';

type Opening = Entry<'EngagementOpened'>;
type Conclusion = Entry<'SubjectConcluded'>;
type Conclusions = ReadonlyMap<Uuid, Conclusion>;

/**
 * Refuses an outcome that does not belong to the kind of the engagement. Refuses an act that needs a conclusion if
 * there is none.
 */
export function checkConclusions(engagement: Engagement, opening: Opening, roster: Roster): void {
  const conclusions = new Map<Uuid, Conclusion>();
  for (const conclusion of entriesOf(engagement, 'SubjectConcluded')) {
    const { subjectId } = conclusion.data;
    const on = roster.get(subjectId);
    if (!on) return refuse('NoSuchSubject', { subjectId });
    if (on.removedOn !== null) refuse('ConcludedAndRemoved', subjectNamed(roster, subjectId));
    const earlier = conclusions.get(subjectId);
    if (earlier) refuse('AlreadyConcluded', { ...subjectNamed(roster, subjectId), entry: earlier.revision });
    conclusions.set(subjectId, conclusion);
    checkFinding(conclusion, opening.data.kind, roster);
  }
  checkRevocations(engagement, conclusions, roster);
  checkObligations(engagement, conclusions, roster);
  const remedies = new Set([...conclusions.values()].flatMap(({ data }) => data.remedies.map((each) => each.remedyId)));
  for (const { data } of entriesOf(engagement, 'EngagementFollowedUp'))
    for (const { remedyId } of data.remedies) if (!remedies.has(remedyId)) refuse('NoSuchRemedy', { remedyId });
}

function checkFinding({ data }: Conclusion, kind: Kind, roster: Roster): void {
  const { subjectId, outcome, sealedOutcome, amounts, rulings } = data;
  const capacity = roster.get(subjectId)?.subject.capacity;
  const ofPerson = capacity !== undefined && isPerson(capacity);
  if (ofPerson && (outcome !== null || amounts.length > 0)) refuse('OutcomeNotSealed', subjectNamed(roster, subjectId));
  if (!ofPerson && sealedOutcome !== null) refuse('OutcomeSealed', subjectNamed(roster, subjectId));
  if (outcome !== null) checkOutcomeOfKind(outcome, kind);
  if (rulings.length > 0 && kind !== 'INSP_DISCIPLINE_TASK') refuse('RulingsNotOfKind');
}

/**
 * Refuses an outcome that does not belong to the kind of the engagement. The outcome of a person is checked before it
 * is sealed.
 */
export function checkOutcomeOfKind(outcome: Outcome, kind: Kind): void {
  if (OUTCOMES_OF[kind].codes.includes(outcome)) return;
  const [outcomeWords, of] = [OUTCOMES[outcome], KINDS[kind]];
  refuse('OutcomeNotOfKind', {
    outcome,
    outcomeVi: outcomeWords.vi,
    outcomeEn: outcomeWords.en,
    kind,
    kindVi: of.vi,
    kindEn: of.en,
  });
}

function checkRevocations(engagement: Engagement, conclusions: Conclusions, roster: Roster): void {
  const revoked = new Map<Uuid, number>();
  for (const { data, revision } of entriesOf(engagement, 'ConclusionRevoked')) {
    for (const subjectId of data.subjectIds) {
      if (!conclusions.has(subjectId)) refuse('NotConcluded', subjectNamed(roster, subjectId));
      const entry = revoked.get(subjectId);
      if (entry !== undefined) refuse('AlreadyRevoked', { ...subjectNamed(roster, subjectId), entry });
      revoked.set(subjectId, revision);
    }
  }
}

function checkObligations(engagement: Engagement, conclusions: Conclusions, roster: Roster): void {
  const discharged = new Map<Uuid, number>();
  for (const { data, revision } of entriesOf(engagement, 'ObligationDischarged')) {
    const { subjectId } = data;
    const conclusion = conclusions.get(subjectId);
    if (!conclusion) return refuse('NotConcluded', subjectNamed(roster, subjectId));
    const { outcome, sealedOutcome } = conclusion.data;
    // The decider cannot read a sealed outcome. So only an outcome in clear is checked for an obligation.
    if (sealedOutcome === null && (outcome === null || OUTCOMES[outcome].obliges === null))
      refuse('NoObligation', subjectNamed(roster, subjectId));
    const entry = discharged.get(subjectId);
    if (entry !== undefined) refuse('AlreadyDischarged', { ...subjectNamed(roster, subjectId), entry });
    discharged.set(subjectId, revision);
  }
}
