import type { Recordable } from '#kernel/decider';
import type { Column } from './columns.js';

/**
 * Whose the rows of a table are, and so which of them a reader gets. Every table says it; a reason is for people, and a
 * test lists those of open tables.
 */
export type Whose<C extends string = string> =
  /** Everybody's who may ask; why. */
  | { readonly open: string }
  /** Of nobody in particular: of whoever reads of the whole store; why. */
  | { readonly wholeStore: string }
  | NamedIn<C>
  | {
      /** Rows follow those of another table of the projection: of the same stream, and of the same value of `on`. */
      readonly with: string;
      readonly on?: C;
    }
  /** About records of other projections: by the category of the stream. A stream of no category named is nobody's. */
  | { readonly byCategory: Readonly<Record<string, Tie>> };

/** Rows that name an organization. Null in the column lies in the scope of nobody but a reader of the whole store. */
export interface NamedIn<C extends string = string> {
  readonly of: C | readonly C[];
  /**
   * As the decider's `concerns` are judged. By entry: each row by its own columns. By record: all rows of a stream by those
   * of its rows that count now, so that a correction holds for what was known before, too.
   */
  readonly judged: 'by entry' | 'by record';
  /** Other tables of the projection whose rows name an organization of the record as well. Only by record. */
  readonly or?: readonly { readonly in: string; readonly of: string }[];
}

/** How a table about records of another projection is tied to them. */
export type Tie =
  /** To the records of which a reader gets a row of that table. */
  | { readonly with: Readable; readonly table: string }
  /** The id of the stream is the organization's. */
  | { readonly id: 'organization' }
  | { readonly wholeStore: string };

/** How a projection follows the restrictions that a decider declares. */
export interface RestrictedBy {
  readonly by: Restrictable;
  /** Where the persons stand whom the record concerns: they never see what is restricted. */
  readonly members: { readonly in: string; readonly of: string };
  /** Every permission that lets its holders see, as the decider's `orWith` names them. */
  readonly permissions: readonly string[];
}

/** A decider, as far as its restrictions go. */
export type Restrictable = Pick<Recordable, 'category' | 'events' | 'restriction'>;

/** A projection, as far as it has to be known to say whose its rows are. */
export interface Readable {
  readonly name: string;
  readonly tables: Readonly<
    Record<
      string,
      {
        readonly columns: Readonly<Record<string, Column<unknown>>>;
        readonly whose: Whose;
        readonly restrictedItem: string | null;
      }
    >
  >;
  readonly restricted: RestrictedBy | null;
}

export const isNamedIn = (whose: Whose): whose is NamedIn => 'of' in whose;

/** Columns of `of`, as a list. */
export const columnsOf = ({ of }: NamedIn): readonly string[] => (typeof of === 'string' ? [of] : of);

/** @throws where a table names a table or a column that there is not */
export function assertWhose({ name, tables, restricted }: Readable): void {
  const need = (table: string, column?: string): void => {
    const found = tables[table];
    if (!found || (column !== undefined && !Object.hasOwn(found.columns, column)))
      throw new Error(`${name}: there is no ${column === undefined ? '' : `column ${column} in `}table ${table}`);
  };
  for (const [table, { whose, restrictedItem }] of Object.entries(tables)) {
    if (restrictedItem !== null) need(table, restrictedItem);
    if (isNamedIn(whose)) {
      for (const column of columnsOf(whose)) need(table, column);
      for (const { in: other, of } of whose.or ?? []) need(other, of);
      if (whose.or && whose.judged !== 'by record') throw new Error(`${name}.${table}: only a record has other tables`);
    } else if ('with' in whose) {
      need(whose.with, whose.on);
      if (whose.on !== undefined) need(table, whose.on);
      const followed = tables[whose.with]?.whose;
      if (!followed || !isNamedIn(followed))
        throw new Error(`${name}.${table}: ${whose.with} does not name organizations itself`);
    } else if ('byCategory' in whose) {
      for (const tie of Object.values(whose.byCategory))
        if ('with' in tie && !Object.hasOwn(tie.with.tables, tie.table))
          throw new Error(`${name}.${table}: ${tie.with.name} has no table ${tie.table}`);
    }
  }
  if (restricted) need(restricted.members.in, restricted.members.of);
}
