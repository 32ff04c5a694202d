import { plainCommands } from './intake/plain-commands.js';
import { ruleSetOn } from '#features/rulebook';
import type { Concerned } from '#kernel/concern';
import { decider } from '#kernel/decider';
import type { EventOf } from '#kernel/event';
import type { Uuid } from '#kernel/ids';
import { possible } from './rules/case-rules.js';
import { type Case, commands, type Events, events, ruleSetOfDecision } from './rules/shapes.js';

/** An entry counts only where the opening of its case stands. */
const counting = (s: Case, more: Partial<Case>): Case => (s.opened === null ? s : { ...s, ...more });

/**
 * A discipline case (hồ sơ xem xét, thi hành kỷ luật), from its opening to the decision and what becomes of it
 * (docs/domain.md 4; confidence there). Entries may come late and in any order of recording; refused is what cannot be
 * on any calendar. Form and reason of a person are sealed, and so are the votes: what they say was checked before, at
 * the edge.
 */
export const disciplineCase = decider<Case>()({
  category: 'disciplineCase',
  commands,
  routes: {
    ifMatch: 'required',
    asked: plainCommands,
    of: {
      OpenDisciplineCase: { path: '', name: 'open', body: 'DisciplineCaseOpening' },
      CountBallot: { path: ':id/ballots', name: 'count', body: 'Ballot' },
      DecideDiscipline: { path: ':id/decision', name: 'decide', body: 'DisciplineDecision' },
      AnnounceDecision: { path: ':id/announcement', name: 'announce', body: 'Announcement' },
      HandOverDecision: { path: ':id/receipt', name: 'handOver', body: 'ReceiptOfDecision' },
      ImposeNoDiscipline: { path: ':id/not-imposed', name: 'imposeNone', body: 'NoDiscipline' },
      PostponeDiscipline: { path: ':id/postponement', name: 'postpone', body: 'DisciplinePostponement' },
      // What a higher body made of the decision after a complaint.
      ChangeDecision: { path: ':id/change', name: 'change', body: 'DecisionChange' },
    },
    entries: ':id',
  },
  events,
  confirmable: {
    as: 'DisciplineCase',
    kind: 'DISCIPLINE_CASE',
    at: 'discipline-cases/:id',
    operations: 'Case',
    read: 'read:discipline-cases',
  },
  initial: {
    opened: null,
    ballots: [],
    decisions: [],
    announcements: [],
    receipts: [],
    notImposed: [],
    postponements: [],
    changes: [],
  },
  decide: {
    OpenDisciplineCase: (c) => {
      const ruleSetIdAtOpening = c.openedOn && (ruleSetOn('KTGS', c.openedOn)?.id ?? null);
      return [{ type: 'DisciplineCaseOpened', data: { ...c, ruleSetIdAtOpening } }];
    },
    CountBallot: (c, _, { newId }) => [{ type: 'BallotCounted', data: { ...c, ballotId: newId(0) } }],
    DecideDiscipline: (c) => [{ type: 'DisciplineDecided', data: { ...c, ruleSetId: ruleSetOfDecision(c) } }],
    AnnounceDecision: (data) => [{ type: 'DecisionAnnounced', data }],
    HandOverDecision: (data) => [{ type: 'DecisionReceived', data }],
    ImposeNoDiscipline: (data) => [{ type: 'DisciplineNotImposed', data }],
    PostponeDiscipline: (data) => [{ type: 'DisciplinePostponed', data }],
    ChangeDecision: (data) => [{ type: 'DecisionChanged', data }],
  },
  evolve: {
    DisciplineCaseOpened: (s, data, entry) => ({ ...s, opened: { ...data, entry } }),
    BallotCounted: (s, data, entry) => counting(s, { ballots: [...s.ballots, { ...data, entry }] }),
    DisciplineDecided: (s, data, entry) => counting(s, { decisions: [...s.decisions, { ...data, entry }] }),
    DecisionAnnounced: (s, data, entry) => counting(s, { announcements: [...s.announcements, { ...data, entry }] }),
    DecisionReceived: (s, data, entry) => counting(s, { receipts: [...s.receipts, { ...data, entry }] }),
    DisciplineNotImposed: (s, data, entry) => counting(s, { notImposed: [...s.notImposed, { ...data, entry }] }),
    DisciplinePostponed: (s, data, entry) => counting(s, { postponements: [...s.postponements, { ...data, entry }] }),
    DecisionChanged: (s, data, entry) => counting(s, { changes: [...s.changes, { ...data, entry }] }),
  },
  concerns: { judged: 'by record', of: concerned },
  restriction: 'none',
  possible,
});

/** The organization of the subject and the subject, and the organizations whose bodies voted and decided. */
function concerned({ type, data }: EventOf<Events>): Concerned {
  switch (type) {
    case 'DisciplineCaseOpened': {
      const { organizationId, memberId } = data.subject;
      return { organizations: [organizationId], members: memberId === null ? [] : [memberId] };
    }
    case 'BallotCounted':
      return actingOf(data.body);
    case 'DisciplineDecided':
      return actingOf(data.decidingBody);
    case 'DecisionChanged':
    case 'DecisionAnnounced':
    case 'DecisionReceived':
    case 'DisciplineNotImposed':
    case 'DisciplinePostponed':
      return { organizations: [], members: [] };
  }
}
/** A higher body may change what a lower one decided, so who changes it is not looked at; a body elsewhere has no id. */
const actingOf = ({ organizationId }: { readonly organizationId: Uuid | null }): Concerned => ({
  organizations: organizationId === null ? [] : [organizationId],
  members: [],
});
