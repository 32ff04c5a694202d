import { z } from 'zod';
import { type Bilingual, codesOf } from '#kernel/text';

/**
 * Confidence of a rule (docs/domain.md 0.1). V: its wording was read; S: from a secondary text; U: unsure; L: known of
 * one place only.
 */
export type Confidence = 'V' | 'S' | 'U' | 'L';
export type Verb = 'INSPECTION' | 'SUPERVISION';

interface KindOfWork extends Bilingual {
  readonly verb: Verb;
  /** Whether members may be subjects, in addition to organizations. */
  readonly members: boolean;
  /** Whether work of this kind is planned in a programme. */
  readonly planned: boolean;
  readonly source: string;
  readonly confidence: Confidence;
}

/**
 * Kinds of inspection and supervision that are engagements; routine supervision is not one (docs/domain.md 1.3, 15).
 */
export const KINDS = {
  INSP_COMPLIANCE: {
    vi: 'kiểm tra việc chấp hành',
    en: 'compliance inspection',
    verb: 'INSPECTION',
    members: true,
    planned: true,
    source: 'Điều lệ Đảng, Điều 30; 21-QĐ/TW, Điều 4',
    confidence: 'S',
  },
  INSP_SIGNS: {
    vi: 'kiểm tra khi có dấu hiệu vi phạm',
    en: 'inspection on signs of violation',
    verb: 'INSPECTION',
    members: true,
    planned: false,
    source: 'Điều lệ Đảng, Điều 32',
    confidence: 'S',
  },
  INSP_KTGS_TASK: {
    vi: 'kiểm tra tổ chức đảng cấp dưới thực hiện nhiệm vụ kiểm tra, giám sát',
    en: 'inspection of a lower organization’s own inspection and supervision',
    verb: 'INSPECTION',
    members: false,
    planned: true,
    source: 'Điều lệ Đảng, Điều 32',
    confidence: 'S',
  },
  INSP_DISCIPLINE_TASK: {
    vi: 'kiểm tra việc thi hành kỷ luật trong Đảng',
    en: 'inspection of disciplinary work',
    verb: 'INSPECTION',
    members: false,
    planned: true,
    source: 'Điều lệ Đảng, Điều 32; 30-QĐ/TW',
    confidence: 'V',
  },
  INSP_FINANCE: {
    vi: 'kiểm tra tài chính đảng',
    en: 'inspection of Party finance',
    verb: 'INSPECTION',
    members: false,
    planned: true,
    source: 'Điều lệ Đảng, Điều 32',
    confidence: 'S',
  },
  INSP_DUES: {
    vi: 'kiểm tra thu, nộp, sử dụng đảng phí',
    en: 'inspection of Party dues',
    verb: 'INSPECTION',
    members: false,
    planned: true,
    source: 'Điều lệ Đảng, Điều 32',
    confidence: 'S',
  },
  SUP_THEMATIC: {
    vi: 'giám sát chuyên đề',
    en: 'thematic supervision',
    verb: 'SUPERVISION',
    members: true,
    planned: true,
    source: '89-QĐ/TW; 354-QĐ/UBKTTW',
    confidence: 'V',
  },
} as const satisfies Record<string, KindOfWork>;
export type Kind = keyof typeof KINDS;
export const Kind = z.enum(codesOf(KINDS));

export const verbOf = (kind: Kind): Verb => KINDS[kind].verb;
