import { z } from 'zod';
import { type Bilingual, type CodeList, codesOf } from '#kernel/text';

/**
 * Kinds of Party organization, from the ward down to the smallest (docs/domain.md 0.3: report of An Biên, confidence V
 * and S).
 */
export const ORGANIZATION_TYPES = {
  WARD_ORGANIZATION: { vi: 'đảng bộ phường', en: 'ward Party organization' },
  BASE_ORGANIZATION: { vi: 'đảng bộ cơ sở', en: 'base Party organization' },
  SECTIONAL_ORGANIZATION: { vi: 'đảng bộ bộ phận', en: 'sectional Party organization' },
  BASE_CELL: { vi: 'chi bộ cơ sở', en: 'base cell' },
  SUB_CELL: { vi: 'chi bộ trực thuộc đảng ủy cơ sở', en: 'cell under a base committee' },
} as const satisfies Record<string, Bilingual>;
export type OrganizationType = keyof typeof ORGANIZATION_TYPES;
export const OrganizationType = z.enum(codesOf(ORGANIZATION_TYPES));

/**
 * The kinds that the parent of each kind may have (docs/domain.md 0.3; for the sectional organization inferred from its
 * name, confidence U). The ward has no parent here, since the city is outside the register. A parent is always of a
 * higher kind, so a tree that obeys this table has no cycle.
 */
export const PARENT_TYPES: Readonly<Record<OrganizationType, readonly OrganizationType[]>> = {
  WARD_ORGANIZATION: [],
  BASE_ORGANIZATION: ['WARD_ORGANIZATION'],
  SECTIONAL_ORGANIZATION: ['BASE_ORGANIZATION'],
  BASE_CELL: ['WARD_ORGANIZATION'],
  SUB_CELL: ['BASE_ORGANIZATION', 'SECTIONAL_ORGANIZATION'],
};

/** The sector in which most members of an organization work; null if not stated. */
export const SECTORS = {
  PARTY_AGENCY: { vi: 'cơ quan Đảng, Mặt trận, đoàn thể', en: 'Party, Front and mass-organization agencies' },
  ADMINISTRATION: { vi: 'cơ quan chính quyền', en: 'administration' },
  PUBLIC_SECURITY: { vi: 'công an', en: 'public security' },
  MILITARY: { vi: 'quân sự', en: 'military' },
  RESIDENTIAL_AREA: { vi: 'khu dân cư', en: 'residential area' },
  SCHOOL_PUBLIC: { vi: 'trường học công lập', en: 'public school' },
  SCHOOL_NON_PUBLIC: { vi: 'trường học ngoài công lập', en: 'non-public school' },
  HEALTH: { vi: 'y tế', en: 'health' },
  OTHER_SERVICE_UNIT: { vi: 'đơn vị sự nghiệp khác', en: 'other public-service unit' },
  ENTERPRISE_STATE: { vi: 'doanh nghiệp nhà nước', en: 'State enterprise' },
  ENTERPRISE_NON_STATE: { vi: 'doanh nghiệp ngoài Nhà nước', en: 'non-State enterprise' },
  COOPERATIVE: { vi: 'hợp tác xã', en: 'cooperative' },
  CREDIT_FUND: { vi: 'quỹ tín dụng nhân dân', en: "people's credit fund" },
  OTHER: { vi: 'khác', en: 'other' },
} as const satisfies Record<string, Bilingual>;
export type Sector = keyof typeof SECTORS;
export const Sector = z.enum(codesOf(SECTORS));

/** The four manners of reorganization (docs/domain.md 15, on 3.3). */
export const MANNERS = {
  ABSORPTION: { vi: 'sáp nhập (một tổ chức tiếp tục)', en: 'absorption (one survives)' },
  CONSOLIDATION: { vi: 'hợp nhất (lập tổ chức mới)', en: 'consolidation (a new one arises)' },
  DIVISION: { vi: 'chia (tổ chức cũ kết thúc)', en: 'division (the old one ends)' },
  SEPARATION: { vi: 'tách (tổ chức cũ tiếp tục)', en: 'separation (the old one survives)' },
} as const satisfies Record<string, Bilingual>;
export type Manner = keyof typeof MANNERS;
export const Manner = z.enum(codesOf(MANNERS));

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = {
  'organization-types': ORGANIZATION_TYPES,
  sectors: SECTORS,
  manners: MANNERS,
};
