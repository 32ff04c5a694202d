import { setTimeout as sleep } from 'node:timers/promises';
import type { MemoryLog } from './memory-log.js';

/** Waits shorter than this are added up before the server waits. */
const LEAST_WAIT_MS = 10;

/** Limits scanning to `scanPerSecond`: the real server has to read the events that it skips. */
export class Pace {
  private owed = 0;

  constructor(
    private readonly log: Pick<MemoryLog, 'faults' | 'scanned'>,
    private readonly gone: AbortSignal,
  ) {}

  /** Undefined if no wait is needed. @param count number of events to scan */
  look(count: number): Promise<void> | undefined {
    this.log.scanned += count;
    const { scanPerSecond } = this.log.faults;
    if (scanPerSecond <= 0) return undefined;
    this.owed += (count * 1_000) / scanPerSecond;
    if (this.owed < LEAST_WAIT_MS) return undefined;
    const wait = this.owed;
    const since = performance.now();
    return sleep(wait, undefined, { signal: this.gone })
      .catch(() => undefined)
      .then(() => {
        this.owed = wait - (performance.now() - since);
      });
  }
}
