import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from './progress.js';

/** The tables did not reach a position in time: retry later (503). */
export class NotCaughtUp extends Error {
  constructor(
    readonly position: bigint,
    readonly checkpoint: bigint,
  ) {
    super(`the read models are at position ${checkpoint} and have not reached ${position}; retry later`);
    this.name = 'NotCaughtUp';
  }
}

/** The log was read to its end, which is before this position. */
export class NoSuchPosition extends Error {
  constructor(
    readonly position: bigint,
    readonly end: bigint,
  ) {
    super(`the log ends at ${end}, before ${position}`);
    this.name = 'NoSuchPosition';
  }
}

const POLL_MS = 50;

/**
 * Resolves when the served position reaches `position`. A runner in this process wakes it at once; progress of another
 * process is polled every 50 ms.
 *
 * @throws NotCaughtUp after the time-out
 * ReadModelRebuilding
 */
export async function waitFor(
  position: bigint,
  served: () => Promise<bigint>,
  timeoutMs: number,
  progress?: Progress,
): Promise<void> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const over = new AbortController();
    const moved = progress?.next(over.signal); // subscribed before the read, so that no advance is missed
    const checkpoint = await served();
    const left = until - performance.now();
    if (checkpoint < position && left > 0) {
      const pause = sleep(Math.min(POLL_MS, left), undefined, { signal: over.signal }).catch(() => undefined);
      await Promise.race(moved ? [moved, pause] : [pause]);
    }
    over.abort();
    if (checkpoint >= position) return;
    if (left <= 0) throw new NotCaughtUp(position, checkpoint);
  }
}
