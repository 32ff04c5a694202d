import type { JsonObject } from './canonical-json.js';
import { isCompanionName, type PastEvent } from './effective.js';
import { companions, type Declarations, type EventVersions } from './event.js';
import type { EventRecord } from './record.js';

/**
 * The log holds an event type or schema version that this program does not have. Skipping it would give wrong figures,
 * so reading stops.
 */
export class UnknownEvent extends Error {
  constructor(
    readonly type: string,
    readonly schema: number,
  ) {
    super(`unknown event ${type} in schema version ${schema}`);
    this.name = 'UnknownEvent';
  }
}

/** Every event type by its name. Corrections and annulments are types of their own and are included. */
export type Catalog = ReadonlyMap<string, EventVersions>;

/** @throws when two features declare the same event name */
export function catalog(...features: Declarations[]): Catalog {
  const all = new Map<string, EventVersions>();
  for (const events of features) {
    for (const [type, event] of Object.entries(events)) {
      if (isCompanionName(type))
        throw new Error(`event name ${type} is reserved: the kernel makes names that end so; choose another`);
      for (const [name, versions] of Object.entries({ [type]: event, ...companions(type, event) })) {
        if (all.has(name)) throw new Error(`event name ${name} is declared twice; rename one of them`);
        all.set(name, versions);
      }
    }
  }
  return all;
}

/**
 * Returns the data of a record in the current schema version of its type. Upcast data is validated; data already in
 * that version is not validated again.
 *
 * @throws UnknownEvent for a type or a version that the catalog does not hold
 */
export function upcast(types: Catalog, record: Pick<EventRecord, 'type' | 'schema' | 'data'>): JsonObject {
  const event = types.get(record.type);
  if (!event || record.schema > event.version) throw new UnknownEvent(record.type, record.schema);
  if (record.schema === event.version) return record.data;
  const lifted = event.upcasters.slice(record.schema - 1).reduce<any>((data, up) => up(data), record.data);
  return event.schema.parse(lifted) as JsonObject;
}

/** Converts a record to the form that deciders and projections use: its data is upcast. */
export const pastEvent = (types: Catalog, record: EventRecord): PastEvent => ({
  type: record.type,
  revision: record.revision,
  data: upcast(types, record),
  id: record.id,
  actor: record.actor,
  recordedAt: record.recordedAt,
});
