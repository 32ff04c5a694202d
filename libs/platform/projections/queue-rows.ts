import type { Values } from './changes.js';
import { cellOf, type Journal, sameCells } from './fact-rows.js';
import type { Queue } from './projection.js';
import { RowRefused } from './row-refused.js';

export interface QueueRow {
  readonly stream: string;
  readonly position: bigint;
  readonly cells: readonly unknown[];
}
/** What becomes of a key: a row, or none. */
export interface QueueSlot {
  readonly stream: string;
  /** Values of the key columns, in the order in which the queue names them. */
  readonly key: readonly unknown[];
  row: QueueRow | null;
  touched: boolean;
}

/** The rows of one queue that a batch touches. Only what stands at the end is written. */
export class QueueRows {
  private readonly slots = new Map<string, Map<string, QueueSlot>>();
  private readonly names: readonly string[];

  constructor(
    private readonly name: string,
    private readonly table: Queue,
    private readonly journal: Journal,
  ) {
    this.names = Object.keys(table.columns);
  }

  load(row: QueueRow): void {
    const key = this.table.key.map((column) => row.cells[this.names.indexOf(column)]);
    this.slot(row.stream, key).row = row;
  }

  put(stream: string, values: Values, position: bigint): void {
    const cells = this.names.map((column) => cellOf(this.name, this.table.columns, column, values[column]));
    this.set(this.slot(stream, this.keyOf(values)), { stream, position, cells });
  }

  patch(stream: string, key: Values, values: Values, position: bigint): void {
    const slot = this.slot(stream, this.keyOf(key));
    if (!slot.row) throw new RowRefused('AbsentRow', this.name);
    const { cells } = slot.row;
    const changed = this.names.map((column, i) =>
      column in values && !this.table.key.includes(column)
        ? cellOf(this.name, this.table.columns, column, values[column])
        : cells[i],
    );
    this.set(slot, { stream, position, cells: changed });
  }

  remove(stream: string, key: Values): void {
    this.set(this.slot(stream, this.keyOf(key)), null);
  }

  /** Makes the stream's rows those of another fold of it. */
  become(other: QueueRows, stream: string): void {
    const wanted = other.slots.get(stream);
    for (const slot of [...(this.slots.get(stream)?.values() ?? [])])
      if (slot.row && !wanted?.get(slotKey(slot.key))?.row) this.set(slot, null);
    for (const { key, row } of wanted?.values() ?? []) {
      const slot = this.slot(stream, key);
      if (row && !(slot.row && sameCells(slot.row.cells, row.cells))) this.set(slot, row);
    }
  }

  *touched(): Iterable<QueueSlot> {
    for (const slots of this.slots.values()) for (const slot of slots.values()) if (slot.touched) yield slot;
  }

  private keyOf(values: Values): unknown[] {
    return this.table.key.map((column) => cellOf(this.name, this.table.columns, column, values[column]));
  }

  private slot(stream: string, key: readonly unknown[]): QueueSlot {
    const slots = this.slots.get(stream) ?? new Map<string, QueueSlot>();
    if (slots.size === 0) this.slots.set(stream, slots);
    const name = slotKey(key);
    const slot = slots.get(name) ?? { stream, key, row: null, touched: false };
    slots.set(name, slot);
    return slot;
  }

  private set(slot: QueueSlot, row: QueueRow | null): void {
    const before = { row: slot.row, touched: slot.touched };
    slot.row = row;
    slot.touched = true;
    this.journal.push(() => Object.assign(slot, before));
  }
}

const slotKey = (key: readonly unknown[]): string =>
  JSON.stringify(key, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
