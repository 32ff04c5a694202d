/** Declares a read model: its tables, the rows of each event, and the events it ignores. */
export type { EffectiveEvent, RowChange } from './declaring/changes.js';
export {
  bigint,
  bool,
  type Column,
  date,
  int,
  json,
  jsonOf,
  nullable,
  text,
  textOf,
  uuid,
  type ValueOf,
} from './declaring/columns.js';
export {
  type AnyProjection,
  type Columns,
  type FactColumns,
  facts,
  MIRRORED,
  type Projection,
  projection,
  type RowsOf,
  type Tables,
  type WriterOf,
} from './declaring/projection.js';
/** The same tables as PostgreSQL has them. */
export { KEY_COLUMNS, sqlColumns, viewNames } from './declaring/tables.js';
