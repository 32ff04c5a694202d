import { z } from 'zod';
import { type Bilingual, codesOf } from '#kernel/text';

/** Status of an engagement on a day. */
export const STATUSES = {
  NOT_YET: { vi: 'chưa có quyết định', en: 'not yet decided' },
  DECIDED: { vi: 'đã có quyết định', en: 'decided' },
  DEPLOYED: { vi: 'đã triển khai', en: 'deployed' },
  CONDUCTED: { vi: 'đang tiến hành', en: 'being conducted' },
  REPORTED: { vi: 'đoàn đã báo cáo', en: 'reported by the team' },
  POSTPONED: { vi: 'hoãn', en: 'postponed' },
  PARTLY_CONCLUDED: { vi: 'đã kết luận một số đối tượng', en: 'concluded on some subjects' },
  CONCLUDED: { vi: 'đã kết luận', en: 'concluded' },
  REVOKED: { vi: 'kết luận đã bị thu hồi', en: 'conclusion revoked' },
  CLOSED: { vi: 'đã kết thúc hồ sơ', en: 'closed' },
  CANCELLED: { vi: 'đã hủy bỏ', en: 'cancelled' },
  CONVERTED: { vi: 'đã chuyển sang kiểm tra khi có dấu hiệu vi phạm', en: 'converted to an inspection on signs' },
} as const satisfies Record<string, Bilingual>;
export type Status = keyof typeof STATUSES;
export const Status = z.enum(codesOf(STATUSES));

/** Status of a remedy on a day. */
export const REMEDY_STATES = {
  DONE: { vi: 'đã khắc phục', en: 'done' },
  IN_TIME: { vi: 'còn trong hạn', en: 'in time' },
  OVERDUE: { vi: 'quá hạn', en: 'overdue' },
  NO_LIMIT: { vi: 'chưa khắc phục, không có hạn', en: 'not done, no time limit' },
} as const satisfies Record<string, Bilingual>;
export type RemedyState = keyof typeof REMEDY_STATES;
export const RemedyState = z.enum(codesOf(REMEDY_STATES));
