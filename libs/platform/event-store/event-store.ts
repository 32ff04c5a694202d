import type { StreamId } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';

/** A record where a store keeps it: its canonical text, byte for byte, and a store-local position. */
export interface StoredEvent {
  readonly position: bigint;
  readonly text: string;
  readonly record: EventRecord;
}

export interface Appended {
  /** Revision of the last event written. */
  readonly revision: number;
  /** Position of the last event written. */
  readonly position: bigint;
  /** Leaf hash (RFC 9162) of every event written, in order, in hex. */
  readonly leafHashes: readonly string[];
}

/** The store, for whoever asks the log itself. */
export const EVENT_STORE = Symbol('event store');

/** Position before every event of every store. */
export const BEGINNING = 0n;
/** The revision of a stream that has no event. */
export const NO_STREAM = -1;

/**
 * The one way to what must be remembered. Positions grow strictly in the order in which events become visible; a reader
 * who has seen a position will never be shown a lower one later. They belong to one store: no proof and no published
 * figure names them.
 */
export interface EventStore {
  /**
   * Writes all records or none, durably before it answers. The records are those of one stream at revisions
   * `expected + 1 …`, in order, and name stream and revision themselves. Calls on one stream take effect in the order in
   * which they were made, so a caller may send the next before the last is answered. Such a caller names in `follows` the
   * record that it takes to stand at `expected`: where another one stands there, or none, nothing is written. A revision
   * alone would not tell, since somebody else may have written there after the last was lost; nor would an id, since a
   * command that is decided anew gives its events the ids that they had.
   *
   * The same records again, wherever they already stand at exactly these revisions, are answered as the first time.
   *
   * @param expected exact last revision, or NO_STREAM
   * @param follows compared byte for byte; what this store has not itself seen written may cost a read
   * @throws Conflict | OutcomeUnknown | Unavailable | TooLarge
   */
  append(stream: StreamId, expected: number, records: readonly EventRecord[], follows?: EventRecord): Promise<Appended>;

  /** The stream's events from a revision on, at most `limit`, oldest first; none for a stream that does not exist. @throws Unavailable */
  read(stream: StreamId, from?: number, limit?: number): Promise<readonly StoredEvent[]>;

  /** Events after a position, at most `limit`, in log order. @throws Unavailable */
  readAll(after: bigint, limit: number): Promise<readonly StoredEvent[]>;

  /** Position of the last event of the log, BEGINNING when it is empty. @throws Unavailable */
  head(): Promise<bigint>;

  /**
   * Batches of events after a position, then those to come, each exactly once and in order, until `signal` aborts. An
   * empty batch says that the reader has seen all there is at the moment. Connections that end are taken up again from
   * where they ended; it gives up never, and tells the log of the program.
   */
  subscribe(after: bigint, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]>;

  close(): Promise<void>;
}

/** The stream is not as the append expects it: another came first, or what it follows is not there. Nothing was written. */
export class Conflict extends Error {
  constructor(
    readonly stream: StreamId,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(
      actual === expected
        ? `another event stands at revision ${actual} of ${stream}`
        : `${stream} is at revision ${actual}, not ${expected}`,
    );
    this.name = 'Conflict';
  }
}

/** The answer was lost: the records may stand or not. Send the same bytes again, or read. */
export class OutcomeUnknown extends Error {
  constructor(
    readonly stream: StreamId,
    options?: ErrorOptions,
  ) {
    super(`the outcome of an append to ${stream} is not known`, options);
    this.name = 'OutcomeUnknown';
  }
}

/** The store cannot be reached or does not serve. Nothing was written by this call. */
export class Unavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Unavailable';
  }
}

/** A record or a batch is over the limit that every store keeps. Nothing was written. */
export class TooLarge extends Error {
  constructor(
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(`${bytes} bytes are more than the ${limit} that a record may have`);
    this.name = 'TooLarge';
  }
}

/** The recorder's clock and the store's differ by more than a minute. Nothing was written. */
export class ClockSkew extends Error {
  constructor(
    readonly stream: StreamId,
    readonly seconds: number,
  ) {
    super(`the clock of the recorder is ${seconds} s away from that of the store`);
    this.name = 'ClockSkew';
  }
}

/** The store broke a promise that proofs rest on. The process must stop and somebody must look. */
export class IntegrityAlarm extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'IntegrityAlarm';
  }
}
