import { plainDate, type PlainDate } from '#kernel/dates';
import type { Bilingual } from '#kernel/text';
import type { CompetentBody, Judgment } from './competence.js';
import type { Sourced } from './rule-sets.js';

/** Kinds of organization in the table. The register uses the same codes. */
export type PlaceType = 'WARD_ORGANIZATION' | 'BASE_ORGANIZATION' | 'SECTIONAL_ORGANIZATION' | 'BASE_CELL' | 'SUB_CELL';

/** Whether bodies of some kinds stand in organizations of some kinds, from a day to a day. */
export interface BodyPlace extends Sourced {
  readonly bodies: readonly CompetentBody[];
  readonly types: readonly PlaceType[];
  readonly verdict: 'USUAL' | 'UNUSUAL';
  /** First day on which the row applies; null: as far back as is known. */
  readonly from: PlainDate | null;
  /** Last day; null: still applies. */
  readonly to: PlainDate | null;
}

const PARTY_ORGANIZATIONS: readonly PlaceType[] = ['WARD_ORGANIZATION', 'BASE_ORGANIZATION', 'SECTIONAL_ORGANIZATION'];
const CELLS: readonly PlaceType[] = ['BASE_CELL', 'SUB_CELL'];
const MODEL = {
  source: 'Mô hình tổ chức nêu trong báo cáo của Đảng bộ phường',
  article: null,
  confidence: 'S',
  note: null,
} as const;
const ALWAYS = { from: null, to: null };
/** Last day on which Regulation 296-QĐ/TW, and the kinds of organization before 208-QĐ/TW, are established. */
const LAST_296 = plainDate('2026-08-16');
const AFTER_296 = plainDate('2026-08-17');
const NOT_READ: Bilingual = {
  vi: 'Chưa đọc nguyên văn Quy định 21-QĐ/TW và 208-QĐ/TW về nội dung này',
  en: 'The wording of Regulations 21-QĐ/TW and 208-QĐ/TW on this was not read',
};

/**
 * Which bodies stand in which kinds of organization (docs/domain.md 0.3, 1.2, 16). What the reference does not say is
 * not in the table, and unknown: a standing committee of a sectional organization, an advisory body below the ward, an
 * inspection committee of a base organization since 208-QĐ/TW.
 */
export const BODY_PLACES: readonly BodyPlace[] = [
  { bodies: ['COMMITTEE'], types: PARTY_ORGANIZATIONS, verdict: 'USUAL', ...ALWAYS, ...MODEL },
  {
    bodies: ['COMMITTEE'],
    types: CELLS,
    verdict: 'UNUSUAL',
    ...ALWAYS,
    ...MODEL,
    note: { vi: 'Cấp ủy của chi bộ là chi ủy', en: 'The committee of a cell is its cell board' },
  },
  {
    bodies: ['STANDING_COMMITTEE'],
    types: ['WARD_ORGANIZATION', 'BASE_ORGANIZATION'],
    verdict: 'USUAL',
    ...ALWAYS,
    ...MODEL,
  },
  {
    bodies: ['INSPECTION_COMMITTEE'],
    types: ['WARD_ORGANIZATION', 'BASE_ORGANIZATION'],
    verdict: 'USUAL',
    from: null,
    to: LAST_296,
    source: 'Quy định 296-QĐ/TW',
    article: 'Điều 7',
    confidence: 'S',
    note: null,
  },
  {
    bodies: ['INSPECTION_COMMITTEE'],
    types: ['WARD_ORGANIZATION'],
    verdict: 'USUAL',
    from: AFTER_296,
    to: null,
    source: 'Quy định 296-QĐ/TW',
    article: 'Điều 7',
    confidence: 'U',
    note: NOT_READ,
  },
  {
    bodies: ['INSPECTION_COMMITTEE'],
    types: ['SECTIONAL_ORGANIZATION', ...CELLS],
    verdict: 'UNUSUAL',
    from: null,
    to: LAST_296,
    source: 'Quy định 296-QĐ/TW',
    article: 'Điều 7',
    confidence: 'S',
    note: {
      vi: 'Ủy ban Kiểm tra chỉ có từ đảng ủy cơ sở trở lên',
      en: 'Inspection committees exist from base committees up',
    },
  },
  {
    bodies: ['INSPECTION_COMMITTEE'],
    types: CELLS,
    verdict: 'UNUSUAL',
    from: AFTER_296,
    to: null,
    source: 'Quy định 296-QĐ/TW',
    article: 'Điều 7',
    confidence: 'U',
    note: NOT_READ,
  },
  { bodies: ['ADVISORY_BODY'], types: ['WARD_ORGANIZATION'], verdict: 'USUAL', ...ALWAYS, ...MODEL },
  { bodies: ['CELL', 'CELL_BOARD'], types: CELLS, verdict: 'USUAL', ...ALWAYS, ...MODEL },
  {
    bodies: ['CELL', 'CELL_BOARD'],
    types: PARTY_ORGANIZATIONS,
    verdict: 'UNUSUAL',
    ...ALWAYS,
    ...MODEL,
    note: {
      vi: 'Đảng bộ có đảng ủy; chi bộ và chi ủy là của chi bộ',
      en: 'A Party organization has a committee; a cell and a cell board are those of a cell',
    },
  },
];

const UNKNOWN: Judgment = {
  verdict: 'UNKNOWN',
  source: 'Không tìm thấy văn bản',
  article: null,
  confidence: 'U',
  note: {
    vi: 'Không tìm thấy quy định về chủ thể này ở loại tổ chức này',
    en: 'Nothing was found on this body in organizations of this kind',
  },
};

/** Whether a body stands in organizations of a kind on a day. @param type code of the kind of organization */
export function bodyPlace(body: CompetentBody, type: string, on: PlainDate): Judgment {
  const row = BODY_PLACES.find(
    ({ bodies, types, from, to }) =>
      bodies.includes(body) &&
      types.some((one) => one === type) &&
      (from === null || from <= on) &&
      (to === null || on <= to),
  );
  if (!row) return UNKNOWN;
  const { verdict, source, article, confidence, note } = row;
  return { verdict, source, article, confidence, note };
}
