import { plainDate, type PlainDate } from '#kernel/dates';
import type { Bilingual } from '#kernel/text';
import type { Confidence, Family } from './codes.js';

/** Source of a value, and its confidence. */
export interface Sourced {
  /** The instrument, as cited in Vietnamese. */
  readonly source: string;
  /** Điều, khoản; null if unknown or if the whole instrument is meant. */
  readonly article: string | null;
  readonly confidence: Confidence;
  readonly note: Bilingual | null;
}

/** An unverified value: nothing may be computed from it. */
export interface NotSet {
  readonly notSet: true;
  readonly because: Bilingual;
}

/** One version of the rules of a family, and the days on which it is in force. */
export interface RuleSet extends Sourced {
  readonly id: string;
  readonly family: Family;
  readonly title: Bilingual;
  /** First day in force; null if unknown. */
  readonly from: PlainDate | null;
  /** Last day in force; null: the set is still in force as far as is known, or the day is unknown. */
  readonly to: PlainDate | null;
  /** Whether both days are established. A set for which they are not is shown, but never chosen for a day. */
  readonly established: boolean;
}

const day = plainDate;
const set = (
  id: string,
  family: Family,
  { from, to = null }: { from: string | null; to?: string | null },
  title: Bilingual,
  { source, confidence, note = null }: { source: string; confidence: Confidence; note?: Bilingual | null },
  established = true,
): RuleSet => ({
  id,
  family,
  title,
  from: from === null ? null : day(from),
  to: to === null ? null : day(to),
  established,
  source,
  article: null,
  confidence,
  note,
});

/** Every known rule set, by family, then by time (docs/domain.md 0.2, 15). */
export const RULE_SETS: readonly RuleSet[] = [
  set(
    'KTGS-22',
    'KTGS',
    { from: '2021-07-28', to: '2025-02-02' },
    { vi: 'Quy định 22-QĐ/TW về công tác kiểm tra, giám sát và kỷ luật của Đảng', en: 'Regulation 22-QĐ/TW' },
    { source: 'Quy định 22-QĐ/TW ngày 28/7/2021 của Ban Chấp hành Trung ương', confidence: 'V' },
  ),
  set(
    'KTGS-22+262',
    'KTGS',
    { from: '2025-02-03', to: '2025-05-29' },
    {
      vi: 'Quy định 22-QĐ/TW, được sửa đổi bởi Quy định 262-QĐ/TW',
      en: 'Regulation 22-QĐ/TW as amended by 262-QĐ/TW',
    },
    {
      source: 'Quy định 262-QĐ/TW ngày 3/2/2025, sửa đổi Quy định 22-QĐ/TW',
      confidence: 'S',
      note: { vi: 'Chưa đọc nguyên văn Quy định 262', en: 'The wording of Regulation 262 was not read' },
    },
  ),
  set(
    'KTGS-296',
    'KTGS',
    { from: '2025-05-30', to: '2026-04-10' },
    { vi: 'Quy định 296-QĐ/TW về công tác kiểm tra, giám sát và kỷ luật của Đảng', en: 'Regulation 296-QĐ/TW' },
    {
      source: 'Quy định 296-QĐ/TW ngày 30/5/2025 của Ban Chấp hành Trung ương',
      confidence: 'V',
      note: {
        vi: 'Đã đối chiếu danh mục văn bản bị thay thế; nội dung các điều theo nguồn thứ cấp',
        en: 'Verified for the list of replaced texts; articles are from secondary sources',
      },
    },
  ),
  set(
    'KTGS-21',
    'KTGS',
    { from: '2026-04-11' },
    { vi: 'Quy định 21-QĐ/TW về công tác kiểm tra, giám sát và kỷ luật của Đảng', en: 'Regulation 21-QĐ/TW' },
    {
      source: 'Quy định 21-QĐ/TW ngày 11/4/2026 của Ban Chấp hành Trung ương',
      confidence: 'S',
      note: {
        vi: 'Chưa đọc được toàn văn; việc thay thế Quy định 296 là suy ra (U)',
        en: 'The text could not be read; that it replaces Regulation 296 is inferred (U)',
      },
    },
  ),
  set(
    'KL-69',
    'KL',
    { from: '2022-07-06', to: '2025-02-13' },
    { vi: 'Quy định 69-QĐ/TW về kỷ luật tổ chức đảng, đảng viên vi phạm', en: 'Regulation 69-QĐ/TW' },
    { source: 'Quy định 69-QĐ/TW ngày 6/7/2022 của Bộ Chính trị', confidence: 'V' },
  ),
  set(
    'KL-69+264',
    'KL',
    { from: '2025-02-14', to: '2026-08-16' },
    {
      vi: 'Quy định 69-QĐ/TW, được sửa đổi bởi Quy định 264-QĐ/TW',
      en: 'Regulation 69-QĐ/TW as amended by 264-QĐ/TW',
    },
    { source: 'Quy định 264-QĐ/TW ngày 14/2/2025, sửa đổi Quy định 69-QĐ/TW', confidence: 'S' },
  ),
  set(
    'KL-212',
    'KL',
    { from: '2026-08-17' },
    { vi: 'Quy định 212-QĐ/TW về kỷ luật tổ chức đảng, đảng viên vi phạm', en: 'Regulation 212-QĐ/TW' },
    {
      source: 'Quy định 212-QĐ/TW ngày 17/8/2026 của Bộ Chính trị',
      confidence: 'S',
      note: {
        vi: 'Chưa đọc được nội dung nên mọi giá trị của quy định này là chưa xác lập',
        en: 'The content was not read, so no value of this regulation is set',
      },
    },
  ),
  set(
    'NOTDO-37',
    'NOTDO',
    { from: '2021-10-25', to: '2026-07-25' },
    { vi: 'Quy định 37-QĐ/TW về những điều đảng viên không được làm', en: 'Regulation 37-QĐ/TW' },
    { source: 'Quy định 37-QĐ/TW ngày 25/10/2021', confidence: 'S' },
  ),
  set(
    'NOTDO-207',
    'NOTDO',
    { from: '2026-07-26' },
    { vi: 'Quy định 207-QĐ/TW về những điều đảng viên không được làm', en: 'Regulation 207-QĐ/TW' },
    { source: 'Quy định 207-QĐ/TW ngày 26/7/2026', confidence: 'S' },
  ),
  set(
    'CHARTER-294',
    'CHARTER',
    { from: '2025-05-26' },
    { vi: 'Quy định 294-QĐ/TW về thi hành Điều lệ Đảng', en: 'Regulation 294-QĐ/TW' },
    {
      source: 'Quy định 294-QĐ/TW ngày 26/5/2025',
      confidence: 'S',
      note: {
        vi: 'Được thay trong năm 2026, ngày hết hiệu lực chưa xác lập',
        en: 'Replaced during 2026; the day on which it ended is not established',
      },
    },
    false,
  ),
  set(
    'CHARTER-208',
    'CHARTER',
    { from: null },
    { vi: 'Quy định 208-QĐ/TW về thi hành Điều lệ Đảng', en: 'Regulation 208-QĐ/TW' },
    {
      source: 'Quy định 208-QĐ/TW ngày 26/7/2026',
      confidence: 'S',
      note: {
        vi: 'Ngày hiệu lực chưa xác lập; cùng nội dung còn có một Quy định 20-QĐ/TW năm 2026',
        en: 'The first day in force is not established; a Regulation 20-QĐ/TW of 2026 on the same matter exists',
      },
    },
    false,
  ),
  set(
    'FORM-66',
    'FORM',
    { from: null, to: '2026-01-08' },
    {
      vi: 'Quy định 66-QĐ/TW về thể loại, thẩm quyền ban hành và thể thức văn bản của Đảng',
      en: 'Regulation 66-QĐ/TW',
    },
    {
      source: 'Quy định 66-QĐ/TW năm 2017 của Ban Bí thư',
      confidence: 'S',
      note: { vi: 'Ngày bắt đầu hiệu lực chưa xác lập', en: 'The first day in force is not established' },
    },
    false,
  ),
  set(
    'FORM-399',
    'FORM',
    { from: '2026-01-09' },
    {
      vi: 'Quy định 399-QĐ/TW về thể loại, thẩm quyền ban hành và thể thức văn bản của Đảng',
      en: 'Regulation 399-QĐ/TW',
    },
    { source: 'Quy định 399-QĐ/TW ngày 9/1/2026 của Ban Bí thư', confidence: 'S' },
  ),
];

/** Whether a set is in force on a day; false if its days are not established. */
export const inForceOn = (set: RuleSet, on: PlainDate): boolean =>
  set.established && set.from !== null && set.from <= on && (set.to === null || on <= set.to);

/**
 * The rule set of a family in force on a day.
 *
 * @returns null if no rule set with established days includes that day
 */
export const ruleSetOn = (family: Family, on: PlainDate): RuleSet | null =>
  RULE_SETS.find((set) => set.family === family && inForceOn(set, on)) ?? null;

/** The title of a rule set as a sentence gives it; in words if there is none. */
export const ruleSetTitle = (id: string | null): Bilingual =>
  (id === null ? null : ruleSetById(id)?.title) ?? { vi: 'chưa xác lập', en: 'not established' };

export const ruleSetById = (id: string): RuleSet | null => RULE_SETS.find((set) => set.id === id) ?? null;
