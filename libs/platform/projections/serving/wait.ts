import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from './progress.js';

/** The tables did not come to a position in time: ask again (503). */
export class NotCaughtUp extends Error {
  constructor(
    readonly position: bigint,
    readonly checkpoint: bigint,
  ) {
    super(`the read models stand at ${checkpoint}, not yet at ${position}`);
    this.name = 'NotCaughtUp';
  }
}

/** The log was seen to its end, and has no such position. */
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
 * Returns when what is served includes a position. Told at once of what a runner in this process does; what
 * another process does is looked for every 50 ms.
 *
 * @throws NotCaughtUp after the time-out | ReadModelRebuilding
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
    const moved = progress?.next(over.signal); // from before the look, so that no move falls in between
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
