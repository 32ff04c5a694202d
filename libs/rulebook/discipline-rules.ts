import type { DisciplineForm, SubjectClass } from './codes.js';
import { type NotSet, ruleSetById, type Sourced } from './rule-sets.js';

export interface FormRule extends Sourced {
  readonly form: DisciplineForm;
}

const FORMS_OF: Readonly<Record<SubjectClass, readonly DisciplineForm[]>> = {
  ORGANIZATION: ['REPRIMAND', 'WARNING', 'DISBANDMENT'],
  OFFICIAL_MEMBER: ['REPRIMAND', 'WARNING', 'REMOVAL', 'EXPULSION'],
  PROBATIONARY_MEMBER: ['REPRIMAND', 'WARNING'],
};

/** The forms of discipline of a class of subjects, lightest first (docs/domain.md 4.1). */
export const disciplineForms = (subject: SubjectClass): readonly FormRule[] =>
  FORMS_OF[subject].map((form) => ({
    form,
    source: 'Quy định 22-QĐ/TW Điều 10; 296-QĐ/TW Điều 9; 69-QĐ/TW Điều 7',
    article: 'Điều 10 (22); Điều 9 (296); Điều 7 (69)',
    confidence: 'V',
    note:
      form === 'REMOVAL'
        ? { vi: 'Chỉ đối với người giữ chức vụ trong Đảng', en: 'Only of those who hold a Party post' }
        : null,
  }));

/** The time after which a decision lapses, and what prevents the lapse. */
export interface LapseRule extends Sourced {
  readonly months: number;
  readonly from: 'ANNOUNCEMENT';
  /** Forms that never lapse. */
  readonly exceptForms: readonly DisciplineForm[];
  /** Whether the time under the earlier form counts after a higher body has changed the form. */
  readonly earlierTimeCounts: boolean;
}

const TWELVE_MONTHS: LapseRule = {
  months: 12,
  from: 'ANNOUNCEMENT',
  exceptForms: ['EXPULSION', 'DISBANDMENT'],
  earlierTimeCounts: true,
  source: 'Quy định 69-QĐ/TW; Hướng dẫn 05-HD/UBKTTW (thời gian đã chấp hành)',
  article: 'Điều 2 khoản 5',
  confidence: 'S',
  note: {
    vi: 'Chỉ khi không có khiếu nại, tái phạm hoặc vi phạm mới đến mức phải kỷ luật trong thời gian đó',
    en: 'Only without a complaint, a repetition or a new violation deserving discipline within that time',
  },
};
const LAPSES: ReadonlyMap<string, LapseRule> = new Map([
  ['KL-69', TWELVE_MONTHS],
  ['KL-69+264', TWELVE_MONTHS],
]);

/** When a decision under a rule set of the family KL lapses (docs/domain.md 4.4, 15). */
export const lapseRule = (ruleSetId: string | null): LapseRule | NotSet =>
  (ruleSetId === null ? undefined : LAPSES.get(ruleSetId)) ?? notSet(ruleSetId);

/** The day from which a decision takes effect. */
export interface EffectRule extends Sourced {
  readonly from: 'SIGNING' | 'ANNOUNCEMENT';
}

const ON_ANNOUNCEMENT: EffectRule = {
  from: 'ANNOUNCEMENT',
  source: 'Điều lệ Đảng',
  article: 'Điều 39 khoản 6',
  confidence: 'U',
  note: { vi: 'Theo trí nhớ, cần xác nhận', en: 'Recalled, to be confirmed' },
};
const BY_A_CELL: EffectRule = {
  from: 'ANNOUNCEMENT',
  source: 'Quy định 296-QĐ/TW',
  article: 'Điều 15 khoản 2',
  confidence: 'S',
  note: {
    vi: 'Khiển trách, cảnh cáo của chi bộ có hiệu lực khi công bố kết quả biểu quyết',
    en: 'A reprimand or warning by a cell takes effect when the result of the vote is announced',
  },
};
const ON_SIGNING: EffectRule = {
  from: 'SIGNING',
  source: 'Quy định 21-QĐ/TW (theo bộ câu hỏi thi)',
  article: null,
  confidence: 'S',
  note: { vi: 'Trừ quyết định của chi bộ', en: 'Except decisions of a cell' },
};
const EFFECTS: ReadonlyMap<string, { readonly general: EffectRule; readonly byCell: EffectRule }> = new Map([
  ['KTGS-22', { general: ON_ANNOUNCEMENT, byCell: ON_ANNOUNCEMENT }],
  ['KTGS-22+262', { general: ON_ANNOUNCEMENT, byCell: ON_ANNOUNCEMENT }],
  ['KTGS-296', { general: ON_ANNOUNCEMENT, byCell: BY_A_CELL }],
  // Regulation 21 is known to have an exception for cells, but the rule of the exception is not known. The rule of
  // Regulation 296 is assumed to continue.
  ['KTGS-21', { general: ON_SIGNING, byCell: { ...BY_A_CELL, source: '21-QĐ/TW (theo bộ câu hỏi thi); 296-QĐ/TW' } }],
]);

/**
 * The day from which a decision takes effect under a rule set of the family KTGS (docs/domain.md 4.4, 15).
 *
 * @param byCell whether a cell decided
 */
export function effectRule(ruleSetId: string | null, byCell: boolean): EffectRule | NotSet {
  const effect = ruleSetId === null ? undefined : EFFECTS.get(ruleSetId);
  if (!effect) return notSet(ruleSetId);
  return byCell ? effect.byCell : effect.general;
}

function notSet(ruleSetId: string | null): NotSet {
  const ruleSet = ruleSetId === null ? null : ruleSetById(ruleSetId);
  return {
    notSet: true,
    because: ruleSet
      ? {
          vi: `Chưa xác lập: chưa đọc được quy định này trong ${ruleSet.source}`,
          en: `Not set: this provision of ${ruleSet.source} has not been read`,
        }
      : {
          vi: 'Chưa xác lập: không rõ bộ quy định nào có hiệu lực vào ngày đó',
          en: 'Not set: it is not known which rule set was in force on that day',
        },
  };
}
