import { BODIES, type Body, byDecision } from '#features/papers';
import { DISCIPLINE_FORMS, SUBJECT_CLASSES } from '#features/rulebook';
import { verdictSentences } from '#kernel/confirmation';
import type { PlainDate } from '#kernel/dates';
import { dayText, type Names, onDay, SEALED, type Sentences } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import type { disciplineCase } from './discipline-case.js';
import { CHANGES, NOT_IMPOSED_REASONS, POSTPONEMENT_REASONS, SOURCES, STAGES } from './codes.js';
import type { Source } from './rules/shapes.js';

/** The history of a discipline case, entry by entry. A person is named by an id; what is sealed is called so. */
export const disciplineCaseSentences: Sentences<(typeof disciplineCase)['events']> = {
  DisciplineCaseOpened: ({ subject, source, openedOn }, names) => {
    const [day, of] = [onDay(openedOn), SUBJECT_CLASSES[subject.class]];
    const who =
      subject.memberId === null
        ? names.organization(subject.organizationId)
        : `${subject.memberId}, ${names.organization(subject.organizationId)}`;
    const from = sourceOf(source);
    return {
      vi: `Lập hồ sơ xem xét, thi hành kỷ luật ${day.vi} đối với ${of.vi}: ${who}; nguồn: ${from.vi}`,
      en: `Discipline case opened ${day.en} on an ${of.en}: ${who}; source: ${from.en}`,
    };
  },
  BallotCounted: ({ body, heldOn, stage, entitled, present, votes }, names) => {
    const [by, day, what] = [bodyOf(body, names), onDay(heldOn), STAGES[stage]];
    const [there, result] = [attendance(present), votes === null ? SEALED : votesOf(votes)];
    return {
      vi: `${by.vi}: ${what.vi} ${day.vi}; tổng số được biểu quyết ${entitled}${there.vi}; số phiếu: ${result.vi}`,
      en: `${by.en}: ${what.en} ${day.en}; ${entitled} entitled${there.en}; votes: ${result.en}`,
    };
  },
  DisciplineDecided: ({ form, decidingBody, votedOn, signedOn, document, signedAs }, names) => {
    const [by, what] = [bodyOf(decidingBody, names), formOf(form)];
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
      vi: `Tạm hoãn xem xét kỷ luật ${onDay(on).vi}${end.vi}, lý do: ${why.vi}`,
      en: `Postponed ${onDay(on).en}${end.en}; reason: ${why.en}`,
    };
  },
  DecisionChanged: ({ changedOn, by, how, form, sealedForm, document, metOn, signedAs }, names) => {
    const [who, what, day] = [bodyOf(by, names), CHANGES[how], onDay(changedOn)];
    const paper = byDecision(document, { metOn, signedAs });
    const anew = form === null && sealedForm === null ? null : formOf(form);
    return {
      vi: `${who.vi} giải quyết khiếu nại ${day.vi}: ${what.vi}${anew ? `, hình thức mới: ${anew.vi}` : ''}${paper.vi}`,
      en: `${who.en} settled a complaint ${day.en}: ${what.en}${anew ? `; new form: ${anew.en}` : ''}${paper.en}`,
    };
  },
  DisciplineCaseConfirmed: verdictSentences.confirmed,
  DisciplineCaseReturned: verdictSentences.returned,
};

const sourceOf = (source: Source): Bilingual =>
  'other' in source
    ? SOURCES[source.other]
    : { vi: `kết luận cuộc ${source.engagementId}`, en: `the conclusion of engagement ${source.engagementId}` };

function bodyOf({ body, organizationId, name }: Body, names: Names): Bilingual {
  const whose = organizationId === null ? (name ?? '') : names.organization(organizationId);
  const of = whose === '' ? '' : ` (${whose})`;
  return { vi: `${BODIES[body].vi}${of}`, en: `${BODIES[body].en}${of}` };
}

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
