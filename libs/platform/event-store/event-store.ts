import type { StreamId, Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';

/** A record in a store: its canonical text, byte for byte, and a position of that store. */
export interface StoredEvent {
  readonly position: bigint;
  readonly text: string;
  readonly record: EventRecord;
  /**
   * Whether this is the last event of its append. A reader may stop only there, since an append takes effect as a
   * whole. The mark is stored beside the record. For an older record without a mark, the store derives it from the
   * command id, or takes each record for an append.
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
  /** The place to which the log was moved; since then appends are refused. Null for a log in use. */
  readonly leftFor: string | null;
}

/**
 * How far a reader has scanned a server that also holds events of other logs. Scanning such events takes time. A store
 * that does not share a server ignores this.
 */
export interface ScanProgress {
  /** The scan may start here: this log has no event between the position after which to read and this position. */
  readonly from?: bigint | undefined;
  /**
   * Called at intervals while no event of this log is found. This log has no event between `after` and `upTo`; `after`
   * is the position of the last event that was returned or found.
   */
  readonly onScanned?: (upTo: bigint, after: bigint) => void;
}

/**
 * The event store; everything else in the product can be rebuilt from it. Positions increase strictly in the order in
 * which events become visible: a reader who has seen a position never gets a new event at a lower position. Positions
 * belong to one store, so proofs and published figures never contain them. Every position that a store returns is the
 * end of an append, except the positions of single events in a batch.
 */
export interface EventStore {
  /**
   * Appends all records or none of them, and answers when they are durable. The records belong to one stream; their
   * revisions are `expected + 1`, `expected + 2` and so on.
   *
   * Calls on one stream take effect in the order of the calls, so a caller may send the next append before the last one
   * is answered. The caller then passes as `follows` the record that it assumes at revision `expected`. If that record
   * is not stored there, nothing is written. Comparing revision and id would not be enough: after a lost append another
   * writer may have used the revision, and a command that is decided again gives the same ids.
   *
   * A repeated append is answered like the first one, if its records are stored at exactly these revisions.
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
   * Whole appends after a position, in log order: `limit` events and the rest of the last append; fewer at the end of
   * the log. Do not use it in requests: it may be slow on a shared server, which scans the events of other logs.
   *
   * @param after the end of an append, or BEGINNING
   * @param scan if given, the store may also return fewer events if many events of other logs follow; then only an
   * empty answer means the end of the log
   * @throws Unavailable
   * IntegrityAlarm
   */
  readAll(after: bigint, limit: number, scan?: ScanProgress): Promise<readonly StoredEvent[]>;

  /** The event at exactly this position; null if this log has no event there. @throws Unavailable */
  at(position: bigint): Promise<StoredEvent | null>;

  /**
   * The position of the end of the log; BEGINNING for an empty log. May be as slow as `readAll`.
   * @throws Unavailable
   */
  head(): Promise<bigint>;

  /**
   * Yields batches of whole appends after a position, and then new appends, until `signal` aborts. Every event comes
   * exactly once and in order. An empty batch means that the reader has reached the current end of the log. A lost
   * connection is reopened as often as needed; each loss is a line in the program's log.
   *
   * @param after the end of an append, or BEGINNING
   * @throws IntegrityAlarm
   */
  subscribe(after: bigint, signal: AbortSignal, scan?: ScanProgress): AsyncIterable<readonly StoredEvent[]>;

  /** The declaration of the log, read without a scan; null if there is none. @throws Unavailable */
  declaration(): Promise<LogDeclaration | null>;

  /**
   * Declares which log this is, and whether commands may state their own recording time. Called before the first
   * record. A repeated call changes nothing.
   * @throws if the log has records and its declaration differs
   */
  declare(log: Uuid, acceptsInjectedClock: boolean): Promise<void>;

  /** Marks the log as moved to another store: every later append by any program throws LogLeft. */
  leave(leftFor: string): Promise<void>;

  /**
   * Passes the anomalies that two persons have set aside, as recorded in the log. Reads then leave these anomalies out
   * without an alarm, and the streams that have them accept no appends.
   */
  setAside(things: readonly Strange[]): void;

  /** Whether an anomaly in the stream was set aside, so that events may be missing. Answered from memory. */
  isSetAside(stream: string): boolean;

  /**
   * Checks again whether a reported anomaly is still in the log. With null, checks for missing events that no
   * subscription reports; this check is left out if nothing can have changed since the last one.
   *
   * @returns whether the log was checked
   * @throws IntegrityAlarm if the anomaly is still in the log, or if another one is found
   * Unavailable
   */
  inspect(strange: Strange | null): Promise<boolean>;

  /** Discards what this store remembers of the log, after two persons have accepted another log. */
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

/**
 * The answer to an append was lost: its records may or may not be stored. Send the same bytes again, or read the stream
 * to see.
 */
export class OutcomeUnknown extends Error {
  constructor(
    readonly stream: StreamId,
    options?: ErrorOptions,
  ) {
    super(`the outcome of an append to ${stream} is unknown; send it again or read the stream`, options);
    this.name = 'OutcomeUnknown';
  }
}

/** The store cannot be reached or does not serve. The failed call wrote nothing. */
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

/** The clock of the program and that of the store differ by more than a minute. Nothing was written. */
export class ClockSkew extends Error {
  constructor(
    readonly stream: StreamId,
    readonly seconds: number,
  ) {
    super(`the clock of the recorder is ${seconds} s away from that of the store`);
    this.name = 'ClockSkew';
  }
}

/** The log was moved to another store, and this store is marked as left. Nothing was written. */
export class LogLeft extends Error {
  constructor(readonly leftFor: string) {
    super(`this log was copied to ${leftFor} and accepts no more appends`);
    this.name = 'LogLeft';
  }
}

/**
 * Two persons have set an anomaly in the stream aside, so the state of the stream is uncertain. Nothing was written.
 */
export class StreamSetAside extends Error {
  constructor(readonly stream: string) {
    super(`an anomaly in ${stream} was set aside; the stream accepts no more appends`);
    this.name = 'StreamSetAside';
  }
}

/** Kinds of anomalies. An anomaly is a change in a log that the product itself never makes. */
export const STRANGE = ['foreignEvent', 'missingEvents', 'missingPositions', 'eventTwice', 'streamDeleted'] as const;

/** One anomaly in a log, described so that two persons can set exactly this anomaly aside. */
export interface Strange {
  readonly kind: (typeof STRANGE)[number];
  /** The name of the stream on the server without the prefix; null if unknown. */
  readonly stream: string | null;
  /** Revision of the first anomalous or missing event; null when unknown. */
  readonly revision: string | null;
  /** Id of the anomalous event; null for missing events. */
  readonly event: string | null;
  /** First and last missing position; null when none is missing. */
  readonly positions: { readonly first: string; readonly last: string } | null;
}

/** A text that is equal for two descriptions of the same anomaly. */
export const strangeKey = ({ kind, stream, revision, event, positions }: Strange): string =>
  [kind, stream, revision, event, positions?.first, positions?.last].join(' ');

/**
 * The log breaks a guarantee on which proofs rest. Until the alarm is settled nothing is written, and no answer counts
 * as current. `strange` is the anomaly that two persons may set aside; null if the anomaly is not in the log.
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
