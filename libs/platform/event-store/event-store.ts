import type { StreamId, Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';

/** A record where a store keeps it: its canonical text, byte for byte, and a store-local position. */
export interface StoredEvent {
  readonly position: bigint;
  readonly text: string;
  readonly record: EventRecord;
  /**
   * Whether it is the last of those that were appended together. An append is one fact: only at the end of one may a reader
   * stop. Kept beside the record; of what was recorded before stores kept it, derived by the command, or each stands alone.
   */
  readonly endsAppend: boolean;
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

/** What a store says of its log without looking through it. */
export interface LogDeclaration {
  readonly log: Uuid;
  /** Where the log was carried to, in words; nothing is appended to it any more. Null for one that is in use. */
  readonly leftFor: string | null;
}

/**
 * How far a reader has looked where nothing of ours lies: for stores that share their server with others, where
 * looking through what the others wrote takes its time. Other stores heed none of it.
 */
export interface Looked {
  /** An earlier reader has told that nothing of ours lies between the position to begin after and this one. */
  readonly from?: bigint | undefined;
  /**
   * Told now and then while nothing of ours comes: none of it lies after the last event that was handed over, or found,
   * and up to a position, which is none of ours.
   */
  readonly onLooked?: (upTo: bigint, after: bigint) => void;
}

/**
 * The one way to what must be remembered. Positions grow strictly in the order in which events become visible; a reader
 * who has seen a position will never be shown a lower one later. They belong to one store: no proof and no published
 * figure names them. Every position that a store gives is the end of an append, but for those of single events in a batch.
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
   * @throws Conflict | OutcomeUnknown | Unavailable | TooLarge | ClockSkew | LogLeft | StreamSetAside
   */
  append(stream: StreamId, expected: number, records: readonly EventRecord[], follows?: EventRecord): Promise<Appended>;

  /** The stream's events from a revision on, at most `limit`, oldest first; none for a stream that does not exist. @throws Unavailable */
  read(stream: StreamId, from?: number, limit?: number): Promise<readonly StoredEvent[]>;

  /**
   * Whole appends after a position, in log order: `limit` events, and what is left of the append that the last of them is
   * of; fewer where the log ends. A server that is shared may take long to look through what others wrote: no request asks.
   *
   * @param after the end of an append, or BEGINNING
   * @param looked whoever gives it takes fewer events, too, where a long stretch of others follows them: for them only an
   *   answer of none says that the log ends
   * @throws Unavailable | IntegrityAlarm
   */
  readAll(after: bigint, limit: number, looked?: Looked): Promise<readonly StoredEvent[]>;

  /** The event that begins at exactly this position; null where none of ours does, and past the end. @throws Unavailable */
  at(position: bigint): Promise<StoredEvent | null>;

  /**
   * The end of the last append that can be read, BEGINNING where there is none. As `readAll`, it may take long.
   * @throws Unavailable
   */
  head(): Promise<bigint>;

  /**
   * Batches of whole appends after a position, then those to come, each event exactly once and in order, until `signal`
   * aborts. An empty batch says that the reader has seen all there is at the moment. Connections that end are taken up
   * again from where they ended; it gives up never, and tells the log of the program.
   *
   * @param after the end of an append, or BEGINNING
   * @throws IntegrityAlarm
   */
  subscribe(after: bigint, signal: AbortSignal, looked?: Looked): AsyncIterable<readonly StoredEvent[]>;

  /** Whose log this is, at once; null where nobody has said so. @throws Unavailable */
  declaration(): Promise<LogDeclaration | null>;

  /**
   * Says whose log this is and whether it takes an injected recording clock, before its first record. Said again, it
   * changes nothing.
   * @throws where the log has records and says otherwise
   */
  declare(log: Uuid, acceptsInjectedClock: boolean): Promise<void>;

  /** Marks the log as carried elsewhere: from then on every append by whatever program throws LogLeft. */
  leave(leftFor: string): Promise<void>;

  /**
   * What two persons have set aside, as the log itself holds it: readers leave it out and raise no alarm for it, and
   * nothing is appended to the streams that it names.
   */
  setAside(things: readonly Strange[]): void;

  /** Whether something in the stream was set aside, so that its events may have gaps. Asks nobody. */
  isSetAside(stream: string): boolean;

  /**
   * Looks again at a strange thing; with null, whether anything is missing of what no subscription would tell, and that only
   * where something may have changed since it was asked last.
   *
   * @returns whether it has looked
   * @throws IntegrityAlarm where it is still there, or something else is strange | Unavailable
   */
  inspect(strange: Strange | null): Promise<boolean>;

  /**
   * Nothing that this program has seen of the log is held against it any more: persons settle that it is another one.
   */
  forget(): void;

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

/** The log was carried to another store, and this one was marked. Nothing was written. */
export class LogLeft extends Error {
  constructor(readonly leftFor: string) {
    super(`this log was left for ${leftFor}; nothing is written to it any more`);
    this.name = 'LogLeft';
  }
}

/** Something in the stream was set aside by two persons, so that nobody knows what it would come to. Nothing was written. */
export class StreamSetAside extends Error {
  constructor(readonly stream: string) {
    super(`something in ${stream} was set aside: it takes no more events`);
    this.name = 'StreamSetAside';
  }
}

/** Kinds of what no log of ours has by itself, and that somebody else must have done to it. */
export const STRANGE = ['foreignEvent', 'missingEvents', 'missingPositions', 'eventTwice', 'streamDeleted'] as const;

/** One strange thing in a log, named so that two persons can set just this aside. */
export interface Strange {
  readonly kind: (typeof STRANGE)[number];
  /** The stream as the server names it, without the prefix; null where it is not known. */
  readonly stream: string | null;
  /** Of the first event that is strange or missing; null where that is not known. */
  readonly revision: string | null;
  /** Id of the strange event; null for what is missing. */
  readonly event: string | null;
  /** First and last position that is missing; null where none is. */
  readonly positions: { readonly first: string; readonly last: string } | null;
}

/** Two names of one strange thing are equal. */
export const strangeKey = ({ kind, stream, revision, event, positions }: Strange): string =>
  [kind, stream, revision, event, positions?.first, positions?.last].join(' ');

/**
 * The store broke a promise that proofs rest on: nothing is answered as current or written until somebody has looked.
 * `strange` says what two persons may set aside; null where it is nothing in the log.
 */
export class IntegrityAlarm extends Error {
  constructor(
    message: string,
    readonly strange: Strange | null = null,
  ) {
    super(message);
    this.name = 'IntegrityAlarm';
  }
}
