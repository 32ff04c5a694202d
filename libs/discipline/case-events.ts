import { bodyName, byDecision, takenShape, withSignedAs, withTaken } from '#features/papers';
import { DISCIPLINE_FORMS, SUBJECT_CLASSES } from '#features/rulebook';
import type { Concerned } from '#kernel/concern';
import { PlainDate } from '#kernel/dates';
import type { Evolving } from '#kernel/decider';
import { type DataOf, type EventOf, v1, v2 } from '#kernel/event';
import { streamId, Uuid } from '#kernel/ids';
import { dayText, type Names, onDay, SEALED, type Sentences } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import { CHANGES, NOT_IMPOSED_REASONS, POSTPONEMENT_REASONS, SOURCES, STAGES } from './codes.js';
import { ballot, change, decision, notImposed, opening, postponement, RuleSetId, type Source } from './rules/shapes.js';
export const events = {
  DisciplineCaseOpened: v1({ ...opening, ruleSetIdAtOpening: RuleSetId.nullable() }),
  BallotCounted: v1({ ...ballot, ballotId: Uuid }),
  DisciplineDecided: v2({ ...decision, signedAs: takenShape.signedAs, ruleSetId: RuleSetId.nullable() }, withSignedAs),
  DecisionAnnounced: v1({ announcedOn: PlainDate }),
  DecisionReceived: v1({ receivedOn: PlainDate }),
  DisciplineNotImposed: v1(notImposed),
  DisciplinePostponed: v1(postponement),
  DecisionChanged: v2({ ...change, ...takenShape }, withTaken),
};
export type Events = typeof events;

/** The content of an event in force, with its revision. */
export type Entry<K extends keyof Events> = DataOf<Events[K]> & { readonly entry: number };

/** State of a case. It may hold entries that exclude each other; `possible` refuses such a state. */
export interface Case {
  /** Null: the case was not opened, or its opening was annulled, which annuls the whole case. */
  readonly opened: Entry<'DisciplineCaseOpened'> | null;
  readonly ballots: readonly Entry<'BallotCounted'>[];
  readonly decisions: readonly Entry<'DisciplineDecided'>[];
  readonly announcements: readonly Entry<'DecisionAnnounced'>[];
  readonly receipts: readonly Entry<'DecisionReceived'>[];
  readonly notImposed: readonly Entry<'DisciplineNotImposed'>[];
  readonly postponements: readonly Entry<'DisciplinePostponed'>[];
  readonly changes: readonly Entry<'DecisionChanged'>[];
}

/** Changes the state only while the opening of the case is in force. */
const counting = (s: Case, more: Partial<Case>): Case => (s.opened === null ? s : { ...s, ...more });

export const initial: Case = {
  opened: null,
  ballots: [],
  decisions: [],
  announcements: [],
  receipts: [],
  notImposed: [],
  postponements: [],
  changes: [],
};

/** How each event changes the state. */
export const evolve: Evolving<Case, Events> = {
  DisciplineCaseOpened: (s, data, entry) => ({ ...s, opened: { ...data, entry } }),
  BallotCounted: (s, data, entry) => counting(s, { ballots: [...s.ballots, { ...data, entry }] }),
  DisciplineDecided: (s, data, entry) => counting(s, { decisions: [...s.decisions, { ...data, entry }] }),
  DecisionAnnounced: (s, data, entry) => counting(s, { announcements: [...s.announcements, { ...data, entry }] }),
  DecisionReceived: (s, data, entry) => counting(s, { receipts: [...s.receipts, { ...data, entry }] }),
  DisciplineNotImposed: (s, data, entry) => counting(s, { notImposed: [...s.notImposed, { ...data, entry }] }),
  DisciplinePostponed: (s, data, entry) => counting(s, { postponements: [...s.postponements, { ...data, entry }] }),
  DecisionChanged: (s, data, entry) => counting(s, { changes: [...s.changes, { ...data, entry }] }),
};

/** The organization and id of the subject, and the organizations whose bodies voted and decided. */
export function concerned({ type, data }: EventOf<Events>): Concerned {
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
/**
 * Organization of the deciding body, if it is in a register here. The body that changes a decision is not concerned,
 * because a higher body may change the decision of a lower one.
 */
const actingOf = ({ organizationId }: { readonly organizationId: Uuid | null }): Concerned => ({
  organizations: organizationId === null ? [] : [organizationId],
  members: [],
});

/** History sentences of a discipline case. They name a person by an id, and mark a sealed value as sealed. */
export const disciplineCaseSentences: Sentences<Events> = {
  DisciplineCaseOpened: ({ subject, source, openedOn }, names) => {
    const [day, of] = [onDay(openedOn), SUBJECT_CLASSES[subject.class]];
    const who =
      subject.memberId === null
        ? names.organization(subject.organizationId)
        : `${names.member(subject.memberId)}, ${names.organization(subject.organizationId)}`;
    const from = sourceOf(source, names);
    return {
      vi: `Lập hồ sơ xem xét, thi hành kỷ luật ${day.vi} đối với ${of.vi}: ${who}; nguồn: ${from.vi}`,
      en: `Discipline case opened ${day.en} on an ${of.en}: ${who}; source: ${from.en}`,
    };
  },
  BallotCounted: ({ body, heldOn, stage, entitled, present, votes }, names) => {
    const [by, day, what] = [bodyName(body, names), onDay(heldOn), STAGES[stage]];
    const [there, result] = [attendance(present), votes === null ? SEALED : votesOf(votes)];
    return {
      vi: `${by.vi}: ${what.vi} ${day.vi}; tổng số người được quyền biểu quyết: ${entitled}${there.vi}; số phiếu: ${result.vi}`,
      en: `${by.en}: ${what.en} ${day.en}; ${entitled} entitled${there.en}; votes: ${result.en}`,
    };
  },
  DisciplineDecided: ({ form, decidingBody, votedOn, signedOn, document, signedAs }, names) => {
    const [by, what] = [bodyName(decidingBody, names), formOf(form)];
    const [voted, signed] = [dayOf('biểu quyết', 'voted', votedOn), dayOf('ký', 'signed', signedOn)];
    const paper = byDecision(document, { signedAs });
    return {
      vi: `${by.vi} quyết định kỷ luật, hình thức: ${what.vi}${voted.vi}${signed.vi}${paper.vi}`,
      en: `${by.en} decided; form: ${what.en}${voted.en}${signed.en}${paper.en}`,
    };
  },
  DecisionAnnounced: ({ announcedOn }) => ({
    vi: `Công bố quyết định ${onDay(announcedOn).vi}`,
    en: `Decision announced ${onDay(announcedOn).en}`,
  }),
  DecisionReceived: ({ receivedOn }) => ({
    vi: `Giao quyết định ${onDay(receivedOn).vi}`,
    en: `Decision received ${onDay(receivedOn).en}`,
  }),
  DisciplineNotImposed: ({ on, reason }) => {
    const [day, why] = [onDay(on), reason === null ? SEALED : NOT_IMPOSED_REASONS[reason]];
    return {
      vi: `Không thi hành kỷ luật ${day.vi}, lý do: ${why.vi}`,
      en: `No discipline imposed ${day.en}; reason: ${why.en}`,
    };
  },
  DisciplinePostponed: ({ on, reason, until }) => {
    const why = reason === null ? SEALED : POSTPONEMENT_REASONS[reason];
    const end =
      until === null ? { vi: '', en: '' } : { vi: ` đến ${dayText(until).vi}`, en: ` until ${dayText(until).en}` };
    return {
      vi: `Chưa xem xét kỷ luật ${onDay(on).vi}${end.vi}, lý do: ${why.vi}`,
      en: `Postponed ${onDay(on).en}${end.en}; reason: ${why.en}`,
    };
  },
  DecisionChanged: ({ changedOn, by, how, form, sealedForm, document, metOn, signedAs }, names) => {
    const [who, what, day] = [bodyName(by, names), CHANGES[how], onDay(changedOn)];
    const paper = byDecision(document, { metOn, signedAs });
    const anew = form === null && sealedForm === null ? null : formOf(form);
    return {
      vi: `${who.vi} thay đổi hình thức kỷ luật ${day.vi}: ${what.vi}${anew ? `, hình thức mới: ${anew.vi}` : ''}${paper.vi}`,
      en: `${who.en} changed the form of discipline ${day.en}: ${what.en}${anew ? `; new form: ${anew.en}` : ''}${paper.en}`,
    };
  },
};

const sourceOf = (source: Source, names: Names): Bilingual =>
  'other' in source ? SOURCES[source.other] : concludedIn(names.record(streamId('engagement', source.engagementId)));

const concludedIn = (engagement: string): Bilingual => ({
  vi: `kết luận của ${engagement}`,
  en: `the conclusion of ${engagement}`,
});

const attendance = (present: number | null): Bilingual =>
  present === null ? { vi: '', en: '' } : { vi: `, có mặt ${present}`, en: `, ${present} present` };

const votesOf = (votes: Readonly<Record<string, number>>): Bilingual => {
  const named = (language: keyof Bilingual) =>
    Object.entries(votes)
      .map(([form, count]) => `${FORM_OR_NONE[form]?.[language] ?? form} ${count}`)
      .join(', ');
  return { vi: named('vi'), en: named('en') };
};
const FORM_OR_NONE: Readonly<Record<string, Bilingual>> = {
  ...DISCIPLINE_FORMS,
  NONE: { vi: 'không kỷ luật', en: 'no discipline' },
};

const formOf = (form: keyof typeof DISCIPLINE_FORMS | null): Bilingual =>
  form === null ? SEALED : DISCIPLINE_FORMS[form];

const dayOf = (vi: string, en: string, day: PlainDate | null): Bilingual =>
  day === null ? { vi: '', en: '' } : { vi: `; ${vi} ngày ${dayText(day).vi}`, en: `; ${en} on ${dayText(day).en}` };
