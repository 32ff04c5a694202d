import type { CodeList } from '#kernel/text';

/** Which organizations of a scope are counted (docs/domain.md 3.2, axis A). */
export const DENOMINATORS = {
  ALL: { vi: 'mọi tổ chức đảng của đảng bộ đang tính', en: 'every organization below the scope' },
  DIRECT: { vi: 'các tổ chức đảng trực thuộc', en: 'organizations directly under the scope' },
  CELLS: { vi: 'các chi bộ', en: 'cells of every kind' },
  CUSTOM: { vi: 'danh sách chọn riêng', en: 'a list of its own' },
} as const satisfies CodeList;
export type Denominator = keyof typeof DENOMINATORS;

/** What makes an organization covered (axis B). */
export const COVERED_BY = {
  EITHER: { vi: 'được kiểm tra hoặc giám sát', en: 'inspected or supervised' },
  BOTH: { vi: 'được cả kiểm tra và giám sát', en: 'both inspected and supervised' },
  INSPECTED: { vi: 'được kiểm tra', en: 'inspected' },
  SUPERVISED: { vi: 'được giám sát', en: 'supervised' },
} as const satisfies CodeList;
export type CoveredBy = keyof typeof COVERED_BY;

/** The bodies whose work counts, relative to the scope (axis D). */
export const ACTORS = {
  OWN_COMMITTEE: { vi: 'cấp ủy (đảng ủy) của đảng bộ đang tính', en: 'committee of the scope' },
  OWN_STANDING_COMMITTEE: { vi: 'Ban Thường vụ của đảng bộ đang tính', en: 'standing committee of the scope' },
  OWN_INSPECTION_COMMITTEE: { vi: 'Ủy ban Kiểm tra của đảng bộ đang tính', en: 'inspection committee of the scope' },
  OWN_ADVISORY_BODY: {
    vi: 'cơ quan tham mưu, giúp việc cấp ủy của đảng bộ đang tính',
    en: 'advisory and assisting bodies of the scope',
  },
  LOWER: { vi: 'tổ chức đảng cấp dưới', en: 'bodies of organizations below' },
  HIGHER: { vi: 'tổ chức đảng cấp trên', en: 'bodies above, and all others' },
} as const satisfies CodeList;
export type Actor = keyof typeof ACTORS;

/** Whether work on a leader counts for the organization (axis E). */
export const COUNTED_SUBJECTS = {
  ORG_ONLY: { vi: 'chỉ tính đối tượng là tổ chức, tập thể', en: 'only an organization or its bodies as subject' },
  ORG_OR_LEADER: {
    vi: 'tính cả khi đối tượng là bí thư, phó bí thư',
    en: 'a secretary or deputy secretary as subject counts too',
  },
} as const satisfies CodeList;

/** Whether work on an organization also covers those under it (axis F). */
export const SPREADS = {
  NONE: { vi: 'không tính cho cấp dưới', en: 'not at all' },
  DOWN: { vi: 'tính cho mọi tổ chức bên dưới', en: 'to every organization below' },
  NAMED: { vi: 'tính cho các tổ chức nơi đoàn làm việc', en: 'to organizations where the team worked' },
} as const satisfies CodeList;

/** The milestone from which an act counts; the day of the milestone is the day of the act (axis G). */
export const COUNTED_FROM = {
  DECIDED: { vi: 'khi ký quyết định', en: 'when the decision was signed' },
  CONDUCTED: { vi: 'khi tiến hành', en: 'when it was conducted' },
  CONCLUDED: { vi: 'khi có thông báo kết luận, kết quả', en: 'when the notice of conclusion was given' },
} as const satisfies CodeList;
export type CountedFrom = keyof typeof COUNTED_FROM;

/** The day or span on which an organization must exist to be counted (axis I). */
export const ORGANIZATIONS_OF = {
  AT_START: { vi: 'danh sách đầu nhiệm kỳ', en: 'those of the first day of the term' },
  AT_REPORT: { vi: 'các tổ chức hiện có đến ngày tính', en: 'those of the day asked about' },
  EVER: { vi: 'mọi tổ chức từng có trong nhiệm kỳ', en: 'all that existed on some day of the term' },
  AT_REPORT_WITH_GRACE: {
    vi: 'các tổ chức hiện có, trừ tổ chức mới lập',
    en: 'those of the day asked about, except newly founded ones',
  },
} as const satisfies CodeList;

/** What a successor inherits when organizations merge (axis J). */
export const MERGER_INHERITANCE = {
  NONE: { vi: 'không kế thừa', en: 'nothing' },
  INHERIT_ANY: { vi: 'kế thừa khi một tổ chức cũ đã được', en: 'what any predecessor had' },
  INHERIT_ALL: { vi: 'chỉ kế thừa khi mọi tổ chức cũ đều đã được', en: 'what every predecessor had' },
} as const satisfies CodeList;

/** What the new parts inherit when an organization is divided or separated (axis J). */
export const SPLIT_INHERITANCE = {
  NONE: { vi: 'không kế thừa', en: 'nothing' },
  INHERIT: { vi: 'kế thừa từ tổ chức cũ', en: 'what the old organization had' },
} as const satisfies CodeList;

/** How two engagements of one decision are counted (docs/domain.md 15). */
export const COMBINED = {
  TWO: { vi: 'tính là hai cuộc', en: 'as two operations' },
  ONE: { vi: 'tính là một cuộc', en: 'as one operation' },
} as const satisfies CodeList;

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = {
  'coverage-denominators': DENOMINATORS,
  'coverage-verbs': COVERED_BY,
  'coverage-actors': ACTORS,
  'coverage-subjects': COUNTED_SUBJECTS,
  'coverage-spreads': SPREADS,
  'coverage-milestones': COUNTED_FROM,
  'coverage-organizations': ORGANIZATIONS_OF,
  'coverage-mergers': MERGER_INHERITANCE,
  'coverage-splits': SPLIT_INHERITANCE,
  'coverage-combined': COMBINED,
};
