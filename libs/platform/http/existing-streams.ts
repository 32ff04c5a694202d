import { Inject, Injectable } from '@nestjs/common';
import { type StreamId, streamId, type Uuid } from '#kernel/ids';
import { EVENT_STORE, type EventStore } from '#platform/event-store/event-store';
import { notFound } from './problems.js';

/** Whether anything was ever recorded under an id in an address; asked of the log, so it is never behind. */
@Injectable()
export class ExistingStreams {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  /** @throws Problem `not-found` where the stream has no entry | Unavailable */
  async mustExist(category: string, id: Uuid): Promise<StreamId> {
    const stream = streamId(category, id);
    const [first] = await this.store.read(stream, 0, 1);
    if (!first) throw notFound();
    return stream;
  }
}
