import type pg from 'pg';
import { StreamId } from '#kernel/ids';
import type { Mark } from '#platform/event-store/log-watch';
import { withoutContent } from '../declaring/row-refused.js';
import type { LogEvent } from '../folding/decode.js';
import type { Parked } from '../folding/fold.js';
import { type BatchSources, foldBatch, type Prepared, prepareBatch } from './batch.js';
import { type Checkpoint, checkpointOf, markOf } from './checkpoint.js';
import { statementsOf } from './flush.js';
import {
  fenced,
  type Generation,
  type MoveCheckpoint,
  type Parking,
  remember,
  reread,
  writeParking,
} from './generation.js';
import { logTime, timesOf } from './log-time.js';
import { type Act, actOf } from './operations.js';
import { history } from './past.js';
import { run, type Statement } from './statement.js';

export interface WriterOptions extends BatchSources {
  readonly pool: pg.Pool;
  /** Default: the fence refuses a former leader. Tests remove the fence to show that it is needed. */
  readonly moveCheckpoint?: MoveCheckpoint;
}

/**
 * Read models commit without waiting for the disk: rows and checkpoint are in one transaction, so a crash of the server
 * loses both or neither, and lost events are read from the log again. The time-out keeps the locks of a suspended
 * process from blocking the next leader.
 */
export const BEGIN = 'begin; set local synchronous_commit = off; set local idle_in_transaction_session_timeout = 10000';

interface Acts {
  readonly unparked: readonly StreamId[];
  readonly skipped: Parking['skipped'];
  /** The stream being retried, parked again at this event if the transaction ends before all of it was applied. */
  readonly waiting: readonly Parked[];
}
const NONE: Acts = { unparked: [], skipped: [], waiting: [] };
/**
 * A batch of up to so many events is written by one statement for all read models. A larger batch has enough rows for
 * one transaction per read model.
 */
const FEW = 100;

/** The writes that a batch makes in a generation. */
interface BatchWrites {
  readonly parking: Parking;
  readonly statements: readonly Statement[];
}

/** Advances one generation batch by batch: rows, parked streams and checkpoint in one transaction. */
export class Writer {
  /** Set while it is unknown whether a transaction was committed. */
  private isUncertain = false;
  private prepared: { readonly events: readonly LogEvent[]; readonly batch: Promise<Prepared> } | null = null;

  constructor(
    private readonly options: WriterOptions,
    readonly generation: Generation,
  ) {}

  /** Prepares the next batch while this one is written. */
  prepare(events: readonly LogEvent[]): void {
    const batch = prepareBatch(this.options, this.generation.of, events);
    batch.catch(() => undefined); // fold() throws the error
    this.prepared = { events, batch };
  }

  /**
   * Applies the events after the generation's position.
   *
   * @throws FenceLost
   * errors of store or database; then call again with the same events
   */
  async advance(events: readonly LogEvent[]): Promise<void> {
    if (this.isUncertain) await reread(this.options.pool, this.generation);
    this.isUncertain = false;
    if ((events[0]?.position ?? 0n) > this.generation.position && !events.some((event) => this.isOrder(event))) {
      await this.segment(events);
      return;
    }
    let segment: LogEvent[] = [];
    for (const event of events) {
      if (event.position <= this.generation.position) continue;
      const act = actOf(event);
      if (act?.projection === this.generation.projection) {
        await this.segment(segment);
        await this.act(act, event);
        segment = [];
      } else segment.push(event);
    }
    await this.segment(segment);
  }

  /** The checkpoint; null while it is uncertain. */
  checkpoint(): Checkpoint | null {
    return this.isUncertain ? null : checkpointOf(this.generation);
  }

  /**
   * Whether the events may be written by a statement shared with other generations: few events, or none that change
   * this one.
   */
  mayShare(events: readonly LogEvent[]): boolean {
    if (this.isUncertain || this.options.moveCheckpoint) return false;
    if ((events[0]?.position ?? 0n) <= this.generation.position) return false;
    if (events.some((event) => this.isOrder(event))) return false;
    return !this.handlesAny(events) || events.length <= FEW;
  }

  /**
   * This generation's part of a shared statement; null when a stream has to be parked.
   * @throws errors of store or database
   */
  async share(events: readonly LogEvent[]): Promise<readonly Statement[] | null> {
    if (!this.handlesAny(events)) return [];
    const { parking, statements } = await this.fold(events, NONE);
    return parking.parked.length === 0 ? statements : null;
  }

  /** Records that a shared statement was committed. */
  shared(upTo: Mark): void {
    this.prepared = null;
    this.generation.position = upTo.position;
    this.generation.leaf = upTo.leaf;
  }

  /** Records that a shared statement failed and may have been committed all the same. */
  markUncertain(): void {
    this.prepared = null;
    this.isUncertain = true;
  }

  private handlesAny(events: readonly LogEvent[]): boolean {
    const { of } = this.generation;
    return of === logTime || events.some((event) => of.handles.has(event.companion?.base ?? event.type));
  }

  private isOrder(event: LogEvent): boolean {
    return actOf(event)?.projection === this.generation.projection;
  }

  private async segment(events: readonly LogEvent[]): Promise<void> {
    const last = events.at(-1);
    if (last) await this.process(events, markOf(last), NONE);
  }

  /**
   * Applies the events that a parked stream has missed. Their rows get the events' own positions, so that a rebuild
   * gives the same rows.
   */
  private async act({ stream, skip }: Act, order: LogEvent): Promise<void> {
    const { parked, skipped } = this.generation;
    const at = parked.get(stream);
    const isMeant = skip === null || skip === at?.revision || skipped.get(stream)?.has(skip) === true;
    if (!at || !isMeant) {
      await this.segment([order]);
      return;
    }
    const { store, decode } = this.options;
    const missed = await history(store, decode, stream, at.revision);
    const events = missed.filter(({ revision, position }) => position < order.position && revision !== skip);
    const leftOut = skip === null ? [] : [{ stream, revision: skip }];
    await this.process([...events, order], markOf(order), { unparked: [stream], skipped: leftOut, waiting: [] });
  }

  /**
   * Writes a batch. If the database refuses a value, the batch is halved, always between two appends, until one append
   * is left. Its events before the refused one are committed together with the parking of the stream.
   */
  private async process(events: readonly LogEvent[], upTo: Mark, acts: Acts): Promise<void> {
    try {
      await this.write(events, upTo, acts);
    } catch (error) {
      const middle = middleOf(events);
      if (events.length === 0 || !isRefusedByDatabase(error)) throw error;
      if (middle === null) {
        await this.writeUntilRefused(events, upTo, acts, error);
        return;
      }
      const [first, rest] = [events.slice(0, middle), events.slice(middle)];
      await (acts === NONE ? this.halves(first, rest, upTo) : this.retriedHalves(first, rest, upTo, acts));
    }
  }

  /** Applies as many events of one append as the database accepts, and parks the stream at the next. */
  private async writeUntilRefused(append: readonly LogEvent[], upTo: Mark, acts: Acts, refused: Error): Promise<void> {
    let reason = refused;
    for (const [i, event] of [...append.entries()].reverse()) {
      try {
        await this.write(append.slice(0, i), upTo, { ...acts, waiting: [parkedAt(event, withoutContent(reason))] });
        return;
      } catch (error) {
        if (i === 0 || !isRefusedByDatabase(error)) throw error;
        reason = error;
      }
    }
  }

  private async halves(first: readonly LogEvent[], rest: readonly LogEvent[], upTo: Mark): Promise<void> {
    const [last] = first.slice(-1);
    await this.process(first, last ? markOf(last) : upTo, NONE);
    await this.process(rest, upTo, NONE);
  }

  /**
   * The checkpoint stays before the act of the operator until all of it is applied: after a crash the act runs again.
   */
  private async retriedHalves(first: readonly LogEvent[], rest: readonly LogEvent[], upTo: Mark, acts: Acts) {
    const [next] = rest;
    if (!next) return;
    const waiting = next.stream === first[0]?.stream ? [parkedAt(next, 'RetryUnfinished')] : [];
    await this.process(first, this.mark(), { ...acts, waiting });
    const parked = this.generation.parked.get(next.stream);
    if (parked?.revision === next.revision)
      await this.process(rest, upTo, { unparked: [next.stream], skipped: [], waiting: [] });
    else await this.process(rest, upTo, { unparked: [], skipped: [], waiting: [] });
  }

  private mark(): Mark {
    return { position: this.generation.position, leaf: this.generation.leaf };
  }

  private async fold(events: readonly LogEvent[], acts: Acts): Promise<BatchWrites> {
    const { generation } = this;
    const isParked = (stream: StreamId) => generation.parked.has(stream) && !acts.unparked.includes(stream);
    const ready = this.prepared?.events === events ? this.prepared.batch : null;
    this.prepared = null;
    const batch = await (ready ?? prepareBatch(this.options, generation.of, events));
    const { fold, parked } = await foldBatch(this.options, generation, batch, isParked);
    const left = acts.waiting.filter(({ stream }) => !parked.some((other) => other.stream === stream));
    const parking: Parking = { parked: [...parked, ...left], unparked: acts.unparked, skipped: acts.skipped };
    const rows = statementsOf(generation.of, generation, fold);
    return { parking, statements: generation.of === logTime ? [...rows, timesOf(events)] : rows };
  }

  private async write(events: readonly LogEvent[], upTo: Mark, acts: Acts): Promise<void> {
    const { pool, moveCheckpoint = fenced } = this.options;
    const { generation } = this;
    const { parking, statements } = await this.fold(events, acts);
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query(BEGIN);
      for (const statement of statements) await run(client, statement);
      await writeParking(client, generation, parking);
      await moveCheckpoint(client, generation, upTo);
      this.isUncertain = true;
      await client.query('commit');
      this.isUncertain = false;
    } catch (error) {
      await client.query('rollback').catch((lost: unknown) => {
        broken = lost instanceof Error ? lost : new Error('rollback failed');
      });
      throw error;
    } finally {
      client.release(broken);
    }
    remember(generation, parking, upTo);
  }
}

/** The index between two appends nearest to the middle; null for a single append. */
function middleOf(events: readonly LogEvent[]): number | null {
  const borders = events.flatMap(({ endsAppend }, i) => (endsAppend && i + 1 < events.length ? [i + 1] : []));
  const half = events.length / 2;
  return borders.toSorted((a, b) => Math.abs(a - half) - Math.abs(b - half))[0] ?? null;
}

const parkedAt = ({ stream, revision, position }: LogEvent, error: string): Parked => ({
  stream,
  revision,
  position,
  error,
});

/** Data exceptions, violated constraints and exceeded limits: the same statement would fail again. */
const isRefusedByDatabase = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(22|23|54)...$/.test(error.code);
