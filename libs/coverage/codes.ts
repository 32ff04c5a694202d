import type { CodeList } from '#kernel/text';

/** The clause of the counting rule by which an act reaches an organization. */
export const CLAUSES = {
  OWN: { vi: 'tổ chức là đối tượng', en: 'it is the subject' },
  LEADER: { vi: 'bí thư, phó bí thư là đối tượng', en: 'its secretary or deputy is the subject' },
  DOWN: { vi: 'tổ chức cấp trên là đối tượng', en: 'an organization above is the subject' },
  NAMED: { vi: 'đoàn đã làm việc tại đây', en: 'the team worked there' },
} as const satisfies CodeList;
export type Clause = keyof typeof CLAUSES;

/** How an organization has an act that did not reach the organization itself. */
export const LINEAGES = {
  INHERITED: { vi: 'kế thừa từ tổ chức trước', en: 'inherited from a predecessor' },
  SUCCESSOR: { vi: 'của tổ chức kế tục', en: 'of the organization it merged into' },
} as const satisfies CodeList;

export type Lineages = keyof typeof LINEAGES;

/** Why an engagement does not count, in the order of the checks. */
export const EXCLUSIONS = {
  KIND: { vi: 'loại việc không tính', en: 'the kind of work does not count' },
  CANCELLED: { vi: 'đã hủy, hoặc đối tượng được rút khỏi', en: 'cancelled, or the subject was removed from it' },
  REVOKED: { vi: 'kết luận đã bị thu hồi', en: 'its conclusion was revoked' },
  NOT_REACHED: { vi: 'chưa đến mốc được tính', en: 'has not reached the milestone that counts' },
  NO_DAY: { vi: 'chưa rõ ngày của mốc được tính', en: 'the day of the milestone that counts is not known' },
  BEFORE_WINDOW: { vi: 'trước nhiệm kỳ', en: 'before the term' },
  AFTER_WINDOW: { vi: 'sau nhiệm kỳ', en: 'after the term' },
  OTHER_BODY: { vi: 'của chủ thể cùng cấp không được tính', en: 'by a body of the scope that does not count' },
  LOWER_BODY: { vi: 'của tổ chức đảng cấp dưới', en: 'by a body of an organization below' },
  HIGHER_BODY: { vi: 'của tổ chức đảng cấp trên', en: 'by a body of an organization above, or of another one' },
  UNKNOWN_SUBJECT: { vi: 'không rõ tổ chức là đối tượng', en: 'its subject is in no register' },
  AFTER_SUBJECT_ENDED: {
    vi: 'sau khi đối tượng kết thúc hoạt động, không có tổ chức kế thừa',
    en: 'after its subject had ended, and no successor inherits it',
  },
} as const satisfies CodeList;
export type Exclusion = keyof typeof EXCLUSIONS;

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = {
  'coverage-clauses': CLAUSES,
  'coverage-lineages': LINEAGES,
  'coverage-exclusions': EXCLUSIONS,
};
