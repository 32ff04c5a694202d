import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore, ScanProgress, StoredEvent } from '#platform/event-store/event-store';
import type { LogEvent } from '#platform/projections/folding/decode';

/** Reads the log in batches for generations that catch up; the next batch is read while one is written. */
export class Pass {
  private ahead: { readonly after: bigint; readonly batch: Promise<readonly LogEvent[]> } | null = null;

  /** @param scanAfter scan state after a position, for stores on a shared server */
  constructor(
    private readonly store: Pick<EventStore, 'readAll'>,
    private readonly decode: (stored: StoredEvent) => LogEvent,
    private readonly limit: number,
    private readonly scanAfter: (after: bigint) => ScanProgress = () => ({}),
  ) {}

  /**
   * Returns whole appends after a position; fewer events than the limit at the end of the log. Returns null when the
   * store takes longer than `patienceMs`; the same read is awaited by the next call.
   *
   * @throws Unavailable
   * IntegrityAlarm
   * UnknownEvent
   */
  async next(after: bigint, patienceMs: number): Promise<readonly LogEvent[] | null> {
    if (this.ahead?.after !== after) this.ahead = this.readAhead(after);
    const over = new AbortController();
    const late = sleep(patienceMs, null, { signal: over.signal }).catch(() => null);
    try {
      const batch = await Promise.race([this.ahead.batch, late]);
      const [last] = batch?.slice(-1) ?? [];
      if (batch) this.ahead = last && batch.length >= this.limit ? this.readAhead(last.position) : null;
      return batch;
    } catch (error) {
      this.ahead = null;
      throw error;
    } finally {
      over.abort();
    }
  }

  /**
   * Passes the batch that is being read ahead to `begin` when it arrives; does nothing without one or when it fails.
   */
  early(begin: (batch: readonly LogEvent[]) => void): void {
    this.ahead?.batch.then(begin).catch(() => undefined); // next() throws the error
  }

  private async read(after: bigint): Promise<readonly LogEvent[]> {
    return (await this.store.readAll(after, this.limit, this.scanAfter(after))).map(this.decode);
  }

  private readAhead(after: bigint) {
    const batch = this.read(after);
    batch.catch(() => undefined); // next() throws the error
    return { after, batch };
  }
}

/** Follows the end of the log. */
export class Live {
  private readonly batches: AsyncIterator<readonly StoredEvent[]>;
  private pending: Promise<readonly StoredEvent[] | null>;
  private arrived: readonly StoredEvent[] | null = null;
  private readonly end = new AbortController();
  /** Times of the last two reads: an empty batch may have been read for the read before the last one. */
  private asked = new Date();
  private askedBefore = new Date();
  /** The last batch was read at or after this time, so an empty one proves that there was nothing more then. */
  asOf = new Date(0);

  constructor(
    store: Pick<EventStore, 'subscribe'>,
    /** Everything up to this position was returned. */
    public position: bigint,
    signal: AbortSignal,
    scan: ScanProgress,
  ) {
    const until = AbortSignal.any([signal, this.end.signal]);
    this.batches = store.subscribe(position, until, scan)[Symbol.asyncIterator]();
    this.pending = this.ask();
  }

  /** The next batch if it arrives before `until` resolves, otherwise null. @throws errors of the subscription */
  async next(until: Promise<unknown>): Promise<readonly StoredEvent[] | null> {
    const batch = this.arrived ?? (await Promise.race([this.pending, until.then(() => null)]));
    if (batch === null) return null;
    this.asOf = this.askedBefore;
    this.pending = this.ask(appendsIn(batch) > 1 ? COLLECT_MS : 0);
    this.position = batch.at(-1)?.position ?? this.position;
    return batch;
  }

  close(): void {
    this.end.abort();
  }

  /** @param waitMs milliseconds before the log is read, so that more appends share the next batch */
  private ask(waitMs = 0): Promise<readonly StoredEvent[] | null> {
    this.arrived = null;
    this.askedBefore = this.asked;
    this.asked = new Date();
    const pending = this.following(waitMs).then(({ done, value }) => {
      if (done === true) return new Promise<null>(() => undefined); // done only after the signal aborted
      this.arrived = value;
      return this.arrived;
    });
    pending.catch(() => undefined); // next() throws the error
    return pending;
  }

  private async following(waitMs: number): Promise<IteratorResult<readonly StoredEvent[], unknown>> {
    if (waitMs > 0) await sleep(waitMs);
    return this.batches.next();
  }
}

/**
 * Milliseconds before the next read after a batch of several appends. Such a batch means that several callers send
 * commands at the same time; the pause lets one write of the tables serve more of them. A caller who sends one command
 * after the other causes no pause.
 */
const COLLECT_MS = 25;

const appendsIn = (batch: readonly StoredEvent[]): number =>
  batch.reduce((count, { endsAppend }) => count + Number(endsAppend), 0);
