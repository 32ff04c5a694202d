import { z } from 'zod';
import type { JsonObject } from './canonical-json.js';
import { text } from './text.js';

/**
 * Converts the data of one schema version to the next version. It may rename and restructure fields. A field that the
 * old version did not have becomes null.
 */
export type Upcaster = (old: Record<string, any>) => Record<string, any>;

/** An event type: its current schema and the upcasters from every earlier version. */
export interface EventVersions<D = any> {
  readonly version: number;
  readonly schema: z.ZodType<D>;
  readonly upcasters: readonly Upcaster[];
  readonly correctable: boolean;
}

export type DataOf<T> = T extends EventVersions<infer D> ? D : never;
type Shape = Readonly<Record<string, z.ZodType>>;
type Strict<S extends Shape> = z.output<z.ZodObject<S, z.core.$strict>>;

const declared = <S extends Shape>(shape: S, upcasters: Upcaster[]): EventVersions<Strict<S>> => ({
  version: upcasters.length + 1,
  schema: z.strictObject(shape),
  upcasters,
  correctable: true,
});

/** Schema version 1 of an event. */
export const v1 = <S extends Shape>(shape: S): EventVersions<Strict<S>> => declared(shape, []);

/** Schema version 2 of an event, with the upcaster from version 1. Each later version adds one upcaster. */
export const v2 = <S extends Shape>(shape: S, fromV1: Upcaster): EventVersions<Strict<S>> => declared(shape, [fromV1]);

/** Marks an event that cannot be corrected or annulled, such as the declaration of a store. */
export const permanent = <D>(event: EventVersions<D>): EventVersions<D> => ({ ...event, correctable: false });

export type Declarations = Readonly<Record<string, EventVersions>>;

/** An event that a decision asks to record. */
export type EventOf<E extends Declarations> = {
  [K in keyof E & string]: { readonly type: K; readonly data: DataOf<E[K]> };
}[keyof E & string];

/**
 * Data of the companions that the kernel adds to every correctable event. A correction holds the complete new data of
 * the event; an annulment withdraws the event.
 */
export interface Correction {
  readonly corrects: number;
  readonly reason: string;
  readonly data: JsonObject;
}
export interface Annulment {
  readonly corrects: number;
  readonly reason: string;
}

export const Reason = text(2000);
export const Revision = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** Companions of a correctable event type. The schema version of a correction is that of the data that it holds. */
export const companions = (type: string, event: EventVersions): Record<string, EventVersions> => {
  if (!event.correctable) return {};
  const lift =
    (up: Upcaster): Upcaster =>
    (old) => ({ ...old, data: up(old.data as Record<string, any>) });
  const annulled = z.strictObject({ corrects: Revision, reason: Reason });
  return {
    [`${type}Corrected`]: {
      version: event.version,
      schema: z.strictObject({ corrects: Revision, reason: Reason, data: event.schema }),
      upcasters: event.upcasters.map(lift),
      correctable: false,
    },
    [`${type}Annulled`]: { version: 1, schema: annulled, upcasters: [], correctable: false },
  };
};
