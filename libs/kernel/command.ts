import type { z } from 'zod';
import type { JsonObject } from './canonical-json.js';
import type { Instant } from './dates.js';
import type { StreamId, Uuid } from './ids.js';
import type { Actor } from './record.js';

/** What a decision may use in addition to the command and the state. Business dates are in the command. */
export interface Context {
  readonly now: Instant;
  readonly actor: Actor;
  /** The stream that the decision appends to. */
  readonly stream: StreamId;
  /** Data that a handler reads before the decision. */
  readonly facts: JsonObject;
  /** Returns the id of the n-th thing that this command creates. A repeated command gets the same ids. */
  readonly newId: (ordinal: number) => Uuid;
}

export type Schemas = Readonly<Record<string, z.ZodType>>;
export type CommandOf<C extends Schemas> = {
  [K in keyof C & string]: { readonly type: K; readonly data: z.output<C[K]> };
}[keyof C & string];
