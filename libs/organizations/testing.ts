import { plainDate, type PlainDate } from '#kernel/dates';
import type { DataOf } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import type { Manner, OrganizationType } from './codes.js';
import type { register } from './register.js';
import { type Reorganization, reorganizationCommand } from './rules/reorganization.js';

/** Helpers for specs: short builders of the events and commands of a register. */
export const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
/** The id that the context of a spec assigns to the n-th organization that a command founds. */
export const given = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-9000-${String(n).padStart(12, '0')}`);

export const WARD = id(0);
export const BASE = id(1);
export const OTHER_BASE = id(2);
export const CELL = id(3);
export const OTHER_CELL = id(4);
export const BASE_CELL = id(5);

type Events = (typeof register)['events'];
const decision = null;
const day = (on: string): PlainDate => plainDate(on);

export const established = (
  organizationId: Uuid,
  type: OrganizationType,
  parentId: Uuid | null,
  on = '2025-07-01',
): { type: 'OrganizationEstablished'; data: DataOf<Events['OrganizationEstablished']> } => ({
  type: 'OrganizationEstablished',
  data: {
    organizationId,
    name: `Tổ chức ${Number(organizationId.slice(-12))}`,
    type,
    sector: null,
    parentId,
    establishedOn: day(on),
    establishedOnAssumed: false,
    decision,
  },
});

export const renamed = (organizationId: Uuid, name: string, on: string) => ({
  type: 'OrganizationRenamed' as const,
  data: { organizationId, effectiveOn: day(on), decision, name },
});
export const moved = (organizationId: Uuid, parentId: Uuid, on: string) => ({
  type: 'OrganizationMoved' as const,
  data: { organizationId, effectiveOn: day(on), decision, parentId },
});
export const reclassified = (
  organizationId: Uuid,
  type: OrganizationType | null,
  parentId: Uuid | null,
  on: string,
) => ({
  type: 'OrganizationReclassified' as const,
  data: { organizationId, effectiveOn: day(on), decision, type, sector: null, parentId },
});
export const dissolved = (organizationId: Uuid, on: string) => ({
  type: 'OrganizationDissolved' as const,
  data: { organizationId, effectiveOn: day(on), decision },
});
export const counted = (organizationId: Uuid, count: number, on: string) => ({
  type: 'MembersCounted' as const,
  data: { organizationId, count, countedOn: day(on), source: null },
});
export const reorganized = (data: Omit<Reorganization, 'decision' | 'effectiveOn'>, on: string) => ({
  type: 'OrganizationsReorganized' as const,
  data: { ...data, effectiveOn: day(on), decision },
});

const ordered = <T extends string, D>(type: T, { data }: { data: D }) => ({ type, data });
export const establish = (...of: Parameters<typeof established>) => {
  const { data } = established(...of);
  return { type: 'EstablishOrganization' as const, data: { ...data, organizationId: data.parentId ? null : of[0] } };
};
export const rename = (...of: Parameters<typeof renamed>) => ordered('RenameOrganization', renamed(...of));
export const move = (...of: Parameters<typeof moved>) => ordered('MoveOrganization', moved(...of));
export const reclassify = (...of: Parameters<typeof reclassified>) =>
  ordered('ReclassifyOrganization', reclassified(...of));
export const dissolve = (...of: Parameters<typeof dissolved>) => ordered('DissolveOrganization', dissolved(...of));
export const count = (...of: Parameters<typeof counted>) => ordered('CountMembers', counted(...of));
export const annul = (corrects: number) => ({
  type: 'AnnulEntry' as const,
  data: { corrects, reason: 'ghi nhận nhập sai' },
});
export const correct = (corrects: number, field: string, from: string | null, to: string | null) => ({
  type: 'CorrectEntry' as const,
  data: { corrects, reason: 'ghi nhận nhập sai', changes: [{ field, from, to }] },
});

/** A ward with two base organizations, two cells under the first, and a base cell. */
export const ward = [
  established(WARD, 'WARD_ORGANIZATION', null),
  established(BASE, 'BASE_ORGANIZATION', WARD),
  established(OTHER_BASE, 'BASE_ORGANIZATION', WARD),
  established(CELL, 'SUB_CELL', BASE),
  established(OTHER_CELL, 'SUB_CELL', BASE),
  established(BASE_CELL, 'BASE_CELL', WARD),
];

/** The day of the reorganizations in specs. */
export const ON = '2026-04-01';
export interface Wish {
  from: Uuid[];
  into: object[];
  reparented?: object[];
  on?: string;
}
export const reorganize = (manner: Manner, { from, into, reparented = [], on = ON }: Wish) => ({
  type: 'ReorganizeOrganizations' as const,
  data: reorganizationCommand.parse({ manner, from, into, reparented, effectiveOn: on }),
});
export const survivor = (organizationId: Uuid) => ({ organizationId });
export const founding = (name: string, type = 'SUB_CELL', parentId: Uuid | { into: number } = BASE) => ({
  founded: { name, type, parentId },
});
