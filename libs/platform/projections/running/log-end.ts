import type pg from 'pg';
import type { ScanProgress } from '#platform/event-store/event-store';

/** How far the leader has read the log. */
export interface ObservedEnd {
  /** The end of the last append read. */
  readonly position: bigint;
  /** When the log last held nothing after the position; null if never. */
  readonly at: Date | null;
}

interface Row {
  readonly seen: bigint;
  readonly looked: bigint;
  readonly seenAt: string | null;
}

type Client = Pick<pg.Pool, 'query'>;

const NOTE = `
  update read.log set seen = greatest(seen, $1), looked = greatest(looked, $2),
    seen_at = greatest(seen_at, clock_timestamp() - make_interval(secs => $3))
  where (select epoch from read.leadership) = $4`;
/** Minimum time between two updates of read.log. */
const NOTE_MS = 1000;

/**
 * The leader's progress in the log, saved in `read.log` about once a second. Queries then need not read the log to know
 * its end, and on a shared server the events of other logs are scanned once and not at every start. The epoch of the
 * leader fences the update, because a former leader may have read another log.
 */
export class LogSeen {
  private noted = -Infinity;
  private isOver = false;
  private noting: Promise<void> = Promise.resolve();

  private constructor(
    private readonly client: Client,
    private readonly epoch: bigint,
    private seen: bigint,
    /** No event of this log lies between `seen` and `scannedTo`. */
    private scannedTo: bigint,
    private at: Date | null,
    private readonly warn: (error: unknown) => void,
  ) {}

  static async of(client: Client, epoch: bigint, warn: (error: unknown) => void): Promise<LogSeen> {
    const { rows } = await client.query<Row>('select seen, looked, seen_at as "seenAt" from read.log');
    const row = rows[0] ?? { seen: 0n, looked: 0n, seenAt: null };
    const at = row.seenAt === null ? null : new Date(row.seenAt);
    return new LogSeen(client, epoch, row.seen, row.looked, at, warn);
  }

  end(): ObservedEnd {
    return { position: this.seen, at: this.at };
  }

  /** The scan to continue after a position, and the callback for its progress. */
  after(position: bigint): ScanProgress {
    return {
      from: position === this.seen && this.scannedTo > position ? this.scannedTo : undefined,
      onScanned: (upTo, after) => {
        // Events after `seen` may be found and not processed yet. If this progress were saved, a restart would skip
        // them.
        if (after !== this.seen || upTo <= this.scannedTo) return;
        this.scannedTo = upTo;
        this.note(false);
      },
    };
  }

  /** Records that events up to a position were read. */
  upTo(position: bigint): void {
    if (position <= this.seen) return;
    this.seen = position;
    if (this.scannedTo < position) this.scannedTo = position;
  }

  /** Records that at a moment the log held nothing more. */
  nothingAfterAt(at: Date): void {
    if (this.at && at <= this.at) return;
    this.at = at;
    this.note(false);
  }

  /** Saves the progress a last time and waits for it; later calls save nothing. */
  async finish(): Promise<void> {
    this.note(true);
    this.isOver = true;
    await this.noting;
  }

  private note(atOnce: boolean): void {
    const now = performance.now();
    if (this.isOver || (!atOnce && now - this.noted < NOTE_MS)) return;
    this.noted = now;
    this.noting = this.noting.then(async () => {
      // Sent as an age and not as a time, so that only the clock of the database counts.
      const age = this.at && Math.max(0, Date.now() - this.at.getTime()) / 1000;
      const values = [this.seen, this.scannedTo, age, this.epoch];
      await this.client.query({ name: 'note the end of the log', text: NOTE, values }).catch(this.warn);
    });
  }
}
