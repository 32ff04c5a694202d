import { Inject, Injectable } from '@nestjs/common';
import { NamedPersons } from '#features/members';
import { type StreamId, streamId, type Uuid } from '#kernel/ids';
import type { Moment } from '#platform/http/time-travel';
import { Opener } from '#platform/sealing/opener';
import type { Openings } from '#platform/sealing/openings';
import { SEALING, type Sealing } from '#platform/sealing/sealing';
import { engagement } from '../engagement.js';
import { SEALED_SCHEMA } from '../intake/engagement-sealer.handler.js';
import { Outcome } from '../rules/outcomes.js';
import type { Conclusion, RemedyOnDay, SubjectOnDay } from './engagement-on-day.js';
import type { EngagementWithFacts } from './engagements.queries.js';
import type { NameOf } from './facts.js';
import { type ClosingWarning, closingWarnings } from './closing-warnings.js';
import type { LinkWarning } from './link-warnings.queries.js';
import { personsIn } from './persons.js';
import { gapsOf, type RegisterBeside, warningsOf } from './remarks.js';

interface Beside extends RegisterBeside {
  readonly revision: number;
  readonly nameOf: NameOf;
  readonly lives: RegisterBeside['lives'];
  readonly links: readonly LinkWarning[];
  readonly moment: Moment;
}
const ofRecord = (warning: LinkWarning | ClosingWarning) => ({
  ...warning,
  source: null,
  article: null,
  confidence: null,
});

/** Builds the answer about one engagement, with its sealed values decrypted. */
@Injectable()
export class EngagementReader {
  constructor(
    @Inject(SEALING) private readonly sealing: Sealing,
    private readonly persons: NamedPersons,
  ) {}

  /** @param revision of the record, for If-Match @throws SealBroken | KeysUnavailable */
  async read(match: EngagementWithFacts, { revision, nameOf, lives, links, moment }: Beside, openings: Openings) {
    const { engagementId: id, opening, on } = match;
    const stream = streamId(engagement.category, id);
    const opener = new Opener(this.sealing, openings.record(stream, membersOf(match)));
    const values = new Values(stream, opener);
    const { reviewFrom: from, reviewTo: to, arisesFromEngagementId, arisesFromSubjectId } = opening;
    const subjects = await Promise.all(on.subjects.map((subject) => values.subject(subject, nameOf)));
    return {
      ...headOf(match, nameOf),
      entry: opening.revision,
      contentCodes: opening.contentCodes,
      reviewPeriod: from && to && { from, to },
      team: opening.team,
      programmeItemId: opening.programmeItemId,
      combinedWith: opening.combinedWith,
      arisesFrom: arisesFromEngagementId && { engagementId: arisesFromEngagementId, subjectId: arisesFromSubjectId },
      ruleSetId: opening.ruleSetId,
      recordedAt: opening.recordedAt,
      revision,
      milestones: on.milestones.map(({ revision: entry, what, happenedOn, detail }) => ({
        entry,
        what,
        happenedOn,
        detail,
      })),
      subjects,
      erased: [...opener.erased],
      gaps: gapsOf(opening, on),
      warnings: [
        ...warningsOf(opening, on, { nameOf, lives }),
        ...closingWarnings(on).map(ofRecord),
        ...links.map(ofRecord),
        ...(await this.persons.remarks(personsIn(opening, on), moment)),
      ],
    };
  }
}

/** Decrypts the sealed values of one engagement. */
class Values {
  constructor(
    private readonly stream: StreamId,
    private readonly opener: Opener,
  ) {}

  async subject(subject: SubjectOnDay, nameOf: NameOf) {
    const { isCommitteeMember, post, since, conclusion, discharge, revokedOn, remedies } = subject;
    return {
      ...subjectHead(subject, nameOf),
      isCommitteeMember,
      post,
      since,
      conclusion: conclusion && { ...(await this.#conclusion(conclusion)), revokedOn },
      remedies: await Promise.all(remedies.map((remedy) => this.#remedy(remedy))),
      discharge: discharge && {
        entry: discharge.revision,
        dischargedOn: discharge.dischargedOn,
        reason: discharge.reason,
        note: await this.#opened(discharge.note, discharge, 'ObligationDischarged', 'note'),
      },
    };
  }

  async #conclusion(conclusion: Conclusion) {
    const { concludedOn, noticeNumber, noticeSignedOn, countsOn, outcome, sealedOutcome } = conclusion;
    const { rulings, amounts, contentCodes, workedAt } = conclusion;
    const opened = await this.#opened(sealedOutcome, conclusion, 'SubjectConcluded', 'sealedOutcome');
    return {
      entry: conclusion.revision,
      concludedOn,
      notice: { number: noticeNumber, signedOn: noticeSignedOn },
      countsOn,
      outcome: outcome ?? Outcome.nullable().parse(opened),
      sealed: sealedOutcome !== null,
      rulings,
      amounts,
      contentCodes,
      workedAt,
    };
  }

  async #remedy({ remedyId, what, item, dueOn, state, followedUpOn, ...stated }: RemedyOnDay) {
    const opened = await this.#opened(what, stated, 'SubjectConcluded', `remedies.${item}.what`);
    return { remedyId, what: opened, dueOn, state, followedUpOn };
  }

  #opened(value: string | null, { eventId, revision: entry }: Stated, type: string, field: string) {
    return this.opener.open(value, { stream: this.stream, eventId, type, schema: SEALED_SCHEMA, field, entry });
  }
}

interface Stated {
  readonly eventId: Uuid;
  readonly revision: number;
}

/** The members who are subjects of an engagement; null for each subject that is an organization. */
export const membersOf = ({ on }: EngagementWithFacts): readonly (Uuid | null)[] =>
  on.subjects.map(({ memberId }) => memberId);

/** Fields that the list and the answer about one engagement share. */
export const headOf = ({ engagementId, opening, on }: EngagementWithFacts, nameOf: NameOf) => ({
  engagementId,
  kind: opening.kind,
  verb: opening.verb,
  decidingBody: {
    organizationId: opening.bodyOrganizationId,
    organizationName: nameOf(opening.bodyOrganizationId),
    body: opening.body,
    name: opening.bodyName,
  },
  decision: { number: opening.decisionNumber, signedOn: opening.signedOn },
  metOn: opening.metOn,
  signedAs: opening.signedAs,
  theme: opening.theme,
  secrecyGrade: opening.secrecyGrade,
  status: on.status,
  dueOn: on.dueOn,
  overdue: on.overdue,
});

const subjectHead = (subject: SubjectOnDay, nameOf: NameOf) => {
  const { subjectId, organizationId, capacity, memberId, removedOn } = subject;
  return { subjectId, organizationId, organizationName: nameOf(organizationId), capacity, memberId, removedOn };
};

/** One row of the list of engagements. */
export const summaryOf = (engagement: EngagementWithFacts, nameOf: NameOf) => ({
  ...headOf(engagement, nameOf),
  subjects: engagement.on.subjects.map((subject) => ({
    ...subjectHead(subject, nameOf),
    concluded: subject.conclusion !== null,
    countsOn: subject.conclusion?.countsOn ?? null,
    revokedOn: subject.revokedOn,
  })),
  gaps: gapsOf(engagement.opening, engagement.on).length,
});

/** Ids of the organizations that some engagements name. */
export const organizationsIn = (engagements: readonly EngagementWithFacts[]): Uuid[] => [
  ...new Set(
    engagements.flatMap(({ opening, on }) => [
      ...(opening.bodyOrganizationId === null ? [] : [opening.bodyOrganizationId]),
      ...on.subjects.flatMap(({ organizationId, conclusion }) => [organizationId, ...(conclusion?.workedAt ?? [])]),
    ]),
  ),
];
