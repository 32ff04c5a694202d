import type { Recordable } from '#kernel/decider';
import type { Column } from './columns.js';

/**
 * Which readers may see the rows of a table. Every table declares this. The strings are reasons for people; a test
 * lists the reasons of open tables.
 */
export type Whose<C extends string = string> =
  /** Every reader with the permission may see the rows; the string says why. */
  | { readonly open: string }
  /** Only readers of the whole store may see the rows; the string says why. */
  | { readonly wholeStore: string }
  | NamedIn<C>
  | {
      /** A reader sees a row if they see the row of another table with the same stream and the same value of `on`. */
      readonly with: string;
      readonly on?: C;
    }
  /**
   * Rows about records of other projections, by the category of the stream. No reader sees rows of a category that is
   * not named.
   */
  | { readonly byCategory: Readonly<Record<string, Tie>> };

/** Rows that name an organization. A null column is in the scope of readers of the whole store only. */
export interface NamedIn<C extends string = string> {
  readonly of: C | readonly C[];
  /**
   * The same as in the decider's `concerns`. `by entry`: a row is judged by its own columns. `by record`: all rows of a
   * stream are judged by the rows now in force, so that a correction also applies to answers about earlier `knownAt`.
   */
  readonly judged: 'by entry' | 'by record';
  /** Other tables of the projection whose rows name an organization of the record, too. Only with `by record`. */
  readonly or?: readonly { readonly in: string; readonly of: string }[];
}

/** How a table about records of another projection is linked to them. */
export type Tie =
  /** The reader sees the rows of those records that they see in the other table. */
  | { readonly with: Readable; readonly table: string }
  /** The id of the stream is the organization's id. */
  | { readonly id: 'organization' }
  | { readonly wholeStore: string };

/** How a projection applies the restrictions that a decider declares. */
export interface RestrictedBy {
  readonly by: Restrictable;
  /** The column with the persons whom the record affects: they never see what is restricted. */
  readonly members: { readonly in: string; readonly of: string };
  /** Every permission that gives access, as the decider's `orWith` names them. */
  readonly permissions: readonly string[];
}

/** A decider, limited to its restrictions. */
export type Restrictable = Pick<Recordable, 'category' | 'events' | 'restriction'>;

/** A projection, limited to what `whose` needs. */
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

/** The columns of `of` as a list. */
export const columnsOf = ({ of }: NamedIn): readonly string[] => (typeof of === 'string' ? [of] : of);

/** @throws when `whose` names a table or a column that does not exist */
export function assertWhose({ name, tables, restricted }: Readable): void {
  const need = (table: string, column?: string): void => {
    const declared = tables[table];
    if (!declared || (column !== undefined && !Object.hasOwn(declared.columns, column)))
      throw new Error(`${name}: there is no ${column === undefined ? '' : `column ${column} in `}table ${table}`);
  };
  for (const [table, { whose, restrictedItem }] of Object.entries(tables)) {
    if (restrictedItem !== null) need(table, restrictedItem);
    if (isNamedIn(whose)) {
      for (const column of columnsOf(whose)) need(table, column);
      for (const { in: other, of } of whose.or ?? []) need(other, of);
      if (whose.or && whose.judged !== 'by record') throw new Error(`${name}.${table}: or needs judged: 'by record'`);
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
