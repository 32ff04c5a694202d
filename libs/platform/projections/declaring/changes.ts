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

/** Names one row of a facts table. */
export interface FactKey {
  readonly stream: StreamId;
  readonly revision: number;
  readonly item: number;
}

/** A row that a handler asks to be written: data, so that the runner decides how and when. */
export interface RowChange {
  readonly table: string;
  readonly key: FactKey;
  readonly values: Values;
}
