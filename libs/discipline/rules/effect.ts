import {
  DISCIPLINE_FORMS,
  type DisciplineForm,
  type EffectRule,
  effectRule,
  type LapseRule,
  lapseRule,
  type NotSet,
  ruleSetOn,
} from '#features/rulebook';
import { addMonths, afterMonths, before, type PlainDate } from '#kernel/dates';
import { dayText } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import { type Change, CHANGES } from '../codes.js';

interface DaysOfDecision {
  readonly votedOn: PlainDate | null;
  readonly signedOn: PlainDate | null;
  /**
   * Whether a cell decided. A cell decides by its vote; its written decision follows (296-QĐ/TW Đ15 kh.2; confidence
   * S).
   */
  readonly byCell: boolean;
}

/** The day of a decision: of a cell, the day of the vote; of any other body, the day of the signing. */
export const decidedOn = ({ votedOn, signedOn, byCell }: DaysOfDecision): PlainDate | null =>
  byCell ? (votedOn ?? signedOn) : (signedOn ?? votedOn);

/** The facts of a decision and of its changes. */
export interface Course extends DaysOfDecision {
  /** The form first decided; null: its key is destroyed. */
  readonly form: DisciplineForm | null;
  readonly announcedOn: PlainDate | null;
  /** The rule set of discipline recorded with the decision. */
  readonly ruleSetId: string | null;
  /** Decisions on complaints, in any order. */
  readonly changes: readonly {
    readonly changedOn: PlainDate;
    readonly how: Change;
    /** The new form if the change is RAISED or LOWERED; null then means that its key is destroyed. */
    readonly form: DisciplineForm | null;
  }[];
  /**
   * Days on which other cases of the same subject were opened. Leaves out cases that ended without discipline. `null`
   * is an unknown day, which may lie within the time after which the decision lapses.
   */
  readonly newCases: readonly (PlainDate | null)[];
}

export interface Effect {
  /** Whether the decision is in force on the day asked about; null: the recorded and verified facts do not tell. */
  readonly inForce: boolean | null;
  /** The form on the day asked about, after the changes up to that day; null: its key is destroyed. */
  readonly form: DisciplineForm | null;
  readonly effectiveOn: PlainDate | null;
  /** First day on which the decision is no longer in force; null: never, or unknown. */
  readonly endsOn: PlainDate | null;
  readonly endedHow: 'LAPSED' | 'ANNULLED' | null;
  /** Whether the decision never lapses, as with expulsion and disbandment. */
  readonly neverEnds: boolean;
  readonly endsOnUnknownBecause: Bilingual | null;
  readonly ruleSet: string | null;
  readonly working: readonly Bilingual[];
}

/**
 * End of a decision: a day, or never, or unknown with the reason. Before the day `sureUntil` the decision is in force,
 * whatever the unknown facts are.
 */
type End =
  | { readonly how: 'LAPSED' | 'ANNULLED'; readonly on: PlainDate; readonly working: readonly Bilingual[] }
  | { readonly how: 'NEVER'; readonly working: readonly Bilingual[] }
  | {
      readonly how: 'UNKNOWN';
      readonly because: Bilingual;
      readonly sureUntil: PlainDate | null;
      readonly working: readonly Bilingual[];
    };

/**
 * Whether a disciplinary decision is in force on a day, and when it ends (docs/domain.md 4.4, 15; the rulebook gives
 * each rule with its source). Days are plain dates in Asia/Ho_Chi_Minh. A decision is in force from its first day to
 * the day before `endsOn`. The end is never recorded; it is computed, from verified rules only.
 */
export function effectOn(course: Course, day: PlainDate): Effect {
  const changes = [...course.changes].sort((a, b) => compared(a.changedOn, b.changedOn));
  const begin = beginOf(course);
  const end = endOf(course, changes);
  const form = formAt(course, changes, day);
  return {
    inForce: inForceOn(day, course, begin.on, end),
    form,
    effectiveOn: begin.on,
    endsOn: 'on' in end ? end.on : null,
    endedHow: 'on' in end && end.on <= day ? end.how : null,
    neverEnds: end.how === 'NEVER',
    endsOnUnknownBecause: end.how === 'UNKNOWN' ? end.because : null,
    ruleSet: ruleSetOfEnd(course, changes),
    working: [...begin.working, ...end.working],
  };
}

type Changes = Course['changes'];
const isNotSet = (rule: object): rule is NotSet => 'notSet' in rule;
const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const later = (a: PlainDate, b: PlainDate | null): PlainDate => (before(a, b) && b ? b : a);
const setsForm = ({ how }: Changes[number]): boolean => how === 'RAISED' || how === 'LOWERED';

function formAt({ form }: Course, changes: Changes, day: PlainDate): DisciplineForm | null {
  const last = changes.findLast((change) => setsForm(change) && change.changedOn <= day);
  return last ? last.form : form;
}

function inForceOn(day: PlainDate, course: Course, begins: PlainDate | null, end: End): boolean | null {
  if ('on' in end && end.on <= day) return false;
  const earliest = begins ?? decidedOn(course);
  if (earliest !== null && before(day, earliest)) return false;
  if (begins === null) return null;
  if (end.how !== 'UNKNOWN') return true;
  return end.sureUntil !== null && before(day, end.sureUntil) ? true : null;
}

function beginOf(course: Course): { on: PlainDate | null; working: readonly Bilingual[] } {
  const taken = decidedOn(course) ?? course.announcedOn;
  const rule: EffectRule | NotSet = effectRule(taken && (ruleSetOn('KTGS', taken)?.id ?? null), course.byCell);
  if (isNotSet(rule)) return { on: null, working: [rule.because] };
  const signing = rule.from === 'SIGNING';
  const on = signing ? course.signedOn : course.announcedOn;
  const what = signing ? { vi: 'ngày ký', en: 'its signing' } : { vi: 'ngày công bố', en: 'its announcement' };
  const cited = cite(rule);
  if (on === null)
    return {
      on,
      working: [
        {
          vi: `Có hiệu lực từ ${what.vi}${cited}, nhưng ngày đó chưa được ghi nhận`,
          en: `In force from ${what.en}${cited}, but that day is not recorded`,
        },
      ],
    };
  const { vi, en } = dayText(on);
  return {
    on,
    working: [{ vi: `Có hiệu lực từ ${what.vi} ${vi}${cited}`, en: `In force from ${what.en}, ${en}${cited}` }],
  };
}

/**
 * The rule set that determines the end. If a complaint changed the form, it is the rule set of the last such change,
 * because the change is a decision of its own.
 */
function ruleSetOfEnd(course: Course, changes: Changes): string | null {
  const last = changes.findLast(setsForm);
  return last ? (ruleSetOn('KL', last.changedOn)?.id ?? null) : course.ruleSetId;
}

function endOf(course: Course, changes: Changes): End {
  const settled = changes.at(-1);
  const changeSentences = changes.map(toldChange);
  if (settled?.how === 'ANNULLED') return { how: 'ANNULLED', on: settled.changedOn, working: changeSentences };
  const last = changes.findLast(setsForm);
  const form = last ? last.form : course.form;
  const unknown = (because: Bilingual, sureUntil: PlainDate | null, working = changeSentences): End => ({
    how: 'UNKNOWN',
    because,
    sureUntil,
    working: [...working, because],
  });
  const ruleSet = ruleSetOfEnd(course, changes);
  const rule = lapseRule(ruleSet);
  // The decision stays in force at least until the last complaint is settled.
  const kept = settled?.changedOn ?? null;
  if (isNotSet(rule)) return unknown(rule.because, kept);
  const { announcedOn } = course;
  const earliest = announcedOn ?? decidedOn(course);
  const sureUntil = earliest && later(afterMonths(earliest, rule.months), kept);
  if (form === null) return unknown(UNREADABLE, sureUntil);
  if (rule.exceptForms.includes(form)) return { how: 'NEVER', working: [...changeSentences, never(form, rule)] };
  const term = inMonths(rule);
  if (announcedOn === null) return unknown(NOT_ANNOUNCED, sureUntil, [...changeSentences, term]);
  // Time before a change of form counts too, so the months run from the announcement of the first decision.
  const on = later(afterMonths(announcedOn, rule.months), kept);
  const again = course.newCases
    .filter((opened) => opened === null || (announcedOn <= opened && opened < on))
    .sort((a, b) => compared(a ?? '9', b ?? '9'))[0]; // take a known day first: it gives the more precise reason
  if (again !== undefined) return unknown(again ? newCase(again) : NEW_CASE_SOMETIME, on, [...changeSentences, term]);
  const credited = last ? [CREDITED] : [];
  const rounded = noSuchDay(announcedOn, rule.months);
  return { how: 'LAPSED', on, working: [...changeSentences, term, ...credited, ...rounded, counted(announcedOn, on)] };
}

const cite = ({ source, article, confidence }: LapseRule | EffectRule): string =>
  ` (${article === null ? '' : `${article}, `}${source}; ${confidence})`;

const UNREADABLE: Bilingual = {
  vi: 'Không còn đọc được hình thức kỷ luật nên không tính được ngày chấm dứt hiệu lực',
  en: 'The form can no longer be read, so the end of the decision cannot be computed',
};
const NOT_ANNOUNCED: Bilingual = {
  vi: 'Chưa ghi nhận ngày công bố nên không tính được ngày chấm dứt hiệu lực',
  en: 'The day of the announcement is not recorded, so the end of the decision cannot be computed',
};
const NEW_CASE_SOMETIME: Bilingual = {
  vi: 'Có hồ sơ kỷ luật khác đối với cùng đối tượng, chưa rõ ngày lập hồ sơ đó; người có thẩm quyền phải xem xét',
  en: 'There is another discipline case on the same subject, and the day of its opening is not known; a competent person must judge',
};
const CREDITED: Bilingual = {
  vi: 'Thời gian đã chấp hành theo quyết định trước được tính vào thời hạn',
  en: 'Time served under the earlier decision counts',
};

const never = (form: DisciplineForm, rule: LapseRule): Bilingual => ({
  vi: `Hình thức ${DISCIPLINE_FORMS[form].vi} không đương nhiên chấm dứt hiệu lực${cite(rule)}`,
  en: `The form ${DISCIPLINE_FORMS[form].en} does not lapse${cite(rule)}`,
});
const inMonths = (rule: LapseRule): Bilingual => ({
  vi: `Đương nhiên chấm dứt hiệu lực sau ${rule.months} tháng kể từ ngày công bố${cite(rule)}`,
  en: `Lapses ${rule.months} months after the announcement${cite(rule)}`,
});
const newCase = (on: PlainDate): Bilingual => ({
  vi: `Ngày ${dayText(on).vi} có hồ sơ kỷ luật mới đối với cùng đối tượng, trong thời hạn; người có thẩm quyền phải xem xét`,
  en: `Another discipline case on the same subject was opened on ${dayText(on).en}, within the time limit; a competent person must judge`,
});
/** Explains an end that is not on the same day of the month, because that month has no such day. */
function noSuchDay(from: PlainDate, months: number): readonly Bilingual[] {
  const last = addMonths(from, months);
  if (last.slice(8) === from.slice(8)) return [];
  const { vi, en } = dayText(last);
  return [
    {
      vi: `Tháng cuối của thời hạn không có ngày ${Number(from.slice(8))}, nên thời hạn hết vào cuối ngày ${vi}`,
      en: `The last month has no day ${Number(from.slice(8))}, so the time limit runs to the end of ${en}`,
    },
  ];
}
const counted = (from: PlainDate, on: PlainDate): Bilingual => ({
  vi: `Công bố ngày ${dayText(from).vi}, chấm dứt hiệu lực từ ngày ${dayText(on).vi}`,
  en: `Announced on ${dayText(from).en}, no longer in force from ${dayText(on).en}`,
});
function toldChange({ changedOn, how, form }: Changes[number]): Bilingual {
  const to = form === null ? { vi: '', en: '' } : DISCIPLINE_FORMS[form];
  return {
    vi: `Ngày ${dayText(changedOn).vi}: ${CHANGES[how].vi}${to.vi && ` thành ${to.vi}`}`,
    en: `On ${dayText(changedOn).en}: ${CHANGES[how].en}${to.en && ` to ${to.en}`}`,
  };
}
