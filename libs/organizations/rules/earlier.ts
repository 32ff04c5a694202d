import type { JsonObject } from '#kernel/canonical-json';
import type { PlainDate } from '#kernel/dates';
import type { PastEvent } from '#kernel/effective';
import type { Uuid } from '#kernel/ids';

/** What entries of the register state of one organization on a day. */
interface Stated {
  readonly on: PlainDate;
  readonly values: JsonObject;
}

/**
 * The values of an organization before a change: what the entries in force state last on or before the day of the
 * change.
 */
const before =
  (fields: readonly string[]) =>
  (data: Changing, entries: readonly PastEvent[]): JsonObject => {
    const day = data.effectiveOn ?? data.countedOn ?? '';
    const stated = entries.flatMap((entry) => statedOf(entry, data.organizationId)).filter(({ on }) => on <= day);
    stated.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
    const told = fields.filter((field) => data[field] !== null && data[field] !== undefined);
    return Object.fromEntries(
      told.map((field) => [
        field,
        stated.findLast(({ values }) => (values[field] ?? null) !== null)?.values[field] ?? null,
      ]),
    );
  };

interface Changing {
  readonly organizationId: Uuid;
  readonly effectiveOn?: PlainDate;
  readonly countedOn?: PlainDate;
  readonly [field: string]: unknown;
}

interface Reorganizing {
  readonly effectiveOn: PlainDate;
  readonly into: readonly { readonly organizationId: Uuid; readonly founded: JsonObject | null }[];
  readonly reparented: readonly { readonly organizationId: Uuid; readonly parentId: Uuid }[];
}

function statedOf({ type, data }: PastEvent, organizationId: Uuid): readonly Stated[] {
  if (type === 'OrganizationsReorganized') {
    const { effectiveOn: on, into, reparented } = data as Reorganizing;
    return [
      ...into.flatMap((part) => (part.founded && part.organizationId === organizationId ? [part.founded] : [])),
      ...reparented.flatMap((part) => (part.organizationId === organizationId ? [{ parentId: part.parentId }] : [])),
    ].map((values) => ({ on, values }));
  }
  const stated = data as Changing & { readonly establishedOn?: PlainDate };
  const on = stated.establishedOn ?? stated.effectiveOn ?? stated.countedOn;
  return stated.organizationId === organizationId && on ? [{ on, values: data as JsonObject }] : [];
}

export const earlier = {
  OrganizationRenamed: before(['name']),
  OrganizationMoved: before(['parentId']),
  OrganizationReclassified: before(['type', 'sector', 'parentId']),
  MembersCounted: before(['count']),
};
