import { pastEvent } from '#kernel/catalog';
import type { Schemas } from '#kernel/command';
import type { Decider } from '#kernel/decider';
import type { Declarations } from '#kernel/event';
import type { StreamId } from '#kernel/ids';
import type { EventStore, StoredEvent } from '#platform/event-store/event-store';

/** A stream as the store holds it. */
export interface Recorded<S> {
  readonly state: S;
  /** All events of the stream, oldest first. */
  readonly events: readonly StoredEvent[];
}

const PAGE = 5_000;

/** Reads a whole stream. @throws Unavailable, UnknownEvent */
export async function readRecorded<S, C extends Schemas, E extends Declarations>(
  store: EventStore,
  decider: Decider<S, C, E>,
  stream: StreamId,
): Promise<Recorded<S>> {
  const events: StoredEvent[] = [];
  for (;;) {
    const page = await store.read(stream, events.length, PAGE);
    events.push(...page);
    if (page.length < PAGE) break;
  }
  const past = events.map(({ record }) => pastEvent(decider.catalog, record));
  const { state } = decider.append(decider.empty, past);
  return { state, events };
}
