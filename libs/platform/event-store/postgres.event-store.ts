import type { Pool, PoolClient } from 'pg';
import type { StreamId, Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { type CheckedAppend, checkedAppend, leafHashesOf } from './checked-append.js';
import {
  type Appended,
  ClockSkew,
  Conflict,
  type EventStore,
  type LogDeclaration,
  type StoredEvent,
  type Strange,
  StreamSetAside,
  Unavailable,
} from './event-store.js';
import { type Answer, appendBatch, batchEntries, type BatchEntry, batchSize, lookUp } from './postgres.batch.js';
import { appendError, verdictOn } from './postgres.errors.js';
import { type InTime, inTime } from './postgres.in-time.js';
import { Intact } from './postgres.intact.js';
import { Pace } from './postgres.pace.js';
import { PostgresReads } from './postgres.reads.js';
import { Wakeups } from './postgres.wakeups.js';

export interface PostgresEventStoreOptions {
  /** The pool for writing and reading, as the product's role. Writing uses one connection. The caller ends the pool. */
  readonly pool: Pool;
  /** URL of the same database. Each subscription opens a connection of its own to it, for LISTEN. */
  readonly listenUrl: string;
  /** Called with a sentence and a cause when a subscription is cut off and tries again. */
  readonly warn?: (sentence: string, cause: unknown) => void;
  /** Maximum milliseconds for the answer to an append; after them its outcome counts as unknown. */
  readonly answerTimeoutMs?: number;
}

const PAGE = 1000;

interface Waiting {
  readonly append: CheckedAppend;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The log in PostgreSQL. It is written by `log.append_batch` only (migration 0001). One call is under way at a time;
 * appends that callers ask for meanwhile form the next batch, which is one call and one commit (decision 026).
 */
export class PostgresEventStore implements EventStore {
  #queue: Waiting[] = [];
  #call: Promise<void> | undefined;
  #round: NodeJS.Immediate | undefined;
  readonly #pace = new Pace();
  readonly #inTime: InTime;
  #client: PoolClient | undefined;
  /** Last records of appends that are known to be stored. */
  readonly #storedLasts = new WeakSet<EventRecord>();
  readonly #closed = new AbortController();
  readonly #intact = new Intact();
  readonly #reads: PostgresReads;
  readonly #written = new Set<() => void>();

  constructor(private readonly options: PostgresEventStoreOptions) {
    this.#reads = new PostgresReads(options.pool, this.#intact);
    this.#inTime = inTime(options.answerTimeoutMs ?? 15_000);
  }

  append(
    stream: StreamId,
    expected: number,
    records: readonly EventRecord[],
    follows?: EventRecord,
  ): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.#assertOpen();
      if (this.#intact.isSetAside(stream)) throw new StreamSetAside(stream);
      this.#queue.push({ append: checkedAppend(stream, expected, records, follows), resolve, reject });
      this.#pace.asked();
      this.#nudge();
    });
  }

  read(stream: StreamId, from?: number, limit?: number): Promise<readonly StoredEvent[]> {
    return this.#reads.read(stream, from, limit);
  }

  readAll(after: bigint, limit: number): Promise<readonly StoredEvent[]> {
    return this.#reads.readAll(after, limit);
  }

  at(position: bigint): Promise<StoredEvent | null> {
    return this.#reads.at(position);
  }

  head(): Promise<bigint> {
    return this.#reads.head();
  }

  declaration(): Promise<LogDeclaration | null> {
    return this.#reads.declaration();
  }

  async declare(log: Uuid, acceptsInjectedClock: boolean): Promise<void> {
    await this.options.pool.query('select log.declare_store($1, $2)', [log, acceptsInjectedClock]);
  }

  async leave(leftFor: string): Promise<void> {
    await this.options.pool.query('select log.leave($1)', [leftFor]);
  }

  setAside(things: readonly Strange[]): void {
    this.#intact.setAside(things);
  }

  isSetAside(stream: string): boolean {
    return this.#intact.isSetAside(stream);
  }

  inspect(strange: Strange | null): Promise<boolean> {
    return this.#reads.inspect(strange);
  }

  async *subscribe(after: bigint, signal: AbortSignal): AsyncGenerator<readonly StoredEvent[], void> {
    const end = AbortSignal.any([signal, this.#closed.signal]);
    const wakeups = new Wakeups(this.options.listenUrl, end, this.#warn);
    this.#written.add(wakeups.written);
    const over = () => end.aborted;
    let position = after;
    try {
      while (!over()) {
        wakeups.reset();
        const batch = await this.#page(position, wakeups);
        if (!batch || over()) continue;
        const last = batch.at(-1);
        if (last) position = last.position;
        yield batch;
        if (batch.length >= PAGE) continue;
        if (last) yield [];
        await wakeups.next();
      }
    } finally {
      this.#written.delete(wakeups.written);
      await wakeups.close();
    }
  }

  /** Nothing to discard: every read and every append is answered from the database. */
  forget(): void {
    return;
  }

  /** Waits for the appends that were asked for and ends all subscriptions. The pool stays open. */
  async close(): Promise<void> {
    this.#closed.abort();
    while (this.#call || this.#queue.length > 0) await (this.#call ?? roundLater());
    this.#giveBack(false);
  }

  readonly #warn = (sentence: string, cause: unknown) => this.options.warn?.(sentence, cause);

  async #page(after: bigint, wakeups: Wakeups): Promise<readonly StoredEvent[] | undefined> {
    try {
      const batch = await this.readAll(after, PAGE);
      wakeups.serving();
      return batch;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      this.#warn('a subscription cannot read the log and goes on trying', error);
      await wakeups.backOff();
      return undefined;
    }
  }

  /**
   * Sends the next batch now or soon. With enough appends in halves: at once. With the appends of all callers, or with
   * one caller only: after the code that runs now, so that its further appends share the batch. With fewer appends:
   * after pending input was read, so that requests which have just arrived share the batch.
   */
  #nudge(): void {
    if (this.#call) return;
    const isEnough = this.#queue.length >= this.#pace.enough;
    if (isEnough && this.#pace.inHalves) this.#sendNext();
    else if (isEnough || this.#pace.alone) process.nextTick(this.#due);
    else this.#round ??= setImmediate(this.#due);
  }

  readonly #due = (): void => {
    clearImmediate(this.#round);
    this.#round = undefined;
    if (this.#call) return;
    if (this.#queue.length > 0) this.#sendNext();
    else this.#giveBack(false);
  };

  #sendNext(): void {
    const batch = this.#queue.splice(0, batchSize(this.#queue));
    this.#call = this.#send(batch).then((tellEach) => {
      this.#call = undefined;
      this.#pace.answered(batch.length + this.#queue.length);
      this.#nudge(); // first, so that PostgreSQL works on the next batch while the answered callers continue
      for (const tell of tellEach) tell();
      for (const wake of this.#written) wake();
    });
  }

  /** The connection for writing. @throws the error of connecting */
  async #connection(): Promise<PoolClient> {
    this.#client ??= (await this.options.pool.connect()).on('error', ignored); // the query gets the error, too
    return this.#client;
  }

  #giveBack(broken: boolean): void {
    this.#client?.off('error', ignored).release(broken);
    this.#client = undefined;
  }

  /** Sends a batch. @returns functions that answer the callers, one for each append */
  async #send(batch: readonly Waiting[]): Promise<(() => void)[]> {
    let client: PoolClient;
    const appends = batch.map(({ append }) => append);
    const { entries, doubts } = batchEntries(appends, this.#storedLasts);
    try {
      client = this.#client ?? (await this.#connection());
      if (doubts.length > 0) await this.#inTime(lookUp(client, entries, doubts, this.#storedLasts));
    } catch (cause) {
      this.#giveBack(true);
      return batch.map(({ reject }) => () => {
        reject(new Unavailable('the store cannot be reached', { cause }));
      });
    }
    try {
      this.#pace.sent();
      const answers = this.#inTime(appendBatch(client, entries));
      const leafHashes = appends.map(leafHashesOf); // computed while PostgreSQL writes
      return this.#settled(batch, entries, await answers, leafHashes);
    } catch (cause) {
      const verdict = verdictOn(cause);
      this.#giveBack(true);
      const tellEach: (() => void)[] = [];
      for (const waiting of batch) {
        if (verdict === 'refused' && batch.length > 1) tellEach.push(...(await this.#send([waiting])));
        else
          tellEach.push(() => {
            waiting.reject(appendError(verdict, waiting.append.stream, cause));
          });
      }
      return tellEach;
    }
  }

  /**
   * Turns the answers of PostgreSQL into answers for the callers. A conflict may have its cause in an earlier append of
   * the same batch that was a repeat or failed. An append with such a conflict is not answered: the next batch begins
   * with it, and the record that it follows is looked up.
   */
  #settled(
    batch: readonly Waiting[],
    entries: readonly BatchEntry[],
    answers: readonly Answer[],
    leafHashes: readonly (readonly string[])[],
  ): (() => void)[] {
    const again: Waiting[] = [];
    const tellEach: (() => void)[] = [];
    for (const [i, waiting] of batch.entries()) {
      const { stream, expected, records } = waiting.append;
      const answer = answers[i];
      if (answer?.kind === 'stands') {
        const last = records.at(-1);
        if (last) this.#storedLasts.add(last);
        const revision = expected + records.length;
        const appended = { revision, position: answer.position, leafHashes: leafHashes[i] ?? [] };
        tellEach.push(() => {
          waiting.resolve(appended);
        });
      } else if (answer?.kind === 'conflict') {
        const chained = again.some(({ append }) => append.stream === stream);
        if (entries[i]?.mayWrite && (chained || answer.actual === expected)) again.push(waiting);
        else
          tellEach.push(() => {
            waiting.reject(new Conflict(stream, expected, answer.actual));
          });
      } else {
        tellEach.push(() => {
          waiting.reject(new ClockSkew(stream, answer?.seconds ?? NaN));
        });
      }
    }
    this.#queue.unshift(...again);
    return tellEach;
  }

  #assertOpen(): void {
    if (this.#closed.signal.aborted) throw new Unavailable('the store is closed');
  }
}

const ignored = () => undefined;

const roundLater = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
