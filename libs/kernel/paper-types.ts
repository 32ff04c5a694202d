import type { PlainDate } from './dates.js';
import { dayText } from './day-text.js';
import type { Bilingual } from './text.js';

/** Types of Party papers by the abbreviation in their numbers (docs/domain.md 11). QĐ is also that of a regulation. */
export const PAPER_TYPES: Readonly<Record<string, Bilingual>> = {
  QĐ: { vi: 'Quyết định', en: 'Decision' },
  QĐI: { vi: 'Quy định', en: 'Regulation' },
  KH: { vi: 'Kế hoạch', en: 'Plan' },
  BC: { vi: 'Báo cáo', en: 'Report' },
  TB: { vi: 'Thông báo', en: 'Notice' },
  CV: { vi: 'Công văn', en: 'Letter' },
  CTR: { vi: 'Chương trình', en: 'Programme' },
  NQ: { vi: 'Nghị quyết', en: 'Resolution' },
  QC: { vi: 'Quy chế', en: 'Rules' },
  HD: { vi: 'Hướng dẫn', en: 'Guidance' },
  KL: { vi: 'Kết luận', en: 'Conclusion' },
  TTR: { vi: 'Tờ trình', en: 'Submission' },
  BB: { vi: 'Biên bản', en: 'Minutes' },
  CT: { vi: 'Chỉ thị', en: 'Directive' },
  GM: { vi: 'Giấy mời', en: 'Invitation' },
};
const UNKNOWN_TYPE: Bilingual = { vi: 'văn bản', en: 'paper' };

/** A paper as a record holds it; null: not known. */
export interface NumberedPaper {
  readonly number: string | null;
  readonly signedOn: PlainDate | null;
}

/**
 * A paper by its type, number and day: `Quyết định số 15-QĐ/UBKTĐU ngày 2/3/2026`; null without number and day.
 */
export function paperName(paper: NumberedPaper | null): Bilingual | null {
  if (paper === null || (paper.number === null && paper.signedOn === null)) return null;
  const { number, signedOn } = paper;
  const day = signedOn === null ? { vi: '', en: '' } : dayText(signedOn);
  const [on, of] = [day.vi && ` ngày ${day.vi}`, day.en && ` of ${day.en}`];
  if (number === null) return { vi: `văn bản chưa rõ số${on}`, en: `paper of unknown number${of}` };
  const type = typeOf(number);
  return { vi: `${type.vi} số ${number}${on}`, en: `${type.en} ${number}${of}` };
}

function typeOf(number: string): Bilingual {
  const [, abbreviation = ''] = /^\s*\d+\p{L}?\s*-\s*(\p{L}+)(?:\/|$)/u.exec(number.normalize('NFC')) ?? [];
  const type = abbreviation.toUpperCase();
  return (Object.hasOwn(PAPER_TYPES, type) ? PAPER_TYPES[type] : undefined) ?? UNKNOWN_TYPE;
}
