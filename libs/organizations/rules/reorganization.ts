import { z } from 'zod';
import { PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { text } from '#kernel/text';
import { Manner, OrganizationType, Sector } from '../codes.js';
import { type Fact, SAYS_NOTHING } from './timeline.js';

/** The paper of a change. An old paper may lack its number or date, which is reported as a gap and never refused. */
export const Decision = z
  .strictObject({
    number: text(60).nullable().default(null),
    issuer: text(200).nullable().default(null),
    signedOn: PlainDate.nullable().default(null),
  })
  .nullable()
  .default(null);

export const Name = text(300);

/** An organization by its id, or one that this command founds, by its index in `into`. */
export const Reference = z.union([Uuid, z.strictObject({ into: z.int().min(0).max(99) })]);
type Reference = z.output<typeof Reference>;

const Ids = z.array(Uuid).min(1).max(100);

/** The request: `into` names the organizations that survive and describes the new ones. */
export const reorganizationCommand = z.strictObject({
  manner: Manner,
  from: Ids,
  into: z
    .array(
      z.union([
        z.strictObject({ organizationId: Uuid }),
        z.strictObject({
          founded: z.strictObject({
            name: Name,
            type: OrganizationType,
            sector: Sector.nullable().default(null),
            parentId: Reference,
          }),
        }),
      ]),
    )
    .min(1)
    .max(100),
  reparented: z
    .array(z.strictObject({ organizationId: Uuid, parentId: Reference }))
    .max(1000)
    .default([]),
  effectiveOn: PlainDate,
  decision: Decision,
});

/** The recorded form: every organization has its id. */
export const reorganizationShape = {
  manner: Manner,
  from: Ids,
  into: z
    .array(
      z.strictObject({
        organizationId: Uuid,
        founded: z
          .strictObject({ name: Name, type: OrganizationType, sector: Sector.nullable(), parentId: Uuid })
          .nullable(),
      }),
    )
    .min(1)
    .max(100),
  continues: Uuid.nullable(),
  reparented: z.array(z.strictObject({ organizationId: Uuid, parentId: Uuid })).max(1000),
  effectiveOn: PlainDate,
  decision: Decision,
};
export type Reorganization = z.output<z.ZodObject<typeof reorganizationShape, z.core.$strict>>;

/**
 * Converts a command to its recorded form. An organization in both lists survives.
 *
 * @returns null if a reference gives an index of `into` that founds nothing
 */
export function reorganized(
  command: z.output<typeof reorganizationCommand>,
  newId: (ordinal: number) => Uuid,
): Reorganization | null {
  const resolved = (reference: Reference): Uuid => (typeof reference === 'string' ? reference : newId(reference.into));
  const into = command.into.map((part, i) =>
    'founded' in part
      ? { organizationId: newId(i), founded: { ...part.founded, parentId: resolved(part.founded.parentId) } }
      : { organizationId: part.organizationId, founded: null },
  );
  const reparented = command.reparented.map(({ organizationId, parentId }) => ({
    organizationId,
    parentId: resolved(parentId),
  }));
  const { manner, from, effectiveOn, decision } = command;
  const references = [...command.into.map((part) => ('founded' in part ? part.founded : null)), ...command.reparented];
  const dangling = references.some((part) => {
    if (part === null || typeof part.parentId === 'string') return false;
    const place = command.into[part.parentId.into];
    return !place || !('founded' in place);
  });
  const continues = into.find((part) => from.includes(part.organizationId))?.organizationId ?? null;
  return dangling ? null : { manner, from, into, continues, reparented, effectiveOn, decision };
}

/** Whether the lists fit the manner (docs/domain.md 15) and have no duplicates. */
export function fitsManner({ manner, from, into, continues, reparented }: Reorganization): boolean {
  const founded = into.filter((part) => part.founded !== null).map((part) => part.organizationId);
  const kept = into.filter((part) => part.founded === null).map((part) => part.organizationId);
  const distinct = (ids: readonly Uuid[]) => new Set(ids).size === ids.length;
  if (!distinct([...from, ...founded]) || !distinct(kept)) return false;
  if (!distinct([...founded, ...reparented.map((child) => child.organizationId)])) return false;
  const survivor = kept.length === 1 && kept[0] !== undefined && from.includes(kept[0]) && continues === kept[0];
  const noSurvivor = kept.length === 0 && continues === null;
  switch (manner) {
    case 'ABSORPTION':
      return from.length >= 2 && survivor && founded.length === 0;
    case 'CONSOLIDATION':
      return from.length >= 2 && noSurvivor && founded.length === 1;
    case 'DIVISION':
      return from.length === 1 && noSurvivor && founded.length >= 2;
    case 'SEPARATION':
      return from.length === 1 && survivor && founded.length >= 1;
  }
}

/** The facts of a reorganization about each organization: begun = into \ from, ended = from \ into. */
export function factsOfReorganization(e: Reorganization, revision: number): Fact[] {
  const at = { ...SAYS_NOTHING, on: e.effectiveOn, revision, entry: e };
  return [
    ...e.into.flatMap(({ organizationId, founded }): Fact[] =>
      founded ? [{ ...at, organizationId, what: 'begun', ...founded }] : [],
    ),
    ...e.reparented.map((child): Fact => ({ ...at, what: 'changed', ...child })),
    ...e.from.map((organizationId): Fact => {
      const survives = e.into.some((part) => part.organizationId === organizationId);
      return { ...at, organizationId, what: survives ? 'changed' : 'ended' };
    }),
  ];
}
