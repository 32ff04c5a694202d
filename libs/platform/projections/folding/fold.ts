import type { StreamId } from '#kernel/ids';
import type { EffectiveEvent, RowChange } from '../declaring/changes.js';
import type { AnyProjection } from '../declaring/projection.js';
import { RowRefused } from '../declaring/row-refused.js';
import type { LogEvent } from './decode.js';
import { FactRows, type Journal } from './fact-rows.js';

/** The event at which a projection stopped following a stream. */
export interface Parked {
  readonly stream: StreamId;
  readonly revision: number;
  readonly position: bigint;
  readonly error: string;
}

/**
 * Applies a batch of events to the tables of one projection in memory: row changes in order, corrections and annulments
 * included. An event is applied completely or not at all.
 */
export class Fold {
  readonly facts = new Map<string, FactRows>();
  private readonly journal: Journal = [];

  constructor(
    private readonly projection: AnyProjection,
    /**
     * Returns the earlier event that a correction or an annulment is about. It was loaded before the batch is applied.
     */
    private readonly base: (stream: StreamId, revision: number) => LogEvent | undefined,
  ) {
    for (const [name, { columns }] of Object.entries(projection.tables))
      this.facts.set(name, new FactRows(name, columns, this.journal));
  }

  /**
   * @param changes the event's row changes, if its handler ran before
   * @throws RowRefused or the error of the handler; the event has then changed nothing
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
    const base = this.base(stream, corrects);
    if (base?.type !== companion.base) throw new RowRefused('AbsentEvent', `revision ${corrects}`);
    for (const rows of this.facts.values()) rows.closeEntry(stream, corrects, position);
    if (companion.how === 'annulled') return;
    const event = { ...base, data: companion.data };
    this.write(event, this.projection.changes(event), position);
  }

  private write(e: EffectiveEvent, changes: readonly RowChange[], at: bigint): void {
    for (const change of changes) {
      if (change.key.stream !== e.stream) throw new RowRefused('ForeignStream', change.table);
      this.rowsOf(change.table).put(change.key, change.values, e.position, at);
    }
  }

  rowsOf(table: string): FactRows {
    const rows = this.facts.get(table);
    if (!rows) throw new RowRefused('NoSuchTable', table);
    return rows;
  }
}
