import type { z } from 'zod';
import { isPerson } from '#features/papers';
import type { Uuid } from '#kernel/ids';
import type { fact } from '../answers.js';
import type { Milestone } from '../codes.js';
import { OUTCOMES } from '../rules/outcomes.js';
import type { EngagementOnDay, Opening, SubjectOnDay } from './engagement-on-day.js';

export type Fact = z.output<z.ZodObject<typeof fact, z.core.$strict>>;
export type NameOf = (organizationId: Uuid | null) => string | null;

/** The exported row of one subject of an engagement. */
export function factOf(
  engagementId: Uuid,
  opening: Opening,
  { status, dueOn, overdue, milestones }: EngagementOnDay,
  subject: SubjectOnDay,
  nameOf: NameOf,
): Fact {
  const dayOf = (...what: Milestone[]) =>
    milestones.find((milestone) => what.includes(milestone.what))?.happenedOn ?? null;
  const { conclusion, remedies } = subject;
  // Nothing that was found about a person is exported, not even the number of remedies.
  const finding = isPerson(subject.capacity) ? null : conclusion;
  const outcome = finding?.outcome ?? null;
  // Written as one literal for speed, because a file may hold a hundred thousand rows.
  return {
    engagementId,
    subjectId: subject.subjectId,
    kind: opening.kind,
    verb: opening.verb,
    status,
    bodyOrganizationId: opening.bodyOrganizationId,
    bodyOrganizationName: nameOf(opening.bodyOrganizationId),
    body: opening.body,
    bodyName: opening.bodyName,
    decisionNumber: opening.decisionNumber,
    decidedOn: opening.signedOn,
    deployedOn: dayOf('DEPLOYED'),
    conductedOn: dayOf('CONDUCTED'),
    reportedOn: dayOf('REPORTED'),
    dueOn,
    overdue,
    endedOn: dayOf('CANCELLED', 'CONVERTED', 'CLOSED'),
    contentCodes: [...opening.contentCodes],
    secrecyGrade: opening.secrecyGrade,
    ruleSetId: opening.ruleSetId,
    combinedWith: opening.combinedWith,
    arisesFromEngagementId: opening.arisesFromEngagementId,
    organizationId: subject.organizationId,
    organizationName: nameOf(subject.organizationId),
    capacity: subject.capacity,
    memberId: subject.memberId,
    isCommitteeMember: subject.isCommitteeMember,
    post: subject.post,
    since: subject.since,
    removedOn: subject.removedOn,
    concluded: conclusion !== null,
    concludedOn: conclusion?.concludedOn ?? null,
    noticeNumber: conclusion?.noticeNumber ?? null,
    noticeSignedOn: conclusion?.noticeSignedOn ?? null,
    countsOn: conclusion?.countsOn ?? null,
    outcome,
    fault: outcome && OUTCOMES[outcome].fault,
    revokedOn: subject.revokedOn,
    workedAt: [...(conclusion?.workedAt ?? [])],
    remedies: finding && remedies.length,
    remediesOverdue: finding && remedies.filter(({ state }) => state === 'OVERDUE').length,
  };
}
