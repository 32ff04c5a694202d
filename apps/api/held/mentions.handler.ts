import { Inject, Injectable } from '@nestjs/common';
import { idOf, type StreamId, type Uuid } from '#kernel/ids';
import { personsIn } from '#kernel/persons';
import { BEGINNING, EVENT_STORE, type EventStore } from '#platform/event-store/event-store';

/** Events in one read of the log. */
const CHUNK = 1000;

/**
 * Which records name a person, in the memory of this process. It is made from the log at the first question and follows
 * the log at each later one. A table would say on disk of everybody where they are named, and would have to be built anew
 * with every new kind of event (decision 043).
 *
 * Cost: the first question reads the whole log; a later one what was recorded since.
 */
@Injectable()
export class Mentions {
  #streams = new Map<Uuid, Set<StreamId>>();
  #position = BEGINNING;
  #running: Promise<void> = Promise.resolve();

  constructor(@Inject(EVENT_STORE) private readonly store: Pick<EventStore, 'readAll' | 'head'>) {}

  /**
   * The streams that ever named one of some persons, in entries that were corrected or annulled, too, and those whose id
   * is a person's.
   *
   * @throws Unavailable | IntegrityAlarm
   */
  async of(persons: Iterable<Uuid>): Promise<readonly StreamId[]> {
    const next = this.#running.catch(() => undefined).then(() => this.#follow());
    this.#running = next;
    await next;
    const found = new Set<StreamId>();
    for (const person of persons) for (const stream of this.#streams.get(person) ?? []) found.add(stream);
    return [...found].sort();
  }

  async #follow(): Promise<void> {
    // After a restore the log may be shorter than what was read.
    if ((await this.store.head()) < this.#position) {
      this.#streams = new Map();
      this.#position = BEGINNING;
    }
    for (;;) {
      const events = await this.store.readAll(this.#position, CHUNK);
      for (const { record } of events) {
        this.#add(idOf(record.stream), record.stream);
        for (const { id } of personsIn(record.data)) this.#add(id, record.stream);
      }
      this.#position = events.at(-1)?.position ?? this.#position;
      if (events.length < CHUNK) return;
    }
  }

  #add(id: Uuid, stream: StreamId): void {
    const streams = this.#streams.get(id);
    if (streams) streams.add(stream);
    else this.#streams.set(id, new Set([stream]));
  }
}
