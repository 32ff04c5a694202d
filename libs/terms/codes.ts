import { z } from 'zod';
import { type CodeList, codesOf } from '#kernel/text';

/** The measure of a target in a resolution. */
export const TARGET_MEASURES = {
  COVERAGE: {
    vi: 'tỷ lệ tổ chức đảng được kiểm tra, giám sát',
    en: 'share of Party organizations inspected or supervised',
  },
  OTHER: { vi: 'không tính bằng chương trình này', en: 'not measured by this program' },
} as const satisfies CodeList;
export const TargetMeasure = z.enum(codesOf(TARGET_MEASURES));

/** The unit that a total of an old report counts. */
export const LEGACY_UNITS = {
  ENGAGEMENTS: { vi: 'cuộc', en: 'operations' },
  TURNS: { vi: 'lượt', en: 'turns' },
  MEMBERS: { vi: 'đảng viên', en: 'members' },
} as const satisfies CodeList;
export type LegacyUnit = keyof typeof LEGACY_UNITS;
export const LegacyUnit = z.enum(codesOf(LEGACY_UNITS));

/** Whose work a total of an old report counts. */
export const LEGACY_ACTORS = {
  COMMITTEE: { vi: 'cấp ủy', en: 'Party committees' },
  INSPECTION_COMMITTEE: { vi: 'Ủy ban Kiểm tra', en: 'inspection committees' },
} as const satisfies CodeList;
export type LegacyActor = keyof typeof LEGACY_ACTORS;
export const LegacyActor = z.enum(codesOf(LEGACY_ACTORS));

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = {
  'target-measures': TARGET_MEASURES,
  'legacy-units': LEGACY_UNITS,
  'legacy-actors': LEGACY_ACTORS,
};
