import type { JsonObject } from './canonical-json.js';
import { isCompanionName, type PastEvent } from './effective.js';
import { companions, type Declarations, type EventVersions } from './event.js';
import type { EventRecord } from './record.js';

/** The log holds what this program does not know. Ignoring it would give wrong figures, so reading stops. */
export class UnknownEvent extends Error {
  constructor(
    readonly type: string,
    readonly schema: number,
  ) {
    super(`unknown event ${type} in schema version ${schema}`);
    this.name = 'UnknownEvent';
  }
}

/** Every event type by name, companions included. */
export type Catalog = ReadonlyMap<string, EventVersions>;

/** @throws when two features give one name to two things */
export function catalog(...features: Declarations[]): Catalog {
  const all = new Map<string, EventVersions>();
  for (const events of features) {
    for (const [type, event] of Object.entries(events)) {
      if (isCompanionName(type)) throw new Error(`event name ${type} is the kernel's to give`);
      for (const [name, versions] of Object.entries({ [type]: event, ...companions(type, event) })) {
        if (all.has(name)) throw new Error(`event name ${name} is taken`);
        all.set(name, versions);
      }
    }
  }
  return all;
}

/**
 * The data of a record in the present shape of its type. Present data is trusted: it was checked when it was written;
 * lifted data is checked again.
 *
 * @throws UnknownEvent for a type or a version that the catalog does not hold
 */
export function upcast(known: Catalog, record: Pick<EventRecord, 'type' | 'schema' | 'data'>): JsonObject {
  const event = known.get(record.type);
  if (!event || record.schema > event.version) throw new UnknownEvent(record.type, record.schema);
  if (record.schema === event.version) return record.data;
  const lifted = event.upcasters.slice(record.schema - 1).reduce<any>((data, up) => up(data), record.data);
  return event.schema.parse(lifted) as JsonObject;
}

/** A record as deciders and projections see it. */
export const pastEvent = (known: Catalog, record: EventRecord): PastEvent => ({
  type: record.type,
  revision: record.revision,
  data: upcast(known, record),
  id: record.id,
  actor: record.actor,
});
