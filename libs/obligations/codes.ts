import { z } from 'zod';
import { type CodeList, codesOf } from '#kernel/text';

/**
 * The further act that a conclusion requires, or an act that only one of two features states (docs/domain.md 1.6, 15).
 * An obligation never blocks another command.
 */
export const OBLIGATIONS = {
  INSPECT_SIGNS: { vi: 'phải kiểm tra khi có dấu hiệu vi phạm', en: 'signs of violation are to be inspected' },
  DISCIPLINE: { vi: 'phải xem xét, thi hành kỷ luật', en: 'discipline is to be considered' },
  REGISTER_DISBANDMENT: {
    vi: 'phải ghi nhận việc giải tán vào sổ tổ chức đảng',
    en: 'the disbandment is to be recorded in the register',
  },
  DECIDE_DISBANDMENT: {
    vi: 'phải ghi nhận quyết định kỷ luật giải tán',
    en: 'the disciplinary decision on the disbandment is to be recorded',
  },
} as const satisfies CodeList;
export type ObligationCode = keyof typeof OBLIGATIONS;
export const ObligationCode = z.enum(codesOf(OBLIGATIONS));

/** What closed an obligation. */
export const CLOSURES = {
  ENGAGEMENT: { vi: 'đã mở cuộc kiểm tra khi có dấu hiệu vi phạm', en: 'an inspection on signs was opened' },
  DECISION: { vi: 'đã có quyết định kỷ luật', en: 'discipline was decided' },
  NO_DISCIPLINE: { vi: 'đã kết luận không thi hành kỷ luật', en: 'the case ended without discipline' },
  DISCHARGE: { vi: 'đã kết thúc có lý do', en: 'it was discharged for a reason' },
  REGISTER: {
    vi: 'sổ tổ chức đảng đã ghi nhận tổ chức kết thúc hoạt động',
    en: 'the register records the end of the organization',
  },
} as const satisfies CodeList;
export type Closure = keyof typeof CLOSURES;
export const Closure = z.enum(codesOf(CLOSURES));

/** Why an act that names the conclusion does not close the obligation. */
export const NOT_CLOSED_REASONS = {
  EARLIER: { vi: 'có trước kết luận đặt ra việc này', en: 'it is earlier than the conclusion' },
  DAY_UNKNOWN: {
    vi: 'chưa rõ ngày của kết luận hoặc của việc đó nên không xác định được việc nào có sau',
    en: 'the day of the conclusion, or that of the act, is not known, so it cannot be told which is later',
  },
  OTHER_SUBJECT: { vi: 'đối tượng không phải đối tượng của kết luận', en: 'its subject is not that of the conclusion' },
} as const satisfies CodeList;
export type NotClosedReason = keyof typeof NOT_CLOSED_REASONS;
export const NotClosedReason = z.enum(codesOf(NOT_CLOSED_REASONS));

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = {
  obligations: OBLIGATIONS,
  'obligation-closures': CLOSURES,
  'obligation-not-closed-reasons': NOT_CLOSED_REASONS,
};
