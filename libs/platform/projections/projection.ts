import type { DataOf, Declarations } from '#kernel/event';
import type { StreamId } from '#kernel/ids';
import type { EffectiveEvent, FactKey, LeadingFactKey, RowChange, Values } from './changes.js';
import type { Column, ValueOf } from './columns.js';

export * from './columns.js';
export type { EffectiveEvent, RowChange } from './changes.js';

export type Columns = Readonly<Record<string, Column<unknown>>>;
export type RowOf<C extends Columns> = { readonly [K in keyof C]: ValueOf<C[K]> };

/** Facts: one row per stated fact, keyed (stream, revision, item), kept for ever with the span in which it was known. */
export interface Facts<C extends Columns = Columns, P extends boolean = boolean> {
  readonly kind: 'facts';
  readonly columns: C;
  readonly indexes: readonly (readonly string[])[];
  readonly patched: P;
}

/** Work that waits: rows come and go, and nobody asks what was known when. */
export interface Queue<C extends Columns = Columns, K extends string = string> {
  readonly kind: 'queue';
  readonly columns: C;
  readonly indexes: readonly (readonly string[])[];
  readonly key: readonly K[];
}
export type Table = Facts | Queue;
export type Tables = Readonly<Record<string, Table>>;

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
/** Columns that every queue has besides the declared ones; `position` is that of the last event that touched the row. */
export interface QueueColumns {
  readonly stream: StreamId;
  readonly position: bigint;
}
type RowIn<T extends Table> =
  T extends Queue<infer C> ? QueueColumns & RowOf<C> : T extends Facts<infer C> ? FactColumns & RowOf<C> : never;

/** The rows of each table of a projection, as a query gets them. */
export type RowsOf<T extends Tables> = { [K in keyof T]: RowIn<T[K]> };

const RESERVED = ['stream', 'revision', 'item', 'position', 'knownFrom', 'knownTo'];

/** Indexes of a table that a mirror follows. */
export const MIRRORED = [['knownFrom'], ['knownTo']] as const;

interface FactOptions<C extends Columns, P extends boolean> {
  /** Besides the primary key (stream, revision, item, knownFrom). */
  readonly indexes?: readonly (readonly (keyof C | keyof FactColumns)[])[];
  /** Gives the table `patch` and `patchAll`; a correction then costs a fold of its whole stream. */
  readonly patched?: P;
}

export const facts = <const C extends Columns, const P extends boolean = false>(
  columns: C,
  options: FactOptions<C, P> = {},
): Facts<C, P> => ({
  kind: 'facts',
  columns,
  indexes: (options.indexes ?? []) as readonly (readonly string[])[],
  patched: (options.patched ?? false) as P,
});

/** @param key columns that name one row among those of its stream */
export const queue = <const C extends Columns, const K extends keyof C & string>(
  columns: C,
  key: readonly K[],
  options: { readonly indexes?: readonly (readonly (keyof C | keyof QueueColumns)[])[] } = {},
): Queue<C, K> => ({
  kind: 'queue',
  columns,
  key,
  indexes: (options.indexes ?? []) as readonly (readonly string[])[],
});

type Event = EffectiveEvent;
interface Put<C extends Columns> {
  /** States a fact of the event. Where an event states several in one table, each takes an `item` of its own. */
  readonly put: (e: Event, row: RowOf<C>, item?: number) => RowChange;
}
interface Patch<C extends Columns> {
  /** Changes a row that an earlier event of the same stream stated; where there is none, the stream is parked. */
  readonly patch: (key: FactKey, columns: Partial<RowOf<C>>) => RowChange;
  /** Changes all rows of the stream, or of one of its events; there may be none. */
  readonly patchAll: (leading: LeadingFactKey, columns: Partial<RowOf<C>>) => RowChange;
}
interface Enqueue<C extends Columns, K extends keyof C> {
  /** Adds the row, or replaces the one that has its key in the same stream. */
  readonly put: (e: Event, row: RowOf<C>) => RowChange;
  /** Changes a row of the same stream; where there is none, the stream is parked. */
  readonly patch: (key: Pick<RowOf<C>, K>, columns: Partial<Omit<RowOf<C>, K>>) => RowChange;
  /** Removes a row of the same stream; there may be none. */
  readonly remove: (key: Pick<RowOf<C>, K>) => RowChange;
}
export type WriterOf<T> =
  T extends Queue<infer C, infer K>
    ? Enqueue<C, K>
    : T extends Facts<infer C, infer P>
      ? P extends true
        ? Put<C> & Patch<C>
        : Put<C>
      : never;

type Writers<T extends Tables> = { readonly [K in keyof T]: WriterOf<T[K]> };
export type Handled = RowChange | readonly RowChange[] | undefined;

/** How a projection is declared. */
export interface ProjectionSpec<N extends string, E extends Declarations, T extends Tables> {
  /** Lower camel case, for ever; prefix of its tables. */
  readonly name: N;
  /** Raised whenever the tables or what a handler writes change; the read model is then built anew beside the old. */
  readonly version: number;
  /** Events of one decider, or of several spread together. Their companions are included and need no handler. */
  readonly of: E;
  readonly tables: T;
  /**
   * What each event states. Pure: only the event counts, no clock, no chance, no other row. A handler is asked again with
   * the corrected data when its event was corrected.
   */
  readonly on: { readonly [K in keyof E & string]?: (e: EffectiveEvent<DataOf<E[K]>>, tables: Writers<T>) => Handled };
}

/** A projection with its types put aside, as the runner takes it. */
export interface AnyProjection {
  readonly name: string;
  readonly version: number;
  readonly of: Declarations;
  readonly tables: Tables;
  /** Whether rows of a stream depend on each other, so that a correction needs a fold of the stream. */
  readonly entangled: boolean;
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
 * @throws where a name is none, or a column has the name of one that the runner keeps
 */
export function projection<const N extends string, const E extends Declarations, const T extends Tables>(
  spec: ProjectionSpec<N, E, T>,
): Projection<N, T> {
  for (const [table, { columns }] of Object.entries(spec.tables))
    for (const name of [spec.name, table, ...Object.keys(columns)])
      if (!NAME.test(name) || (name !== table && name !== spec.name && RESERVED.includes(name)))
        throw new Error(`${spec.name}.${table}: ${name} cannot be used as a name`);
  const writers = Object.fromEntries(
    Object.entries(spec.tables).map(([name, table]) => [name, writerOf(name, table)]),
  ) as Writers<T>;
  const handlers = new Map(
    Object.entries(spec.on as Record<string, ((e: EffectiveEvent, tables: Writers<T>) => Handled) | undefined>),
  );
  return {
    name: spec.name,
    version: spec.version,
    of: spec.of,
    tables: spec.tables,
    entangled: Object.values(spec.tables).some((table) => table.kind === 'queue' || table.patched),
    handles: new Set(handlers.keys()),
    changes: (e) => {
      const handled = handlers.get(e.type)?.(e, writers);
      if (handled === undefined) return [];
      return isOne(handled) ? [handled] : handled;
    },
  };
}

const isOne = (handled: RowChange | readonly RowChange[]): handled is RowChange => !Array.isArray(handled);

function writerOf(table: string, { kind }: Table) {
  if (kind === 'queue')
    return {
      put: (e: Event, values: Values): RowChange => ({ op: 'enqueue', table, key: { stream: e.stream }, values }),
      patch: (key: Values, values: Values): RowChange => ({ op: 'requeue', table, key, values }),
      remove: (key: Values): RowChange => ({ op: 'remove', table, key }),
    };
  return {
    put: (e: Event, values: Values, item = 0): RowChange => ({
      op: 'put',
      table,
      key: { stream: e.stream, revision: e.revision, item },
      values,
    }),
    patch: ({ stream, revision, item = 0 }: FactKey, values: Values): RowChange => ({
      op: 'patch',
      table,
      key: { stream, revision, item },
      values,
    }),
    patchAll: (key: LeadingFactKey, values: Values): RowChange => ({ op: 'patchAll', table, key, values }),
  };
}
