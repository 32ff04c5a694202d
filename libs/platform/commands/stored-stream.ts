import { pastEvent } from '#kernel/catalog';
import type { Schemas } from '#kernel/command';
import type { Decider } from '#kernel/decider';
import type { Declarations } from '#kernel/event';
import type { StreamId } from '#kernel/ids';
import { leafHash } from '#kernel/record';
import { BEGINNING, type EventStore, NO_STREAM, type StoredEvent } from '#platform/event-store/event-store';
import type { Receipt } from './envelope.js';

/** A stream as read from the store. */
export interface StoredStream<S> {
  readonly state: S;
  /** All events of the stream up to the position that was asked for, oldest first. */
  readonly events: readonly StoredEvent[];
}

const PAGE = 5_000;

/**
 * Reads a whole stream, or its events up to a position of the log.
 *
 * @throws Unavailable, UnknownEvent
 */
export async function readStoredStream<S, C extends Schemas, E extends Declarations>(
  store: EventStore,
  decider: Decider<S, C, E>,
  stream: StreamId,
  upTo: bigint | null = null,
): Promise<StoredStream<S>> {
  const events: StoredEvent[] = [];
  for (;;) {
    const page = await store.read(stream, (events.at(-1)?.record.revision ?? NO_STREAM) + 1, PAGE);
    const asked = upTo === null ? page : page.filter(({ position }) => position <= upTo);
    events.push(...asked);
    if (asked.length < PAGE) break;
  }
  const past = events.map(({ record }) => pastEvent(decider.catalog, record));
  const { state } = decider.append(decider.empty, past);
  return { state, events };
}

/** The receipt of the events from one revision to another; it holds no event if the command changed nothing. */
export async function receiptOf(
  store: Pick<EventStore, 'read'>,
  stream: StreamId,
  from: number,
  to: number,
  repeated: boolean,
): Promise<Receipt> {
  if (to === NO_STREAM) return { stream, revision: to, eventIds: [], position: BEGINNING, leafHashes: [], repeated };
  const events = await store.read(stream, from, to - from + 1);
  const last = events.at(-1);
  if (last?.record.revision !== to) throw new Error(`${stream} has no revision ${to} in the store`);
  return {
    stream,
    revision: to,
    eventIds: repeated ? events.map((event) => event.record.id) : [],
    position: last.position,
    leafHashes: repeated ? events.map((event) => leafHash(event.text)) : [],
    repeated,
  };
}
