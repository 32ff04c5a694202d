import type { Pool, PoolClient } from 'pg';
import type { StreamId, Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { type CheckedAppend, checkedAppend } from './checked-append.js';
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
import {
  type Answer,
  appendBatch,
  batchEntries,
  type BatchEntry,
  batchSize,
  inTime,
  lookUp,
  roundLater,
  tickLater,
} from './postgres.batch.js';
import { appendError, verdictOn } from './postgres.errors.js';
import { Intact } from './postgres.intact.js';
import { PostgresReads } from './postgres.reads.js';
import { Wakeups } from './postgres.wakeups.js';

export interface PostgresEventStoreOptions {
  /** For writing and reading, as the product's role; it stays the caller's to end. Writing takes one connection of it. */
  readonly pool: Pool;
  /** Each subscription listens over a connection of its own to this database. */
  readonly listenUrl: string;
  /** Gets a sentence and its cause when a subscription was cut off and goes on trying. */
  readonly warn?: (sentence: string, cause: unknown) => void;
  /** An append without an answer for that long counts as of unknown outcome. */
  readonly answerTimeoutMs?: number;
}

const PAGE = 1000;

interface Waiting {
  readonly append: CheckedAppend;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The log in PostgreSQL, written by `log.append_batch` alone (migration 0001). One call is in flight at a time;
 * whatever was asked for meanwhile is the next batch and shares its commit.
 */
export class PostgresEventStore implements EventStore {
  #queue: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #client: PoolClient | undefined;
  /** Records that ended an append which is known to stand. */
  readonly #standing = new WeakSet<EventRecord>();
  readonly #closed = new AbortController();
  readonly #intact = new Intact();
  readonly #reads: PostgresReads;
  readonly #written = new Set<() => void>();

  constructor(private readonly options: PostgresEventStoreOptions) {
    this.#reads = new PostgresReads(options.pool, this.#intact);
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
      this.#writing ??= this.#write();
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

  /** Each read and each append is judged by what the database holds. */
  forget(): void {
    return;
  }

  /** Waits for the appends that were already asked for, ends all subscriptions, leaves the pool open. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#writing;
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
   * Empties the queue batch by batch, over one connection. The pause lets everyone who was just answered ask for more:
   * a caller alone asks at once, many do so as their messages come in.
   */
  async #write(): Promise<void> {
    let batch: readonly Waiting[] = [];
    do {
      await (batch.length > 1 ? roundLater() : tickLater());
      batch = this.#queue.splice(0, batchSize(this.#queue));
      if (batch.length > 0) await this.#send(batch);
      for (const wake of this.#written) wake();
    } while (batch.length > 0);
    this.#giveBack(false);
    this.#writing = undefined;
  }

  /** @throws what keeps the server from being reached */
  async #connection(): Promise<PoolClient> {
    this.#client ??= (await this.options.pool.connect()).on('error', ignored); // the query itself is told, too
    return this.#client;
  }

  #giveBack(broken: boolean): void {
    this.#client?.off('error', ignored).release(broken);
    this.#client = undefined;
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    const patience = this.options.answerTimeoutMs ?? 15_000;
    let client: PoolClient;
    const appends = batch.map(({ append }) => append);
    const { entries, doubts } = batchEntries(appends, this.#standing);
    try {
      client = await this.#connection();
      if (doubts.length > 0) await inTime(lookUp(client, entries, doubts, this.#standing), patience);
    } catch (cause) {
      this.#giveBack(true);
      for (const { reject } of batch) reject(new Unavailable('the store cannot be reached', { cause }));
      return;
    }
    try {
      const answers = await inTime(appendBatch(client, entries), patience);
      this.#settle(batch, entries, answers);
    } catch (cause) {
      const verdict = verdictOn(cause);
      this.#giveBack(true);
      if (verdict === 'refused' && batch.length > 1) for (const waiting of batch) await this.#send([waiting]);
      else for (const { append, reject } of batch) reject(appendError(verdict, append.stream, cause));
    }
  }

  /**
   * A conflict is none where the append could not be written only because one before it, a repeat or a failure, broke
   * the chain: the next batch begins with it, and looks again at what it follows.
   */
  #settle(batch: readonly Waiting[], entries: readonly BatchEntry[], answers: readonly Answer[]): void {
    const again: Waiting[] = [];
    for (const [i, waiting] of batch.entries()) {
      const { stream, expected, records, texts, leafHashes } = waiting.append;
      const answer = answers[i];
      if (answer?.kind === 'stands') {
        const last = records.at(-1);
        if (last) this.#standing.add(last);
        waiting.resolve({ revision: expected + texts.length, position: answer.position, leafHashes });
      } else if (answer?.kind === 'conflict') {
        const chained = again.some(({ append }) => append.stream === stream);
        if (entries[i]?.mayWrite && (chained || answer.actual === expected)) again.push(waiting);
        else waiting.reject(new Conflict(stream, expected, answer.actual));
      } else {
        waiting.reject(new ClockSkew(stream, answer?.seconds ?? NaN));
      }
    }
    this.#queue.unshift(...again);
  }

  #assertOpen(): void {
    if (this.#closed.signal.aborted) throw new Unavailable('the store is closed');
  }
}

const ignored = () => undefined;
