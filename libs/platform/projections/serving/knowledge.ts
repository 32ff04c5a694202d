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

/** Injection token of `Knowledge`. */
export const KNOWLEDGE = Symbol('knowledge');

/** What the process knows about the log and its read models. It never reads the log, which may be slow. */
export interface Knowledge {
  /** Streams with an anomaly that two persons have set aside. No table holds all events of such a stream. */
  setAside(): readonly string[];
  /**
   * The checkpoints of these read models, and the last position such that every event up to it was recorded at or
   * before the moment. It covers what was projected. @throws ReadModelRebuilding
   */
  checkpoints(readModels: readonly string[], moment: Instant | null): Promise<CheckpointSummary>;
  /** Resolves when the read models include the position. @throws NotCaughtUp after the time-out */
  waitFor(position: bigint, readModels: readonly string[], timeoutMs: number): Promise<void>;
  /**
   * Like `waitFor`, for a position that a client names and that may not exist.
   * @throws NotCaughtUp
   * NoSuchPosition if the log was read to its end after the call, and the end is before the position
   */
  reach(position: bigint, readModels: readonly string[], timeoutMs: number): Promise<void>;
  /** Calls `wake` whenever a read model that this process writes advances; the returned function ends that. */
  onMove(wake: () => void): () => void;
  /** The known end of the log: at least the last position that this process acknowledged. */
  end(): Promise<LogEnd>;
  /** The end of the log, read after a moment; null when nobody read it in time, or `signal` aborted. */
  seenSince(moment: Date, timeoutMs: number, signal?: AbortSignal): Promise<LogEnd | null>;
  /** How far an answer lags behind the log, by the checkpoint of its tables and the moment that it is about. */
  behind(served: bigint, moment: Instant): Promise<Behind>;
  /** The streams of the events after a position up to another; null when this process does not hold them. */
  streamsBetween(after: bigint, upTo: bigint): readonly StreamId[] | null;
}

/** The part of the runner in this process that reads the log and moves checkpoints. */
interface Keeping {
  readonly progress: Progress;
  checkpoints(of: readonly Served[]): readonly Checkpoint[] | null;
  end(): LogEnd | null;
}

/** Interval of polling for the progress of another process. */
const POLL_MS = 100;

/**
 * Builds `Knowledge`. The checkpoint of logTime counts for every query, since `knownAt` is answered from it.
 *
 * @param runner the runner in this process; its checkpoints are used while it is the leader
 * @param acknowledged the last position that this process returned in a receipt
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
      const projection = projections.find((candidate) => candidate.name === name);
      if (!projection) throw new RangeError(`no read model has the name ${name}`);
      return projection;
    }),
  ];
  const currentCheckpoints = async (of: readonly Served[]): Promise<CheckpointSummary> => {
    const checkpoints = runner?.checkpoints(of);
    return checkpoints ? summarize(checkpoints, null) : readCheckpoints(db, of);
  };
  const wait = async (position: bigint, names: readonly string[], timeoutMs: number): Promise<void> => {
    const of = named(names);
    await waitFor(position, async () => (await currentCheckpoints(of)).served, timeoutMs, runner?.progress);
  };
  return {
    setAside,
    checkpoints: (names, moment) =>
      moment === null ? currentCheckpoints(named(names)) : readCheckpoints(db, named(names), moment),
    waitFor: wait,
    reach: async (position, names, timeoutMs) => {
      const requestedAt = new Date();
      for (const until = performance.now() + timeoutMs; ;) {
        const left = until - performance.now();
        try {
          await wait(position, names, Math.min(left, POLL_MS));
          return;
        } catch (error) {
          if (!(error instanceof NotCaughtUp) || left <= POLL_MS) throw error;
          const end = await ends.end();
          if (end.position < position && isSince(end, requestedAt)) throw new NoSuchPosition(position, end.position);
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
        await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
      }
    },
    behind: (served, moment) => ends.behind(served, moment),
    streamsBetween: (after, upTo) => runner?.progress.streamsBetween(after, upTo) ?? null,
  };
}

/** A read may begin a little before it is reported, and the clocks of two processes differ a little. */
const SLACK_MS = 200;
const isSince = ({ at }: LogEnd, moment: Date): boolean => at !== null && at.getTime() >= moment.getTime() + SLACK_MS;
