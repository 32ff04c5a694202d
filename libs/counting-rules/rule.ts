import { z } from 'zod';
import { type Confidence, KINDS } from '#features/papers';
import { Uuid } from '#kernel/ids';
import { codesOf } from '#kernel/text';
import {
  ACTORS,
  COMBINED,
  COUNTED_FROM,
  COUNTED_SUBJECTS,
  COVERED_BY,
  DENOMINATORS,
  MERGER_INHERITANCE,
  ORGANIZATIONS_OF,
  SPLIT_INHERITANCE,
  SPREADS,
} from './codes.js';

const distinct = (codes: readonly string[]): boolean => new Set(codes).size === codes.length;

/**
 * How "100% of the organizations inspected, supervised" is counted: one choice for each axis that the resolution leaves
 * open (docs/domain.md 3.2, 15). The span of time is not part of the rule; the query gives the term. A percentage never
 * counts turns.
 */
export const CountingRule = z.strictObject({
  /** Axis A. Of a custom list, only the organizations under the scope count. */
  denominator: z.union([
    z.enum(codesOf(DENOMINATORS)).exclude(['CUSTOM']),
    z.strictObject({ custom: z.array(Uuid).min(1).max(20_000).refine(distinct, { error: 'named twice' }) }),
  ]),
  /** Axis B. */
  verb: z.enum(codesOf(COVERED_BY)),
  /** Axis C. */
  kinds: z
    .array(z.enum(codesOf(KINDS)))
    .min(1)
    .refine(distinct, { error: 'named twice' }),
  /** Axis D. */
  actors: z
    .array(z.enum(codesOf(ACTORS)))
    .min(1)
    .refine(distinct, { error: 'named twice' }),
  /** Axis E. */
  subjects: z.enum(codesOf(COUNTED_SUBJECTS)),
  /** Axis F. */
  spread: z.enum(codesOf(SPREADS)),
  /** Axis G. */
  milestone: z.enum(codesOf(COUNTED_FROM)),
  /** Axis I. */
  organizations: z.enum(codesOf(ORGANIZATIONS_OF)),
  /**
   * For AT_REPORT_WITH_GRACE: leaves out organizations founded less than this many months before the day asked about.
   */
  graceMonths: z.int().min(0).max(120),
  /** Axis J. */
  merger: z.enum(codesOf(MERGER_INHERITANCE)),
  split: z.enum(codesOf(SPLIT_INHERITANCE)),
  combined: z.enum(codesOf(COMBINED)),
});
export type CountingRule = z.output<typeof CountingRule>;

/** Source of a choice, and its confidence (docs/domain.md 0.1). */
interface Source {
  readonly vi: string;
  readonly en: string;
  readonly confidence: Confidence;
}

const NOT_REGULATED: Source = {
  vi: 'Chưa tìm thấy văn bản quy định; tạm chọn',
  en: 'No text with a rule was found; chosen for the time being',
  confidence: 'U',
};

/** The rule that applies until a body approves one: "Mặc định", version 1. Every answer by it is provisional. */
export const DEFAULT_RULE = {
  name: 'Mặc định',
  version: 1,
  rule: {
    denominator: 'ALL',
    verb: 'EITHER',
    kinds: [
      ...(['INSP_COMPLIANCE', 'INSP_SIGNS', 'INSP_KTGS_TASK', 'INSP_DISCIPLINE_TASK'] as const),
      ...(['INSP_FINANCE', 'INSP_DUES', 'SUP_THEMATIC'] as const),
    ],
    actors: ['OWN_COMMITTEE', 'OWN_STANDING_COMMITTEE', 'OWN_INSPECTION_COMMITTEE', 'OWN_ADVISORY_BODY'],
    subjects: 'ORG_ONLY',
    spread: 'NONE',
    milestone: 'CONCLUDED',
    organizations: 'AT_REPORT',
    graceMonths: 0,
    merger: 'INHERIT_ANY',
    split: 'NONE',
    combined: 'TWO',
  } satisfies CountingRule as CountingRule,
  sources: {
    denominator: {
      vi: 'Báo cáo chính trị tính 120 tổ chức đảng; "trực thuộc" theo nghĩa hẹp là 33: nêu cả hai, chỉ tiêu tính trên toàn bộ',
      en: 'The report counts 120 organizations; "subordinate" in the narrow sense means 33: both are shown, the target is on all',
      confidence: 'U',
    },
    verb: {
      vi: 'Thực tiễn của một đơn vị: có ít nhất một cuộc kiểm tra hoặc giám sát',
      en: 'Practice of one unit: at least one inspection or supervision',
      confidence: 'S',
    },
    kinds: {
      vi: 'Mọi cuộc kiểm tra và giám sát chuyên đề; không tính giám sát thường xuyên',
      en: 'All inspections and thematic supervisions; routine supervision is no engagement',
      confidence: 'U',
    },
    actors: NOT_REGULATED,
    subjects: {
      vi: 'Báo cáo chính trị tính riêng "tập thể cấp ủy" và "cá nhân"',
      en: 'The report counts "collective committees" and "individuals" apart',
      confidence: 'U',
    },
    spread: NOT_REGULATED,
    milestone: NOT_REGULATED,
    organizations: NOT_REGULATED,
    graceMonths: NOT_REGULATED,
    merger: NOT_REGULATED,
    split: NOT_REGULATED,
    combined: NOT_REGULATED,
  } satisfies Record<keyof CountingRule, Source>,
} as const;
