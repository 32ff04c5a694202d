import type pg from 'pg';
import type { Looked } from '#platform/event-store/event-store';

/** How far the log was seen by whoever keeps the tables. */
export interface LogEnd {
  /** The end of the last append that was seen. */
  readonly position: bigint;
  /** When it was last known that there was no more; null where that was never so. */
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
/** Least time between two notes of what was seen. */
const NOTE_MS = 1000;

/**
 * What a leader has seen of the log. It is noted in `read.log` about once a second, so that no question has to ask the log
 * for its end, and so that what others wrote on a shared server is looked through once and not at every start. Behind the
 * fence of the leadership: one that is over may have seen another log than the one that is there by now.
 */
export class LogSeen {
  private noted = -Infinity;
  private isOver = false;
  private noting: Promise<void> = Promise.resolve();

  private constructor(
    private readonly client: Client,
    private readonly epoch: bigint,
    private seen: bigint,
    /** Nothing of ours lies between `seen` and here. */
    private looked: bigint,
    private at: Date | null,
    private readonly warn: (error: unknown) => void,
  ) {}

  static async of(client: Client, epoch: bigint, warn: (error: unknown) => void): Promise<LogSeen> {
    const { rows } = await client.query<Row>('select seen, looked, seen_at as "seenAt" from read.log');
    const row = rows[0] ?? { seen: 0n, looked: 0n, seenAt: null };
    const at = row.seenAt === null ? null : new Date(row.seenAt);
    return new LogSeen(client, epoch, row.seen, row.looked, at, warn);
  }

  end(): LogEnd {
    return { position: this.seen, at: this.at };
  }

  /** Where to begin to look for what comes after a position, and whom to tell how far one has looked. */
  after(position: bigint): Looked {
    return {
      from: position === this.seen && this.looked > position ? this.looked : undefined,
      onLooked: (upTo, after) => {
        // What was found after `seen` and is on its way here would be left out after a restart.
        if (after !== this.seen || upTo <= this.looked) return;
        this.looked = upTo;
        this.note(false);
      },
    };
  }

  /** Events up to a position were read. */
  upTo(position: bigint): void {
    if (position <= this.seen) return;
    this.seen = position;
    if (this.looked < position) this.looked = position;
  }

  /** At a moment there was no more. */
  whole(at: Date): void {
    if (this.at && at <= this.at) return;
    this.at = at;
    this.note(false);
  }

  /** What is being noted is waited for; nothing is noted any more. */
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
      // By one clock, that of the database.
      const age = this.at && Math.max(0, Date.now() - this.at.getTime()) / 1000;
      const values = [this.seen, this.looked, age, this.epoch];
      await this.client.query({ name: 'note the end of the log', text: NOTE, values }).catch(this.warn);
    });
  }
}
