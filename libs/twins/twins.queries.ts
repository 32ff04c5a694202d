import { type ExpressionBuilder, sql, type SqlBool } from 'kysely';
import type { PlainDate } from '#kernel/dates';
import { categoryOf, idOf, type StreamId, type Uuid } from '#kernel/ids';
import type { TwinKind } from '#kernel/twins';
import { type Db, knownAt, type ReadTables } from '#platform/projections/rows-for';
import type { twins } from './twins.projection.js';

export type TwinsDb = Db<typeof twins>;

/** A record, or an organization of a register. */
export interface Suspected {
  readonly category: string;
  readonly id: Uuid;
}

/** Two that may be one: they share a key, are not tied, and nobody has ruled it out. */
export interface SuspectedPair {
  readonly kind: TwinKind;
  readonly first: Suspected;
  readonly second: Suspected;
  /** The number and the day that they share, as the first one has it; the name of the second organization. */
  readonly number: string | null;
  readonly day: PlainDate | null;
  readonly name: string | null;
}

/** Order of the list: kind, first, second. */
export interface PairPlace {
  readonly kind: TwinKind;
  readonly first: string;
  readonly second: string;
}
export const placeOf = ({ kind, first, second }: SuspectedPair): PairPlace => ({
  kind,
  first: textOf(first),
  second: textOf(second),
});
/** Whether a pair comes later in the list, for kinds that are not read from tables. */
export const isAfter = (place: PairPlace, after: PairPlace): boolean => orderText(place) > orderText(after);
export const orderText = ({ kind, first, second }: PairPlace): string => `${kind} ${first} ${second}`;
/** For `sort`, in the order of the list. */
export const byPlace = (a: SuspectedPair, b: SuspectedPair): number =>
  orderText(placeOf(a)) < orderText(placeOf(b)) ? -1 : 1;
const textOf = ({ category, id }: Suspected): string => `${category}-${id}`;

interface PairFilter {
  readonly position: bigint;
  readonly kind?: TwinKind | undefined;
  /** Only pairs of this record. */
  readonly of?: StreamId;
  readonly after?: PairPlace | undefined;
  readonly limit: number;
}

/**
 * The pairs of records that may be one, as known at a log position, in order. Both are visible to the reader of `db`.
 * Pairs of one record are in the order of the other records. Cost: for one record, its keys, by an index; else a join of
 * all keys with themselves for each page (17 ms for 5,000 keys).
 */
export async function suspectedTwins(
  db: TwinsDb,
  { position, kind, of, after, limit }: PairFilter,
): Promise<readonly SuspectedPair[]> {
  const rows = await db
    .selectFrom('keys as a')
    .innerJoin('begun as ab', 'ab.stream', 'a.stream')
    .innerJoin('keys as b', 'b.key', 'a.key')
    .innerJoin('begun as bb', 'bb.stream', 'b.stream')
    .whereRef('b.kind', '=', 'a.kind')
    .$if(of === undefined, (from) => from.whereRef('a.stream', '<', 'b.stream'))
    // For one record its own keys come first, whichever of the two it is, so that both sides are found by an index.
    .$if(of !== undefined, (from) =>
      from.where('a.stream', '=', of as StreamId).where('b.stream', '<>', of as StreamId),
    )
    .where(
      sql<SqlBool>`coalesce(${sql.ref('a.issuer')}, ${sql.ref('ab.issuer')}) = coalesce(${sql.ref('b.issuer')}, ${sql.ref('bb.issuer')})`,
    )
    .where((e) => e.and(['a', 'ab', 'b', 'bb'].map((table) => knownAt(position, table))))
    .where((e) => e.not(e.exists(tieBetween(e, position))))
    .$if(kind !== undefined, (from) => from.where(sql.ref('a.kind'), '=', kind))
    .$if(after !== undefined, (from) => {
      const { kind: k, first, second } = after as PairPlace;
      return from.where(
        sql<SqlBool>`(${sql.ref('a.kind')}, ${sql.ref('a.stream')}, ${sql.ref('b.stream')}) > (${k}, ${first}, ${second})`,
      );
    })
    .distinctOn(['a.kind', 'a.stream', 'b.stream'])
    .orderBy('a.kind')
    .orderBy('a.stream')
    .orderBy('b.stream')
    .orderBy('a.revision')
    .orderBy('b.revision')
    .limit(limit)
    .select(['a.kind', 'a.stream as one', 'b.stream as other', 'a.number', 'b.number as otherNumber', 'a.day'])
    .execute();
  return rows.map(({ kind: by, one, other, number, otherNumber, day }) => {
    const isOrdered = one < other;
    const [first, second] = isOrdered ? [one, other] : [other, one];
    return {
      kind: by,
      first: { category: categoryOf(first), id: idOf(first) },
      second: { category: categoryOf(second), id: idOf(second) },
      number: isOrdered ? number : otherNumber,
      day,
      name: null,
    };
  });
}

type Keys = ReadTables<typeof twins>;
type Pair = ExpressionBuilder<Keys & { a: Keys['keys']; b: Keys['keys'] }, 'a' | 'b'>;

/** A tie that one of the two states; the id of a record is the end of its stream's name. */
const tieBetween = (e: Pair, position: bigint) =>
  e
    .selectFrom('ties as t')
    .where(knownAt(position, 't'))
    .where(
      sql<SqlBool>`((${sql.ref('t.stream')} = ${sql.ref('a.stream')} and ${sql.ref('t.other')}::text = right(${sql.ref('b.stream')}, 36))
        or (${sql.ref('t.stream')} = ${sql.ref('b.stream')} and ${sql.ref('t.other')}::text = right(${sql.ref('a.stream')}, 36)))`,
    )
    .select('t.stream');
