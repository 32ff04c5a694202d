import { z } from 'zod';
import {
  BODIES,
  Body,
  byDecision,
  CAPACITIES,
  KINDS,
  Paper,
  takenShape,
  UNKNOWN_PAPER,
  withTaken,
} from '#features/papers';
import { PlainDate } from '#kernel/dates';
import { type DataOf, v1, v2 } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import { sealed } from '#kernel/sealed';
import { type Bilingual, text } from '#kernel/text';
import { DISCHARGE_REASONS, DischargeReason } from './codes.js';
import { Because, findingShape, openingShape, remedyShape, RuleSetId, Subject } from './rules/shapes.js';
import { dayText, type Names, onDay, SEALED, type Sentences } from '#kernel/sentences';
import { OUTCOMES } from './rules/outcomes.js';

/**
 * What is told of an engagement. Where a day may be null it is not known; every other day is asked for. Days are those
 * on which a thing happened, in Việt Nam; when it was recorded stands beside every event.
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
  /** One subject, its notice and its outcome. The day that counts is that of the notice, else `concludedOn`. */
  SubjectConcluded: v1({
    subjectId: Uuid,
    concludedOn: PlainDate.nullable(),
    notice: Paper,
    ...findingShape,
    remedies: z.array(z.strictObject({ remedyId: Uuid, ...remedyShape })).max(50),
  }),
  /** A decision in the world, not a slip of the pen: from its day on, what was concluded of these subjects counts no more. */
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
};
export type Events = typeof events;
export type EventName = keyof Events;

/** An event that counts, with its place in the stream. */
export type AnyEntry = {
  readonly [N in EventName]: { readonly type: N; readonly data: DataOf<Events[N]>; readonly revision: number };
}[EventName];
export type Entry<K extends EventName> = Extract<AnyEntry, { readonly type: K }>;

/** What an engagement has come to: what is told of it and counts, in the order of telling. */
export type Engagement = readonly AnyEntry[];

export const entriesOf = <K extends EventName>(engagement: Engagement, ...types: readonly K[]): readonly Entry<K>[] =>
  engagement.filter((entry): entry is Entry<K> => types.some((type) => type === entry.type));

/** The day on which a conclusion counts: that of its notice, else its own; null where neither is known. */
export const countsOn = ({ notice, concludedOn }: Pick<DataOf<Events['SubjectConcluded']>, 'notice' | 'concludedOn'>) =>
  notice.signedOn ?? concludedOn;

type Day = Parameters<typeof onDay>[0];
type Taken = Parameters<typeof byDecision>[1];

/** The history of an engagement, entry by entry. Persons and subjects are told apart by the beginning of their ids. */
export const engagementSentences: Sentences<Events> = {
  EngagementOpened: (e, names) => {
    const [kind, by, paper] = [KINDS[e.kind], bodyOf(e.decidingBody, names), byDecision(e.decision, e)];
    const subjects = listOf(e.subjects, names);
    return {
      vi: `Mở cuộc ${kind.vi} của ${by.vi}${paper.vi}; đối tượng: ${subjects.vi}`,
      en: `Opened: ${kind.en} by ${by.en}${paper.en}; subjects: ${subjects.en}`,
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
    const [added, removed] = [listOf(e.added, names), e.removed.map(shortly).join(', ')];
    return because(
      step(
        {
          vi: `Điều chỉnh đối tượng${added.vi && `; bổ sung: ${added.vi}`}${removed && `; đưa ra: ${removed}`},`,
          en: `Scope changed${added.en && `; added: ${added.en}`}${removed && `; removed: ${removed}`},`,
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
    const by = bodyOf(e.by, names);
    return because(
      step({ vi: `${by.vi} hủy bỏ cuộc này`, en: `Cancelled by ${by.en}` }, e.cancelledOn, e.paper, e),
      e.reason,
    );
  },
  EngagementConverted: (e) =>
    because(
      step(
        {
          vi: `Chuyển sang cuộc kiểm tra khi có dấu hiệu vi phạm ${shortly(e.into)}`,
          en: `Converted into the inspection on signs of violation ${shortly(e.into)}`,
        },
        e.convertedOn,
        e.paper,
      ),
      e.reason,
    ),
  SubjectConcluded: (e) => {
    const outcome = e.sealedOutcome !== null ? SEALED : e.outcome === null ? UNKNOWN : OUTCOMES[e.outcome];
    const said = step(
      {
        vi: `Kết luận đối với đối tượng ${shortly(e.subjectId)}`,
        en: `Concluded on subject ${shortly(e.subjectId)}`,
      },
      e.notice.signedOn ?? e.concludedOn,
      e.notice,
    );
    const remedies = e.remedies.length;
    return {
      vi: `${said.vi}: ${outcome.vi}${remedies ? `; ${remedies} yêu cầu khắc phục` : ''}`,
      en: `${said.en}: ${outcome.en}${remedies ? `; remedies asked for: ${remedies}` : ''}`,
    };
  },
  ConclusionRevoked: (e, names) => {
    const [by, subjects] = [bodyOf(e.by, names), e.subjectIds.map(shortly).join(', ')];
    const said = {
      vi: `${by.vi} thu hồi kết luận đối với đối tượng ${subjects}`,
      en: `Conclusion on subjects ${subjects} revoked by ${by.en}`,
    };
    return because(step(said, e.revokedOn, e.paper, e), e.reason);
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
  ObligationDischarged: (e) => {
    const reason = DISCHARGE_REASONS[e.reason];
    const said = step(
      {
        vi: `Kết thúc việc phải làm tiếp đối với đối tượng ${shortly(e.subjectId)}`,
        en: `Obligation about subject ${shortly(e.subjectId)} discharged`,
      },
      e.dischargedOn,
    );
    const note = e.note === null ? { vi: '', en: '' } : { vi: ` ${SEALED.vi}`, en: ` ${SEALED.en}` };
    return { vi: `${said.vi}; lý do: ${reason.vi}${note.vi}`, en: `${said.en}; reason: ${reason.en}${note.en}` };
  },
  EngagementClosed: (e) => {
    const said = step({ vi: 'Kết thúc, lưu hồ sơ', en: 'File closed' }, e.closedOn);
    const at =
      e.fileReference === null
        ? { vi: '', en: '' }
        : { vi: `, ký hiệu hồ sơ ${e.fileReference}`, en: `, file ${e.fileReference}` };
    return { vi: `${said.vi}${at.vi}`, en: `${said.en}${at.en}` };
  },
};

const UNKNOWN: Bilingual = { vi: 'chưa rõ kết quả', en: 'outcome not known' };

/** An id as people can still compare it. */
const shortly = (id: Uuid): string => `[${id.slice(0, 8)}]`;

const step = (said: Bilingual, on: Day, paper: Paper = UNKNOWN_PAPER, taken: Taken = { signedAs: null }): Bilingual => {
  const [day, by] = [onDay(on), byDecision(paper, taken)];
  return { vi: `${said.vi} ${day.vi}${by.vi}`, en: `${said.en} ${day.en}${by.en}` };
};

const because = (said: Bilingual, reason: string): Bilingual => ({
  vi: `${said.vi}; lý do: ${reason}`,
  en: `${said.en}; reason: ${reason}`,
});

const bodyOf = ({ organizationId, body, name }: Body, names: Names): Bilingual => {
  const of = organizationId === null ? (name ?? '') : names.organization(organizationId);
  return { vi: `${BODIES[body].vi} (${of})`, en: `${BODIES[body].en} (${of})` };
};

const listOf = (subjects: readonly Subject[], names: Names): Bilingual => {
  const each = subjects.map(({ subjectId, organizationId, capacity }) => {
    const [of, as] = [names.organization(organizationId), CAPACITIES[capacity]];
    return { vi: `${of}, ${as.vi} ${shortly(subjectId)}`, en: `${of}, ${as.en} ${shortly(subjectId)}` };
  });
  return { vi: each.map(({ vi }) => vi).join('; '), en: each.map(({ en }) => en).join('; ') };
};
