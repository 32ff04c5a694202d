import { setTimeout as sleep } from 'node:timers/promises';
import { jittered } from './jittered.js';

/** Milliseconds before the next try of a call; the transport refuses calls for about a second after an outage. */
export const retryPause = (attempt: number): number => jittered(Math.min(800, 200 * 2 ** (attempt - 1)));

/** Milliseconds before a subscription is reopened. */
export const resubscribePause = (failures: number): number => jittered(Math.min(5_000, 500 * 2 ** failures));

/** Waits; ends early when `signal` aborts. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  sleep(milliseconds, undefined, { signal }).catch(() => undefined);
