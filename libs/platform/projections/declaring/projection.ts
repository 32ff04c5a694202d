import type { DataOf, Declarations } from '#kernel/event';
import type { StreamId } from '#kernel/ids';
import type { EffectiveEvent, RowChange, Values } from './changes.js';
import type { Column, ValueOf } from './columns.js';
import { assertRestricted, restrictionChanges, restrictionTables } from './restrictions.js';
import { assertWhose, type Readable, type RestrictedBy, type Whose } from './whose.js';

export type Columns = Readonly<Record<string, Column<unknown>>>;
export type RowOf<C extends Columns> = { readonly [K in keyof C]: ValueOf<C[K]> };

/**
 * A facts table: one row for each fact that an event states, with the key (stream, revision, item). Rows are never
 * deleted. Each row has a range of log positions: from the
 * event that stated the fact to the event that corrected or annulled it.
 */
export interface Facts<C extends Columns = Columns> {
  readonly columns: C;
  readonly indexes: readonly (readonly string[])[];
  /** Which rows a reader gets. */
  readonly whose: Whose;
  /** The column with the item of the record that a row is about, where items may be restricted. */
  readonly restrictedItem: string | null;
}
export type Tables = Readonly<Record<string, Facts>>;

/** The columns that every facts table has in addition to the declared ones. */
export interface FactColumns {
  readonly stream: StreamId;
  readonly revision: number;
  readonly item: number;
  /** Position of the event that first stated the fact. */
  readonly position: bigint;
  /** The row is known at position K when knownFrom ≤ K and (knownTo is null or knownTo > K). */
  readonly knownFrom: bigint;
  readonly knownTo: bigint | null;
}
type RowIn<T extends Facts> = T extends Facts<infer C> ? FactColumns & RowOf<C> : never;

/** The rows of each table of a projection, as a query returns them. */
export type RowsOf<T extends Tables> = { [K in keyof T]: RowIn<T[K]> };

const RESERVED = ['stream', 'revision', 'item', 'position', 'knownFrom', 'knownTo'];

/** Indexes that a table needs when a mirror follows it. */
export const MIRRORED = [['knownFrom'], ['knownTo']] as const;

interface FactOptions<C extends Columns> {
  /** Which readers may see a row. `rowsFor` returns no other rows to a reader. */
  readonly whose: Whose<keyof C & string>;
  /** The column with the item that a row is about, where the decider restricts items of a record. */
  readonly restrictedItem?: keyof C & string;
  /** Indexes in addition to the primary key (stream, revision, item, knownFrom). */
  readonly indexes?: readonly (readonly (keyof C | keyof FactColumns)[])[];
}

export const facts = <const C extends Columns>(columns: C, options: FactOptions<C>): Facts<C> => ({
  columns,
  indexes: (options.indexes ?? []) as readonly (readonly string[])[],
  whose: options.whose,
  restrictedItem: options.restrictedItem ?? null,
});

interface Put<C extends Columns> {
  /** States a fact of the event. When one event states several facts in a table, each needs its own `item`. */
  readonly put: (e: EffectiveEvent, row: RowOf<C>, item?: number) => RowChange;
}
export type WriterOf<T extends Facts> = T extends Facts<infer C> ? Put<C> : never;

type Writers<T extends Tables> = { readonly [K in keyof T]: WriterOf<T[K]> };
export type Handled = RowChange | readonly RowChange[];
type Handler<D, T extends Tables> = (e: EffectiveEvent<D>, tables: Writers<T>) => Handled;
/** A handler for every event except the ignored ones, which must not have one. */
type Handlers<E extends Declarations, T extends Tables, I extends keyof E> = {
  readonly [K in Exclude<keyof E & string, I>]: Handler<DataOf<E[K]>, T>;
} & NoInfer<Partial<Record<I, never>>>;

/** A table of the projection and one of its columns. */
type Place<T extends Tables> = {
  [K in keyof T & string]: { readonly in: K; readonly of: keyof T[K]['columns'] & string };
}[keyof T & string];

/** The declaration of a projection: every event of `of` is either in `on` or in `ignore`. */
export interface ProjectionSpec<
  N extends string,
  E extends Declarations,
  T extends Tables,
  I extends keyof E & string = never,
> {
  /** Lower camel case; prefix of its tables. Never changed. */
  readonly name: N;
  /**
   * The version. Increase it whenever the tables change, or what a handler writes. The new tables are then built beside
   * the old ones. A test compares fingerprints of all versions, so that a forgotten increase is noticed.
   */
  readonly version: number;
  /** Events of one decider or of several deciders. Corrections and annulments are included and need no handler. */
  readonly of: E;
  readonly tables: T;
  /**
   * The facts that each event states. A handler is a pure function of the event: it uses no clock, no random number and
   * no other row. When an event is corrected, its handler runs again with the corrected data.
   */
  readonly on: Handlers<E, T, NoInfer<I>>;
  /**
   * Set if the decider restricts records. A reader without access then gets no row of the stream, from any table and at
   * any `knownAt`. The runner itself writes the rows that this needs.
   */
  readonly restricted?: Omit<RestrictedBy, 'members'> & { readonly members: Place<T> };
  /**
   * Events that this read model does not use. Every event of the decider must be named here or in `on`; otherwise the
   * file does not compile.
   */
  readonly ignore?: readonly I[];
}

/** A projection in the form that the runner uses for every projection alike. */
export interface AnyProjection extends Readable {
  readonly name: string;
  readonly version: number;
  readonly of: Declarations;
  readonly tables: Tables;
  /** Row changes of an event in force; none for an event without a handler. */
  readonly changes: (e: EffectiveEvent) => readonly RowChange[];
  /** The event types that change its tables. */
  readonly handles: ReadonlySet<string>;
}
export interface Projection<N extends string = string, T extends Tables = Tables> extends AnyProjection {
  readonly name: N;
  readonly tables: T;
}

/** Camel case that survives conversion to snake case and back: no two capitals in a row. */
const NAME = /^[a-z][a-z0-9]*([A-Z][a-z0-9]+)*$/;

/**
 * Declares a read model: a pure function from events in force to row changes. Columns and tables are camel case here
 * and snake case in PostgreSQL: table `lineage` of `organizations` is `read.organizations_lineage`.
 *
 * @throws for an invalid or reserved name, or when `whose` names a table or column that does not exist
 */
export function projection<
  const N extends string,
  const E extends Declarations,
  const T extends Tables,
  const I extends keyof E & string = never,
>(spec: ProjectionSpec<N, E, T, I>): Projection<N, T> {
  for (const [table, { columns }] of Object.entries(spec.tables))
    for (const name of [spec.name, table, ...Object.keys(columns)])
      if (!NAME.test(name) || (name !== table && name !== spec.name && RESERVED.includes(name)))
        throw new Error(`${spec.name}.${table}: ${name} is no valid name: use lower camel case and no reserved column`);
  const writers = Object.fromEntries(Object.keys(spec.tables).map((table) => [table, writerOf(table)])) as Writers<T>;
  const handlers = new Map<string, Handler<unknown, T>>(Object.entries(spec.on));
  const restricted = spec.restricted ?? null;
  if (restricted) assertRestricted(spec.name, spec.of, spec.tables, restricted);
  const made = {
    name: spec.name,
    version: spec.version,
    of: spec.of,
    tables: restricted ? { ...spec.tables, ...restrictionTables } : spec.tables,
    restricted,
    // Events of the restricting decider change the restriction tables even without a handler.
    handles: new Set([...handlers.keys(), ...(restricted ? Object.keys(restricted.by.events) : [])]),
    changes: (e: EffectiveEvent) => {
      const handled = handlers.get(e.type)?.(e, writers) ?? [];
      const stated = isOne(handled) ? [handled] : handled;
      return restricted ? [...stated, ...restrictionChanges(restricted, e)] : stated;
    },
  };
  assertWhose(made);
  return made;
}

const isOne = (handled: RowChange | readonly RowChange[]): handled is RowChange => !Array.isArray(handled);

const writerOf = (table: string) => ({
  put: (e: EffectiveEvent, values: Values, item = 0): RowChange => ({
    table,
    key: { stream: e.stream, revision: e.revision, item },
    values,
  }),
});
