import { setTimeout as sleep } from 'node:timers/promises';
import type { CopyTarget } from './copy-log.js';
import { Conflict, type EventStore, NO_STREAM, OutcomeUnknown, type StoredEvent, Unavailable } from './event-store.js';

const TRIES = 10;
/** An append of a copy that was killed may arrive while this one is answered: it is seen at the next try. */
const TRIES_AFTER_CONFLICT = 3;
const AGAIN_MS = 1000;

/**
 * A copy target that is written by ordinary appends. They go one after the other, so that the order across streams is
 * kept. An append with unknown outcome is sent again: the store answers a repeated append like the first one. This also
 * holds for a copy that is resumed after it was killed, also while the last append of the killed one arrives.
 *
 * @param begin declares the log of the target and marks the target as an unfinished copy
 */
export const appendingTarget = (store: EventStore, begin: () => Promise<void>, againMs = AGAIN_MS): CopyTarget => ({
  store,
  begin,
  write: async (events) => {
    for (const append of appends(events)) await appendPatiently(store, append, againMs);
  },
});

/** Groups events into whole appends. */
export function* appends(events: readonly StoredEvent[]): Generator<readonly StoredEvent[]> {
  let append: StoredEvent[] = [];
  for (const event of events) {
    append.push(event);
    if (!event.endsAppend) continue;
    yield append;
    append = [];
  }
}

async function appendPatiently(store: EventStore, append: readonly StoredEvent[], againMs: number): Promise<void> {
  const records = append.map(({ record }) => record);
  const [first] = records;
  if (!first) return;
  const expected = first.revision === 0 ? NO_STREAM : first.revision - 1;
  for (let attempt = 1; ; attempt++) {
    try {
      await store.append(first.stream, expected, records);
      return;
    } catch (error) {
      if (attempt >= triesAfter(error)) throw error;
      await sleep(againMs);
    }
  }
}

function triesAfter(error: unknown): number {
  if (error instanceof Conflict) return TRIES_AFTER_CONFLICT;
  return error instanceof OutcomeUnknown || error instanceof Unavailable ? TRIES : 1;
}
