import type { FactKey, Values } from '../declaring/changes.js';
import type { Columns } from '../declaring/projection.js';
import { RowRefused } from '../declaring/row-refused.js';

export interface FactRow {
  readonly stream: string;
  readonly revision: number;
  readonly item: number;
  readonly position: bigint;
  readonly knownFrom: bigint;
  knownTo: bigint | null;
  /** Values of the declared columns, in column order. */
  readonly cells: readonly unknown[];
  /** Whether the row was read from the database. */
  readonly loaded: boolean;
}

/** Undo steps of one event; when the event is refused, all of them run. */
export type Journal = (() => void)[];

/** The rows of one facts table that a batch reads or changes. */
export class FactRows {
  /** New rows to insert. */
  readonly written = new Set<FactRow>();
  /** Existing rows to close. */
  readonly closed = new Set<FactRow>();
  private readonly open = new Map<string, Map<number, FactRow[]>>();
  private readonly names: readonly string[];

  constructor(
    private readonly name: string,
    private readonly columns: Columns,
    private readonly journal: Journal,
  ) {
    this.names = Object.keys(columns);
  }

  load(row: FactRow): void {
    this.entry(row.stream, row.revision).push(row);
  }

  put(key: FactKey, values: Values, position: bigint, at: bigint): void {
    const { stream, revision, item } = key;
    if (!Number.isInteger(item) || item < 0) throw new RowRefused('WrongValue', `${this.name}.item`);
    if (this.entry(stream, revision).some((row) => row.item === item)) throw new RowRefused('PresentRow', this.name);
    const cells = this.names.map((column) => this.cell(column, values[column]));
    this.add({ stream, revision, item, position, knownFrom: at, knownTo: null, cells, loaded: false });
  }

  /** Closes all rows that the event stated: from this position on they are not known. */
  closeEntry(stream: string, revision: number, at: bigint): void {
    for (const row of [...this.entry(stream, revision)]) this.close(row, at);
  }

  private entry(stream: string, revision: number): FactRow[] {
    const entries = this.open.get(stream) ?? new Map<number, FactRow[]>();
    if (entries.size === 0) this.open.set(stream, entries);
    const rows = entries.get(revision) ?? [];
    if (rows.length === 0) entries.set(revision, rows);
    return rows;
  }

  private add(row: FactRow): void {
    const rows = this.entry(row.stream, row.revision);
    rows.push(row);
    this.written.add(row);
    this.journal.push(() => {
      rows.splice(rows.indexOf(row), 1);
      this.written.delete(row);
    });
  }

  private close(row: FactRow, at: bigint): void {
    const rows = this.entry(row.stream, row.revision);
    const index = rows.indexOf(row);
    rows.splice(index, 1);
    if (row.loaded) this.closed.add(row);
    row.knownTo = at;
    this.journal.push(() => {
      rows.splice(index, 0, row);
      this.closed.delete(row);
      row.knownTo = null;
    });
  }

  private cell(column: string, value: unknown): unknown {
    if (this.columns[column]?.holds(value) !== true) throw new RowRefused('WrongValue', `${this.name}.${column}`);
    return value;
  }
}
