import { type Body, type Paper, UNKNOWN_PAPER } from '#features/papers';
import { PlainDate, plainDate } from '#kernel/dates';
import type { CommandOf } from '#kernel/command';
import type { DataOf } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import { seal } from '#kernel/seal';
import type { SealedText } from '#kernel/sealed';
import type { DischargeReason } from './codes.js';
import type { Commands } from './engagement-commands.js';
import type { EventName, Events } from './engagement-events.js';
import type { Outcome } from './rules/outcomes.js';
import type { Subject } from './rules/shapes.js';

/** Helpers for specs: short builders of the events and commands of an engagement. */
export const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
/** The id that the context of a spec assigns to the n-th new object of a command. */
export const given = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-9000-${String(n).padStart(12, '0')}`);
export const day = (on: string): PlainDate => plainDate(on);

export const WARD = id(0);
export const CELL = id(3);
export const OTHER_CELL = id(4);
export const UBKT: Body = { organizationId: WARD, body: 'INSPECTION_COMMITTEE', name: null };
export const CITY: Body = { organizationId: null, body: 'INSPECTION_COMMITTEE', name: 'Ủy ban Kiểm tra Thành ủy' };

/** A well-formed sealed value that no key opens; the decider checks its form only. */
export const sealedText = (n = 1): SealedText =>
  seal('nội dung', Buffer.alloc(32, n), id(900 + n), {
    log: id(0),
    stream: `engagement-${id(0)}`,
    eventId: id(n),
    type: 'SubjectConcluded',
    schema: 1,
    field: 'x',
  });

export const bySigned = (number: string, signedOn: string | null): Paper => ({
  number,
  signedOn: PlainDate.nullable().parse(signedOn),
});
/** An organization as subject; `subjectId` is `id(100 + n)`. */
export const body = (n: number, over: Partial<Subject> = {}): Subject => ({
  subjectId: id(100 + n),
  organizationId: id(n),
  capacity: 'ORGANIZATION',
  memberId: null,
  isCommitteeMember: null,
  post: null,
  ...over,
});
/** A person as subject; `memberId` is `id(200 + n)`, `subjectId` is `id(100 + n)`. */
export const person = (n: number, over: Partial<Subject> = {}): Subject => ({
  subjectId: id(100 + n),
  organizationId: CELL,
  capacity: 'MEMBER',
  memberId: id(200 + n),
  isCommitteeMember: false,
  post: null,
  ...over,
});
export const FIRST = body(3);
export const SECOND = body(4);
export const MEMBER = person(5);

const event = <K extends EventName>(type: K, data: DataOf<Events[K]>) => ({ type, data });
const REASON = 'theo văn bản';
/** The day of the meeting and the capacity of the signature are unknown. */
export const NOT_TOLD = { metOn: null, signedAs: null };

export const DECISION = bySigned('15-QĐ/UBKTĐU', '2026-03-02');
/** An inspection of two cells and a member, decided on 2/3/2026 and due on 1/5/2026. */
export const opened = (over: Partial<DataOf<Events['EngagementOpened']>> = {}) =>
  event('EngagementOpened', {
    kind: 'INSP_COMPLIANCE',
    decidingBody: UBKT,
    decision: DECISION,
    ...NOT_TOLD,
    theme: null,
    contentCodes: [],
    reviewPeriod: null,
    dueOn: day('2026-05-01'),
    team: [],
    programmeItemId: null,
    combinedWith: null,
    arisesFrom: null,
    secrecyGrade: null,
    ruleSetId: null,
    subjects: [FIRST, SECOND, MEMBER],
    ...over,
  });
export const deployed = (on: string | null) =>
  event('EngagementDeployed', { deployedOn: PlainDate.nullable().parse(on), paper: UNKNOWN_PAPER });
export const begun = (on: string) => event('ConductBegun', { conductedOn: day(on) });
export const reported = (on: string | null) =>
  event('TeamReported', { reportedOn: PlainDate.nullable().parse(on), paper: UNKNOWN_PAPER });
export const extended = (dueOn: string, on: string | null) =>
  event('EngagementExtended', {
    dueOn: day(dueOn),
    decidedOn: PlainDate.nullable().parse(on),
    paper: UNKNOWN_PAPER,
    reason: REASON,
  });
export const scopeChanged = (on: string, added: Subject[], removed: Uuid[]) =>
  event('EngagementScopeChanged', { decidedOn: day(on), paper: UNKNOWN_PAPER, added, removed, reason: REASON });
export const postponed = (on: string, until: string | null) =>
  event('EngagementPostponed', {
    decidedOn: day(on),
    resumesOn: PlainDate.nullable().parse(until),
    paper: UNKNOWN_PAPER,
    reason: REASON,
  });
export const cancelled = (on: string, by = UBKT, over: Partial<DataOf<Events['EngagementCancelled']>> = {}) =>
  event('EngagementCancelled', {
    cancelledOn: day(on),
    by,
    paper: UNKNOWN_PAPER,
    ...NOT_TOLD,
    reason: REASON,
    ...over,
  });
export const converted = (on: string, into = id(77)) =>
  event('EngagementConverted', { convertedOn: day(on), into, paper: UNKNOWN_PAPER, reason: REASON });

type Concluded = DataOf<Events['SubjectConcluded']>;
/**
 * The conclusion on one subject by a notice of that day. The outcome of an organization is good; that of a person is
 * sealed.
 */
export const concludedStory = (
  { subjectId, memberId }: Subject,
  on: string | null,
  outcome: Outcome | null = 'GOOD',
  over: Partial<Concluded> = {},
) =>
  event('SubjectConcluded', {
    subjectId,
    concludedOn: null,
    notice: bySigned('18-TB/UBKTĐU', on),
    ...(memberId === null ? { outcome, sealedOutcome: null } : { outcome: null, sealedOutcome: sealedText() }),
    rulings: [],
    amounts: [],
    contentCodes: [],
    workedAt: [],
    remedies: [],
    ...over,
  });
export const remedy = (n: number) => ({ remedyId: id(n), what: sealedText(2), dueOn: day('2026-08-01') });
export const revoked = (on: string, subjectIds: Uuid[], by = CITY) =>
  event('ConclusionRevoked', { subjectIds, revokedOn: day(on), by, paper: UNKNOWN_PAPER, ...NOT_TOLD, reason: REASON });
export const followedUp = (on: string, remedyId: Uuid, done = true) =>
  event('EngagementFollowedUp', { followedUpOn: day(on), remedies: [{ remedyId, done }], paper: UNKNOWN_PAPER });
export const discharged = (on: string, { subjectId }: Subject, reason: DischargeReason = 'TRANSFERRED') =>
  event('ObligationDischarged', { subjectId, dischargedOn: day(on), reason, note: null });
export const entrusted = (personId: Uuid, bodyOrganizationId = UBKT.organizationId) =>
  event('EngagementEntrusted', { personId, bodyOrganizationId, reason: REASON });
export const closed = (on: string) => event('EngagementClosed', { closedOn: day(on), fileReference: null });

const ordered = <K extends keyof Commands, D>(type: K, { data }: { readonly data: D }) => ({ type, data });
const unnamed = ({ organizationId, capacity, memberId, isCommitteeMember, post }: Subject) => ({
  organizationId,
  capacity,
  memberId,
  isCommitteeMember,
  post,
});
export const open = (over: Partial<DataOf<Events['EngagementOpened']>> = {}) => {
  const { subjects, kind, decidingBody, decision, metOn, signedAs, ...more } = opened(over).data;
  const { theme, contentCodes, reviewPeriod, dueOn, team, programmeItemId } = more;
  const { combinedWith, arisesFrom, secrecyGrade } = more;
  return {
    type: 'OpenEngagement' as const,
    data: {
      kind,
      decidingBody,
      decision,
      metOn,
      signedAs,
      theme,
      contentCodes,
      reviewPeriod,
      dueOn,
      team,
      programmeItemId,
      combinedWith,
      arisesFrom,
      secrecyGrade,
      subjects: subjects.map(unnamed),
    },
  };
};
export const deploy = (...of: Parameters<typeof deployed>) => ordered('DeployEngagement', deployed(...of));
export const begin = (...of: Parameters<typeof begun>) => ordered('BeginConduct', begun(...of));
export const report = (...of: Parameters<typeof reported>) => ordered('ReportByTeam', reported(...of));
export const extend = (...of: Parameters<typeof extended>) => ordered('ExtendEngagement', extended(...of));
export const changeScope = (on: string, added: Subject[], removed: Uuid[]) => {
  const { data } = scopeChanged(on, added, removed);
  return { type: 'ChangeScope' as const, data: { ...data, added: added.map(unnamed) } };
};
export const postpone = (...of: Parameters<typeof postponed>) => ordered('PostponeEngagement', postponed(...of));
export const cancel = (...of: Parameters<typeof cancelled>) => ordered('CancelEngagement', cancelled(...of));
export const convert = (...of: Parameters<typeof converted>) => ordered('ConvertEngagement', converted(...of));
/** One notice for the subjects of these conclusions; remedies have no ids yet. */
export const conclude = (
  ...of: ReturnType<typeof concludedStory>[]
): Extract<CommandOf<Commands>, { type: 'ConcludeSubjects' }> => ({
  type: 'ConcludeSubjects',
  data: {
    concludedOn: of[0]?.data.concludedOn ?? null,
    notice: of[0]?.data.notice ?? UNKNOWN_PAPER,
    outcomes: of.map(({ data }) => {
      const { subjectId, outcome, sealedOutcome, rulings, amounts, contentCodes, workedAt, remedies } = data;
      return {
        subjectId,
        outcome,
        sealedOutcome,
        rulings,
        amounts,
        contentCodes,
        workedAt,
        remedies: remedies.map(({ what, dueOn }) => ({ what, dueOn })),
      };
    }),
  },
});
export const revoke = (...of: Parameters<typeof revoked>) => ordered('RevokeConclusion', revoked(...of));
export const followUp = (...of: Parameters<typeof followedUp>) => ordered('FollowUp', followedUp(...of));
export const discharge = (...of: Parameters<typeof discharged>) => ordered('DischargeObligation', discharged(...of));
export const close = (...of: Parameters<typeof closed>) => ordered('CloseEngagement', closed(...of));
export const entrust = (personId: Uuid) => ({ type: 'EntrustEngagement' as const, data: { personId, reason: REASON } });
export const annul = (corrects: number) => ({
  type: 'AnnulEntry' as const,
  data: { corrects, reason: 'ghi nhận nhập sai' },
});
export const annulled = (type: EventName, corrects: number) => ({
  type: `${type}Annulled` as const,
  data: annul(corrects).data,
});
export const correct = (
  corrects: number,
  field: string,
  from: string | number | boolean | null,
  to: string | number | boolean | null,
) => ({
  type: 'CorrectEntry' as const,
  data: { corrects, reason: 'ghi nhận nhập sai', changes: [{ field, from, to }] },
});
