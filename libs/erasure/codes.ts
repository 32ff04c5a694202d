import { z } from 'zod';
import { type CodeList, codesOf } from '#kernel/text';

interface Sourced {
  readonly vi: string;
  readonly en: string;
  readonly source: string;
  /** Confidence as in the rulebook; H: a rule of our own. */
  readonly confidence: 'V' | 'S' | 'U' | 'H';
}
const LAW = 'Luật 91/2025/QH15, Điều 14, khoản 1';

/** Legal bases for erasing personal data (from secondary sources; the wording of the law was not read). */
export const LEGAL_BASES = {
  SUBJECT_ASKED: {
    vi: 'chủ thể dữ liệu yêu cầu và chấp nhận rủi ro, thiệt hại có thể xảy ra',
    en: 'the person requests the erasure and accepts its consequences',
    source: LAW,
    confidence: 'S',
  },
  PURPOSE_FULFILLED: {
    vi: 'đã hoàn thành mục đích xử lý dữ liệu',
    en: 'the purpose of the data is fulfilled',
    source: LAW,
    confidence: 'S',
  },
  RETENTION_OVER: {
    vi: 'hết thời hạn lưu trữ theo quy định của pháp luật',
    en: 'the retention period set by law is over',
    source: LAW,
    confidence: 'S',
  },
  AUTHORITY_DECIDED: {
    vi: 'theo quyết định của cơ quan nhà nước có thẩm quyền',
    en: 'a competent authority decided so',
    source: LAW,
    confidence: 'S',
  },
  AGREED: { vi: 'theo thỏa thuận', en: 'by agreement', source: LAW, confidence: 'S' },
  OTHER_BY_LAW: {
    vi: 'trường hợp khác theo quy định của pháp luật',
    en: 'another case for which the law provides',
    source: LAW,
    confidence: 'S',
  },
} as const satisfies Readonly<Record<string, Sourced>>;
export const LegalBasis = z.enum(codesOf(LEGAL_BASES));

/** Grounds of a hold (docs/architecture.md "Keys and erasure"; no legal text lists them). */
export const HOLD_GROUNDS = {
  CASE_OPEN: {
    vi: 'vụ việc kiểm tra, giám sát, kỷ luật chưa kết thúc',
    en: 'an inspection, supervision or discipline case has not ended',
  },
  COMPLAINT: { vi: 'khiếu nại kỷ luật đang được giải quyết', en: 'a complaint against discipline is being dealt with' },
  RETENTION: { vi: 'còn trong thời hạn lưu trữ', en: 'the retention period is not over' },
  AUTHORITY: { vi: 'cơ quan có thẩm quyền yêu cầu lưu giữ', en: 'a competent authority asked to keep it' },
  OTHER: { vi: 'căn cứ khác', en: 'another ground' },
} as const satisfies CodeList;
export const HoldGround = z.enum(codesOf(HOLD_GROUNDS));

export const OWNER_KINDS = {
  person: { vi: 'đảng viên', en: 'person' },
  case: { vi: 'vụ việc', en: 'case' },
} as const satisfies CodeList;
export const OwnerKind = z.enum(codesOf(OWNER_KINDS));

/** Status of the erasure of an owner. DUE: approved, waiting period over, no hold. */
export const ERASURE_STATUSES = {
  NONE: { vi: 'không có yêu cầu', en: 'not requested' },
  REQUESTED: { vi: 'đã yêu cầu', en: 'requested' },
  APPROVED: { vi: 'đã duyệt, chờ hết thời hạn', en: 'approved, waiting period not over' },
  DUE: { vi: 'đến hạn thực hiện', en: 'due for execution' },
  EXECUTED: { vi: 'đã xóa', en: 'executed' },
} as const satisfies CodeList;
export type ErasureStatus = keyof typeof ERASURE_STATUSES;
export const ErasureStatus = z.enum(codesOf(ERASURE_STATUSES));

/**
 * Waiting periods in days, each from the day on which it begins. To an approval the latest one begun by its day
 * applies.
 */
export const DELAYS = [
  {
    from: '2025-01-01',
    days: 30,
    confidence: 'H',
    source: 'house policy: docs/architecture.md "Keys and erasure"',
    vi: 'Quy định nội bộ: 30 ngày từ khi duyệt, để còn kịp khiếu nại hoặc phát hiện nhầm lẫn',
    en: 'House policy: 30 days from the approval, in which to object or to notice a mistake',
  },
] as const;

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = {
  'erasure-legal-bases': LEGAL_BASES,
  'erasure-hold-grounds': HOLD_GROUNDS,
  'erasure-owner-kinds': OWNER_KINDS,
  'erasure-statuses': ERASURE_STATUSES,
};
