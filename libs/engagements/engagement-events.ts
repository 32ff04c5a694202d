import { z } from 'zod';
import { bodyName, Body, byDecision, KINDS, Paper, takenShape, withTaken } from '#features/papers';
import { PlainDate } from '#kernel/dates';
import { type DataOf, v1, v2 } from '#kernel/event';
import { streamId, Uuid } from '#kernel/ids';
import { sealed } from '#kernel/sealed';
import { dayText, onDay, paperName, SEALED, type Sentences } from '#kernel/sentences';
import { text } from '#kernel/text';
import { DISCHARGE_REASONS, DischargeReason, type Milestone } from './codes.js';
import { OUTCOMES } from './rules/outcomes.js';
import { added, because, findingWords, lowered, named, step, UNKNOWN, UNKNOWN_NOTICE } from './rules/phrases.js';
import { Because, findingShape, openingShape, remedyShape, RuleSetId, Subject } from './rules/shapes.js';

/**
 * Events of an engagement. A nullable day may be unknown; every other day is required. A day is the day in Việt Nam on
 * which a fact happened. The envelope of the event holds the time of recording.
 */
export const events = {
  EngagementOpened: v2(
    { ...openingShape, ruleSetId: RuleSetId.nullable(), subjects: z.array(Subject).min(1).max(200) },
    withTaken,
  ),
  EngagementDeployed: v1({ deployedOn: PlainDate.nullable(), paper: Paper }),
  ConductBegun: v1({ conductedOn: PlainDate }),
  TeamReported: v1({ reportedOn: PlainDate.nullable(), paper: Paper }),
  EngagementExtended: v1({ dueOn: PlainDate, decidedOn: PlainDate.nullable(), paper: Paper, reason: Because }),
  EngagementScopeChanged: v1({
    decidedOn: PlainDate,
    paper: Paper,
    added: z.array(Subject).max(200),
    removed: z.array(Uuid).max(200),
    reason: Because,
  }),
  EngagementPostponed: v1({ decidedOn: PlainDate, resumesOn: PlainDate.nullable(), paper: Paper, reason: Because }),
  EngagementCancelled: v2(
    { cancelledOn: PlainDate, by: Body, paper: Paper, ...takenShape, reason: Because },
    withTaken,
  ),
  EngagementConverted: v1({ convertedOn: PlainDate, into: Uuid, paper: Paper, reason: Because }),
  /**
   * The conclusion on one subject, with its notice and outcome. It counts from the day of the notice; if that is
   * unknown, from `concludedOn`.
   */
  SubjectConcluded: v1({
    subjectId: Uuid,
    concludedOn: PlainDate.nullable(),
    notice: Paper,
    ...findingShape,
    remedies: z.array(z.strictObject({ remedyId: Uuid, ...remedyShape })).max(50),
  }),
  /**
   * A decision to revoke conclusions, not the correction of an error. From the day of this decision on, the conclusions
   * on these subjects no longer count.
   */
  ConclusionRevoked: v2(
    {
      subjectIds: z.array(Uuid).min(1).max(1000),
      revokedOn: PlainDate,
      by: Body,
      paper: Paper,
      ...takenShape,
      reason: Because,
    },
    withTaken,
  ),
  EngagementFollowedUp: v1({
    followedUpOn: PlainDate,
    remedies: z
      .array(z.strictObject({ remedyId: Uuid, done: z.boolean() }))
      .min(1)
      .max(200),
    paper: Paper,
  }),
  ObligationDischarged: v1({
    subjectId: Uuid,
    dischargedOn: PlainDate,
    reason: DischargeReason,
    note: sealed(text(4000), 'case').nullable(),
  }),
  EngagementClosed: v1({ closedOn: PlainDate, fileReference: text(100).nullable() }),
  /**
   * One more person may see the plan and work on it, in their own roles. `bodyOrganizationId` is the organization of the
   * deciding body at that time.
   */
  EngagementEntrusted: v1({ personId: Uuid, bodyOrganizationId: Uuid.nullable(), reason: Because }),
};
export type Events = typeof events;
export type EventName = keyof Events;

/** An event in force, with its revision: the event is not annulled, and its corrections are applied. */
export type AnyEntry = {
  readonly [N in EventName]: { readonly type: N; readonly data: DataOf<Events[N]>; readonly revision: number };
}[EventName];
export type Entry<K extends EventName> = Extract<AnyEntry, { readonly type: K }>;

/** State of an engagement: its events in force, in the order of recording. */
export type Engagement = readonly AnyEntry[];

export const entriesOf = <K extends EventName>(engagement: Engagement, ...types: readonly K[]): readonly Entry<K>[] =>
  engagement.filter((entry): entry is Entry<K> => types.some((type) => type === entry.type));

/**
 * The day from which a conclusion counts: the day of its notice; if that is unknown, the day of the conclusion; null if
 * both are unknown.
 */
export const countsOn = ({ notice, concludedOn }: Pick<DataOf<Events['SubjectConcluded']>, 'notice' | 'concludedOn'>) =>
  notice.signedOn ?? concludedOn;

/**
 * One step of an engagement, with its day and its subject. A null day is unknown; a null subject means all subjects.
 */
export interface Step {
  readonly what: Milestone;
  readonly on: PlainDate | null;
  readonly subjectId: Uuid | null;
}
const at = (what: Milestone, on: PlainDate | null, subjectId: Uuid | null = null): Step => ({ what, on, subjectId });

/**
 * The steps and days that each event states, by event name. The compiler reports an event without an entry here.
 *
 * @param subjectOf gives the subject of a remedy
 */
export const steps: {
  readonly [N in EventName]: (e: DataOf<Events[N]>, subjectOf: ReadonlyMap<Uuid, Uuid>) => readonly Step[];
} = {
  EngagementOpened: (e) => [at('DECIDED', e.decision.signedOn)],
  EngagementDeployed: (e) => [at('DEPLOYED', e.deployedOn)],
  ConductBegun: (e) => [at('CONDUCTED', e.conductedOn)],
  TeamReported: (e) => [at('REPORTED', e.reportedOn)],
  EngagementExtended: (e) => [at('EXTENDED', e.decidedOn)],
  EngagementScopeChanged: (e) => [at('SCOPE_CHANGED', e.decidedOn)],
  EngagementPostponed: (e) => [at('POSTPONED', e.decidedOn)],
  EngagementCancelled: (e) => [at('CANCELLED', e.cancelledOn)],
  EngagementConverted: (e) => [at('CONVERTED', e.convertedOn)],
  SubjectConcluded: (e) => [
    at('CONCLUDED', e.concludedOn, e.subjectId),
    at('NOTIFIED', e.notice.signedOn, e.subjectId),
  ],
  ConclusionRevoked: (e) => e.subjectIds.map((subjectId) => at('REVOKED', e.revokedOn, subjectId)),
  EngagementFollowedUp: (e, subjectOf) =>
    e.remedies.map(({ remedyId }) => at('FOLLOWED_UP', e.followedUpOn, subjectOf.get(remedyId) ?? null)),
  ObligationDischarged: (e) => [at('DISCHARGED', e.dischargedOn, e.subjectId)],
  EngagementClosed: (e) => [at('CLOSED', e.closedOn)],
  EngagementEntrusted: () => [],
};

/** History sentences of an engagement. */
export const engagementSentences: Sentences<Events> = {
  EngagementOpened: (e, names) => {
    const [kind, by, paper] = [KINDS[e.kind], bodyName(e.decidingBody, names), byDecision(e.decision, e)];
    const subjects = added(e.subjects, names);
    return {
      vi: `${by.vi} quyết định ${kind.vi}${paper.vi}; đối tượng: ${subjects}`,
      en: `Opened: ${kind.en}, by the ${by.en}${paper.en}; subjects: ${subjects}`,
    };
  },
  EngagementDeployed: (e) => step({ vi: 'Triển khai quyết định', en: 'Deployed' }, e.deployedOn, e.paper),
  ConductBegun: (e) => step({ vi: 'Bắt đầu tiến hành', en: 'Conduct begun' }, e.conductedOn),
  TeamReported: (e) => step({ vi: 'Đoàn (tổ) báo cáo kết quả', en: 'The team reported' }, e.reportedOn, e.paper),
  EngagementExtended: (e) => {
    const due = dayText(e.dueOn);
    return because(
      step({ vi: `Gia hạn đến ngày ${due.vi}`, en: `Extended to ${due.en}` }, e.decidedOn, e.paper),
      e.reason,
    );
  },
  EngagementScopeChanged: (e, names) => {
    const [more, removed] = [added(e.added, names), named(e.removed, names)];
    return because(
      step(
        {
          vi: `Điều chỉnh đối tượng${more && `; bổ sung: ${more}`}${removed && `; đưa ra khỏi danh sách đối tượng: ${removed}`},`,
          en: `Scope changed${more && `; added: ${more}`}${removed && `; removed: ${removed}`},`,
        },
        e.decidedOn,
        e.paper,
      ),
      e.reason,
    );
  },
  EngagementPostponed: (e) => {
    const until = e.resumesOn && dayText(e.resumesOn);
    const postponed = until
      ? { vi: `Hoãn đến ngày ${until.vi}, quyết định`, en: `Postponed until ${until.en}, decided` }
      : { vi: 'Hoãn, chưa định ngày tiếp tục, quyết định', en: 'Postponed without a day of resumption, decided' };
    return because(step(postponed, e.decidedOn, e.paper), e.reason);
  },
  EngagementCancelled: (e, names) => {
    const by = bodyName(e.by, names);
    return because(
      step({ vi: `${by.vi} hủy bỏ cuộc này`, en: `Cancelled by ${by.en}` }, e.cancelledOn, e.paper, e),
      e.reason,
    );
  },
  EngagementConverted: (e, names) =>
    because(
      step(
        {
          vi: `Chuyển sang kiểm tra khi có dấu hiệu vi phạm (${names.record(streamId('engagement', e.into))})`,
          en: `Converted into an inspection on signs of violation (${names.record(streamId('engagement', e.into))})`,
        },
        e.convertedOn,
        e.paper,
      ),
      e.reason,
    ),
  SubjectConcluded: (e, names) => {
    const outcome = e.sealedOutcome !== null ? SEALED : e.outcome === null ? UNKNOWN : OUTCOMES[e.outcome];
    const [subject, concluded] = [names.item(e.subjectId), onDay(e.concludedOn)];
    const [notice, of] = [paperName(e.notice) ?? UNKNOWN_NOTICE, findingWords(names)];
    const remedies = e.remedies.length;
    return {
      vi: `${of.vi} đối với ${subject} ${concluded.vi}, ${of.notice.vi}: ${notice.vi}; kết quả: ${outcome.vi}${remedies ? `; ${remedies} yêu cầu khắc phục` : ''}`,
      en: `${of.en} on ${subject} ${concluded.en}, ${of.notice.en}: ${notice.en}; outcome: ${outcome.en}${remedies ? `; remedies asked for: ${remedies}` : ''}`,
    };
  },
  ConclusionRevoked: (e, names) => {
    const [by, subjects, of] = [bodyName(e.by, names), named(e.subjectIds, names), findingWords(names)];
    const sentence = {
      vi: `${by.vi} thu hồi ${lowered(of.vi)} đối với ${subjects}`,
      en: `${of.en} on ${subjects} revoked by ${by.en}`,
    };
    return because(step(sentence, e.revokedOn, e.paper, e), e.reason);
  },
  EngagementFollowedUp: (e) => {
    const [done, all] = [e.remedies.filter((remedy) => remedy.done).length, e.remedies.length];
    return step(
      {
        vi: `Theo dõi khắc phục: ${done}/${all} yêu cầu đã thực hiện`,
        en: `Followed up: ${done} of ${all} remedies done`,
      },
      e.followedUpOn,
      e.paper,
    );
  },
  ObligationDischarged: (e, names) => {
    const reason = DISCHARGE_REASONS[e.reason];
    const sentence = step(
      {
        vi: `Kết thúc việc phải thực hiện tiếp đối với ${names.item(e.subjectId)}`,
        en: `Obligation about ${names.item(e.subjectId)} discharged`,
      },
      e.dischargedOn,
    );
    const note = e.note === null ? { vi: '', en: '' } : { vi: ` ${SEALED.vi}`, en: ` ${SEALED.en}` };
    return {
      vi: `${sentence.vi}; lý do: ${reason.vi}${note.vi}`,
      en: `${sentence.en}; reason: ${reason.en}${note.en}`,
    };
  },
  EngagementClosed: (e) => {
    const sentence = step({ vi: 'Kết thúc, lưu hồ sơ', en: 'File closed' }, e.closedOn);
    const at =
      e.fileReference === null
        ? { vi: '', en: '' }
        : { vi: `, ký hiệu hồ sơ ${e.fileReference}`, en: `, file ${e.fileReference}` };
    return { vi: `${sentence.vi}${at.vi}`, en: `${sentence.en}${at.en}` };
  },
  EngagementEntrusted: ({ personId, reason }, names) =>
    because(
      {
        vi: `Giao thêm cho ${names.person(personId)} theo dõi, ghi nhận cuộc này`,
        en: `Entrusted to one more person: ${names.person(personId)}`,
      },
      reason,
    ),
};
