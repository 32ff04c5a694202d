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
  BEFORE_SUBJECT_EXISTED: {
    vi: 'trước khi đối tượng được thành lập, hoặc trước khi được bổ sung làm đối tượng',
    en: 'before its subject was founded, or was added to it',
  },
  AFTER_SUBJECT_ENDED: {
    vi: 'sau khi đối tượng kết thúc hoạt động, không có tổ chức kế thừa',
    en: 'after its subject had ended, and no successor inherits it',
  },
} as const satisfies CodeList;
export type Exclusion = keyof typeof EXCLUSIONS;

/**
 * Where each organization stands that belongs to the scope at some time of the term, or to the denominator: in exactly
 * one place (docs/architecture.md "What a question means", point 11).
 */
export const STATES = {
  COVERED: { vi: 'đã được kiểm tra, giám sát', en: 'covered by an act that reached it' },
  INHERITED: {
    vi: 'được tính nhờ tổ chức trước hoặc tổ chức kế tục',
    en: 'covered by an act inherited from a predecessor or a successor',
  },
  UNCOVERED: { vi: 'chưa được kiểm tra, giám sát', en: 'not covered' },
  SUBJECT_ENDED: { vi: 'đã kết thúc hoạt động', en: 'not counted: it has ended' },
  LEFT_SCOPE: { vi: 'đã chuyển đi nơi khác', en: 'not counted: it has moved out of the scope' },
  TOO_NEW: { vi: 'mới thành lập, chưa tính', en: 'not counted: it is younger than the months of grace' },
  NOT_AT_START: {
    vi: 'chưa thuộc danh sách đầu nhiệm kỳ',
    en: 'not counted: it was not in the list at the start of the term',
  },
  NOT_LISTED: { vi: 'không thuộc diện tính', en: 'not counted: the rule does not count organizations like it' },
} as const satisfies CodeList;
export type State = keyof typeof STATES;

/** How an organization ended. */
export const ENDINGS = {
  DISSOLVED: { vi: 'giải thể', en: 'dissolved' },
  DISBANDED: { vi: 'bị giải tán', en: 'disbanded as a disciplinary measure' },
  ABSORPTION: { vi: 'sáp nhập vào tổ chức khác', en: 'absorbed by another one' },
  CONSOLIDATION: { vi: 'hợp nhất thành tổ chức mới', en: 'consolidated into a new one' },
  DIVISION: { vi: 'chia thành các tổ chức mới', en: 'divided into new ones' },
} as const satisfies CodeList;
export type Ending = keyof typeof ENDINGS;

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = {
  'coverage-clauses': CLAUSES,
  'coverage-lineages': LINEAGES,
  'coverage-exclusions': EXCLUSIONS,
  'coverage-states': STATES,
  'coverage-endings': ENDINGS,
};
