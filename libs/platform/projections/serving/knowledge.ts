import type { Kysely } from 'kysely';
import type { Instant } from '#kernel/dates';
import type { EventStore } from '#platform/event-store/event-store';
import { logTime } from '#platform/projections/writing/log-time';
import type { AnyProjection } from '#platform/projections/declaring/projection';
import type { Checkpoint, Served } from '#platform/projections/writing/checkpoint';
import type { Progress } from './progress.js';
import { look, lookAt, type Look } from './served.js';
import { waitFor } from './wait.js';

/** `Knowledge`, for whoever is built by Nest. */
export const KNOWLEDGE = Symbol('knowledge');

/** What the platform knows about its log and its read models. */
export interface Knowledge {
  /**
   * Where these read models stand, and the greatest position such that every event up to it was recorded at or before a
   * moment; it looks at what was projected. @throws ReadModelRebuilding
   */
  look(readModels: readonly string[], moment: Instant | null): Promise<Look>;
  /** Returns when the read models include the position. @throws NotCaughtUp after the time-out */
  waitFor(position: bigint, readModels: readonly string[], timeoutMs: number): Promise<void>;
  /** Calls whenever read models moved that this process keeps itself, until what is returned is called. */
  onMove(wake: () => void): () => void;
  /** Last position of the log. @throws Unavailable */
  head(): Promise<bigint>;
  /** Whole seconds since the first record after a position was recorded; 0 where there is none. @throws Unavailable */
  ageOf(position: bigint): Promise<number>;
}

/** What a runner in this process knows, since it moves the checkpoints itself. */
interface Keeping {
  readonly progress: Progress;
  standing(of: readonly Served[]): readonly Checkpoint[] | null;
}

/**
 * What questions ask of log and read models. The log's own clock counts among the tables of every question, since
 * `knownAt` is answered from it.
 *
 * @param runner in this process: where it leads, it knows where the read models stand
 */
export function knowledgeOf(
  db: Kysely<unknown>,
  store: Pick<EventStore, 'head' | 'readAll'>,
  projections: readonly AnyProjection[],
  runner: Keeping | null,
): Knowledge {
  const named = (names: readonly string[]): Served[] => [
    logTime,
    ...names.map((name) => {
      const projection = projections.find((one) => one.name === name);
      if (!projection) throw new RangeError(`there is no read model ${name}`);
      return projection;
    }),
  ];
  const lookNow = async (of: readonly Served[]): Promise<Look> => {
    const standing = runner?.standing(of);
    return standing ? lookAt(standing, null) : look(db, of);
  };
  return {
    look: (names, moment) => (moment === null ? lookNow(named(names)) : look(db, named(names), moment)),
    waitFor: async (position, names, timeoutMs) => {
      const of = named(names);
      await waitFor(position, async () => (await lookNow(of)).served, timeoutMs, runner?.progress);
    },
    onMove: (wake) => runner?.progress.onMove(wake) ?? (() => undefined),
    head: () => store.head(),
    ageOf: async (position) => {
      const [next] = await store.readAll(position, 1);
      return next ? Math.max(0, Math.floor((Date.now() - Date.parse(next.record.recordedAt)) / 1000)) : 0;
    },
  };
}
