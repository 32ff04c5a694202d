import { z } from 'zod';
import { type Bilingual, codesOf } from '#kernel/text';

/**
 * The kinds of body that decide on an engagement (docs/domain.md 1.2). The record also names the organization of the
 * body.
 */
export const BODIES = {
  COMMITTEE: { vi: 'Đảng ủy', en: 'Party committee' },
  STANDING_COMMITTEE: { vi: 'Ban Thường vụ', en: 'standing committee' },
  INSPECTION_COMMITTEE: { vi: 'Ủy ban Kiểm tra', en: 'inspection committee' },
  ADVISORY_BODY: { vi: 'Cơ quan tham mưu, giúp việc', en: 'advisory and assisting body' },
  CELL: { vi: 'Chi bộ', en: 'cell' },
  CELL_BOARD: { vi: 'Chi ủy', en: 'cell board' },
} as const satisfies Record<string, Bilingual>;
export type BodyKind = keyof typeof BODIES;
export const BodyKind = z.enum(codesOf(BODIES));

/** The capacity of a subject: an organization, or a person in the post that the person held on the day. */
export const CAPACITIES = {
  ORGANIZATION: { vi: 'tổ chức đảng', en: 'organization', person: false },
  COMMITTEE: { vi: 'tập thể cấp ủy', en: 'its committee', person: false },
  INSPECTION_COMMITTEE: { vi: 'Ủy ban Kiểm tra', en: 'its inspection committee', person: false },
  SECRETARY: { vi: 'bí thư', en: 'secretary', person: true },
  DEPUTY_SECRETARY: { vi: 'phó bí thư', en: 'deputy secretary', person: true },
  MEMBER: { vi: 'đảng viên', en: 'member', person: true },
} as const satisfies Record<string, Bilingual & { person: boolean }>;
export type Capacity = keyof typeof CAPACITIES;
export const Capacity = z.enum(codesOf(CAPACITIES));

export const isPerson = (capacity: Capacity): boolean => CAPACITIES[capacity].person;

/** Posts in the Party that a person may hold in addition to the capacity (our own list, confidence U). */
export const POSTS = {
  SECRETARY: { vi: 'bí thư', en: 'secretary' },
  DEPUTY_SECRETARY: { vi: 'phó bí thư', en: 'deputy secretary' },
  STANDING_COMMITTEE_MEMBER: { vi: 'Ủy viên Ban Thường vụ', en: 'member of the standing committee' },
  COMMITTEE_MEMBER: { vi: 'cấp ủy viên', en: 'member of the committee' },
  INSPECTION_CHAIR: { vi: 'Chủ nhiệm Ủy ban Kiểm tra', en: 'chair of the inspection committee' },
  INSPECTION_VICE_CHAIR: { vi: 'Phó Chủ nhiệm Ủy ban Kiểm tra', en: 'vice-chair of the inspection committee' },
  INSPECTION_MEMBER: { vi: 'Ủy viên Ủy ban Kiểm tra', en: 'member of the inspection committee' },
  OTHER: { vi: 'khác', en: 'other' },
} as const satisfies Record<string, Bilingual>;
export type Post = keyof typeof POSTS;
export const Post = z.enum(codesOf(POSTS));
