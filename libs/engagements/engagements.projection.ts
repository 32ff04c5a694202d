import {
  type BodyKind,
  type Capacity,
  type Kind,
  type Post,
  type SigningCapacity,
  type Verb,
  verbOf,
} from '#features/papers';
import type { JsonObject } from '#kernel/canonical-json';
import type { DataOf } from '#kernel/event';
import type { SealedText } from '#kernel/sealed';
import {
  bool,
  date,
  type EffectiveEvent,
  facts,
  jsonOf,
  MIRRORED,
  nullable,
  projection,
  text,
  textOf,
  uuid,
} from '#platform/projections/projection';
import type { DischargeReason, Milestone, SecrecyGrade } from './codes.js';
import { countsOn, type Events } from './engagement-events.js';
import { engagement } from './engagement.js';
import { SEE_PLANS } from './rules/concerns.js';
import type { ContentCode, Outcome } from './rules/outcomes.js';

type Opened = DataOf<Events['EngagementOpened']>;
type Concluded = DataOf<Events['SubjectConcluded']>;
const contentCodes = jsonOf<ContentCode[]>();
const sealedText = textOf<SealedText>();

/**
 * An engagement is visible as a whole to readers of the organization of its deciding body, or of one of its subjects.
 */
const whose = { with: 'openings' } as const;

const milestones = facts(
  { what: textOf<Milestone>(), happenedOn: nullable(date), detail: jsonOf<JsonObject>() },
  { whose, indexes: [['what', 'happenedOn'], ...MIRRORED] },
);

/**
 * Every table is joined to `openings` by the stream, so that no row of an engagement counts once its opening is
 * annulled.
 */
const tables = {
  openings: facts(
    {
      kind: textOf<Kind>(),
      verb: textOf<Verb>(),
      bodyOrganizationId: nullable(uuid),
      body: textOf<BodyKind>(),
      bodyName: nullable(text),
      decisionNumber: nullable(text),
      signedOn: nullable(date),
      metOn: nullable(date),
      signedAs: nullable(textOf<SigningCapacity>()),
      theme: nullable(text),
      contentCodes,
      reviewFrom: nullable(date),
      reviewTo: nullable(date),
      dueOn: nullable(date),
      team: jsonOf<Opened['team']>(),
      programmeItemId: nullable(uuid),
      combinedWith: nullable(uuid),
      arisesFromEngagementId: nullable(uuid),
      arisesFromSubjectId: nullable(uuid),
      secrecyGrade: nullable(textOf<SecrecyGrade>()),
      ruleSetId: nullable(text),
      recordedAt: text,
    },
    {
      whose: {
        of: 'bodyOrganizationId',
        judged: 'by record',
        or: [{ in: 'subjects', of: 'organizationId' }],
      },
      indexes: [['bodyOrganizationId', 'body'], ['signedOn'], ['arisesFromEngagementId'], ...MIRRORED],
    },
  ),
  /**
   * `since` is the day from which a subject belongs to the engagement; null for subjects of the opening, which belong
   * from the decision on.
   */
  subjects: facts(
    {
      subjectId: uuid,
      organizationId: uuid,
      capacity: textOf<Capacity>(),
      memberId: nullable(uuid),
      isCommitteeMember: nullable(bool),
      post: nullable(textOf<Post>()),
      since: nullable(date),
    },
    { whose, indexes: [['organizationId'], ['memberId'], ...MIRRORED] },
  ),
  removals: facts({ subjectId: uuid, removedOn: date }, { whose, indexes: MIRRORED }),
  /**
   * `countsOn` is the day of the notice; if that is unknown, the day of the conclusion. The sealed outcome is bound to
   * `eventId`.
   */
  conclusions: facts(
    {
      subjectId: uuid,
      concludedOn: nullable(date),
      noticeNumber: nullable(text),
      noticeSignedOn: nullable(date),
      countsOn: nullable(date),
      outcome: nullable(textOf<Outcome>()),
      sealedOutcome: nullable(sealedText),
      eventId: uuid,
      rulings: jsonOf<Concluded['rulings']>(),
      amounts: jsonOf<Concluded['amounts']>(),
      contentCodes,
      workedAt: jsonOf<Concluded['workedAt']>(),
    },
    { whose, indexes: [['countsOn'], ...MIRRORED] },
  ),
  remedies: facts(
    { remedyId: uuid, subjectId: uuid, what: sealedText, eventId: uuid, dueOn: nullable(date) },
    { whose, indexes: MIRRORED },
  ),
  /** Verdicts of a second person, for the number of unconfirmed acts; the read model `confirmations` holds the rest. */
  verdicts: facts({ outcome: textOf<'CONFIRMED' | 'RETURNED'>() }, { whose, indexes: MIRRORED }),
  followUps: facts({ remedyId: uuid, followedUpOn: date, done: bool }, { whose, indexes: MIRRORED }),
  milestones,
  revocations: facts({ subjectId: uuid, revokedOn: date }, { whose, indexes: MIRRORED }),
  discharges: facts(
    {
      subjectId: uuid,
      dischargedOn: date,
      reason: textOf<DischargeReason>(),
      note: nullable(sealedText),
      eventId: uuid,
    },
    { whose },
  ),
};

/** The facts of every engagement. Queries may ask about any day, as known at any position of the log. */
export const engagements = projection({
  name: 'engagements',
  version: 5,
  of: engagement.events,
  tables,
  restricted: { by: engagement, members: { in: 'subjects', of: 'memberId' }, permissions: [SEE_PLANS] },
  ignore: ['EngagementEntrusted', 'EngagementTwinsRuledOut'],
  on: {
    EngagementOpened: (e, { openings, subjects }) => [
      openings.put(e, openingRow(e)),
      ...e.data.subjects.map((subject, i) => subjects.put(e, { ...subject, since: null }, i)),
    ],
    EngagementDeployed: (e, { milestones }) => milestones.put(e, milestone(e, 'DEPLOYED', e.data.deployedOn)),
    ConductBegun: (e, { milestones }) => milestones.put(e, milestone(e, 'CONDUCTED', e.data.conductedOn)),
    TeamReported: (e, { milestones }) => milestones.put(e, milestone(e, 'REPORTED', e.data.reportedOn)),
    EngagementExtended: (e, { milestones }) => milestones.put(e, milestone(e, 'EXTENDED', e.data.decidedOn)),
    EngagementScopeChanged: (e, { milestones, subjects, removals }) => [
      milestones.put(e, milestone(e, 'SCOPE_CHANGED', e.data.decidedOn)),
      ...e.data.added.map((subject, i) => subjects.put(e, { ...subject, since: e.data.decidedOn }, i)),
      ...e.data.removed.map((subjectId, i) => removals.put(e, { subjectId, removedOn: e.data.decidedOn }, i)),
    ],
    EngagementPostponed: (e, { milestones }) => milestones.put(e, milestone(e, 'POSTPONED', e.data.decidedOn)),
    EngagementCancelled: (e, { milestones }) => milestones.put(e, milestone(e, 'CANCELLED', e.data.cancelledOn)),
    EngagementConverted: (e, { milestones }) => milestones.put(e, milestone(e, 'CONVERTED', e.data.convertedOn)),
    SubjectConcluded: (e, { conclusions, remedies }) => {
      const { subjectId, notice, concludedOn, remedies: remedyRows, ...finding } = e.data;
      const { number: noticeNumber, signedOn: noticeSignedOn } = notice;
      const days = { concludedOn, noticeNumber, noticeSignedOn, countsOn: countsOn(e.data) };
      return [
        conclusions.put(e, { ...finding, ...days, subjectId, eventId: e.id }),
        ...remedyRows.map((remedy, i) => remedies.put(e, { ...remedy, subjectId, eventId: e.id }, i)),
      ];
    },
    ConclusionRevoked: (e, { revocations }) =>
      e.data.subjectIds.map((subjectId, i) => revocations.put(e, { subjectId, revokedOn: e.data.revokedOn }, i)),
    EngagementFollowedUp: (e, { followUps }) =>
      e.data.remedies.map((remedy, i) => followUps.put(e, { ...remedy, followedUpOn: e.data.followedUpOn }, i)),
    ObligationDischarged: (e, { discharges }) => discharges.put(e, { ...e.data, eventId: e.id }),
    EngagementConfirmed: (e, { verdicts }) => verdicts.put(e, { outcome: 'CONFIRMED' }),
    EngagementReturned: (e, { verdicts }) => verdicts.put(e, { outcome: 'RETURNED' }),
    EngagementClosed: (e, { milestones }) => milestones.put(e, milestone(e, 'CLOSED', e.data.closedOn)),
  },
});

const openingRow = ({ data, recordedAt }: EffectiveEvent<Opened>) => ({
  kind: data.kind,
  verb: verbOf(data.kind),
  bodyOrganizationId: data.decidingBody.organizationId,
  body: data.decidingBody.body,
  bodyName: data.decidingBody.name,
  decisionNumber: data.decision.number,
  signedOn: data.decision.signedOn,
  metOn: data.metOn,
  signedAs: data.signedAs,
  theme: data.theme,
  contentCodes: data.contentCodes,
  reviewFrom: data.reviewPeriod?.from ?? null,
  reviewTo: data.reviewPeriod?.to ?? null,
  dueOn: data.dueOn,
  team: data.team,
  programmeItemId: data.programmeItemId,
  combinedWith: data.combinedWith,
  arisesFromEngagementId: data.arisesFrom?.engagementId ?? null,
  arisesFromSubjectId: data.arisesFrom?.subjectId ?? null,
  secrecyGrade: data.secrecyGrade,
  ruleSetId: data.ruleSetId,
  recordedAt,
});

const milestone = ({ data }: EffectiveEvent<JsonObject>, what: Milestone, happenedOn: Opened['dueOn']) => ({
  what,
  happenedOn,
  detail: data,
});
