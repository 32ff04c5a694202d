import { z } from 'zod';
import { type Bilingual, codesOf } from '#kernel/text';

export const TEAM_ROLES = {
  LEAD: { vi: 'trưởng đoàn', en: 'head of the team' },
  MEMBER: { vi: 'thành viên', en: 'member of the team' },
} as const satisfies Record<string, Bilingual>;
export const TeamRole = z.enum(codesOf(TEAM_ROLES));

/**
 * Grades of State secrets. Of a secret paper only number, date, grade and issuing place are stored (docs/domain.md 15,
 * on 12).
 */
export const SECRECY_GRADES = {
  CONFIDENTIAL: { vi: 'mật', en: 'confidential' },
  SECRET: { vi: 'tối mật', en: 'secret' },
  TOP_SECRET: { vi: 'tuyệt mật', en: 'top secret' },
} as const satisfies Record<string, Bilingual>;
export type SecrecyGrade = keyof typeof SECRECY_GRADES;
export const SecrecyGrade = z.enum(codesOf(SECRECY_GRADES));

/** Milestones of an engagement. The day of a milestone may be unknown (docs/domain.md 1.6). */
export const MILESTONES = {
  DECIDED: { vi: 'ký quyết định', en: 'signing of the decision' },
  DEPLOYED: { vi: 'triển khai quyết định', en: 'deployment' },
  CONDUCTED: { vi: 'tiến hành', en: 'conduct' },
  REPORTED: { vi: 'báo cáo của đoàn', en: 'the report of the team' },
  CONCLUDED: { vi: 'kết luận', en: 'the conclusion' },
  NOTIFIED: { vi: 'ký thông báo kết luận, kết quả', en: 'signing of the notice' },
  FOLLOWED_UP: { vi: 'theo dõi khắc phục', en: 'follow-up' },
  CLOSED: { vi: 'kết thúc hồ sơ', en: 'closure of the file' },
  EXTENDED: { vi: 'gia hạn', en: 'the extension' },
  SCOPE_CHANGED: { vi: 'điều chỉnh đối tượng', en: 'the change of scope' },
  POSTPONED: { vi: 'hoãn', en: 'the postponement' },
  CANCELLED: { vi: 'hủy bỏ', en: 'the cancellation' },
  CONVERTED: { vi: 'chuyển sang kiểm tra khi có dấu hiệu vi phạm', en: 'the conversion to an inspection on signs' },
  REVOKED: { vi: 'thu hồi kết luận', en: 'the revocation of the conclusion' },
  DISCHARGED: { vi: 'kết thúc việc phải thực hiện tiếp', en: 'the discharge of the obligation' },
} as const satisfies Record<string, Bilingual>;
export type Milestone = keyof typeof MILESTONES;

/** Reasons to discharge an obligation without the act that it requires (our own list, confidence U). */
export const DISCHARGE_REASONS = {
  NOT_CONFIRMED: { vi: 'đã làm rõ, không có vi phạm', en: 'cleared up, no violation' },
  TRANSFERRED: { vi: 'đã chuyển cơ quan có thẩm quyền', en: 'handed to the competent body' },
  HANDLED_ELSEWHERE: { vi: 'đã được xử lý trong hồ sơ khác', en: 'dealt with in another file' },
  LIMITATION_EXPIRED: { vi: 'hết thời hiệu', en: 'out of time' },
  SUBJECT_ENDED: { vi: 'đối tượng không còn', en: 'the subject no longer exists' },
  OTHER: { vi: 'lý do khác', en: 'another reason' },
} as const satisfies Record<string, Bilingual>;
export type DischargeReason = keyof typeof DISCHARGE_REASONS;
export const DischargeReason = z.enum(codesOf(DISCHARGE_REASONS));
