import type { StreamId } from '#kernel/ids';
import { type EventRecord, recordText } from '#kernel/record';
import { type CheckedAppend, checkedAppend, MAX_APPEND_BYTES } from './checked-append.js';
import {
  type Appended,
  BEGINNING,
  Conflict,
  type EventStore,
  IntegrityAlarm,
  NO_STREAM,
  OutcomeUnknown,
  type StoredEvent,
  TooLarge,
  Unavailable,
} from './event-store.js';
import { fromEvent, type ProposedEvent, type RecordedEvent, toEvent } from './kurrentdb.codec.js';
import { type Credentials, KurrentConnection } from './kurrentdb.connection.js';
import { messageOf, outcomeOf } from './kurrentdb.failures.js';
import { pause, retryPause, resubscribePause } from './kurrentdb.pauses.js';
import { KurrentReader, type ReadRequest } from './kurrentdb.reader.js';
import { StreamQueues } from './kurrentdb.stream-queue.js';
import * as wire from './kurrentdb.wire.js';

export interface KurrentDbOptions {
  /** `kurrentdb://…`; what it says about TLS, nodes and credentials holds. */
  readonly connectionString: string;
  /** Of every call, where they are not to stand in the connection string. Without TLS the client sends none. */
  readonly credentials?: Credentials;
  /** Begins the name of every stream of ours, and is the only filter of every reader. */
  readonly prefix?: string;
  /** Milliseconds that one try of one call has. */
  readonly deadline?: number;
  /** How often a call is tried before the caller is told. */
  readonly tries?: number;
  /** Milliseconds of silence after which a subscription that has not caught up is opened anew. */
  readonly patience?: number;
  /** Told once, before the calls begin to fail with it: the process has to stop. */
  readonly onAlarm?: (alarm: IntegrityAlarm) => void;
  /** Takes a line for the log of the program. */
  readonly log?: (line: string) => void;
}

/**
 * The event store in KurrentDB. Positions are commit positions. One append costs a write and a read: the server takes
 * events for a repetition by their ids alone, and only what it shows afterwards says that it holds these very bytes.
 * An append that follows one which this store has not seen stand costs a read more.
 *
 * Whether the server itself keeps what it is given (no memory database, no unsafe flushing) cannot be asked over its
 * protocol: that is a matter of its configuration.
 */
export class KurrentDbEventStore implements EventStore {
  private readonly prefix: string;
  private readonly settings: { readonly deadline: number; readonly credentials?: Credentials };
  private readonly tries: number;
  private readonly log: (line: string) => void;
  private readonly onAlarm: (alarm: IntegrityAlarm) => void;
  private readonly connection: KurrentConnection;
  private readonly reader: KurrentReader;
  private readonly queues = new StreamQueues();
  /** Records that ended an append which is known to stand. */
  private readonly standing = new WeakSet<EventRecord>();
  private readonly closing = new AbortController();
  private alarm: IntegrityAlarm | undefined;

  constructor(options: KurrentDbOptions) {
    this.prefix = options.prefix ?? 'mc_';
    this.settings = {
      deadline: options.deadline ?? 5_000,
      ...(options.credentials ? { credentials: options.credentials } : {}),
    };
    this.tries = options.tries ?? 4;
    this.log = options.log ?? console.warn;
    this.onAlarm = options.onAlarm ?? (() => undefined);
    this.connection = new KurrentConnection(options.connectionString, this.log);
    this.reader = new KurrentReader(this.connection, {
      ...this.settings,
      tries: this.tries,
      patience: options.patience ?? 15_000,
      closing: this.closing.signal,
    });
  }

  async append(
    stream: StreamId,
    expected: number,
    records: readonly EventRecord[],
    follows?: EventRecord,
  ): Promise<Appended> {
    this.assertInService();
    const checked = checkedAppend(stream, expected, records, follows);
    const events = records.map(toEvent);
    return this.queues.run(stream, () => this.appendInTurn(checked, events));
  }

  async read(stream: StreamId, from = 0, limit = Number.MAX_SAFE_INTEGER): Promise<readonly StoredEvent[]> {
    const events = await this.ask(wire.streamRead(this.prefix + stream, BigInt(from), limit));
    for (const [i, event] of events.entries())
      if (event.revision !== BigInt(from + i))
        throw this.raise(`${stream} has revision ${event.revision} where ${from + i} belongs`);
    return this.decode(events);
  }

  async readAll(after: bigint, limit: number): Promise<readonly StoredEvent[]> {
    const from = after === BEGINNING ? 'start' : after;
    const events = await this.ask(wire.prefixRead(this.prefix, from, limit + 1));
    return this.decode(events.filter(({ position }) => position > after).slice(0, limit));
  }

  async head(): Promise<bigint> {
    const [last] = await this.ask(wire.prefixRead(this.prefix, 'end', 1));
    return last?.position ?? BEGINNING;
  }

  async *subscribe(after: bigint, signal: AbortSignal): AsyncGenerator<readonly StoredEvent[], void> {
    const end = AbortSignal.any([signal, this.closing.signal]);
    let position = after;
    let failures = 0;
    if (signal.aborted) return;
    for (;;) {
      let line: string;
      try {
        const read = wire.prefixSubscription(this.prefix, position === BEGINNING ? 'start' : position);
        for await (const { events, caughtUp, reached } of this.reader.follow(read, end)) {
          const fresh = this.decode(events.filter((event) => event.position > position));
          position = reached > position ? reached : position;
          if (fresh.length > 0) yield fresh;
          if (caughtUp) {
            failures = 0;
            yield [];
          }
        }
        line = 'was ended by the server';
      } catch (error) {
        if (error instanceof IntegrityAlarm) throw error;
        line = `ended: ${messageOf(error)}`;
      }
      if (end.aborted) return;
      this.log(`the subscription to KurrentDB after ${position} ${line}`);
      await pause(resubscribePause(failures++), end);
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.connection.close();
  }

  private async appendInTurn(append: CheckedAppend, events: readonly ProposedEvent[]): Promise<Appended> {
    const { stream, expected } = append;
    const last = expected + events.length;
    const answer = (await this.isFollowed(append)) ? await this.send(append, events) : undefined;
    if (answer?.kind === 'written' && answer.revision !== BigInt(last))
      throw this.raise(`${stream}: ${events.length} events after revision ${expected} ended at ${answer.revision}`);
    if (answer?.kind === 'conflict' && answer.actual < BigInt(last))
      throw new Conflict(stream, expected, Number(answer.actual));
    try {
      const stored = await this.read(stream, expected + 1, events.length);
      const end = stored.at(-1);
      if (end?.record.revision === last && stored.every(({ text }, i) => text === append.texts[i])) {
        for (const record of append.records.slice(-1)) this.standing.add(record);
        return { revision: last, position: end.position, leafHashes: append.leafHashes };
      }
      const actual = await this.lastRevision(stream);
      if (answer?.kind === 'written' && actual < last)
        throw new Unavailable('KurrentDB does not show what it said it had written');
      throw new Conflict(stream, expected, actual);
    } catch (error) {
      if (answer && error instanceof Unavailable) throw new OutcomeUnknown(stream, { cause: error });
      throw error;
    }
  }

  /** Whether the event that an append follows stands where it must; for ever, if it does. */
  private async isFollowed({ stream, expected, follows }: CheckedAppend): Promise<boolean> {
    if (!follows || this.standing.has(follows)) return true;
    const [there] = await this.read(stream, expected, 1);
    return there?.text === recordText(follows);
  }

  /** Sends the same events with the same expectation until the server has said what became of them. */
  private async send(append: CheckedAppend, events: readonly ProposedEvent[]): Promise<wire.AppendAnswer> {
    const { stream, expected } = append;
    let mayStand = false;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.connection.use(this.settings.deadline, (client) =>
          wire.append(client, this.prefix + stream, BigInt(expected), events, this.settings),
        );
      } catch (error) {
        const outcome = outcomeOf(error);
        if (outcome === 'too-large') throw new TooLarge(append.bytes, MAX_APPEND_BYTES);
        if (outcome === 'deleted') throw this.raise(`${stream} was deleted`);
        mayStand ||= outcome === 'unknown';
        if (attempt >= this.tries || outcome === 'refused' || this.closing.signal.aborted) {
          if (mayStand) throw new OutcomeUnknown(stream, { cause: error });
          throw new Unavailable(`KurrentDB: ${messageOf(error)}`, { cause: error });
        }
        await pause(retryPause(attempt), this.closing.signal);
      }
    }
  }

  private async lastRevision(stream: StreamId): Promise<number> {
    const [last] = await this.ask(wire.streamRead(this.prefix + stream, 'end', 1));
    return last ? Number(last.revision) : NO_STREAM;
  }

  private async ask(read: ReadRequest): Promise<readonly RecordedEvent[]> {
    this.assertInService();
    try {
      return await this.reader.ask(read);
    } catch (error) {
      throw outcomeOf(error) === 'deleted' ? this.raise(messageOf(error)) : error;
    }
  }

  private decode(events: readonly RecordedEvent[]): StoredEvent[] {
    if (this.alarm) throw this.alarm;
    try {
      return events.map((event) => fromEvent(this.prefix, event));
    } catch (error) {
      throw error instanceof IntegrityAlarm ? this.raise(error.message) : error;
    }
  }

  /** From the first alarm on nothing is answered any more: what is read or written now could not be proven. */
  private raise(what: string): IntegrityAlarm {
    if (!this.alarm) {
      this.alarm = new IntegrityAlarm(what);
      this.log(`INTEGRITY ALARM: ${what}`);
      this.onAlarm(this.alarm);
    }
    return this.alarm;
  }

  private assertInService(): void {
    if (this.alarm) throw this.alarm;
    if (this.closing.signal.aborted) throw new Unavailable('the store is closed');
  }
}
