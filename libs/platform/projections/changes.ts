import type { Instant } from '#kernel/dates';
import type { StreamId, Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';

/**
 * An event that counts, as a handler sees it: data in the present shape of its type and as last corrected; everything
 * else is that of the event as it was first recorded.
 */
export interface EffectiveEvent<D = unknown> {
  readonly type: string;
  readonly data: D;
  readonly stream: StreamId;
  readonly revision: number;
  readonly position: bigint;
  readonly recordedAt: Instant;
  readonly actor: Actor;
  readonly id: Uuid;
}

export type Values = Readonly<Record<string, unknown>>;

/** A row of a facts table, or those of a stream or of an event where the later members are left out. */
export interface FactKey {
  readonly stream: StreamId;
  readonly revision: number;
  readonly item?: number;
}
export type LeadingFactKey = Omit<FactKey, 'revision'> & { readonly revision?: number };

/** What a handler asks to be written: data, so that the runner decides how and when. */
export type RowChange =
  | { readonly op: 'put'; readonly table: string; readonly key: Required<FactKey>; readonly values: Values }
  | { readonly op: 'patch'; readonly table: string; readonly key: Required<FactKey>; readonly values: Values }
  | { readonly op: 'patchAll'; readonly table: string; readonly key: LeadingFactKey; readonly values: Values }
  | { readonly op: 'enqueue'; readonly table: string; readonly key: Pick<FactKey, 'stream'>; readonly values: Values }
  | { readonly op: 'requeue'; readonly table: string; readonly key: Values; readonly values: Values }
  | { readonly op: 'remove'; readonly table: string; readonly key: Values };
