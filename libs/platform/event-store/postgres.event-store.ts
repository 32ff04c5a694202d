import type { Pool, PoolClient } from 'pg';
import type { StreamId, Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { checkedAppend } from './checked-append.js';
import {
  type Appended,
  ClockSkew,
  Conflict,
  type EventStore,
  OutcomeUnknown,
  type StoredEvent,
  Unavailable,
} from './event-store.js';
import { type Answer, appendBatch, type BatchEntry, inTime, roundLater, tickLater } from './postgres.batch.js';
import { sentenceOn, type Verdict, verdictOn } from './postgres.errors.js';
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

const MOST_APPENDS = 256;
const MOST_BYTES = 4 * 1024 * 1024;
const PAGE = 1000;

interface Waiting extends BatchEntry {
  mayWrite: boolean;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The log in PostgreSQL, written by `log.append_batch` alone (migration 0001). One call is in flight at a time;
 * whatever was asked for meanwhile is the next batch and shares its commit.
 */
export class PostgresEventStore implements EventStore {
  #queue: Waiting[] = [];
  #inFlight: readonly Waiting[] = [];
  #writing: Promise<void> | undefined;
  #client: PoolClient | undefined;
  readonly #closed = new AbortController();
  readonly #written = new Set<() => void>();

  constructor(private readonly options: PostgresEventStoreOptions) {}

  append(stream: StreamId, expected: number, records: readonly EventRecord[]): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.#assertOpen();
      this.#queue.push({ append: checkedAppend(stream, expected, records), mayWrite: true, resolve, reject });
      this.#writing ??= this.#write();
    });
  }

  read(stream: StreamId, from = 0, limit = Infinity): Promise<readonly StoredEvent[]> {
    return this.#select({
      name: 'read_stream',
      text: `select position, record from log.events where stream = $1 and revision >= $2 order by revision limit $3`,
      values: [stream, from, Number.isFinite(limit) ? limit : null],
    });
  }

  readAll(after: bigint, limit: number): Promise<readonly StoredEvent[]> {
    return this.#select({
      name: 'read_log',
      text: `select position, record from log.events where position > $1 order by position limit $2`,
      values: [after.toString(), limit],
    });
  }

  /**
   * Says whose log this is and whether it takes an injected recording clock, before its first record.
   * @throws where the log has records and says otherwise
   */
  async declare(log: Uuid, acceptsInjectedClock: boolean): Promise<void> {
    await this.options.pool.query('select log.declare_store($1, $2)', [log, acceptsInjectedClock]);
  }

  async head(): Promise<bigint> {
    const [row] = await this.#rows<[string | bigint]>({
      name: 'head',
      text: 'select position from log.head',
      values: [],
    });
    if (!row) throw new Unavailable('the log has no head');
    return BigInt(row[0]);
  }

  async *subscribe(after: bigint, signal: AbortSignal): AsyncGenerator<readonly StoredEvent[], void> {
    const end = AbortSignal.any([signal, this.#closed.signal]);
    const wakeups = new Wakeups(this.options.listenUrl, end, this.#warn);
    this.#written.add(wakeups.wake);
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
        if (!last) await wakeups.next();
      }
    } finally {
      this.#written.delete(wakeups.wake);
      await wakeups.close();
    }
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
    do {
      await (this.#inFlight.length > 1 ? roundLater() : tickLater());
      this.#inFlight = this.#take();
      if (this.#inFlight.length > 0) await this.#send(this.#inFlight);
      for (const wake of this.#written) wake();
    } while (this.#inFlight.length > 0);
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

  #take(): Waiting[] {
    let bytes = 0;
    let size = 0;
    for (const { append } of this.#queue) {
      bytes += append.bytes;
      if (size === MOST_APPENDS || (size > 0 && bytes > MOST_BYTES)) break;
      size += 1;
    }
    return this.#queue.splice(0, size);
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    let client: PoolClient;
    try {
      client = await this.#connection();
    } catch (cause) {
      for (const waiting of batch) this.#fail(waiting, new Unavailable('the store cannot be reached', { cause }));
      return;
    }
    try {
      const answers = await inTime(appendBatch(client, batch), this.options.answerTimeoutMs ?? 15_000);
      this.#settle(batch, answers);
    } catch (cause) {
      const verdict = verdictOn(cause);
      this.#giveBack(true);
      if (verdict === 'refused' && batch.length > 1) for (const waiting of batch) await this.#send([waiting]);
      else for (const waiting of batch) this.#fail(waiting, appendError(verdict, waiting.append.stream, cause));
    }
  }

  /**
   * A conflict is none where the append could not be written only because one before it was a repeat that broke the
   * chain: the next batch begins with it.
   */
  #settle(batch: readonly Waiting[], answers: readonly Answer[]): void {
    const again: Waiting[] = [];
    for (const [i, waiting] of batch.entries()) {
      const { stream, expected, texts, leafHashes } = waiting.append;
      const answer = answers[i];
      if (answer?.kind === 'stands') {
        waiting.resolve({ revision: expected + texts.length, position: answer.position, leafHashes });
      } else if (answer?.kind === 'conflict') {
        const chained = again.some(({ append }) => append.stream === stream);
        if (waiting.mayWrite && (chained || answer.actual === expected)) again.push(waiting);
        else this.#fail(waiting, new Conflict(stream, expected, answer.actual));
      } else {
        this.#fail(waiting, new ClockSkew(stream, answer?.seconds ?? NaN));
      }
    }
    this.#queue.unshift(...again);
  }

  /** Those asked for before this failure was told were built on what now does not stand: they may only be found. */
  #fail({ append: { stream }, reject }: Waiting, error: Error): void {
    for (const later of [...this.#inFlight, ...this.#queue]) if (later.append.stream === stream) later.mayWrite = false;
    reject(error);
  }

  async #select(query: { name: string; text: string; values: unknown[] }): Promise<StoredEvent[]> {
    const rows = await this.#rows<[position: string | bigint, text: string]>(query);
    return rows.map(([position, text]) => ({
      position: BigInt(position),
      text,
      record: JSON.parse(text) as EventRecord, // written by this program alone: a check of each would cost every rebuild
    }));
  }

  async #rows<Row extends unknown[]>(query: { name: string; text: string; values: unknown[] }): Promise<Row[]> {
    try {
      return (await this.options.pool.query<Row>({ ...query, rowMode: 'array' })).rows;
    } catch (cause) {
      throw new Unavailable(sentenceOn(cause), { cause });
    }
  }

  #assertOpen(): void {
    if (this.#closed.signal.aborted) throw new Unavailable('the store is closed');
  }
}

const ignored = () => undefined;

function appendError(verdict: Verdict, stream: StreamId, cause: unknown): Error {
  if (verdict === 'unknown') return new OutcomeUnknown(stream, { cause });
  return new Unavailable(`${sentenceOn(cause)}; nothing was written`, { cause });
}
