import type { StreamId, Uuid } from '#kernel/ids';
import { type EventRecord, recordText } from '#kernel/record';
import { type CheckedAppend, checkedAppend, leafHashesOf } from './checked-append.js';
import {
  type Appended,
  Conflict,
  type EventStore,
  type LogDeclaration,
  LogLeft,
  type StoredEvent,
  type Strange,
  StreamSetAside,
  Unavailable,
} from './event-store.js';

interface Waiting {
  readonly append: CheckedAppend;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: Error) => void;
}

/** The event store of unit tests. It keeps every promise of `EventStore` except durability. */
export class MemoryEventStore implements EventStore {
  readonly #log: StoredEvent[] = [];
  readonly #streams = new Map<StreamId, StoredEvent[]>();
  #queue: Waiting[] = [];
  readonly #wakers = new Set<() => void>();
  #closed = false;
  #declaration: LogDeclaration | null = null;
  #frozen = new Set<string>();

  append(
    stream: StreamId,
    expected: number,
    records: readonly EventRecord[],
    follows?: EventRecord,
  ): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.#assertOpen();
      if (this.#declaration?.leftFor) throw new LogLeft(this.#declaration.leftFor);
      if (this.#frozen.has(stream)) throw new StreamSetAside(stream);
      const append = checkedAppend(stream, expected, structuredClone(records), follows);
      this.#queue.push({ append, resolve, reject });
      if (this.#queue.length === 1)
        queueMicrotask(() => {
          this.#drain();
        });
    });
  }

  read(stream: StreamId, from = 0, limit = Infinity): Promise<readonly StoredEvent[]> {
    return this.#answer(() => (this.#streams.get(stream) ?? []).slice(from, from + limit));
  }

  readAll(after: bigint, limit: number): Promise<readonly StoredEvent[]> {
    return this.#answer(() => this.#whole(Number(after), limit));
  }

  at(position: bigint): Promise<StoredEvent | null> {
    return this.#answer(() => this.#log[Number(position) - 1] ?? null);
  }

  head(): Promise<bigint> {
    return this.#answer(() => BigInt(this.#log.length));
  }

  async *subscribe(after: bigint, signal: AbortSignal): AsyncGenerator<readonly StoredEvent[], void> {
    let position = after;
    while (!signal.aborted && !this.#closed) {
      const batch = this.#whole(Number(position), 1000);
      const last = batch.at(-1);
      if (last) position = last.position;
      yield batch;
      if (!last && BigInt(this.#log.length) === position) await this.#more(signal);
    }
  }

  declaration(): Promise<LogDeclaration | null> {
    return this.#answer(() => this.#declaration);
  }

  declare(log: Uuid): Promise<void> {
    return this.#answer(() => {
      this.#declaration ??= { log, leftFor: null };
    });
  }

  leave(leftFor: string): Promise<void> {
    return this.#answer(() => {
      if (!this.#declaration) throw new TypeError('a log without a declaration cannot be marked as left');
      this.#declaration = { log: this.#declaration.log, leftFor };
    });
  }

  setAside(things: readonly Strange[]): void {
    this.#frozen = new Set(things.flatMap(({ stream }) => (stream === null ? [] : [stream])));
  }

  isSetAside(stream: string): boolean {
    return this.#frozen.has(stream);
  }

  inspect(): Promise<boolean> {
    return this.#answer(() => false);
  }

  /** Nothing to discard: the log lives in this object. */
  forget(): void {
    return;
  }

  close(): Promise<void> {
    this.#closed = true;
    for (const wake of this.#wakers) wake();
    return Promise.resolve();
  }

  #drain(): void {
    const queue = this.#queue;
    this.#queue = [];
    for (const { append, resolve, reject } of queue) {
      const events = this.#streams.get(append.stream) ?? [];
      const { expected, follows } = append;
      const followed = !follows || events[expected]?.text === recordText(follows);
      const writable = followed && expected === events.length - 1;
      if (writable) this.#write(append);
      const stored = events.slice(expected + 1, expected + 1 + append.texts.length);
      const answered = writable ? this.#log.slice(-append.texts.length) : stored;
      const last = answered.at(-1);
      if (
        last &&
        answered.length === append.texts.length &&
        answered.every(({ text }, i) => text === append.texts[i])
      ) {
        resolve({ revision: last.record.revision, position: last.position, leafHashes: leafHashesOf(append) });
      } else {
        reject(new Conflict(append.stream, expected, events.length - 1));
      }
    }
    for (const wake of this.#wakers) wake();
  }

  #write({ stream, records, texts }: CheckedAppend): void {
    const events = this.#streams.get(stream) ?? [];
    this.#streams.set(stream, events);
    for (const [i, record] of records.entries()) {
      const position = BigInt(this.#log.length + 1);
      const stored = { position, text: texts[i] ?? '', record, endsAppend: i === records.length - 1 };
      this.#log.push(stored);
      events.push(stored);
    }
  }

  #whole(from: number, limit: number): readonly StoredEvent[] {
    if (limit === 0) return [];
    let end = from + limit;
    while (end < this.#log.length && !this.#log[end - 1]?.endsAppend) end += 1;
    return this.#log.slice(from, end);
  }

  #more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        this.#wakers.delete(wake);
        resolve();
      };
      this.#wakers.add(wake);
      signal.addEventListener('abort', wake);
      if (signal.aborted || this.#closed) wake();
    });
  }

  #assertOpen(): void {
    if (this.#closed) throw new Unavailable('the store is closed');
  }

  #answer<T>(from: () => T): Promise<T> {
    return new Promise((resolve) => {
      this.#assertOpen();
      resolve(from());
    });
  }
}
