import type { StreamId } from '#kernel/ids';
import { leafHash } from '#kernel/record';
import type { AnyProjection } from '../declaring/projection.js';
import type { Mark } from '#platform/event-store/log-watch';
import type { GenerationName } from '../declaring/tables.js';
import type { LogEvent } from '../folding/decode.js';
import type { Generation } from './generation.js';

export type Served = Pick<AnyProjection, 'name' | 'version'>;

/** The checkpoint of the active generation of a read model. */
export interface Checkpoint extends GenerationName {
  readonly projection: string;
  readonly position: bigint;
  /** Parked streams, each with its first event not applied, in log order. */
  readonly parked: readonly { readonly stream: StreamId; readonly revision: number; readonly position: bigint }[];
  /** Number of events that operators have skipped. */
  readonly skipped: number;
}

export const markOf = ({ position, text }: Pick<LogEvent, 'position' | 'text'>): Mark => ({
  position,
  leaf: leafHash(text),
});

/** The checkpoint of a generation as the process that moves it holds it in memory. */
export function checkpointOf({ of, version, generation, position, parked, skipped }: Generation): Checkpoint {
  const inOrder = [...parked.values()].sort((a, b) => (a.position < b.position ? -1 : 1));
  return {
    projection: of.name,
    version,
    generation,
    position,
    parked: inOrder.map(({ stream, revision, position: at }) => ({ stream, revision, position: at })),
    skipped: [...skipped.values()].reduce((sum, { size }) => sum + size, 0),
  };
}
