import { setTimeout as pause } from 'node:timers/promises';
import type { StreamId } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import {
  type Appended,
  Conflict,
  type EventStore,
  OutcomeUnknown,
  Unavailable,
} from '#platform/event-store/event-store';

/** Pauses in milliseconds before an append is sent again because its answer was lost. */
const RESENDS = [50, 200, 800];

/**
 * Appends records. If the answer is lost, the same bytes are sent again, without a new decision: the store recognizes
 * records that it holds already. Only two answers end the doubt: the records are stored, or they conflict with others.
 * Unavailable does not end it. Nor does a conflict with a stream that is too short, since earlier appends, and these
 * records after them, may still be on their way to the store.
 */
export async function sureAppend(
  store: EventStore,
  stream: StreamId,
  expected: number,
  records: readonly EventRecord[],
  follows: EventRecord | undefined,
): Promise<Appended> {
  let doubt: OutcomeUnknown | undefined;
  for (const wait of [...RESENDS, null]) {
    try {
      return await store.append(stream, expected, records, follows);
    } catch (error) {
      if (error instanceof OutcomeUnknown) doubt = error;
      else if (!doubt || !(error instanceof Unavailable || (error instanceof Conflict && error.actual < expected)))
        throw error;
      if (wait !== null) await pause(wait);
    }
  }
  throw doubt ?? new OutcomeUnknown(stream);
}
