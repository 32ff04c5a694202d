import { categoryOf, type StreamId, type Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import {
  type Appended,
  type EventStore,
  IntegrityAlarm,
  type LogDeclaration,
  type ScanProgress,
  OutcomeUnknown,
  type StoredEvent,
  type Strange,
  Unavailable,
} from './event-store.js';
import { LogReplaced, type LogWatch } from './log-watch.js';

export interface Watching {
  readonly watch: LogWatch;
  /** Streams of this category accept appends during an alarm: they hold the acts that settle it. */
  readonly ownCategory: string;
  /**
   * Compares tables and log. Called before the next append after an outage, since the store may have been replaced.
   * @throws LogReplaced
   */
  readonly compare: () => Promise<void>;
  /** Adds to an alarm what the tables know about it. */
  readonly explain?: (alarm: IntegrityAlarm) => Promise<IntegrityAlarm>;
}

/**
 * A store whose log is watched. An alarm that any call finds is raised for the whole process. Until it is settled
 * nothing is written, and subscriptions throw it.
 */
export class WatchedEventStore implements EventStore {
  #wasAway = false;

  constructor(
    private readonly store: EventStore,
    private readonly watching: Watching,
  ) {}

  async append(
    stream: StreamId,
    expected: number,
    records: readonly EventRecord[],
    follows?: EventRecord,
  ): Promise<Appended> {
    const isOwn = categoryOf(stream) === this.watching.ownCategory;
    if (this.#wasAway && !isOwn) {
      await this.#watched(() => this.watching.compare());
      this.#wasAway = false;
    }
    if (!isOwn) this.watching.watch.assertSound();
    // The persons who settle the alarm append to this log: what the store remembers of the old log must not block them.
    if (this.watching.watch.trouble instanceof LogReplaced) this.store.forget();
    return this.#watched(() => this.store.append(stream, expected, records, follows));
  }

  read(stream: StreamId, from?: number, limit?: number): Promise<readonly StoredEvent[]> {
    return this.#watched(() => this.store.read(stream, from, limit));
  }

  readAll(after: bigint, limit: number, scan?: ScanProgress): Promise<readonly StoredEvent[]> {
    return this.#watched(() => this.store.readAll(after, limit, scan));
  }

  at(position: bigint): Promise<StoredEvent | null> {
    return this.#watched(() => this.store.at(position));
  }

  head(): Promise<bigint> {
    return this.#watched(() => this.store.head());
  }

  async *subscribe(
    after: bigint,
    signal: AbortSignal,
    scan?: ScanProgress,
  ): AsyncGenerator<readonly StoredEvent[], void> {
    this.watching.watch.assertSound();
    try {
      for await (const batch of this.store.subscribe(after, signal, scan)) {
        this.watching.watch.assertSound();
        yield batch;
      }
    } catch (error) {
      throw await this.#raised(error);
    }
  }

  declaration(): Promise<LogDeclaration | null> {
    return this.#watched(() => this.store.declaration());
  }

  declare(log: Uuid, acceptsInjectedClock: boolean): Promise<void> {
    return this.store.declare(log, acceptsInjectedClock);
  }

  leave(leftFor: string): Promise<void> {
    return this.store.leave(leftFor);
  }

  setAside(things: readonly Strange[]): void {
    this.store.setAside(things);
  }

  isSetAside(stream: string): boolean {
    return this.store.isSetAside(stream);
  }

  inspect(strange: Strange | null): Promise<boolean> {
    return this.#watched(() => this.store.inspect(strange));
  }

  forget(): void {
    this.store.forget();
  }

  close(): Promise<void> {
    return this.store.close();
  }

  async #watched<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      throw await this.#raised(error);
    }
  }

  async #raised(error: unknown): Promise<unknown> {
    const { watch, explain } = this.watching;
    if (error instanceof Unavailable || error instanceof OutcomeUnknown) this.#wasAway = true;
    if (error instanceof LogReplaced) return watch.raise(error);
    if (!(error instanceof IntegrityAlarm)) return error;
    return watch.trouble ?? watch.raise((await explain?.(error)) ?? error);
  }
}
