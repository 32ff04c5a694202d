import type { AnyProjection } from '../declaring/projection.js';
import { type GenerationName, type SqlColumn, sqlColumns, tableName } from '../declaring/tables.js';
import type { FactRow } from '../folding/fact-rows.js';
import type { Fold } from '../folding/fold.js';
import type { Statement } from './statement.js';

/** The statements that write a batch: for each table one insert and one update that closes rows, the update first. */
export function statementsOf(projection: AnyProjection, to: GenerationName, fold: Fold): Statement[] {
  return Object.entries(projection.tables).flatMap(([name, table]) => {
    const target = tableName(to, name);
    const columns = sqlColumns(table);
    const { closed, written } = fold.rowsOf(name);
    return [...close(target, [...closed]), ...insert(target, columns, factColumns([...written], columns.length))];
  });
}

/** The values by column: each table is written with one array parameter per column. */
function factColumns(rows: readonly FactRow[], width: number): unknown[][] {
  const kept = [
    rows.map((row) => row.stream),
    rows.map((row) => row.revision),
    rows.map((row) => row.item),
    rows.map((row) => row.position),
    rows.map((row) => row.knownFrom),
    rows.map((row) => row.knownTo),
  ];
  const declared = Array.from({ length: width - kept.length }, (_, i) => rows.map((row) => row.cells[i]));
  return [...kept, ...declared];
}

function insert(target: string, columns: readonly SqlColumn[], values: unknown[][]): Statement[] {
  if (values[0]?.length === 0) return [];
  const names = columns.map(({ name }) => name).join(', ');
  const from = columns.map((column, i) => `u.c${i}${cast(column)}`).join(', ');
  return [statement(`insert into ${target} (${names}) select ${from} from ${unnest(columns)}`, columns, values)];
}

function close(target: string, rows: readonly FactRow[]): Statement[] {
  if (rows.length === 0) return [];
  const text = `update ${target} t set known_to = u.c4 from ${unnest(CLOSING)}
    where t.stream = u.c0 and t.revision = u.c1 and t.item = u.c2 and t.known_from = u.c3`;
  const values = [
    rows.map((row) => row.stream),
    rows.map((row) => row.revision),
    rows.map((row) => row.item),
    rows.map((row) => row.knownFrom),
    rows.map((row) => row.knownTo),
  ];
  return [statement(text, CLOSING, values)];
}
const CLOSING: readonly SqlColumn[] = [
  { name: 'stream', sql: 'text', nullable: false },
  { name: 'revision', sql: 'integer', nullable: false },
  { name: 'item', sql: 'integer', nullable: false },
  { name: 'known_from', sql: 'bigint', nullable: false },
  { name: 'known_to', sql: 'bigint', nullable: false },
];

const base = ({ sql }: SqlColumn) => (sql.startsWith('text') || sql === 'jsonb' ? 'text' : sql);
const cast = ({ sql }: SqlColumn) => (sql === 'jsonb' ? '::jsonb' : '');
const unnest = (columns: readonly SqlColumn[]) =>
  `unnest(${columns.map((c, i) => `$${i + 1}::${base(c)}[]`).join(', ')}) as u(${columns.map((_, i) => `c${i}`).join(', ')})`;

const statement = (text: string, columns: readonly SqlColumn[], values: readonly unknown[][]): Statement => ({
  text,
  values: columns.map((column, i) => arrayLiteral(column, values[i] ?? [])),
});

/** An array literal of PostgreSQL. The driver escapes every element, which makes a rebuild a fifth slower. */
function arrayLiteral({ sql }: SqlColumn, values: readonly unknown[]): string {
  if (sql.startsWith('text')) return literal(values, (value) => quoted(String(value)));
  if (sql === 'jsonb') return literal(values, (value) => quoted(JSON.stringify(value)));
  return literal(values, String);
}
const literal = (values: readonly unknown[], write: (value: unknown) => string): string =>
  `{${values.map((value) => (value === null ? 'NULL' : write(value))).join(',')}}`;
const quoted = (text: string): string => (SPECIAL.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`);
const SPECIAL = /["\\]/;
