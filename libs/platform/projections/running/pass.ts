import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore, Looked, StoredEvent } from '#platform/event-store/event-store';
import type { LogEvent } from '#platform/projections/folding/decode';

/** Reads the log in batches for those who catch up. While one batch is written the next is read already. */
export class Pass {
  private ahead: { readonly after: bigint; readonly batch: Promise<readonly LogEvent[]> } | null = null;

  /** @param looked how far the log was looked through after a position, for stores that share their server */
  constructor(
    private readonly store: Pick<EventStore, 'readAll'>,
    private readonly decode: (stored: StoredEvent) => LogEvent,
    private readonly limit: number,
    private readonly looked: (after: bigint) => Looked = () => ({}),
  ) {}

  /**
   * Whole appends after a position; fewer events than the limit where the log ends. Null where the store takes longer than
   * told: what was asked for is waited for the next time.
   *
   * @throws Unavailable | IntegrityAlarm | UnknownEvent
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

  /** Gives the batch that is read ahead to those who can begin with it; nothing where there is none, or it failed. */
  early(begin: (batch: readonly LogEvent[]) => void): void {
    this.ahead?.batch.then(begin).catch(() => undefined); // whoever asks for the batch is told why it failed
  }

  private async read(after: bigint): Promise<readonly LogEvent[]> {
    return (await this.store.readAll(after, this.limit, this.looked(after))).map(this.decode);
  }

  private readAhead(after: bigint) {
    const batch = this.read(after);
    batch.catch(() => undefined); // told to whoever asks for the batch
    return { after, batch };
  }
}

/** The end of the log, as it grows. */
export class Live {
  private readonly batches: AsyncIterator<readonly StoredEvent[]>;
  private pending: Promise<readonly StoredEvent[] | null>;
  private arrived: readonly StoredEvent[] | null = null;
  private readonly end = new AbortController();
  /** When a batch was last asked for, and the time before that: an empty one may tell of what was read for the one before. */
  private asked = new Date();
  private askedBefore = new Date();
  /** What a batch says was read no earlier than this, so that an empty one says it of this moment. */
  asOf = new Date(0);

  constructor(
    store: Pick<EventStore, 'subscribe'>,
    /** Everything up to here has been handed out. */
    public position: bigint,
    signal: AbortSignal,
    looked: Looked,
  ) {
    const until = AbortSignal.any([signal, this.end.signal]);
    this.batches = store.subscribe(position, until, looked)[Symbol.asyncIterator]();
    this.pending = this.ask();
  }

  /** The next batch if it is there when `until` resolves, else null. @throws what the subscription throws */
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

  /** @param waitMs before the log is asked, so that more appends share the next batch */
  private ask(waitMs = 0): Promise<readonly StoredEvent[] | null> {
    this.arrived = null;
    this.askedBefore = this.asked;
    this.asked = new Date();
    const pending = this.following(waitMs).then(({ done, value }) => {
      if (done === true) return new Promise<null>(() => undefined); // only when the signal aborted
      this.arrived = value;
      return this.arrived;
    });
    pending.catch(() => undefined); // told to whoever asks for the batch
    return pending;
  }

  private async following(waitMs: number): Promise<IteratorResult<readonly StoredEvent[], unknown>> {
    if (waitMs > 0) await sleep(waitMs);
    return this.batches.next();
  }
}

/**
 * A batch of several appends means that commands come side by side: the next read then waits this long, so that a pass over
 * the tables serves more of them. Who sends one command after another never waits.
 */
const COLLECT_MS = 25;

const appendsIn = (batch: readonly StoredEvent[]): number =>
  batch.reduce((count, { endsAppend }) => count + Number(endsAppend), 0);
