import type { StreamId } from '#kernel/ids';
import { leafHash } from '#kernel/record';
import type { AnyProjection } from '../declaring/projection.js';
import type { Mark } from '#platform/event-store/log-watch';
import type { GenerationName } from '../declaring/tables.js';
import type { LogEvent } from '../folding/decode.js';
import type { Generation } from './generation.js';

export type Served = Pick<AnyProjection, 'name' | 'version'>;

/** Where the tables of a read model stand that serve in the program's version. */
export interface Checkpoint extends GenerationName {
  readonly projection: string;
  readonly position: bigint;
  /** Streams that it could not follow, each from an entry on, in the order of the log. */
  readonly parked: readonly { readonly stream: StreamId; readonly revision: number; readonly position: bigint }[];
  /** How many entries it was told to leave out. */
  readonly skipped: number;
}

export const markOf = ({ position, text }: Pick<LogEvent, 'position' | 'text'>): Mark => ({
  position,
  leaf: leafHash(text),
});

/** The checkpoint of a generation as the process that moves it knows it. */
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
