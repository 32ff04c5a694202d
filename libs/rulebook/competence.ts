import type { Bilingual } from '#kernel/text';
import type { Confidence, DisciplineForm, SubjectClass } from './codes.js';
import type { Sourced } from './rule-sets.js';

/** The bodies in the tables of competence. Other features use the same codes. */
export type CompetentBody =
  'COMMITTEE' | 'STANDING_COMMITTEE' | 'INSPECTION_COMMITTEE' | 'ADVISORY_BODY' | 'CELL' | 'CELL_BOARD';

/**
 * Whether a body is competent for an act. A judgment warns and never blocks, because much of the tables is unverified.
 */
export interface Judgment extends Sourced {
  readonly verdict: 'USUAL' | 'UNUSUAL' | 'UNKNOWN';
}

interface Row {
  readonly kinds: readonly string[];
  readonly bodies: readonly CompetentBody[];
  readonly verdict: 'USUAL' | 'UNUSUAL';
  readonly source: string;
  readonly article: string | null;
  readonly note: Bilingual | null;
}

const WORK: readonly Row[] = [
  {
    kinds: ['INSP_COMPLIANCE'],
    bodies: ['COMMITTEE', 'STANDING_COMMITTEE', 'CELL', 'ADVISORY_BODY'],
    verdict: 'USUAL',
    source: 'Điều lệ Đảng Điều 30; Quy định 296-QĐ/TW và 21-QĐ/TW',
    article: 'Điều 4 khoản 2',
    note: {
      vi: 'Cơ quan tham mưu, giúp việc: trong lĩnh vực được giao',
      en: 'Advisory bodies: in their own field',
    },
  },
  {
    kinds: ['INSP_COMPLIANCE'],
    bodies: ['INSPECTION_COMMITTEE'],
    verdict: 'UNUSUAL',
    source: 'Điều lệ Đảng Điều 30, Điều 32',
    article: 'Điều 30, Điều 32',
    note: {
      vi: 'Ủy ban Kiểm tra tham mưu, không tự mình kiểm tra việc chấp hành (Điều 30)',
      en: 'The inspection committee advises; it does not inspect compliance on its own account',
    },
  },
  {
    kinds: ['INSP_SIGNS'],
    bodies: ['INSPECTION_COMMITTEE', 'COMMITTEE', 'STANDING_COMMITTEE', 'CELL'],
    verdict: 'USUAL',
    source: 'Điều lệ Đảng Điều 32',
    article: 'Điều 32',
    note: {
      vi: 'Chủ yếu là Ủy ban Kiểm tra; chi bộ trong phạm vi thẩm quyền',
      en: 'The inspection committee above all; a cell in matters of its competence',
    },
  },
  {
    kinds: ['INSP_SIGNS'],
    bodies: ['ADVISORY_BODY'],
    verdict: 'UNUSUAL',
    source: 'Quy định 296-QĐ/TW',
    article: 'Điều 5',
    note: {
      vi: 'Cơ quan tham mưu, giúp việc không kiểm tra khi có dấu hiệu vi phạm',
      en: 'An advisory body has no power to inspect on signs of violation',
    },
  },
  {
    kinds: ['INSP_KTGS_TASK', 'INSP_DISCIPLINE_TASK', 'INSP_FINANCE', 'INSP_DUES'],
    bodies: ['INSPECTION_COMMITTEE'],
    verdict: 'USUAL',
    source: 'Điều lệ Đảng Điều 32; Quy định 296-QĐ/TW',
    article: 'Điều 32',
    note: null,
  },
  {
    kinds: ['SUP_THEMATIC'],
    bodies: ['COMMITTEE', 'STANDING_COMMITTEE', 'INSPECTION_COMMITTEE', 'ADVISORY_BODY'],
    verdict: 'USUAL',
    source: 'Quyết định 89-QĐ/TW; Quyết định 354-QĐ/UBKTTW; Hướng dẫn 08-HD/TW',
    article: null,
    note: null,
  },
];

const unknown = (vi: string, en: string): Judgment => ({
  verdict: 'UNKNOWN',
  source: 'Không tìm thấy văn bản',
  article: null,
  confidence: 'U',
  note: { vi, en },
});

/** Whether a body usually does a kind of inspection or supervision (docs/domain.md 1.3). @param kind its code */
export function competence(body: CompetentBody, kind: string): Judgment {
  const row = WORK.find(({ kinds, bodies }) => kinds.includes(kind) && bodies.includes(body));
  if (row) {
    const { verdict, source, article, note } = row;
    return { verdict, source, article, confidence: 'S', note };
  }
  if (kind === 'SUP_THEMATIC' && body === 'CELL')
    return {
      verdict: 'UNKNOWN',
      source: 'Hướng dẫn 08-HD/TW',
      article: 'II.3.2',
      confidence: 'S',
      note: {
        vi: 'Chỉ chi bộ có chi ủy, hoặc trên 30 đảng viên, phân tán, nhiều tổ đảng',
        en: 'Only a cell with a board, or with over 30 members, dispersed, or with many groups',
      },
    };
  return unknown('Không tìm thấy quy định về chủ thể này', 'Nothing was found on this body');
}

/** Kinds whose subjects are organizations only (docs/domain.md 1.3). */
const OF_ORGANIZATIONS_ONLY = ['INSP_KTGS_TASK', 'INSP_DISCIPLINE_TASK', 'INSP_FINANCE', 'INSP_DUES'];

/** Whether a kind of work usually has members as subjects. @param kind its code */
export const ofMembers = (kind: string): Judgment => ({
  verdict: OF_ORGANIZATIONS_ONLY.includes(kind) ? 'UNUSUAL' : 'USUAL',
  source: 'Điều lệ Đảng Điều 30, Điều 32; Quy định 296-QĐ/TW',
  article: null,
  confidence: 'S',
  note: null,
});

/** What a body may do about a form of discipline. */
export interface Power extends Sourced {
  readonly may: 'DECIDE' | 'PROPOSE' | 'NONE' | 'UNKNOWN';
}

export interface Disciplined {
  readonly subject: SubjectClass;
  readonly form: DisciplineForm;
  /** Whether the subject is a member of the committee at the level of the deciding body; null: unknown. */
  readonly isCommitteeMember: boolean | null;
  /** Level of the deciding body's organization. */
  readonly level: 'WARD' | 'BASE';
}

const power = (may: Power['may'], source: string, article: string | null, confidence: Confidence, note?: Bilingual) =>
  ({ may, source, article, confidence, note: note ?? null }) satisfies Power;
const CHARTER = 'Điều lệ Đảng';
const UNCLEAR = power('UNKNOWN', 'Không tìm thấy văn bản', null, 'U', {
  vi: 'Không đủ căn cứ để nêu thẩm quyền',
  en: 'Not enough is known to state the competence',
});

/**
 * Competence of a body for a form of discipline (docs/domain.md 4.2). It leads to a warning at most, because only the
 * rows on the cell are verified.
 */
export function disciplinaryPower(
  body: CompetentBody,
  { subject, form, isCommitteeMember, level }: Disciplined,
): Power {
  const light = form === 'REPRIMAND' || form === 'WARNING';
  if (body === 'CELL_BOARD') return power('NONE', 'Quy định 296-QĐ/TW', null, 'S');
  if (body === 'ADVISORY_BODY') return UNCLEAR;
  if (body === 'CELL') {
    if (subject === 'ORGANIZATION') return UNCLEAR;
    return light
      ? power('DECIDE', 'Quy định 22-QĐ/TW; Điều lệ Đảng Điều 36 khoản 1', 'Điều 11', 'V', {
          vi: 'Không áp dụng đối với nhiệm vụ do cấp trên giao',
          en: 'Not for tasks assigned from above',
        })
      : power('PROPOSE', 'Quy định 296-QĐ/TW', null, 'S');
  }
  if (subject === 'ORGANIZATION') {
    if (body === 'INSPECTION_COMMITTEE') return UNCLEAR;
    return light
      ? power('DECIDE', 'Quy định 296-QĐ/TW', 'Điều 11', 'S', {
          vi: 'Đối với tổ chức đảng trực thuộc',
          en: 'Of organizations directly below',
        })
      : power('PROPOSE', CHARTER, 'Điều 37', 'U');
  }
  if (light) return power('DECIDE', CHARTER, 'Điều 36', 'U');
  if (isCommitteeMember === null || level === 'BASE') return UNCLEAR;
  if (!isCommitteeMember) return power('DECIDE', CHARTER, 'Điều 36', 'U');
  return body === 'INSPECTION_COMMITTEE' ? UNCLEAR : power('PROPOSE', CHARTER, 'Điều 36', 'U');
}
