import type { Restricted } from '#kernel/restriction';
import type { Uuid } from '#kernel/ids';
import { RowRefused } from './row-refused.js';
import type { EffectiveEvent, RowChange } from './changes.js';
import { jsonOf, nullable, text, uuid } from './columns.js';
import type { Readable, RestrictedBy } from './whose.js';

/** Tables that the runner writes for a projection with restricted records. Queries cannot name them. */
export const RESTRICTIONS = 'restrictions';
export const LIFTED = 'restrictionsLifted';

const whose = { wholeStore: 'that something is restricted is itself not told' };

/**
 * One row for each restriction that an entry begins, and one for each that it lifts. A restriction stays after its
 * entry is corrected or annulled; a lift ends with its entry.
 */
export const restrictionTables = {
  [RESTRICTIONS]: {
    columns: {
      /** The restricted item; null for the whole record. */
      about: nullable(uuid),
      shownTo: jsonOf<Uuid[]>(),
      permission: text,
      organizationId: nullable(uuid),
      recordedBy: nullable(uuid),
    },
    indexes: [],
    whose,
    restrictedItem: null,
  },
  [LIFTED]: { columns: { about: nullable(uuid) }, indexes: [], whose, restrictedItem: null },
} as const;

export const isRestrictionTable = ({ restricted }: Pick<Readable, 'restricted'>, table: string): boolean =>
  restricted !== null && Object.hasOwn(restrictionTables, table);

/**
 * @throws when the decider restricts nothing, when the projection lacks one of its events, or when a table name is
 * taken
 */
export function assertRestricted(projection: string, of: object, tables: object, { by }: RestrictedBy): void {
  for (const table of Object.keys(restrictionTables))
    if (Object.hasOwn(tables, table))
      throw new Error(`${projection}: table name ${table} is reserved for the runner; choose another`);
  if (by.restriction === 'none')
    throw new Error(`${projection}: ${by.category} declares no restriction; leave out restricted`);
  for (const event of Object.keys(by.events))
    if (!Object.hasOwn(of, event))
      throw new Error(`${projection}: event ${event} of ${by.category} is missing in of, and it may restrict`);
}

/**
 * The rows that an event adds to both tables. @throws RowRefused for a permission that the projection does not declare
 */
export function restrictionChanges({ by, permissions }: RestrictedBy, e: EffectiveEvent): readonly RowChange[] {
  if (by.restriction === 'none' || !Object.hasOwn(by.events, e.type)) return [];
  const { type, data, stream, revision } = e;
  const begun: readonly Restricted[] = by.restriction.begins({ type, data });
  const lifted: readonly (Uuid | null)[] = by.restriction.lifts({ type, data });
  return [
    ...begun.map(({ item: about, shownTo, orWith: { permission, organizationId } }, item): RowChange => {
      if (!permissions.includes(permission)) throw new RowRefused('WrongValue', `${RESTRICTIONS}.permission`);
      const values = { about, shownTo: [...shownTo], permission, organizationId, recordedBy: e.actor.id };
      return { table: RESTRICTIONS, key: { stream, revision, item }, values };
    }),
    ...lifted.map((about, item): RowChange => ({
      table: LIFTED,
      key: { stream, revision, item },
      values: { about },
    })),
  ];
}
