import { canonicalJson } from '#kernel/canonical-json';
import type { FactKey, LeadingFactKey, Values } from './changes.js';
import type { Columns, Facts } from './projection.js';
import { RowRefused } from './row-refused.js';

export interface FactRow {
  readonly stream: string;
  readonly revision: number;
  readonly item: number;
  readonly position: bigint;
  readonly knownFrom: bigint;
  knownTo: bigint | null;
  /** Values of the declared columns, in their order. */
  readonly cells: readonly unknown[];
  /** Whether the row stands in the database already. */
  readonly loaded: boolean;
}

/** Takes back one step; those of an event are taken back together when it is refused. */
export type Journal = (() => void)[];

/** The rows of one facts table that a batch touches, and what becomes of them. */
export class FactRows {
  /** Rows to be written. One that was closed at the position that opened it was never known to anybody. */
  readonly written = new Set<FactRow>();
  /** Rows that stand and are to be closed. */
  readonly closed = new Set<FactRow>();
  private readonly open = new Map<string, Map<number, FactRow[]>>();
  private readonly names: readonly string[];

  constructor(
    private readonly name: string,
    private readonly table: Facts,
    private readonly journal: Journal,
  ) {
    this.names = Object.keys(table.columns);
  }

  load(row: FactRow): void {
    this.entry(row.stream, row.revision).push(row);
  }

  put(key: Required<FactKey>, values: Values, position: bigint, at: bigint): void {
    const { stream, revision, item } = key;
    if (!Number.isInteger(item) || item < 0) throw new RowRefused('WrongValue', `${this.name}.item`);
    if (this.entry(stream, revision).some((row) => row.item === item)) throw new RowRefused('PresentRow', this.name);
    const cells = this.names.map((column) => cellOf(this.name, this.table.columns, column, values[column]));
    this.add({ stream, revision, item, position, knownFrom: at, knownTo: null, cells, loaded: false });
  }

  patch({ stream, revision, item }: Required<FactKey>, values: Values, at: bigint): void {
    const row = this.entry(stream, revision).find((one) => one.item === item);
    if (!row) throw new RowRefused('AbsentRow', this.name);
    this.change(row, values, at);
  }

  patchAll({ stream, revision, item }: LeadingFactKey, values: Values, at: bigint): void {
    const rows = revision === undefined ? [...this.of(stream)] : [...this.entry(stream, revision)];
    for (const row of rows) if (item === undefined || row.item === item) this.change(row, values, at);
  }

  /** Nothing that the event stated is known from here on. */
  closeEntry(stream: string, revision: number, at: bigint): void {
    for (const row of [...this.entry(stream, revision)]) this.close(row, at);
  }

  /** Makes the stream's open rows those of another fold of it; rows that say the same stay, but for the given entry's. */
  become(other: FactRows, stream: string, entry: number, at: bigint): void {
    const wanted = new Map([...other.of(stream)].map((row) => [`${row.revision}/${row.item}`, row]));
    for (const row of [...this.of(stream)]) {
      const key = `${row.revision}/${row.item}`;
      const want = wanted.get(key);
      if (want && row.revision !== entry && sameCells(want.cells, row.cells)) wanted.delete(key);
      else this.close(row, at);
    }
    for (const row of wanted.values()) this.add({ ...row, knownFrom: at, loaded: false });
  }

  private *of(stream: string): Iterable<FactRow> {
    for (const rows of this.open.get(stream)?.values() ?? []) yield* rows;
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
    else if (row.knownFrom === at) this.written.delete(row);
    row.knownTo = at;
    this.journal.push(() => {
      rows.splice(index, 0, row);
      this.closed.delete(row);
      if (!row.loaded) this.written.add(row);
      row.knownTo = null;
    });
  }

  private change(row: FactRow, values: Values, at: bigint): void {
    const cells = this.names.map((column, i) =>
      column in values ? cellOf(this.name, this.table.columns, column, values[column]) : row.cells[i],
    );
    if (sameCells(cells, row.cells)) return;
    this.close(row, at);
    this.add({ ...row, cells, knownFrom: at, knownTo: null, loaded: false });
  }
}

export function cellOf(table: string, columns: Columns, column: string, value: unknown): unknown {
  if (columns[column]?.holds(value) !== true) throw new RowRefused('WrongValue', `${table}.${column}`);
  return value;
}

export const sameCells = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.every((cell, i) => {
    const other = b[i];
    if (cell === other) return true;
    return typeof cell === 'object' && typeof other === 'object' && canonicalJson(cell) === canonicalJson(other);
  });
