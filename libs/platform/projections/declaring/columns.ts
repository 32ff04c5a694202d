import type { Json } from '#kernel/canonical-json';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';

/** A column of a read model: the type that a handler writes and a query reads. */
export interface Column<T> {
  /** Type in PostgreSQL. */
  readonly sql: string;
  readonly nullable: boolean;
  /** Whether PostgreSQL accepts a value. A value that is refused is a fault of the handler, and parks the stream. */
  readonly holds: (value: unknown) => value is T;
}
export type ValueOf<C> = C extends Column<infer T> ? T : never;

const column = <T>(sql: string, holds: (value: unknown) => boolean): Column<T> => ({
  sql,
  nullable: false,
  holds: (value): value is T => holds(value),
});
const matches = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value);
const isText = (value: unknown) => typeof value === 'string' && value.isWellFormed() && !value.includes('\u0000');
const within = (min: number, max: number) => (value: unknown) =>
  typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
const INT8 = 2n ** 63n;

export const uuid = column<Uuid>('uuid', matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));

/** Text limited to the words of `T`, checked by the compiler in handlers and queries. */
export const textOf = <T extends string>(): Column<T> => column<T>('text', isText);
export const text = textOf();

/** A plain date `YYYY-MM-DD`. It is stored as text, and compares as text in PostgreSQL as in the program. */
export const date = column<PlainDate>('text collate "C"', matches(/^\d{4}-\d{2}-\d{2}$/));

/** A 32-bit integer. */
export const int = column<number>('integer', within(-(2 ** 31), 2 ** 31 - 1));

export const bigint = column<bigint>('bigint', (value) => typeof value === 'bigint' && value >= -INT8 && value < INT8);
export const bool = column<boolean>('boolean', (value) => typeof value === 'boolean');

/** A JSON value (jsonb). */
export const jsonOf = <T extends Json>(): Column<T> => column<T>('jsonb', (value) => isJson(value));
export const json = jsonOf<Json>();

/** The same column with null allowed, meaning "not known" or "none". */
export const nullable = <T>(inner: Column<T>): Column<T | null> => ({
  sql: inner.sql,
  nullable: true,
  holds: (value): value is T | null => value === null || inner.holds(value),
});

function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'string') return isText(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  return typeof value === 'object' && Object.entries(value).every(([key, member]) => isText(key) && isJson(member));
}
