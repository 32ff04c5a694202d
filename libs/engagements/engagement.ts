import { canonicalJson } from '#kernel/canonical-json';
import { decider } from '#kernel/decider';
import type { EventOf } from '#kernel/event';
import type { Uuid } from '#kernel/ids';
import { commands } from './engagement-commands.js';
import { plainCommands } from './intake/plain-commands.js';
import { concerned, restriction, tellsOf } from './rules/concerns.js';
import { type AnyEntry, type Engagement, entriesOf, type Events, events } from './engagement-events.js';
import { possible } from './rules/possible.js';
import { refuse } from './rules/refusals.js';
import { RuleSetId, type SubjectNamed } from './rules/shapes.js';
import { concluded, counting, eventsOfFile } from './rules/whole-file.js';

type News = EventOf<Events>;

/**
 * One inspection or supervision (một cuộc kiểm tra, giám sát), from the decision to the closed file (docs/domain.md 1.3
 * to 1.6, 15). One kind of stream for every kind of work, because a clerk may enter one for another and the kind is
 * then corrected. Each subject has its own notice, day and outcome.
 *
 * Papers are recorded in any order and long after their day. Refused is only what cannot have been on any reading of the
 * papers; a missing number or day, a body that is not competent or an obligation left open is shown, never refused.
 * What comes from the rulebook, `ruleSetId`, is looked up by the handler and given as the fact of that name.
 */
export const engagement = decider<Engagement>()({
  category: 'engagement',
  commands,
  // Each of them below `/api/inspections` and `/api/supervisions`.
  routes: {
    ifMatch: 'required',
    asked: plainCommands,
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
      DischargeObligation: { path: ':id/discharge', name: 'discharge', body: 'Discharge' },
    },
    entries: ':id',
  },
  events,
  confirmable: {
    as: 'Engagement',
    kind: 'ENGAGEMENT',
    at: 'engagements/:id',
    operations: 'Engagement',
    read: 'read:engagements',
  },
  initial: [],
  decide: {
    OpenEngagement: ({ subjects, ...c }, _, { newId, facts }) => [
      {
        type: 'EngagementOpened',
        data: { ...c, ruleSetId: ruleSetOf(facts), subjects: identified(subjects, newId) },
      },
    ],
    RecordConcludedEngagement: (c, _, { newId, facts }) => eventsOfFile(c, newId, ruleSetOf(facts)),
    DeployEngagement: (c, s) => unlessTold(s, { type: 'EngagementDeployed', data: c }),
    BeginConduct: (c, s) => unlessTold(s, { type: 'ConductBegun', data: c }),
    ReportByTeam: (c, s) => unlessTold(s, { type: 'TeamReported', data: c }),
    ExtendEngagement: (c, s) => unlessTold(s, { type: 'EngagementExtended', data: c }),
    ChangeScope: ({ added, ...c }, s, { newId }) =>
      unlessTold(s, { type: 'EngagementScopeChanged', data: { ...c, added: identified(added, newId) } }),
    PostponeEngagement: (c, s) => unlessTold(s, { type: 'EngagementPostponed', data: c }),
    CancelEngagement: (c, s) => unlessTold(s, { type: 'EngagementCancelled', data: c }),
    ConvertEngagement: (c, s) => unlessTold(s, { type: 'EngagementConverted', data: c }),
    ConcludeSubjects: ({ outcomes, concludedOn, notice }, s, { newId }) => {
      const nextRemedyId = counting(newId);
      const news = outcomes.map(({ subjectId, ...finding }) =>
        concluded({ subjectId, concludedOn, notice }, finding, nextRemedyId),
      );
      // All or none: what is sealed is bound to the place of its event among those of the command.
      return news.every((said) => unlessTold(s, said).length === 0) ? [] : news;
    },
    RevokeConclusion: (c, s) => {
      const subjectIds = c.subjectIds.length > 0 ? c.subjectIds : standing(s);
      if (subjectIds.length === 0) refuse('NothingConcluded');
      return unlessTold(s, { type: 'ConclusionRevoked', data: { ...c, subjectIds } });
    },
    FollowUp: (c, s) => unlessTold(s, { type: 'EngagementFollowedUp', data: c }),
    DischargeObligation: (c, s) => unlessTold(s, { type: 'ObligationDischarged', data: c }),
    CloseEngagement: (c, s) => unlessTold(s, { type: 'EngagementClosed', data: c }),
  },
  evolve: {
    EngagementOpened: (s, data, revision) => told(s, { type: 'EngagementOpened', data, revision }),
    EngagementDeployed: (s, data, revision) => told(s, { type: 'EngagementDeployed', data, revision }),
    ConductBegun: (s, data, revision) => told(s, { type: 'ConductBegun', data, revision }),
    TeamReported: (s, data, revision) => told(s, { type: 'TeamReported', data, revision }),
    EngagementExtended: (s, data, revision) => told(s, { type: 'EngagementExtended', data, revision }),
    EngagementScopeChanged: (s, data, revision) => told(s, { type: 'EngagementScopeChanged', data, revision }),
    EngagementPostponed: (s, data, revision) => told(s, { type: 'EngagementPostponed', data, revision }),
    EngagementCancelled: (s, data, revision) => told(s, { type: 'EngagementCancelled', data, revision }),
    EngagementConverted: (s, data, revision) => told(s, { type: 'EngagementConverted', data, revision }),
    SubjectConcluded: (s, data, revision) => told(s, { type: 'SubjectConcluded', data, revision }),
    ConclusionRevoked: (s, data, revision) => told(s, { type: 'ConclusionRevoked', data, revision }),
    EngagementFollowedUp: (s, data, revision) => told(s, { type: 'EngagementFollowedUp', data, revision }),
    ObligationDischarged: (s, data, revision) => told(s, { type: 'ObligationDischarged', data, revision }),
    EngagementClosed: (s, data, revision) => told(s, { type: 'EngagementClosed', data, revision }),
  },
  concerns: { judged: 'by record', of: concerned, tellsOf },
  restriction,
  possible,
});

const told = (engagement: Engagement, entry: AnyEntry): Engagement => [...engagement, entry];

/** Nothing, where the very same is told already. */
const unlessTold = (engagement: Engagement, said: News): readonly News[] =>
  engagement.some(({ type, data }) => type === said.type && canonicalJson(data) === canonicalJson(said.data))
    ? []
    : [said];

const identified = (subjects: readonly SubjectNamed[], newId: (ordinal: number) => Uuid) =>
  subjects.map((subject, i) => ({ ...subject, subjectId: newId(i) }));

/** Subjects whose conclusion is not revoked, in the order of their conclusions. */
function standing(engagement: Engagement): Uuid[] {
  const revoked = entriesOf(engagement, 'ConclusionRevoked').flatMap(({ data }) => data.subjectIds);
  return entriesOf(engagement, 'SubjectConcluded').flatMap(({ data }) =>
    revoked.includes(data.subjectId) ? [] : [data.subjectId],
  );
}

const ruleSetOf = ({ ruleSetId }: { readonly ruleSetId?: unknown }): string | null =>
  RuleSetId.nullable().parse(ruleSetId ?? null);
