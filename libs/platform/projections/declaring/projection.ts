import type { DataOf, Declarations } from '#kernel/event';
import type { StreamId } from '#kernel/ids';
import type { EffectiveEvent, RowChange, Values } from './changes.js';
import type { Column, ValueOf } from './columns.js';
import { assertRestricted, restrictionChanges, restrictionTables } from './restrictions.js';
import { assertWhose, type Readable, type RestrictedBy, type Whose } from './whose.js';

export type Columns = Readonly<Record<string, Column<unknown>>>;
export type RowOf<C extends Columns> = { readonly [K in keyof C]: ValueOf<C[K]> };

/** Facts: one row per stated fact, keyed (stream, revision, item), kept for ever with the span in which it was known. */
export interface Facts<C extends Columns = Columns> {
  readonly columns: C;
  readonly indexes: readonly (readonly string[])[];
  /** Which of its rows a reader gets. */
  readonly whose: Whose;
  /** The column of the item of the record that a row is about, where items may be restricted. */
  readonly restrictedItem: string | null;
}
export type Tables = Readonly<Record<string, Facts>>;

/** Columns that every facts table has besides the declared ones. */
export interface FactColumns {
  readonly stream: StreamId;
  readonly revision: number;
  readonly item: number;
  /** Position of the event that stated the fact first. */
  readonly position: bigint;
  /** The row counts for a reader who knows the log up to K when knownFrom ≤ K, and knownTo is null or > K. */
  readonly knownFrom: bigint;
  readonly knownTo: bigint | null;
}
type RowIn<T extends Facts> = T extends Facts<infer C> ? FactColumns & RowOf<C> : never;

/** The rows of each table of a projection, as a query gets them. */
export type RowsOf<T extends Tables> = { [K in keyof T]: RowIn<T[K]> };

const RESERVED = ['stream', 'revision', 'item', 'position', 'knownFrom', 'knownTo'];

/** Indexes of a table that a mirror follows. */
export const MIRRORED = [['knownFrom'], ['knownTo']] as const;

interface FactOptions<C extends Columns> {
  /** Whose the rows are: `rowsFor` gives a reader those that they may see, and no others. */
  readonly whose: Whose<keyof C & string>;
  /** The column of the item that a row is about, where the decider restricts items of a record. */
  readonly restrictedItem?: keyof C & string;
  /** Besides the primary key (stream, revision, item, knownFrom). */
  readonly indexes?: readonly (readonly (keyof C | keyof FactColumns)[])[];
}

export const facts = <const C extends Columns>(columns: C, options: FactOptions<C>): Facts<C> => ({
  columns,
  indexes: (options.indexes ?? []) as readonly (readonly string[])[],
  whose: options.whose,
  restrictedItem: options.restrictedItem ?? null,
});

interface Put<C extends Columns> {
  /** States a fact of the event. Where an event states several in one table, each takes an `item` of its own. */
  readonly put: (e: EffectiveEvent, row: RowOf<C>, item?: number) => RowChange;
}
export type WriterOf<T extends Facts> = T extends Facts<infer C> ? Put<C> : never;

type Writers<T extends Tables> = { readonly [K in keyof T]: WriterOf<T[K]> };
export type Handled = RowChange | readonly RowChange[];
type Handler<D, T extends Tables> = (e: EffectiveEvent<D>, tables: Writers<T>) => Handled;
/** A handler for every event but the ignored ones, which must have none. */
type Handlers<E extends Declarations, T extends Tables, I extends keyof E> = {
  readonly [K in Exclude<keyof E & string, I>]: Handler<DataOf<E[K]>, T>;
} & NoInfer<Partial<Record<I, never>>>;

/** A table of the projection, and a column of it. */
type Place<T extends Tables> = {
  [K in keyof T & string]: { readonly in: K; readonly of: keyof T[K]['columns'] & string };
}[keyof T & string];

/** How a projection is declared: every event of `of` is named in `on` or in `ignore`, none in both. */
export interface ProjectionSpec<
  N extends string,
  E extends Declarations,
  T extends Tables,
  I extends keyof E & string = never,
> {
  /** Lower camel case, for ever; prefix of its tables. */
  readonly name: N;
  /**
   * Raised whenever the tables or what a handler writes change; the read model is then built anew beside the old. A
   * committed fingerprint of each version tells when it was forgotten.
   */
  readonly version: number;
  /** Events of one decider, or of several spread together. Their companions are included and need no handler. */
  readonly of: E;
  readonly tables: T;
  /**
   * What each event states. Pure: only the event counts, no clock, no chance, no other row. A handler is asked again with
   * the corrected data when its event was corrected.
   */
  readonly on: Handlers<E, T, NoInfer<I>>;
  /**
   * Where the decider restricts who may know of a record: who may not gets no row of its stream, from any table and at any
   * `knownAt`. The rows that this takes are written without a handler.
   */
  readonly restricted?: Omit<RestrictedBy, 'members'> & { readonly members: Place<T> };
  /** Events that say nothing to this read model. A new event of the decider is named here, or does not compile. */
  readonly ignore?: readonly I[];
}

/** A projection with its types put aside, as the runner takes it. */
export interface AnyProjection extends Readable {
  readonly name: string;
  readonly version: number;
  readonly of: Declarations;
  readonly tables: Tables;
  /** Row changes of an event that counts, none for an event that it does not handle. */
  readonly changes: (e: EffectiveEvent) => readonly RowChange[];
  /** Types that it handles. */
  readonly handles: ReadonlySet<string>;
}
export interface Projection<N extends string = string, T extends Tables = Tables> extends AnyProjection {
  readonly name: N;
  readonly tables: T;
}

/** Camel case that snake case gives back unchanged: no two capitals in a row. */
const NAME = /^[a-z][a-z0-9]*([A-Z][a-z0-9]+)*$/;

/**
 * A read model: a pure function from events that count to row changes. Columns and tables have camel case here and
 * snake case in PostgreSQL, where table `lineage` of `organizations` is `read.organizations_lineage`.
 *
 * @throws where a name is none, a column has the name of one that the runner keeps, or it is not clear whose a row is
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
        throw new Error(`${spec.name}.${table}: ${name} cannot be used as a name`);
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
    // An entry restricts or lifts whether or not it says anything else here.
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
