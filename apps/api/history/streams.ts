import { Inject, Injectable } from '@nestjs/common';
import { type Catalog, catalog, pastEvent } from '#kernel/catalog';
import type { PastEvent } from '#kernel/effective';
import type { StreamId } from '#kernel/ids';
import { EVENT_STORE, type EventStore, NO_STREAM, type StoredEvent } from '#platform/event-store/event-store';
import { streamKinds } from '../../stream-kinds.js';

/** Events in one read of a stream. */
const CHUNK = 1000;

/** The event types of each kind of stream, by category. */
export const catalogs: ReadonlyMap<string, Catalog> = new Map(
  [...streamKinds].map(([category, { events }]) => [category, catalog(events)]),
);

/** Reads streams of any kind as known at a position. */
@Injectable()
export class StreamReader {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  /** The events of a stream up to a position of the log, oldest first. Cost: the length of the stream. */
  async upTo(stream: StreamId, last: bigint): Promise<readonly StoredEvent[]> {
    const events: StoredEvent[] = [];
    for (;;) {
      const page = await this.store.read(stream, (events.at(-1)?.record.revision ?? NO_STREAM) + 1, CHUNK);
      const upToLast = page.filter(({ position }) => position <= last);
      events.push(...upToLast);
      if (upToLast.length < CHUNK) return events;
    }
  }

  /** Whether two persons set an anomaly in the stream aside. */
  isSetAside(stream: StreamId): boolean {
    return this.store.isSetAside(stream);
  }
}

export const pastOf = (kinds: Catalog, events: readonly StoredEvent[]): readonly PastEvent[] =>
  events.map(({ record }) => pastEvent(kinds, record));
