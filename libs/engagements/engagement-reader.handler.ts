import { Inject, Injectable } from '@nestjs/common';
import { streamId, type Uuid } from '#kernel/ids';
import { type Opened, SEALING, type Sealing } from '#platform/sealing/sealing';
import type { Conclusion, RemedyOnDay, SubjectOnDay } from './engagement-on-day.js';
import { SEALED_SCHEMA } from './engagement-sealer.handler.js';
import { engagement } from './engagement.js';
import type { Found } from './engagements.queries.js';
import type { NameOf } from './facts.js';
import { Outcome } from './outcomes.js';
import { gapsOf, warningsOf } from './remarks.js';

/** Tells of one engagement to whoever may know it: what is sealed is opened. */
@Injectable()
export class EngagementReader {
  constructor(@Inject(SEALING) private readonly sealing: Sealing) {}

  /** @param revision of the record, for If-Match @throws SealBroken | KeysUnavailable */
  async read(found: Found, revision: number, nameOf: NameOf) {
    const { engagementId: id, opening, on } = found;
    const { reviewFrom: from, reviewTo: to, arisesFromEngagementId, arisesFromSubjectId } = opening;
    return {
      ...headOf(found, nameOf),
      ...{ entry: opening.revision, contentCodes: opening.contentCodes, reviewPeriod: from && to && { from, to } },
      ...{ team: opening.team, programmeItemId: opening.programmeItemId, combinedWith: opening.combinedWith },
      arisesFrom: arisesFromEngagementId && { engagementId: arisesFromEngagementId, subjectId: arisesFromSubjectId },
      ...{ ruleSetId: opening.ruleSetId, recordedAt: opening.recordedAt, revision },
      milestones: on.milestones.map(({ revision: entry, what, happenedOn, detail }) => ({
        ...{ entry, what, happenedOn, detail },
      })),
      subjects: await Promise.all(on.subjects.map((subject) => this.#subject(id, subject, nameOf))),
      ...{ gaps: gapsOf(opening, on), warnings: warningsOf(opening, on) },
    };
  }

  async #subject(id: Uuid, subject: SubjectOnDay, nameOf: NameOf) {
    const { isCommitteeMember, post, since, conclusion, discharge, revokedOn, remedies } = subject;
    return {
      ...subjectHead(subject, nameOf),
      ...{ isCommitteeMember, post, since },
      conclusion: conclusion && { ...(await this.#conclusion(id, conclusion)), revokedOn },
      remedies: await Promise.all(remedies.map((remedy) => this.#remedy(id, remedy))),
      discharge: discharge && {
        ...{ entry: discharge.revision, dischargedOn: discharge.dischargedOn, reason: discharge.reason },
        ...named('note', await this.#opened(id, discharge.note, discharge.eventId, 'ObligationDischarged', 'note')),
      },
    };
  }

  async #conclusion(id: Uuid, conclusion: Conclusion) {
    const { concludedOn, noticeNumber, noticeSignedOn, countsOn, outcome, sealedOutcome, eventId } = conclusion;
    const { rulings, amounts, contentCodes, workedAt } = conclusion;
    const opened = await this.#opened(id, sealedOutcome, eventId, 'SubjectConcluded', 'sealedOutcome');
    return {
      ...{ entry: conclusion.revision, concludedOn, notice: { number: noticeNumber, signedOn: noticeSignedOn } },
      ...{ countsOn, outcome: outcome ?? Outcome.nullable().parse(opened.content), sealed: sealedOutcome !== null },
      erasedAt: opened.erasedAt,
      ...{ rulings, amounts, contentCodes, workedAt },
    };
  }

  async #remedy(id: Uuid, { remedyId, what, eventId, item, dueOn, state, followedUpOn }: RemedyOnDay) {
    const opened = await this.#opened(id, what, eventId, 'SubjectConcluded', `remedies.${item}.what`);
    return { remedyId, ...named('what', opened), dueOn, state, followedUpOn };
  }

  async #opened(id: Uuid, value: string | null, eventId: Uuid, type: string, field: string): Promise<MaybeOpened> {
    const stream = streamId(engagement.category, id);
    if (value === null) return { content: null, erasedAt: null };
    return this.sealing.open(value, { stream, eventId, type, schema: SEALED_SCHEMA, field });
  }
}

/** A value that was sealed, as it can be told today; null without a moment of erasure: there is none. */
type MaybeOpened = Opened | { readonly content: null; readonly erasedAt: null };
const named = <N extends string>(name: N, { content, erasedAt }: MaybeOpened) =>
  ({ [name]: content, erasedAt }) as Readonly<Record<N, string | null>> & Pick<MaybeOpened, 'erasedAt'>;

/** What a list and a page of details have in common. */
export const headOf = ({ engagementId, opening, on }: Found, nameOf: NameOf) => ({
  ...{ engagementId, kind: opening.kind, verb: opening.verb },
  decidingBody: {
    ...{ organizationId: opening.bodyOrganizationId, organizationName: nameOf(opening.bodyOrganizationId) },
    ...{ body: opening.body, name: opening.bodyName },
  },
  decision: { number: opening.decisionNumber, signedOn: opening.signedOn },
  ...{ theme: opening.theme, secrecyGrade: opening.secrecyGrade },
  ...{ status: on.status, dueOn: on.dueOn, overdue: on.overdue },
});

const subjectHead = (subject: SubjectOnDay, nameOf: NameOf) => {
  const { subjectId, organizationId, capacity, memberId, removedOn } = subject;
  return { subjectId, organizationId, organizationName: nameOf(organizationId), capacity, memberId, removedOn };
};

/** An engagement in a list. */
export const summaryOf = (found: Found, nameOf: NameOf) => ({
  ...headOf(found, nameOf),
  subjects: found.on.subjects.map((subject) => ({
    ...subjectHead(subject, nameOf),
    concluded: subject.conclusion !== null,
    ...{ countsOn: subject.conclusion?.countsOn ?? null, revokedOn: subject.revokedOn },
  })),
  gaps: gapsOf(found.opening, found.on).length,
});

/** Organizations that are named in what is told of some engagements. */
export const organizationsIn = (found: readonly Found[]): Uuid[] => [
  ...new Set(
    found.flatMap(({ opening, on }) => [
      ...(opening.bodyOrganizationId === null ? [] : [opening.bodyOrganizationId]),
      ...on.subjects.map(({ organizationId }) => organizationId),
    ]),
  ),
];
