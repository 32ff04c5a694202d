import { z } from 'zod';
import { Body, Post, taken } from '#features/papers';
import { canonicalJson } from '#kernel/canonical-json';
import { PlainDate } from '#kernel/dates';
import type { Deciding } from '#kernel/decider';
import type { EventOf } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import type { Routes } from '#kernel/routes';
import { sealed } from '#kernel/sealed';
import { text } from '#kernel/text';
import { DischargeReason } from './codes.js';
import { type Engagement, entriesOf, type Events } from './engagement-events.js';
import { day, finding, opening, paper, WholeFile } from './rules/asked-shapes.js';
import { refuse } from './rules/refusals.js';
import { Because, RuleSetId, SubjectNamed } from './rules/shapes.js';
import { wholeFileEvents, counting, eventsOfFile } from './rules/whole-file.js';

const Outcomes = z
  .array(z.strictObject({ subjectId: Uuid, ...finding }))
  .min(1)
  .max(200);

export const commands = {
  OpenEngagement: z.strictObject({ ...opening, subjects: z.array(SubjectNamed).min(1).max(200) }),
  DeployEngagement: z.strictObject({ deployedOn: day, paper }),
  BeginConduct: z.strictObject({ conductedOn: PlainDate }),
  ReportByTeam: z.strictObject({ reportedOn: day, paper }),
  ExtendEngagement: z.strictObject({ dueOn: PlainDate, decidedOn: day, paper, reason: Because }),
  ChangeScope: z.strictObject({
    decidedOn: PlainDate,
    paper,
    added: z.array(SubjectNamed).max(200).default([]),
    removed: z.array(Uuid).max(200).default([]),
    reason: Because,
  }),
  PostponeEngagement: z.strictObject({ decidedOn: PlainDate, resumesOn: day, paper, reason: Because }),
  CancelEngagement: z.strictObject({ cancelledOn: PlainDate, by: Body, paper, ...taken, reason: Because }),
  ConvertEngagement: z.strictObject({ convertedOn: PlainDate, into: Uuid, paper, reason: Because }),
  /** One notice for all subjects listed. Records one event for each subject, in the order of the list. */
  ConcludeSubjects: z.strictObject({ concludedOn: day, notice: paper, outcomes: Outcomes }),
  /** If the list of subjects is empty, every conclusion of the engagement that is not yet revoked is revoked. */
  RevokeConclusion: z.strictObject({
    subjectIds: z.array(Uuid).max(200).default([]),
    revokedOn: PlainDate,
    by: Body,
    paper,
    ...taken,
    reason: Because,
  }),
  FollowUp: z.strictObject({
    followedUpOn: PlainDate,
    remedies: z
      .array(z.strictObject({ remedyId: Uuid, done: z.boolean() }))
      .min(1)
      .max(200),
    paper,
  }),
  DischargeObligation: z.strictObject({
    subjectId: Uuid,
    dischargedOn: PlainDate,
    reason: DischargeReason,
    note: sealed(text(4000), 'case').nullable().default(null),
  }),
  CloseEngagement: z.strictObject({ closedOn: PlainDate, fileReference: text(100).nullable().default(null) }),
  /** Lets one more person see a plan and work on it, for example when its recorder has left. */
  EntrustEngagement: z.strictObject({ personId: Uuid, reason: Because }),
  RecordConcludedEngagement: WholeFile,
};
export type Commands = typeof commands;

type News = EventOf<Events>;

/** Paths of the commands, below `/api/inspections` and `/api/supervisions`. */
export const routes: Routes<Commands> = {
  ifMatch: 'required',
  of: {
    OpenEngagement: { path: '', name: 'open', body: 'EngagementOpening' },
    RecordConcludedEngagement: { path: 'concluded', name: 'record', body: 'ConcludedEngagement' },
    DeployEngagement: { path: ':id/deployment', name: 'deploy', body: 'Deployment' },
    BeginConduct: { path: ':id/start', name: 'start', body: 'StartOfConduct' },
    ReportByTeam: { path: ':id/team-report', name: 'report', body: 'TeamReport' },
    ExtendEngagement: { path: ':id/extension', name: 'extend', body: 'Extension' },
    ChangeScope: { path: ':id/scope-change', name: 'changeScope', body: 'ScopeChange' },
    ConcludeSubjects: { path: ':id/conclusion', name: 'conclude', body: 'Conclusion' },
    PostponeEngagement: { path: ':id/postponement', name: 'postpone', body: 'Postponement' },
    CancelEngagement: { path: ':id/cancellation', name: 'cancel', body: 'Cancellation' },
    ConvertEngagement: { path: ':id/conversion', name: 'convert', body: 'Conversion' },
    FollowUp: { path: ':id/follow-up', name: 'followUp', body: 'FollowUp' },
    CloseEngagement: { path: ':id/closure', name: 'close', body: 'Closure' },
    RevokeConclusion: { path: ':id/revocation', name: 'revoke', body: 'Revocation' },
    EntrustEngagement: { path: ':id/entrustment', name: 'entrust', body: 'Entrustment' },
    DischargeObligation: { path: ':id/discharge', name: 'discharge', body: 'Discharge' },
  },
  entries: ':id',
};

/** The events that each command records. */
export const decide: Deciding<Commands, Engagement, Events> = {
  OpenEngagement: ({ subjects, ...c }, _, { newId, facts }) => [
    {
      type: 'EngagementOpened',
      data: { ...c, ruleSetId: ruleSetOf(facts), subjects: identified(frozen(subjects, facts), newId) },
    },
  ],
  RecordConcludedEngagement: ({ subjects, ...c }, _, { newId, facts }) =>
    eventsOfFile({ ...c, subjects: frozen(subjects, facts) }, newId, ruleSetOf(facts)),
  DeployEngagement: (c, s) => unlessRecorded(s, { type: 'EngagementDeployed', data: c }),
  BeginConduct: (c, s) => unlessRecorded(s, { type: 'ConductBegun', data: c }),
  ReportByTeam: (c, s) => unlessRecorded(s, { type: 'TeamReported', data: c }),
  ExtendEngagement: (c, s) => unlessRecorded(s, { type: 'EngagementExtended', data: c }),
  ChangeScope: ({ added, ...c }, s, { newId, facts }) =>
    unlessRecorded(s, {
      type: 'EngagementScopeChanged',
      data: { ...c, added: identified(frozen(added, facts), newId) },
    }),
  PostponeEngagement: (c, s) => unlessRecorded(s, { type: 'EngagementPostponed', data: c }),
  CancelEngagement: (c, s) => unlessRecorded(s, { type: 'EngagementCancelled', data: c }),
  ConvertEngagement: (c, s) => unlessRecorded(s, { type: 'EngagementConverted', data: c }),
  ConcludeSubjects: ({ outcomes, concludedOn, notice }, s, { newId }) => {
    const nextRemedyId = counting(newId);
    const news = outcomes.map(({ subjectId, ...finding }) =>
      wholeFileEvents({ subjectId, concludedOn, notice }, finding, nextRemedyId),
    );
    // Record all events or none, because a sealed value is bound to the index of its event within the command.
    return news.every((event) => unlessRecorded(s, event).length === 0) ? [] : news;
  },
  RevokeConclusion: (c, s) => {
    const subjectIds = c.subjectIds.length > 0 ? c.subjectIds : subjectsInForce(s);
    if (subjectIds.length === 0) refuse('NothingConcluded');
    return unlessRecorded(s, { type: 'ConclusionRevoked', data: { ...c, subjectIds } });
  },
  FollowUp: (c, s) => unlessRecorded(s, { type: 'EngagementFollowedUp', data: c }),
  DischargeObligation: (c, s) => unlessRecorded(s, { type: 'ObligationDischarged', data: c }),
  EntrustEngagement: (c, s) => {
    const [opening] = entriesOf(s, 'EngagementOpened');
    if (!opening) return refuse('NotOpened');
    const bodyOrganizationId = opening.data.decidingBody.organizationId;
    return unlessRecorded(s, { type: 'EngagementEntrusted', data: { ...c, bodyOrganizationId } });
  },
  CloseEngagement: (c, s) => unlessRecorded(s, { type: 'EngagementClosed', data: c }),
};

/** Returns the event, or none if an event of the same type and content is already recorded. */
const unlessRecorded = (engagement: Engagement, event: News): readonly News[] =>
  engagement.some(({ type, data }) => type === event.type && canonicalJson(data) === canonicalJson(event.data))
    ? []
    : [event];

const identified = (subjects: readonly SubjectNamed[], newId: (ordinal: number) => Uuid) =>
  subjects.map((subject, i) => ({ ...subject, subjectId: newId(i) }));

const Frozen = z.array(z.strictObject({ post: Post.nullable(), isCommitteeMember: z.literal(true).nullable() }));

/**
 * Subjects with what the register of persons says of them on the day of the act, where the command says nothing. A later
 * entry in the register does not change it.
 */
const frozen = <S extends SubjectNamed>(subjects: readonly S[], { held }: { readonly held?: unknown }): S[] => {
  const known = Frozen.optional().parse(held) ?? [];
  return subjects.map((subject, i) => ({
    ...subject,
    post: subject.post ?? known[i]?.post ?? null,
    isCommitteeMember: subject.isCommitteeMember ?? known[i]?.isCommitteeMember ?? null,
  }));
};

/** Subjects whose conclusion is not revoked, in the order of their conclusions. */
function subjectsInForce(engagement: Engagement): Uuid[] {
  const revoked = entriesOf(engagement, 'ConclusionRevoked').flatMap(({ data }) => data.subjectIds);
  return entriesOf(engagement, 'SubjectConcluded').flatMap(({ data }) =>
    revoked.includes(data.subjectId) ? [] : [data.subjectId],
  );
}

const ruleSetOf = ({ ruleSetId }: { readonly ruleSetId?: unknown }): string | null =>
  RuleSetId.nullable().parse(ruleSetId ?? null);
