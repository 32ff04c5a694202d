import { z } from 'zod';
import type { Confidence, Kind } from '#features/papers';
import { type Bilingual, codesOf } from '#kernel/text';

interface OutcomeOfWork extends Bilingual {
  /** Whether a fault was found. The figures on the results of the work count these. */
  readonly fault: boolean;
  /**
   * The act that the outcome requires (docs/domain.md 15, on 1.6). It must follow, or a reason must be recorded why it
   * does not; no command is blocked meanwhile.
   */
  readonly obliges: null | 'INSPECT_SIGNS' | 'DISCIPLINE';
}

/** Outcomes of a conclusion on one subject. */
export const OUTCOMES = {
  GOOD: { vi: 'thực hiện tốt', en: 'good', fault: false, obliges: null },
  NOT_YET_GOOD: { vi: 'thực hiện chưa tốt', en: 'not yet good', fault: true, obliges: null },
  SHORTCOMINGS: { vi: 'có khuyết điểm', en: 'shortcomings', fault: true, obliges: null },
  NO_VIOLATION: { vi: 'không có vi phạm', en: 'no violation', fault: false, obliges: null },
  VIOLATION_NO_DISCIPLINE: {
    vi: 'có vi phạm, chưa đến mức phải thi hành kỷ luật',
    en: 'violation, not serious enough for discipline',
    fault: true,
    obliges: null,
  },
  MUST_DISCIPLINE: {
    vi: 'có vi phạm đến mức phải xem xét, thi hành kỷ luật',
    en: 'violation, discipline must be considered',
    fault: true,
    obliges: 'DISCIPLINE',
  },
  REMINDED: { vi: 'nhắc nhở', en: 'reminded', fault: true, obliges: null },
  SIGNS_FOUND: { vi: 'có dấu hiệu vi phạm', en: 'signs of violation found', fault: true, obliges: 'INSPECT_SIGNS' },
} as const satisfies Record<string, OutcomeOfWork>;
export type Outcome = keyof typeof OUTCOMES;
export const Outcome = z.enum(codesOf(OUTCOMES));

interface OutcomesOfKind {
  readonly codes: readonly Outcome[];
  readonly source: string;
  readonly confidence: Confidence;
}
const INSPECTED: OutcomesOfKind = {
  codes: ['GOOD', 'NOT_YET_GOOD', 'SHORTCOMINGS', 'VIOLATION_NO_DISCIPLINE', 'MUST_DISCIPLINE'],
  source: 'docs/domain.md 1.6, G5',
  confidence: 'S',
};

/**
 * Outcomes allowed for each kind of engagement. An inspection of finance also has amounts; one of disciplinary work
 * also has rulings (docs/domain.md 15).
 */
export const OUTCOMES_OF: Readonly<Record<Kind, OutcomesOfKind>> = {
  INSP_COMPLIANCE: INSPECTED,
  INSP_SIGNS: {
    codes: ['NO_VIOLATION', 'VIOLATION_NO_DISCIPLINE', 'MUST_DISCIPLINE'],
    source: '354-QĐ/UBKTTW',
    confidence: 'S',
  },
  INSP_KTGS_TASK: INSPECTED,
  INSP_DISCIPLINE_TASK: INSPECTED,
  INSP_FINANCE: INSPECTED,
  INSP_DUES: INSPECTED,
  SUP_THEMATIC: { codes: ['GOOD', 'REMINDED', 'SIGNS_FOUND'], source: 'docs/domain.md 1.6, G4', confidence: 'S' },
};

/** What an inspection proposes for a disciplinary decision that it examined (docs/domain.md 1.4.1). */
export const RULINGS = {
  KEEP: { vi: 'giữ nguyên', en: 'keep' },
  RAISE: { vi: 'tăng hình thức', en: 'raise' },
  LOWER: { vi: 'giảm hình thức', en: 'lower' },
  ANNUL: { vi: 'xóa kỷ luật', en: 'annul' },
} as const satisfies Record<string, Bilingual>;
export const RulingCode = z.enum(codesOf(RULINGS));

/** What a finding says about an amount of money (docs/domain.md 1.4.1). */
export const AMOUNTS = {
  WRONGLY_ACCOUNTED: { vi: 'sai phạm phát hiện', en: 'found wrongly accounted' },
  TO_RECOVER: { vi: 'phải thu hồi', en: 'to recover' },
  TO_REACCOUNT: { vi: 'phải hạch toán lại', en: 'to account anew' },
  TO_HAND_OVER: { vi: 'phải nộp, bàn giao', en: 'to hand over' },
} as const satisfies Record<string, Bilingual>;
export const AmountCode = z.enum(codesOf(AMOUNTS));

interface Content extends Bilingual {
  readonly source: string;
  readonly confidence: Confidence;
}
const COMMITTEE = { source: '21-QĐ/TW, Điều 4; 296-QĐ/TW, Điều 4', confidence: 'S' } as const;
const CELL = { source: '21-QĐ/TW, Điều 6 (hoặc 7), khoản 1', confidence: 'U' } as const;
const SIGNS = { source: 'docs/domain.md 1.3', confidence: 'S' } as const;
const LOWER = { source: 'docs/domain.md 1.4.1', confidence: 'S' } as const;

/** Areas of content of the work (docs/domain.md 1.3). */
export const CONTENTS = {
  PARTY_LINE: {
    vi: 'chấp hành đường lối, chủ trương của Đảng, pháp luật của Nhà nước',
    en: 'Party line and State law',
    ...COMMITTEE,
  },
  ORGANIZATION_PRINCIPLES: { vi: 'nguyên tắc tổ chức', en: 'principles of organization', ...COMMITTEE },
  UNITY: { vi: 'đoàn kết nội bộ', en: 'unity', ...COMMITTEE },
  WORKING_RULES: { vi: 'quy chế làm việc', en: 'working rules', ...COMMITTEE },
  DEMOCRACY: { vi: 'thực hiện dân chủ', en: 'democracy', ...COMMITTEE },
  CADRE_WORK: { vi: 'công tác cán bộ', en: 'cadre work', ...COMMITTEE },
  THRIFT_CORRUPTION_WASTE: {
    vi: 'thực hành tiết kiệm; phòng, chống tham nhũng, lãng phí, tiêu cực',
    en: 'thrift, corruption, waste',
    ...COMMITTEE,
  },
  MEMBER_MANAGEMENT: { vi: 'quản lý, giáo dục đảng viên', en: 'managing members', ...COMMITTEE },
  CELL_RESOLUTIONS: { vi: 'thực hiện nghị quyết của chi bộ', en: 'resolutions of the cell', ...CELL },
  ASSIGNED_TASKS: { vi: 'thực hiện nhiệm vụ được giao', en: 'assigned tasks', ...CELL },
  EXEMPLARY_CONDUCT: { vi: 'trách nhiệm nêu gương', en: 'exemplary conduct', ...CELL },
  PROHIBITED_CONDUCT: { vi: 'những điều đảng viên không được làm', en: 'what members may not do', ...CELL },
  MEMBER_DUTIES: { vi: 'nhiệm vụ đảng viên', en: 'duties of a member', ...CELL },
  PROFESSIONAL_TASKS: { vi: 'nhiệm vụ chuyên môn', en: 'professional tasks', ...CELL },
  POLITICAL_QUALITY: { vi: 'phẩm chất chính trị', en: 'political quality', ...SIGNS },
  ETHICS_LIFESTYLE: { vi: 'đạo đức, lối sống', en: 'ethics and lifestyle', ...SIGNS },
  RECEIPTS_SPENDING: { vi: 'thu, chi tài chính đảng', en: 'receipts and spending', ...SIGNS },
  BUDGET: { vi: 'ngân sách đảng', en: 'budget', ...SIGNS },
  DUES: { vi: 'thu, nộp, sử dụng đảng phí', en: 'Party dues', ...SIGNS },
  BOOKS: { vi: 'sổ sách, chứng từ', en: 'books', ...SIGNS },
  HANDOVER: { vi: 'bàn giao tài chính, tài sản khi sắp xếp', en: 'hand-over on merger or split', ...SIGNS },
  INSPECTION_WORK: { vi: 'nhiệm vụ kiểm tra, giám sát', en: 'inspection and supervision work', ...LOWER },
  DISCIPLINARY_WORK: { vi: 'việc thi hành kỷ luật trong Đảng', en: 'disciplinary work', ...LOWER },
  OTHER: { vi: 'nội dung khác', en: 'other content', source: '', confidence: 'U' },
} as const satisfies Record<string, Content>;
export type ContentCode = keyof typeof CONTENTS;
export const ContentCode = z.enum(codesOf(CONTENTS));
