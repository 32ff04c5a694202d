import type { Json } from '#kernel/canonical-json';
import type { Projection, RowsOf, Tables } from './projection.js';

/** An event of a story: the rest is filled in. Revisions count per stream and positions from 1, in the order given. */
export interface Told {
  /** Its companions included, with their own data: `{ corrects, reason, data }`. */
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Default: one stream for all. */
  readonly stream?: string;
  readonly position?: bigint;
  readonly recordedAt?: string;
  readonly actor?: Json;
}
export type Projected<T extends Tables> = { readonly [K in keyof T]: readonly RowsOf<T>[K][] };

/** The tables that a history gives, ordered by key: the runner's own fold, without a database. */
export declare function project<N extends string, T extends Tables>(
  projection: Projection<N, T>,
  told: readonly Told[],
): Projected<T>;
