import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { OrganizationType, Sector } from '../codes.js';
import type { Timeline } from './timeline.js';

/** An organization on one day. */
export interface Organization {
  readonly organizationId: Uuid;
  readonly name: string;
  readonly type: OrganizationType;
  readonly sector: Sector | null;
  readonly parentId: Uuid | null;
  readonly establishedOn: PlainDate;
  readonly establishedOnAssumed: boolean;
  /** The last count of members on or before the day; null if there is none. */
  readonly members: { readonly count: number; readonly countedOn: PlainDate } | null;
}

/** The organizations that exist on one day, by id. */
export type Structure = ReadonlyMap<Uuid, Organization>;

/**
 * S(d, K) of docs/architecture.md "What a question means", point 3: the timeline (replayed from the events up to K) on
 * day d, Asia/Ho_Chi_Minh. A change effective on d holds on d; an organization that ends on d no longer exists. Cost:
 * one pass over all facts.
 */
export function structureOn(timeline: Timeline, day: PlainDate): Structure {
  const structure = new Map<Uuid, Organization>();
  for (const [id, { facts, counts }] of timeline.annals.entries()) {
    const organizationId = id as Uuid;
    for (const fact of facts) {
      if (fact.on > day) break;
      if (fact.what === 'ended') structure.delete(organizationId);
      const was = structure.get(organizationId);
      if (fact.what === 'begun' && fact.name !== null && fact.type !== null) {
        const { name, type, sector, parentId, on, assumed } = fact;
        structure.set(organizationId, {
          organizationId,
          name,
          type,
          sector,
          parentId,
          establishedOn: on,
          establishedOnAssumed: assumed,
          members: null,
        });
      } else if (was) {
        const { name, type, sector, parentId } = fact;
        structure.set(organizationId, {
          ...was,
          name: name ?? was.name,
          type: type ?? was.type,
          sector: sector ?? was.sector,
          parentId: parentId ?? was.parentId,
        });
      }
    }
    const now = structure.get(organizationId);
    const last = counts.findLast((count) => count.on <= day);
    if (now && last && last.count !== null)
      structure.set(organizationId, { ...now, members: { count: last.count, countedOn: last.on } });
  }
  return structure;
}
