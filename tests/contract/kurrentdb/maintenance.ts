import { isRun } from './entries.js';
import { type LoggedEvent, type Run, sizeOfRunEvent } from './events.js';
import type { MemoryLog } from './memory-log.js';
import { isMetastream } from './stream-state.js';

const CHUNK = 256n * 1024n * 1024n;

/**
 * Removes the events that no reader of a stream sees any more, except the last event of each soft-deleted stream. The
 * active chunk is closed, so that the next position is in another chunk. @returns the number of removed events
 */
export function scavenge(log: MemoryLog): number {
  const before = log.all.length;
  const keep = (entry: LoggedEvent | Run): boolean => {
    if (isRun(entry)) return true;
    if (log.isTombstoned(entry.stream)) return entry.type === '$streamDeleted';
    const state = log.state(entry.stream);
    if (entry.revision === state.last) return true;
    if (isMetastream(entry.stream) || state.softDeleted) return false;
    return !state.isHidden(entry);
  };
  const kept = [...log.all.inOrder()].filter(keep);
  const end = log.next;
  log.replace(kept, { next: (end / CHUNK + 1n) * CHUNK, scavengedTo: end - 1n });
  return before - log.all.length;
}

/** Truncates the log after the event at a position, like a restored backup. */
export function rollBackTo(log: MemoryLog, position: bigint): void {
  const kept = [...log.all.inOrder()].flatMap<LoggedEvent | Run>((entry) => {
    if (entry.position > position) return [];
    if (!isRun(entry)) return [entry];
    const count = Number((position - entry.position) / sizeOfRunEvent(entry)) + 1;
    return [{ ...entry, count: Math.min(count, entry.count) }];
  });
  log.replace(kept);
}
