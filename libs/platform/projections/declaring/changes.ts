import type { Instant } from '#kernel/dates';
import type { StreamId, Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';

/**
 * An event in force, as a handler gets it. The data is upcast and includes the last correction. Every other field is
 * that of the original event.
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

/** Identifies one row of a facts table. */
export interface FactKey {
  readonly stream: StreamId;
  readonly revision: number;
  readonly item: number;
}

/** A row that a handler adds. Handlers return data, and the runner decides how and when to write it. */
export interface RowChange {
  readonly table: string;
  readonly key: FactKey;
  readonly values: Values;
}
