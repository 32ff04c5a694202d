import { type EventStore, type ScanProgress, type StoredEvent } from '#platform/event-store/event-store';
import { LogWatch } from '#platform/event-store/log-watch';
import { WatchedEventStore } from '#platform/event-store/watched.event-store';

const asEnd = ({ position, text, record }: StoredEvent): StoredEvent => ({ position, text, record, endsAppend: true });

/**
 * Broken on purpose, as the stores were before they returned whole appends: a page ends after a given number of events,
 * a subscription returns single events, and each event claims to end an append.
 */
export class CutAppends extends WatchedEventStore {
  /** @param page the most events that one read returns */
  constructor(
    store: EventStore,
    private readonly page: number,
  ) {
    super(store, {
      watch: new LogWatch(),
      ownCategory: 'none',
      compare: () => Promise.resolve(),
      explain: (alarm) => Promise.resolve(alarm),
    });
  }

  override async readAll(after: bigint, limit: number, scan?: ScanProgress): Promise<readonly StoredEvent[]> {
    const events = await super.readAll(after, limit, scan);
    return events.slice(0, Math.min(limit, this.page)).map(asEnd);
  }

  override async *subscribe(after: bigint, signal: AbortSignal): AsyncGenerator<readonly StoredEvent[], void> {
    for await (const batch of super.subscribe(after, signal)) {
      for (const event of batch) yield [asEnd(event)];
      if (batch.length === 0) yield batch;
    }
  }
}
