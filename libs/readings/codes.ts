import { z } from 'zod';
import { type CodeList, codesOf } from '#kernel/text';

/** Purpose of a reading, as stated by the reader. */
export const PURPOSES = {
  CASE_WORK: { vi: 'xử lý, theo dõi vụ việc được giao', en: 'working on a case that one is charged with' },
  CONFIRMATION: { vi: 'đối chiếu với văn bản', en: 'comparing with the paper' },
  REPORT: { vi: 'lập báo cáo', en: 'writing a report' },
  OVERSIGHT: { vi: 'lãnh đạo, chỉ đạo, kiểm tra việc thực hiện', en: 'leading and overseeing the work' },
  AUDIT: { vi: 'kiểm tra, rà soát việc ghi nhận', en: 'auditing what was recorded' },
  REQUEST: { vi: 'trả lời yêu cầu, khiếu nại', en: 'answering a request or a complaint' },
  NOT_STATED: { vi: 'không nêu', en: 'not stated' },
} as const satisfies CodeList;
export type Purpose = keyof typeof PURPOSES;

/** Purposes that a reader may state. If a reader states none, NOT_STATED is recorded. */
export const StatedPurpose = z.enum(codesOf(PURPOSES).filter((code) => code !== 'NOT_STATED'));

export const KINDS = {
  SEALED: { vi: 'xem nội dung được mã hóa bảo mật', en: 'what is sealed' },
  EXPORT: { vi: 'xuất dữ liệu', en: 'an export' },
  HISTORY: { vi: 'xem lịch sử hồ sơ', en: 'the history of a record' },
  SEARCH: { vi: 'tìm kiếm', en: 'a search' },
  NAMES: { vi: 'xem danh sách có họ tên', en: 'a list with the names of persons' },
} as const satisfies CodeList;

export const codeLists = { 'reading-purposes': PURPOSES, 'reading-kinds': KINDS };
