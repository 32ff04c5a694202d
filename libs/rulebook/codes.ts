import { z } from 'zod';
import type { Confidence as Mark } from '#features/papers';
import { type Bilingual, type CodeList, codesOf } from '#kernel/text';

/** Confidence of a value of the rulebook (docs/domain.md 0.1). */
export const CONFIDENCE = {
  V: { vi: 'đã đọc nguyên văn', en: 'verified: the wording was read' },
  S: { vi: 'theo nguồn thứ cấp, chưa đọc nguyên văn', en: 'secondary: the wording was not read' },
  U: { vi: 'chưa chắc chắn, cần người dùng xác nhận', en: 'unsure: to be confirmed' },
  L: { vi: 'quy định của địa phương khác, chỉ là ví dụ', en: 'local to another place: an example only' },
} as const satisfies Record<Mark, Bilingual>;
export type Confidence = keyof typeof CONFIDENCE;
export const Confidence = z.enum(codesOf(CONFIDENCE));

/** Families of regulations. The rule sets of a family follow one another in time (docs/domain.md 0.2). */
export const FAMILIES = {
  KTGS: { vi: 'công tác kiểm tra, giám sát và kỷ luật', en: 'inspection, supervision and disciplinary work' },
  KL: { vi: 'kỷ luật tổ chức đảng, đảng viên vi phạm', en: 'discipline of organizations and members' },
  NOTDO: { vi: 'những điều đảng viên không được làm', en: 'things a Party member may not do' },
  CHARTER: { vi: 'thi hành Điều lệ Đảng', en: 'execution of the Party Charter' },
  FORM: { vi: 'thể loại, thẩm quyền ban hành và thể thức văn bản', en: 'kinds, competence and format of papers' },
} as const satisfies CodeList;
export type Family = keyof typeof FAMILIES;
export const Family = z.enum(codesOf(FAMILIES));

/** Classes of subjects of a disciplinary decision. */
export const SUBJECT_CLASSES = {
  ORGANIZATION: { vi: 'tổ chức đảng', en: 'Party organization' },
  OFFICIAL_MEMBER: { vi: 'đảng viên chính thức', en: 'official member' },
  PROBATIONARY_MEMBER: { vi: 'đảng viên dự bị', en: 'probationary member' },
} as const satisfies CodeList;
export type SubjectClass = keyof typeof SUBJECT_CLASSES;
export const SubjectClass = z.enum(codesOf(SUBJECT_CLASSES));

/**
 * Forms of discipline (docs/domain.md 4.1). Striking a probationary member off the list is not a form of discipline.
 */
export const DISCIPLINE_FORMS = {
  REPRIMAND: { vi: 'khiển trách', en: 'reprimand' },
  WARNING: { vi: 'cảnh cáo', en: 'warning' },
  REMOVAL: { vi: 'cách chức', en: 'removal from post' },
  EXPULSION: { vi: 'khai trừ', en: 'expulsion' },
  DISBANDMENT: { vi: 'giải tán', en: 'disbandment' },
} as const satisfies CodeList;
export type DisciplineForm = keyof typeof DISCIPLINE_FORMS;
export const DisciplineForm = z.enum(codesOf(DISCIPLINE_FORMS));

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = {
  confidence: CONFIDENCE,
  'rule-set-families': FAMILIES,
  'subject-classes': SUBJECT_CLASSES,
  'discipline-forms': DISCIPLINE_FORMS,
};
