import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamId } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import {
  BEGINNING,
  type EventStore,
  type IntegrityAlarm,
  type ScanProgress,
  NO_STREAM,
  type StoredEvent,
} from '#platform/event-store/event-store';
import { newStream, testRecords } from '../support/worlds/records.js';

/** The events that the follower has received so far. */
export interface Following {
  readonly batches: (readonly StoredEvent[])[];
  readonly texts: () => string[];
  readonly caughtUp: () => number;
  /** The error or end of its subscription, if `stop` did not end it. */
  readonly alarm: () => IntegrityAlarm | undefined;
  stop(): Promise<void>;
}

/** Follows a log in the background. */
export function following(store: EventStore, after = BEGINNING, scan?: ScanProgress): Following {
  const end = new AbortController();
  const batches: (readonly StoredEvent[])[] = [];
  let alarm: IntegrityAlarm | undefined;
  const run = async () => {
    for await (const batch of store.subscribe(after, end.signal, scan)) batches.push(batch);
  };
  const running = run().catch((error: unknown) => {
    alarm = error as IntegrityAlarm;
  });
  return {
    batches,
    texts: () => batches.flat().map(({ text }) => text),
    caughtUp: () => batches.filter(({ length }) => length === 0).length,
    alarm: () => alarm,
    stop: () => {
      end.abort();
      return running;
    },
  };
}

/** Waits; only the time limit of the test ends the wait. */
export async function until(reached: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await reached())) await sleep(10);
}

/** One append of the given number of records to a stream of its own. */
export async function appended(
  store: EventStore,
  count: number,
): Promise<{ stream: StreamId; records: EventRecord[]; position: bigint }> {
  const stream = newStream();
  const records = testRecords(stream, NO_STREAM, count);
  return { stream, records, position: (await store.append(stream, NO_STREAM, records)).position };
}
