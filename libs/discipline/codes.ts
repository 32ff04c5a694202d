import { z } from 'zod';
import { type Bilingual, type CodeList, codesOf } from '#kernel/text';

/** Origin of a case that does not arise from an inspection (docs/domain.md 4.2, 4.8; our own list, confidence U). */
export const SOURCES = {
  FINAL_JUDGMENT: { vi: 'bản án có hiệu lực pháp luật của Tòa án', en: 'final judgment of a court' },
  DENUNCIATION: { vi: 'giải quyết tố cáo', en: 'a denunciation that was settled' },
  CELL_PROPOSAL: { vi: 'chi bộ đề nghị', en: 'proposal of a cell' },
  HIGHER_BODY: { vi: 'tổ chức đảng cấp trên yêu cầu', en: 'demand of a higher body' },
  STATE_SANCTION: { vi: 'kỷ luật, xử phạt về mặt nhà nước, đoàn thể', en: 'sanction by the State or a mass body' },
  OTHER: { vi: 'nguồn khác', en: 'another source' },
} as const satisfies CodeList;
export type SourceCode = keyof typeof SOURCES;
export const SourceCode = z.enum(codesOf(SOURCES));

/** Purpose of a ballot: a lower body proposes, another body decides. */
export const STAGES = {
  PROPOSING: { vi: 'biểu quyết đề nghị kỷ luật', en: 'ballot on a proposal' },
  DECIDING: { vi: 'biểu quyết quyết định kỷ luật', en: 'deciding ballot' },
} as const satisfies CodeList;
export type Stage = keyof typeof STAGES;
export const Stage = z.enum(codesOf(STAGES));

interface Reason extends Bilingual {
  /** Whether the reason applies only to persons. */
  readonly person: boolean;
}

/** Reasons why no discipline is imposed (docs/domain.md 4.1, 4.5, 4.7). None of them is a form of discipline. */
export const NOT_IMPOSED_REASONS = {
  DECEASED: { vi: 'đảng viên đã qua đời', en: 'the member has died', person: true },
  MISSING: { vi: 'bị Tòa án tuyên bố mất tích', en: 'declared missing by a court', person: true },
  INNOVATION: {
    vi: 'miễn do thực hiện thí điểm được cho phép',
    en: 'exempt: an approved trial for the common good',
    person: false,
  },
  OBEYED_ORDER: {
    vi: 'miễn do chấp hành chỉ đạo của cấp trên',
    en: 'exempt: obeyed a superior after stating reservations',
    person: false,
  },
  STATUTE_EXPIRED: { vi: 'hết thời hiệu thi hành kỷ luật', en: 'out of time', person: false },
  LESSON_REVIEW: { vi: 'kiểm điểm rút kinh nghiệm', en: 'lesson-learning review', person: false },
  STRUCK_OFF: { vi: 'xóa tên trong danh sách đảng viên', en: 'struck off the list of members', person: true },
  LEFT_PARTY: { vi: 'cho ra khỏi Đảng', en: 'left the Party on request', person: true },
  NOT_WARRANTED: { vi: 'chưa đến mức phải thi hành kỷ luật', en: 'not serious enough for discipline', person: false },
} as const satisfies Record<string, Reason>;
export type NotImposedReason = keyof typeof NOT_IMPOSED_REASONS;
export const NotImposedReason = z.enum(codesOf(NOT_IMPOSED_REASONS));

/** Reasons to postpone the consideration of discipline (docs/domain.md 4.7, confidence S; the last one is our own). */
export const POSTPONEMENT_REASONS = {
  POSTPONE_PREGNANCY: {
    vi: 'mang thai, nghỉ thai sản, nuôi con dưới 12 tháng tuổi',
    en: 'pregnant, on maternity leave, or raising a child under 12 months',
    person: true,
  },
  POSTPONE_ILLNESS: { vi: 'ốm nặng, đang điều trị nội trú', en: 'seriously ill, inpatient', person: true },
  POSTPONE_OTHER: { vi: 'lý do khác', en: 'another reason', person: false },
} as const satisfies Record<string, Reason>;
export type PostponementReason = keyof typeof POSTPONEMENT_REASONS;
export const PostponementReason = z.enum(codesOf(POSTPONEMENT_REASONS));

/** Decisions of a higher body on a complaint (docs/domain.md 5.1). */
export const CHANGES = {
  KEPT: { vi: 'giữ nguyên', en: 'kept' },
  RAISED: { vi: 'tăng hình thức kỷ luật', en: 'raised' },
  LOWERED: { vi: 'giảm hình thức kỷ luật', en: 'lowered' },
  ANNULLED: { vi: 'xóa kỷ luật', en: 'annulled' },
} as const satisfies CodeList;
export type Change = keyof typeof CHANGES;
export const Change = z.enum(codesOf(CHANGES));

/** Status of a case on a day. */
export const CASE_STATUSES = {
  OPEN: { vi: 'đang xem xét', en: 'under consideration' },
  POSTPONED: { vi: 'chưa xem xét kỷ luật', en: 'postponed' },
  DECIDED: { vi: 'đã quyết định kỷ luật', en: 'decided' },
  NOT_IMPOSED: { vi: 'không thi hành kỷ luật', en: 'not imposed' },
} as const satisfies CodeList;
export type CaseStatus = keyof typeof CASE_STATUSES;
export const CaseStatus = z.enum(codesOf(CASE_STATUSES));

/** Information that the papers of a case lack. It is reported and never a reason to refuse. */
export const GAPS = {
  OPENING_DAY: { vi: 'chưa rõ ngày lập hồ sơ', en: 'day of opening not known' },
  DECISION_NUMBER: { vi: 'chưa rõ số quyết định', en: 'number of the decision not known' },
  VOTING_DAY: { vi: 'chưa rõ ngày biểu quyết', en: 'day of the vote not known' },
  SIGNING_DAY: { vi: 'chưa rõ ngày ký', en: 'day of signing not known' },
  ANNOUNCEMENT: { vi: 'chưa ghi nhận việc công bố', en: 'announcement not recorded' },
  RECEIPT: { vi: 'chưa ghi nhận việc giao quyết định', en: 'receipt not recorded' },
  DAY_OF_END: { vi: 'chưa rõ ngày kết thúc hồ sơ', en: 'day on which the case ended is not known' },
} as const satisfies CodeList;
export type Gap = keyof typeof GAPS;

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = {
  'discipline-sources': SOURCES,
  'ballot-stages': STAGES,
  'not-imposed-reasons': NOT_IMPOSED_REASONS,
  'postponement-reasons': POSTPONEMENT_REASONS,
  'decision-changes': CHANGES,
  'discipline-case-statuses': CASE_STATUSES,
  'discipline-case-gaps': GAPS,
};
