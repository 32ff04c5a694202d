import { effective } from '#kernel/effective';
import type { StreamId } from '#kernel/ids';
import type { EffectiveEvent, RowChange } from './changes.js';
import type { LogEvent } from './decode.js';
import { FactRows, type Journal } from './fact-rows.js';
import type { AnyProjection } from './projection.js';
import { QueueRows } from './queue-rows.js';
import { RowRefused } from './row-refused.js';

/** Where the sequence of a stream stopped for a projection. */
export interface Parked {
  readonly stream: StreamId;
  readonly revision: number;
  readonly position: bigint;
  readonly error: string;
}

/** What a fold may ask of the log; both are looked up before it begins. */
export interface Past {
  /** An earlier event of a stream that was corrected or annulled. */
  readonly event: (stream: StreamId, revision: number) => LogEvent | undefined;
  /** All events of a stream, later ones than the fold is at included. */
  readonly history: (stream: StreamId) => readonly LogEvent[];
  /** Whether a recorded act left an event out. */
  readonly skipped: (stream: StreamId, revision: number) => boolean;
}

/**
 * What a batch of events makes of the tables of one projection, in memory: row changes applied in order, corrections
 * and annulments included. An event takes effect whole or not at all.
 */
export class Fold {
  readonly facts = new Map<string, FactRows>();
  readonly queues = new Map<string, QueueRows>();
  private readonly journal: Journal = [];

  constructor(
    private readonly projection: AnyProjection,
    private readonly past: Past,
  ) {
    for (const [name, table] of Object.entries(projection.tables)) {
      if (table.kind === 'facts') this.facts.set(name, new FactRows(name, table, this.journal));
      else this.queues.set(name, new QueueRows(name, table, this.journal));
    }
  }

  /**
   * @param changes those of the event where its handler was asked before
   * @throws RowRefused, or what the handler throws; then the event has changed nothing
   */
  apply(event: LogEvent, changes?: readonly RowChange[]): void {
    this.journal.length = 0;
    try {
      if (!event.companion) this.write(event, changes ?? this.projection.changes(event), event.position);
      else if (this.projection.handles.has(event.companion.base)) this.amend(event, event.companion);
    } catch (error) {
      for (const undo of this.journal.reverse()) undo();
      throw error;
    }
  }

  private amend({ stream, position }: LogEvent, companion: NonNullable<LogEvent['companion']>): void {
    const { corrects } = companion;
    if (this.projection.entangled) {
      this.refold(stream, corrects, position);
      return;
    }
    const base = this.past.event(stream, corrects);
    if (base?.type !== companion.base) throw new RowRefused('AbsentEvent', `revision ${corrects}`);
    for (const rows of this.facts.values()) rows.closeEntry(stream, corrects, position);
    if (companion.how === 'annulled') return;
    const event = { ...base, data: companion.data };
    this.write(event, this.projection.changes(event), position);
  }

  /** The stream as it would be had it been recorded rightly; what differs from the open rows is written. */
  private refold(stream: StreamId, corrects: number, position: bigint): void {
    const fold = new Fold(this.projection, this.past);
    for (const event of this.standing(stream, position)) fold.apply(event);
    for (const [name, rows] of this.facts) rows.become(fold.rowsOf(name), stream, corrects, position);
    for (const [name, rows] of this.queues) rows.become(fold.queueOf(name), stream);
  }

  private standing(stream: StreamId, upTo: bigint): LogEvent[] {
    const left = this.past.history(stream).filter((event) => event.position <= upTo);
    const isSkipped = ({ revision }: LogEvent) => this.past.skipped(stream, revision);
    // A correction replaces the whole event, the part for which it was skipped included.
    const amended = new Set(left.flatMap((e) => (e.companion && !isSkipped(e) ? [e.companion.corrects] : [])));
    return effective(left.filter((event) => !isSkipped(event) || (!event.companion && amended.has(event.revision))));
  }

  private write(e: EffectiveEvent, changes: readonly RowChange[], at: bigint): void {
    for (const change of changes) {
      if ('stream' in change.key && change.key.stream !== e.stream) throw new RowRefused('ForeignStream', change.table);
      switch (change.op) {
        case 'put':
          this.rowsOf(change.table).put(change.key, change.values, e.position, at);
          break;
        case 'patch':
          this.rowsOf(change.table).patch(change.key, change.values, at);
          break;
        case 'patchAll':
          this.rowsOf(change.table).patchAll(change.key, change.values, at);
          break;
        case 'enqueue':
          this.queueOf(change.table).put(e.stream, change.values, e.position);
          break;
        case 'requeue':
          this.queueOf(change.table).patch(e.stream, change.key, change.values, e.position);
          break;
        case 'remove':
          this.queueOf(change.table).remove(e.stream, change.key);
          break;
      }
    }
  }

  rowsOf(table: string): FactRows {
    const rows = this.facts.get(table);
    if (!rows) throw new RowRefused('NoSuchTable', table);
    return rows;
  }

  queueOf(table: string): QueueRows {
    const rows = this.queues.get(table);
    if (!rows) throw new RowRefused('NoSuchTable', table);
    return rows;
  }
}
