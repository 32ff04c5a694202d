import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Instant } from '#kernel/dates';
import type { StreamId } from '#kernel/ids';
import { logTime } from '#platform/projections/writing/log-time';
import type { AnyProjection } from '#platform/projections/declaring/projection';
import type { Checkpoint, Served } from '#platform/projections/writing/checkpoint';
import { type Behind, type LogEnd, LogEnds } from './log-end.js';
import type { Progress } from './progress.js';
import { readCheckpoints, summarize, type CheckpointSummary } from './served.js';
import { NoSuchPosition, NotCaughtUp, waitFor } from './wait.js';

/** `Knowledge`, for whoever is built by Nest. */
export const KNOWLEDGE = Symbol('knowledge');

/** What the platform knows about its log and its read models. It never asks the log: that may take long. */
export interface Knowledge {
  /** Streams of which two persons have set something aside, so that no table has all of them. */
  setAside(): readonly string[];
  /**
   * Where these read models stand, and the greatest position such that every event up to it was recorded at or before a
   * moment; it looks at what was projected. @throws ReadModelRebuilding
   */
  look(readModels: readonly string[], moment: Instant | null): Promise<CheckpointSummary>;
  /** Returns when the read models include the position. @throws NotCaughtUp after the time-out */
  waitFor(position: bigint, readModels: readonly string[], timeoutMs: number): Promise<void>;
  /**
   * As `waitFor`, for a position that somebody names and that may be none.
   * @throws NotCaughtUp | NoSuchPosition where the log was seen to its end since, and does not go so far
   */
  reach(position: bigint, readModels: readonly string[], timeoutMs: number): Promise<void>;
  /** Calls whenever read models moved that this process keeps itself, until what is returned is called. */
  onMove(wake: () => void): () => void;
  /** How far the log goes: never less than what this process has acknowledged. */
  end(): Promise<LogEnd>;
  /** The same, seen after a moment; null where nobody came to the log's end in time, or `signal` aborted. */
  seenSince(moment: Date, timeoutMs: number, signal?: AbortSignal): Promise<LogEnd | null>;
  /** By how much an answer is behind the log: where its tables stand, and the moment that it is about. */
  behind(served: bigint, moment: Instant): Promise<Behind>;
  /** The streams of the events after a position up to another; null where this process does not know them. */
  streamsBetween(after: bigint, upTo: bigint): readonly StreamId[] | null;
}

/** What a runner in this process knows, since it reads the log and moves the checkpoints itself. */
interface Keeping {
  readonly progress: Progress;
  checkpoints(of: readonly Served[]): readonly Checkpoint[] | null;
  end(): LogEnd | null;
}

/** How often what another process has seen is looked at, by whoever waits for it. */
const LOOK_EVERY_MS = 100;

/**
 * What questions ask of log and read models. The log's own clock counts among the tables of every question, since
 * `knownAt` is answered from it.
 *
 * @param runner in this process: where it leads, it knows where the read models stand
 * @param acknowledged the last position that this process gave in a receipt
 */
export function knowledgeOf(
  db: Kysely<unknown>,
  projections: readonly AnyProjection[],
  runner: Keeping | null,
  acknowledged: () => bigint,
  setAside: () => readonly string[] = () => [],
): Knowledge {
  const ends = new LogEnds(db, () => runner?.end() ?? null, acknowledged);
  const named = (names: readonly string[]): Served[] => [
    logTime,
    ...names.map((name) => {
      const projection = projections.find((one) => one.name === name);
      if (!projection) throw new RangeError(`there is no read model ${name}`);
      return projection;
    }),
  ];
  const lookNow = async (of: readonly Served[]): Promise<CheckpointSummary> => {
    const checkpoints = runner?.checkpoints(of);
    return checkpoints ? summarize(checkpoints, null) : readCheckpoints(db, of);
  };
  const wait = async (position: bigint, names: readonly string[], timeoutMs: number): Promise<void> => {
    const of = named(names);
    await waitFor(position, async () => (await lookNow(of)).served, timeoutMs, runner?.progress);
  };
  return {
    setAside,
    look: (names, moment) => (moment === null ? lookNow(named(names)) : readCheckpoints(db, named(names), moment)),
    waitFor: wait,
    reach: async (position, names, timeoutMs) => {
      const asked = new Date();
      for (const until = performance.now() + timeoutMs; ;) {
        const left = until - performance.now();
        try {
          await wait(position, names, Math.min(left, LOOK_EVERY_MS));
          return;
        } catch (error) {
          if (!(error instanceof NotCaughtUp) || left <= LOOK_EVERY_MS) throw error;
          const end = await ends.end();
          if (end.position < position && isSince(end, asked)) throw new NoSuchPosition(position, end.position);
        }
      }
    },
    onMove: (wake) => runner?.progress.onMove(wake) ?? (() => undefined),
    end: () => ends.end(),
    seenSince: async (moment, timeoutMs, signal) => {
      const until = performance.now() + timeoutMs;
      for (;;) {
        const end = await ends.end();
        if (isSince(end, moment)) return end;
        if (performance.now() >= until || signal?.aborted) return null;
        await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
      }
    },
    behind: (served, moment) => ends.behind(served, moment),
    streamsBetween: (after, upTo) => runner?.progress.streamsBetween(after, upTo) ?? null,
  };
}

/** A look may have begun a little before it is told of, and the clocks of two programs differ a little. */
const SLACK_MS = 200;
const isSince = ({ at }: LogEnd, moment: Date): boolean => at !== null && at.getTime() >= moment.getTime() + SLACK_MS;
