import { z } from 'zod';
import { type CodeList, codesOf } from '#kernel/text';

/** Status of a member of the Party (Điều lệ Đảng, Điều 4 and 5; confidence U). */
export const MEMBER_STATUSES = {
  OFFICIAL: { vi: 'đảng viên chính thức', en: 'official member' },
  PROBATIONARY: { vi: 'đảng viên dự bị', en: 'probationary member' },
} as const satisfies CodeList;
export type MemberStatus = keyof typeof MEMBER_STATUSES;
export const MemberStatus = z.enum(codesOf(MEMBER_STATUSES));

/**
 * Why a person left (Điều lệ Đảng, Điều 6 and 8 for transfer, striking off and leaving; Điều 35 for expulsion; known
 * without their text, confidence U; docs/domain.md 4.1 for striking off, which is no form of discipline). The last one is
 * our own.
 */
export const LEAVING_REASONS = {
  TRANSFERRED_OUT: {
    vi: 'chuyển sinh hoạt đảng đến nơi ngoài sổ tổ chức đảng ở đây',
    en: 'transferred to an organization outside the registers here',
  },
  STRUCK_OFF: { vi: 'xóa tên trong danh sách đảng viên', en: 'struck off the list of members' },
  EXPELLED: { vi: 'khai trừ khỏi Đảng', en: 'expelled from the Party' },
  LEFT_ON_REQUEST: { vi: 'xin ra khỏi Đảng', en: 'left the Party on request' },
  OTHER: { vi: 'lý do khác', en: 'another reason' },
} as const satisfies CodeList;
export type LeavingReason = keyof typeof LEAVING_REASONS;
export const LeavingReason = z.enum(codesOf(LEAVING_REASONS));

/** By what two records were found to be of one person (our own list, confidence U). */
export const LINK_BASES = {
  SAME_CARD: { vi: 'trùng số thẻ đảng viên', en: 'same number of the membership card' },
  SAME_PARTICULARS: { vi: 'trùng họ tên và ngày sinh', en: 'same name and day of birth' },
  PAPERS: { vi: 'đối chiếu hồ sơ, giấy tờ', en: 'papers compared' },
  SAID_BY_PERSON: { vi: 'người đó xác nhận', en: 'said by the person' },
  OTHER: { vi: 'căn cứ khác', en: 'another basis' },
} as const satisfies CodeList;
export type LinkBasis = keyof typeof LINK_BASES;
export const LinkBasis = z.enum(codesOf(LINK_BASES));

/** How a person ceased to be a member. */
export const DEPARTURES = {
  LEFT: { vi: 'không còn trong danh sách', en: 'left' },
  DIED: { vi: 'qua đời', en: 'died' },
} as const satisfies CodeList;
export type Departure = keyof typeof DEPARTURES;
export const Departure = z.enum(codesOf(DEPARTURES));

/** The code of a person, which everybody may know who may read a record that names the person: `ĐV-0412`. */
export const memberCode = (number: number): string => `ĐV-${String(number).padStart(4, '0')}`;
export const MOST_MEMBERS = 999_999;

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = {
  'member-statuses': MEMBER_STATUSES,
  'leaving-reasons': LEAVING_REASONS,
  'link-bases': LINK_BASES,
  departures: DEPARTURES,
};
