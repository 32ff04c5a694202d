import { setMaxListeners } from 'node:events';
import type { StreamId, Uuid } from '#kernel/ids';
import { type EventRecord, recordText } from '#kernel/record';
import { type CheckedAppend, checkedAppend, leafHashesOf } from './checked-append.js';
import {
  type Appended,
  BEGINNING,
  Conflict,
  type EventStore,
  IntegrityAlarm,
  type LogDeclaration,
  type ScanProgress,
  NO_STREAM,
  OutcomeUnknown,
  type StoredEvent,
  type Strange,
  StreamSetAside,
  Unavailable,
} from './event-store.js';
import { LogReplaced } from './log-watch.js';
import { type ProposedEvent, type RecordedEvent, toEvent } from './kurrentdb.codec.js';
import { KurrentConnection } from './kurrentdb.connection.js';
import { Declarations } from './kurrentdb.declarations.js';
import { messageOf, outcomeOf } from './kurrentdb.failures.js';
import { Horizon } from './kurrentdb.horizon.js';
import { deleted, Intact } from './kurrentdb.intact.js';
import { KurrentLog } from './kurrentdb.log.js';
import { LogScan } from './kurrentdb.scan.js';
import { KurrentNames } from './kurrentdb.names.js';
import { pause, resubscribePause } from './kurrentdb.pauses.js';
import type { KurrentDbOptions } from './kurrentdb.options.js';
import { KurrentReader } from './kurrentdb.reader.js';
import { Sameness } from './kurrentdb.sameness.js';
import { StreamQueues } from './kurrentdb.stream-queue.js';
import { inspected, streamOf } from './kurrentdb.streams.js';
import * as wire from './kurrentdb.wire.js';
import { KurrentWriter } from './kurrentdb.writer.js';

/** A position from here on means that the server does not know where a repeated event is stored. */
const NO_POSITION = 2n ** 63n;

/**
 * The event store in KurrentDB. Positions are commit positions. An append costs one write. The id of an event is a
 * digest of its content, so the server takes only equal bytes for a repeated event. An append costs one more read if
 * this store has not seen the record stored that the append follows.
 *
 * The configuration of the server decides whether it persists what it acknowledges (no memory database, no unsafe
 * flushing). The protocol offers no way to check that.
 */
export class KurrentDbEventStore implements EventStore {
  private readonly say: (line: string) => void;
  private readonly connection: KurrentConnection;
  private readonly reader: KurrentReader;
  private readonly writer: KurrentWriter;
  private readonly names: KurrentNames;
  private readonly intact: Intact;
  private readonly declarations: Declarations;
  private readonly horizon = new Horizon();
  private readonly log: KurrentLog;
  private readonly queues = new StreamQueues();
  private readonly sameness: Sameness;
  /** Last records of appends that are known to be stored. */
  private readonly storedLasts = new WeakSet<EventRecord>();
  private readonly closing = new AbortController();

  constructor(options: KurrentDbOptions) {
    setMaxListeners(0, this.closing.signal); // every waiting call listens to this signal
    this.say = options.log ?? console.warn;
    this.names = new KurrentNames(options.prefix ?? 'mc_');
    this.intact = new Intact({ onAlarm: options.onAlarm ?? (() => undefined), log: this.say });
    this.connection = new KurrentConnection(options.connectionString, this.say, options.betweenClients);
    const settings = {
      deadline: options.deadline ?? 5_000,
      tries: options.tries ?? 4,
      patience: options.patience ?? 15_000,
      closing: this.closing.signal,
      ...(options.credentials ? { credentials: options.credentials } : {}),
    };
    this.reader = new KurrentReader(this.connection, settings);
    const { connection } = this;
    this.sameness = new Sameness({ breaks: () => connection.breaks, at: (position) => this.at(position) });
    this.writer = new KurrentWriter(connection, settings, () => this.sameness.assert());
    this.declarations = new Declarations(this.names, this.reader, this.writer);
    this.log = new KurrentLog(this.names, this.reader, this.intact, this.declarations, this.horizon, this.say);
  }

  /** Number of clients made so far; each keeps some memory for ever. */
  get clients(): number {
    return this.connection.generation;
  }

  async append(
    stream: StreamId,
    expected: number,
    records: readonly EventRecord[],
    follows?: EventRecord,
  ): Promise<Appended> {
    this.assertOpen();
    if (this.intact.isSetAside(stream)) throw new StreamSetAside(stream);
    const checked = checkedAppend(stream, expected, records, follows);
    const size = records.length;
    const events = records.map((record, i) => toEvent(record, { index: i + 1, size }, checked.texts[i]));
    return this.queues.run(stream, () => this.appendInTurn(checked, events));
  }

  async read(stream: StreamId, from = 0, limit = Number.MAX_SAFE_INTEGER): Promise<readonly StoredEvent[]> {
    this.assertOpen();
    return streamOf(this.log, stream, from, limit);
  }

  async readAll(after: bigint, limit: number, scan?: ScanProgress): Promise<readonly StoredEvent[]> {
    if (limit <= 0) return [];
    const events: StoredEvent[] = [];
    const logScan = new LogScan(this.log, after, scan?.from);
    await logScan.until((seen) => {
      if (logScan.scannedTo > logScan.given) scan?.onScanned?.(logScan.scannedTo, logScan.given);
      // Return the events found so far, before a long range of other logs' events is scanned.
      const isEnough = scan !== undefined && seen.events.length === 0 && events.length > 0;
      return events.push(...seen.events) >= limit || isEnough;
    }, limit);
    const end = events.findIndex(({ endsAppend }, i) => endsAppend && i >= limit - 1);
    return end === -1 ? events : events.slice(0, end + 1);
  }

  async at(position: bigint): Promise<StoredEvent | null> {
    this.assertOpen();
    try {
      const [event] = await this.reader.ask(wire.eventAt(position));
      if (event?.position !== position || !this.names.isOurs(event.stream)) return null;
      const stored = this.log.decode(event)?.event ?? null;
      if (stored) this.sameness.saw(stored);
      return stored;
    } catch (error) {
      if (outcomeOf(error) === 'no-position') return null;
      throw error;
    }
  }

  async head(): Promise<bigint> {
    if (this.horizon.end === undefined) {
      const end = await this.lastEnd();
      if (end !== null) return end;
    }
    for (;;) {
      const logScan = new LogScan(this.log, this.horizon.end ?? BEGINNING, this.horizon.scannedTo);
      // Stop when another reader of this program has scanned further.
      if (await logScan.until(() => this.horizon.scannedTo > logScan.scannedTo)) return logScan.given;
    }
  }

  async *subscribe(
    after: bigint,
    signal: AbortSignal,
    scan?: ScanProgress,
  ): AsyncGenerator<readonly StoredEvent[], void> {
    const end = AbortSignal.any([signal, this.closing.signal]);
    const logScan = new LogScan(this.log, after, scan?.from);
    let reported = logScan.scannedTo;
    let last: StoredEvent | undefined;
    let failures = 0;
    if (signal.aborted) return;
    for (;;) {
      let line: string;
      try {
        if (last) await this.sameness.assertHas(last);
        for await (const { events, caughtUp } of logScan.call(end)) {
          if (events.length > 0) yield events;
          last = events.at(-1) ?? last;
          if (last) this.sameness.saw(last);
          if (logScan.scannedTo > logScan.given && logScan.scannedTo > reported)
            scan?.onScanned?.((reported = logScan.scannedTo), logScan.given);
          if (!caughtUp) continue;
          failures = 0;
          yield [];
        }
        line = 'was ended by the server';
      } catch (error) {
        if (error instanceof IntegrityAlarm || error instanceof LogReplaced) throw error;
        line = `ended: ${messageOf(error)}`;
      }
      if (end.aborted) return;
      this.connection.broke();
      this.say(`the subscription to KurrentDB after ${logScan.scannedTo} ${line}`);
      await pause(resubscribePause(failures++), end);
    }
  }

  declaration(): Promise<LogDeclaration | null> {
    return this.declarations.read();
  }

  async declare(log: Uuid, acceptsInjectedClock: boolean): Promise<void> {
    await this.declarations.declare(log, acceptsInjectedClock, async () => {
      const [first] = await this.readAll(BEGINNING, 1);
      return first?.record.log ?? null;
    });
  }

  leave(leftFor: string): Promise<void> {
    return this.declarations.leave(leftFor, this.closing.signal);
  }

  setAside(things: readonly Strange[]): void {
    this.intact.setAside(things);
  }

  isSetAside(stream: string): boolean {
    return this.intact.isSetAside(stream);
  }

  async inspect(strange: Strange | null): Promise<boolean> {
    if (strange?.stream) await inspected(this.log, strange.stream as StreamId);
    return strange !== null; // subscriptions report all other anomalies
  }

  forget(): void {
    this.log.forget();
    this.sameness.forget();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.connection.close();
  }

  private async appendInTurn(append: CheckedAppend, events: readonly ProposedEvent[]): Promise<Appended> {
    const { stream, expected } = append;
    const last = expected + events.length;
    await this.declarations.assertInUse();
    await this.sameness.assert();
    const answer = (await this.isFollowed(append)) ? await this.send(append, events) : undefined;
    if (answer?.kind === 'written') {
      if (answer.revision !== BigInt(last)) {
        await this.log.assertWhole(stream);
        throw this.intact.alarm(`${stream}: an append after ${expected} ended at revision ${answer.revision}`, null);
      }
      if (answer.position !== null && answer.position < NO_POSITION) return this.stored(append, answer.position);
    }
    if (answer?.kind === 'conflict' && answer.actual < BigInt(last))
      throw new Conflict(stream, expected, Number(answer.actual));
    try {
      const stored = await this.read(stream, expected + 1, events.length);
      const end = stored.at(-1);
      if (end?.record.revision === last && stored.every(({ text }, i) => text === append.texts[i]))
        return this.stored(append, end.position);
      throw new Conflict(stream, expected, await this.lastRevision(stream));
    } catch (error) {
      if (answer && error instanceof Unavailable) throw new OutcomeUnknown(stream, { cause: error });
      throw error;
    }
  }

  private stored(append: CheckedAppend, position: bigint): Appended {
    const { stream, expected, records, texts } = append;
    const revision = expected + records.length;
    for (const record of records.slice(-1)) this.storedLasts.add(record);
    for (const text of texts.slice(-1)) this.sameness.saw({ position, text });
    this.log.verifiedUpTo(stream, revision);
    return { revision, position, leafHashes: leafHashesOf(append) };
  }

  /** Whether the record that an append follows is stored at its revision. The record never changes after that. */
  private async isFollowed({ stream, expected, follows }: CheckedAppend): Promise<boolean> {
    if (!follows || this.storedLasts.has(follows)) return true;
    const [stored] = await this.read(stream, expected, 1);
    return stored?.text === recordText(follows);
  }

  private async send({ stream, expected }: CheckedAppend, events: readonly ProposedEvent[]) {
    try {
      return await this.writer.send(this.names.of(stream), expected, events, stream);
    } catch (error) {
      if (outcomeOf(error) === 'deleted') throw this.intact.alarm(`${stream} was deleted for ever`, deleted(stream));
      throw error;
    }
  }

  private async lastRevision(stream: StreamId): Promise<number> {
    const [last] = await this.log.askStream(stream, wire.streamRead(this.names.of(stream), 'end', 1));
    return last ? Number(last.revision) : NO_STREAM;
  }

  /** The end of the last append, read backwards from the end of the log; null if that takes too long. */
  private async lastEnd(): Promise<bigint | null> {
    this.assertOpen();
    const ends = (event: RecordedEvent) => this.log.decode(event)?.event.endsAppend ?? false;
    const events = await this.reader.askInTime(wire.lastOfPrefix(this.names.prefix, 4_096), ends);
    if (events === null) return null;
    const end = events.findLast(ends)?.position;
    if (end === undefined && events.length > 0) return null;
    this.horizon.saw(end ?? BEGINNING, end ?? BEGINNING);
    return end ?? BEGINNING;
  }

  private assertOpen(): void {
    if (this.closing.signal.aborted) throw new Unavailable('the store is closed');
  }
}
