import type { StreamId, Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';

/** A record in a store: its canonical text, byte for byte, and a position of that store. */
export interface StoredEvent {
  readonly position: bigint;
  readonly text: string;
  readonly record: EventRecord;
  /**
   * Whether this is the last event of its append. Readers may stop only there, since an append takes effect as a whole.
   * Stored beside the record; for records from before it was stored, it is derived from the command, or each record is
   * an append.
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

/** Injection token of the event store. */
export const EVENT_STORE = Symbol('event store');

/** The position before the first event. */
export const BEGINNING = 0n;
/** The revision of a stream that has no event. */
export const NO_STREAM = -1;

/** What a store declares about its log, known without a scan. */
export interface LogDeclaration {
  readonly log: Uuid;
  /** Where the log was copied to; appends are refused since. Null for a log in use. */
  readonly leftFor: string | null;
}

/**
 * Scan progress of a reader across events of others, for stores on a shared server, where scanning them takes time.
 * Other stores ignore it.
 */
export interface ScanProgress {
  /** The scan may start here: no event of this log lies between the position to begin after and this one. */
  readonly from?: bigint | undefined;
  /**
   * Called at intervals while no event of this log comes: none lies between `after` (the last event returned or found)
   * and `upTo`.
   */
  readonly onScanned?: (upTo: bigint, after: bigint) => void;
}

/**
 * The event store, the only durable state of the product. Positions increase strictly in the order in which events
 * become visible: a reader who has seen a position is never shown a lower one later. Positions belong to one store;
 * proofs and published figures never contain them. Every position that a store returns is the end of an append, except
 * those of single events within a batch.
 */
export interface EventStore {
  /**
   * Appends all records or none, and answers when they are durable. The records belong to one stream, at revisions
   * `expected + 1 …` in order. Calls on one stream take effect in the order of the calls, so a caller may send the next
   * before the last is answered. It then passes as `follows` the record that it assumes at `expected`; if another
   * record or none is there, nothing is written. Revision and id are not enough for this check: another writer may have
   * used the revision after a lost append, and a command decided again derives the same ids.
   *
   * A repeated append of records that are stored at exactly these revisions is answered like the first.
   *
   * @param expected exact last revision, or NO_STREAM
   * @param follows compared byte for byte; costs a read if this store has not itself seen the record stored
   * @throws Conflict
   * OutcomeUnknown
   * Unavailable
   * TooLarge
   * ClockSkew
   * LogLeft
   * StreamSetAside
   */
  append(stream: StreamId, expected: number, records: readonly EventRecord[], follows?: EventRecord): Promise<Appended>;

  /**
   * The events of a stream from a revision on, at most `limit`, oldest first; none for a stream that does not exist.
   * @throws Unavailable
   */
  read(stream: StreamId, from?: number, limit?: number): Promise<readonly StoredEvent[]>;

  /**
   * Whole appends after a position, in log order: `limit` events and the rest of the last one's append; fewer at the
   * end of the log. May be slow on a shared server, which scans the events of others: not for use in requests.
   *
   * @param after the end of an append, or BEGINNING
   * @param scan if given, the store may also return fewer events when a long stretch of others follows; only an empty
   * answer then means the end of the log
   * @throws Unavailable
   * IntegrityAlarm
   */
  readAll(after: bigint, limit: number, scan?: ScanProgress): Promise<readonly StoredEvent[]>;

  /** The event at exactly this position; null if no event of this log is there. @throws Unavailable */
  at(position: bigint): Promise<StoredEvent | null>;

  /**
   * The end of the last readable append; BEGINNING if there is none. May be slow like `readAll`.
   * @throws Unavailable
   */
  head(): Promise<bigint>;

  /**
   * Yields batches of whole appends after a position, then new ones, each event exactly once and in order, until
   * `signal` aborts. An empty batch means that the reader has reached the current end. Lost connections are reopened
   * without limit, each with a line in the program's log.
   *
   * @param after the end of an append, or BEGINNING
   * @throws IntegrityAlarm
   */
  subscribe(after: bigint, signal: AbortSignal, scan?: ScanProgress): AsyncIterable<readonly StoredEvent[]>;

  /** The declaration of the log, without a scan; null if there is none. @throws Unavailable */
  declaration(): Promise<LogDeclaration | null>;

  /**
   * Declares, before the first record, which log this is and whether it accepts an injected recording clock. Repeating
   * it changes nothing.
   * @throws when the log has records and its declaration differs
   */
  declare(log: Uuid, acceptsInjectedClock: boolean): Promise<void>;

  /** Marks the log as copied elsewhere: every later append by any program throws LogLeft. */
  leave(leftFor: string): Promise<void>;

  /**
   * Sets what two persons have set aside, as recorded in the log: reads leave it out without an alarm, and its streams
   * accept no appends.
   */
  setAside(things: readonly Strange[]): void;

  /** Whether something in the stream is set aside, so that its events may have gaps. Answered from memory. */
  isSetAside(stream: string): boolean;

  /**
   * Checks a reported anomaly again; with null, checks for missing events that no subscription reports, if something
   * may have changed since the last check.
   *
   * @returns whether it checked
   * @throws IntegrityAlarm when the anomaly is still there, or another is found
   * Unavailable
   */
  inspect(strange: Strange | null): Promise<boolean>;

  /** Discards what this store remembers of the log, after persons have settled that the log is another one. */
  forget(): void;

  close(): Promise<void>;
}

/** The stream is not at the expected revision, or `follows` is not stored there. Nothing was written. */
export class Conflict extends Error {
  constructor(
    readonly stream: StreamId,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(
      actual === expected
        ? `revision ${actual} of ${stream} holds another event than the one to follow`
        : `${stream} is at revision ${actual}, expected ${expected}`,
    );
    this.name = 'Conflict';
  }
}

/** The answer was lost: the records may be stored or not. Send the same bytes again, or read. */
export class OutcomeUnknown extends Error {
  constructor(
    readonly stream: StreamId,
    options?: ErrorOptions,
  ) {
    super(`the outcome of an append to ${stream} is unknown; send it again or read the stream`, options);
    this.name = 'OutcomeUnknown';
  }
}

/** The store cannot be reached or does not serve. This call wrote nothing. */
export class Unavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Unavailable';
  }
}

/** A record or an append exceeds the limit that every store keeps. Nothing was written. */
export class TooLarge extends Error {
  constructor(
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(`${bytes} bytes exceed the limit of ${limit}`);
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

/** The log was copied to another store, and this one is marked as left. Nothing was written. */
export class LogLeft extends Error {
  constructor(readonly leftFor: string) {
    super(`this log was copied to ${leftFor} and accepts no more appends`);
    this.name = 'LogLeft';
  }
}

/** Two persons have set something in the stream aside, so its state is uncertain. Nothing was written. */
export class StreamSetAside extends Error {
  constructor(readonly stream: string) {
    super(`an anomaly in ${stream} was set aside; the stream accepts no more appends`);
    this.name = 'StreamSetAside';
  }
}

/** Kinds of anomalies: changes in a log that the product itself never makes. */
export const STRANGE = ['foreignEvent', 'missingEvents', 'missingPositions', 'eventTwice', 'streamDeleted'] as const;

/** One anomaly in a log, named so that two persons can set exactly this one aside. */
export interface Strange {
  readonly kind: (typeof STRANGE)[number];
  /** The stream's name on the server without the prefix; null when unknown. */
  readonly stream: string | null;
  /** Revision of the first anomalous or missing event; null when unknown. */
  readonly revision: string | null;
  /** Id of the anomalous event; null for missing events. */
  readonly event: string | null;
  /** First and last missing position; null when none is missing. */
  readonly positions: { readonly first: string; readonly last: string } | null;
}

/** Equal for two descriptions of the same anomaly. */
export const strangeKey = ({ kind, stream, revision, event, positions }: Strange): string =>
  [kind, stream, revision, event, positions?.first, positions?.last].join(' ');

/**
 * The store broke a guarantee that proofs rest on. Until it is settled nothing is written, and no answer counts as
 * current. `strange` is the anomaly that two persons may set aside; null when it is not in the log.
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
