import type { AnyProjection, Facts } from './projection.js';
import { snakeCase, sqlName } from './sql-name.js';

/** One build of a projection's tables. */
export interface GenerationName {
  readonly projection: string;
  readonly version: number;
  readonly generation: number;
}

export const physicalName = (view: string, { version, generation }: Omit<GenerationName, 'projection'>): string =>
  `${view}_v${version}_g${generation}`;

export const tableName = (of: GenerationName, table: string): string =>
  `read.${physicalName(sqlName(of.projection, table), of)}`;

export const viewNames = (projection: AnyProjection): string[] =>
  Object.keys(projection.tables).map((table) => sqlName(projection.name, table));

export interface SqlColumn {
  readonly name: string;
  readonly sql: string;
  readonly nullable: boolean;
}

const own = (name: string, sql: string, nullable = false): SqlColumn => ({ name, sql, nullable });
const FACT_COLUMNS = [
  own('stream', 'text collate "C"'),
  own('revision', 'integer'),
  own('item', 'integer'),
  own('position', 'bigint'),
  own('known_from', 'bigint'),
  own('known_to', 'bigint', true),
];

/** All columns of a table in PostgreSQL, in the order used to create, write and read them. */
export const sqlColumns = ({ columns }: Facts): SqlColumn[] => [
  ...FACT_COLUMNS,
  ...Object.entries(columns).map(([name, { sql, nullable }]) => own(snakeCase(name), sql, nullable)),
];

/** The primary key of every table. */
export const KEY_COLUMNS = ['stream', 'revision', 'item', 'known_from'] as const;

/**
 * Statements that create the tables of a generation with their primary keys; the other indexes follow when it has
 * caught up.
 */
export const createTables = (projection: AnyProjection, of: GenerationName): string[] =>
  Object.entries(projection.tables).map(([name, table]) => {
    const columns = sqlColumns(table).map((c) => `${c.name} ${c.sql}${c.nullable ? '' : ' not null'}`);
    const key = `primary key (${KEY_COLUMNS.join(', ')})`;
    return `create table if not exists ${tableName(of, name)} (${[...columns, key].join(', ')})`;
  });

/**
 * Statements that create the other indexes. Building them on full tables costs a rebuild less than maintaining them.
 */
export const createIndexes = (projection: AnyProjection, of: GenerationName): string[] =>
  Object.entries(projection.tables).flatMap(([name, table]) => {
    const on = tableName(of, name);
    const short = on.slice('read.'.length);
    return table.indexes.map(
      (columns, i) => `create index if not exists ${short}_i${i} on ${on} (${columns.map(snakeCase).join(', ')})`,
    );
  });

export const analyzeTables = (projection: AnyProjection, of: GenerationName): string[] =>
  Object.keys(projection.tables).map((name) => `analyze ${tableName(of, name)}`);

/** Statements that point the views to a generation and drop the views of the one before, in one transaction. */
export const switchViews = (before: readonly string[], after: readonly string[], to: GenerationName): string[] => [
  ...[...new Set([...before, ...after])].map((view) => `drop view if exists read.${view}`),
  ...after.map((view) => `create view read.${view} as select * from read.${physicalName(view, to)}`),
];

export const dropTables = (views: readonly string[], of: GenerationName): string[] =>
  views.map((view) => `drop table if exists read.${physicalName(view, of)}`);
