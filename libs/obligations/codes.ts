import { z } from 'zod';
import { type CodeList, codesOf } from '#kernel/text';

/** The further act that a conclusion requires (docs/domain.md 1.6, 15). An obligation never blocks another command. */
export const OBLIGATIONS = {
  INSPECT_SIGNS: { vi: 'phải kiểm tra khi có dấu hiệu vi phạm', en: 'signs of violation are to be inspected' },
  DISCIPLINE: { vi: 'phải xem xét, thi hành kỷ luật', en: 'discipline is to be considered' },
} as const satisfies CodeList;
export type ObligationCode = keyof typeof OBLIGATIONS;
export const ObligationCode = z.enum(codesOf(OBLIGATIONS));

/** What closed an obligation. */
export const CLOSURES = {
  ENGAGEMENT: { vi: 'đã mở cuộc kiểm tra khi có dấu hiệu vi phạm', en: 'an inspection on signs was opened' },
  DECISION: { vi: 'đã có quyết định kỷ luật', en: 'discipline was decided' },
  NO_DISCIPLINE: { vi: 'đã kết luận không thi hành kỷ luật', en: 'the case ended without discipline' },
  DISCHARGE: { vi: 'đã kết thúc việc phải thực hiện tiếp, có lý do', en: 'it was discharged for a reason' },
} as const satisfies CodeList;
export type Closure = keyof typeof CLOSURES;
export const Closure = z.enum(codesOf(CLOSURES));

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = {
  obligations: OBLIGATIONS,
  'obligation-closures': CLOSURES,
};
