import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { addDays, type PlainDate } from '#kernel/dates';
import type { StreamId, Uuid } from '#kernel/ids';
import { compareVietnamese, markedForm, searchForm } from '#kernel/vietnamese';
import { knownAt } from '#platform/projections/rows-for';
import type { OrganizationType, Sector } from '../codes.js';
import {
  COLUMNS,
  type OrganizationRow,
  type OrganizationsDb,
  streamOf,
  structure,
  type TimeAndScope,
} from './structure.queries.js';

export interface TreeRow extends OrganizationRow {
  /** Depth in the tree: 0 for a ward, or for the organization given as scope. */
  readonly depth: number;
}

/**
 * The tree on a day, as a list: each organization is followed by those under it, and siblings are in Vietnamese order.
 * If no scope is given, the list holds all registers, one after another. It is empty if the scope does not exist on the
 * day.
 */
export async function treeOn(db: OrganizationsDb, at: TimeAndScope): Promise<TreeRow[]> {
  const stream = await streamOf(db, at.scope);
  if (stream === undefined) return [];
  const rows: OrganizationRow[] = await structure(db, at, stream).selectFrom('structure').select(COLUMNS).execute();
  const under = new Map<Uuid | null, OrganizationRow[]>();
  for (const row of rows) {
    const siblings = under.get(row.parentId);
    if (siblings) siblings.push(row);
    else under.set(row.parentId, [row]);
  }
  const tree: TreeRow[] = [];
  const walk = (siblings: readonly OrganizationRow[], depth: number) => {
    const order = (a: OrganizationRow, b: OrganizationRow) =>
      RANK[a.type] - RANK[b.type] ||
      compareVietnamese(a.name, b.name) ||
      (a.organizationId < b.organizationId ? -1 : 1);
    for (const row of [...siblings].sort(order)) {
      tree.push({ ...row, depth });
      walk(under.get(row.organizationId) ?? [], depth + 1);
    }
  };
  walk(at.scope === undefined ? (under.get(null) ?? []) : rows.filter((row) => row.organizationId === at.scope), 0);
  return tree;
}
const RANK: Readonly<Record<OrganizationType, number>> = {
  WARD_ORGANIZATION: 0,
  BASE_ORGANIZATION: 1,
  SECTIONAL_ORGANIZATION: 2,
  BASE_CELL: 3,
  SUB_CELL: 4,
};

export interface ListFilter {
  readonly type?: OrganizationType | undefined;
  readonly sector?: Sector | undefined;
  readonly parentId?: Uuid | undefined;
  /** Words of the name, with or without diacritics; the last word may be a prefix. */
  readonly search?: string | undefined;
}

/**
 * Sort key of the list: names with the typed marks, then other matches, each with whole words before prefixes, then
 * former names; then Vietnamese order, then the id.
 */
export interface ListPlace {
  readonly rank: number;
  readonly name: string;
  readonly organizationId: Uuid;
}

export interface ListRow extends OrganizationRow {
  /** The earlier name that a search found, and its last day; null if the name of the day matches. */
  readonly formerName: { readonly name: string; readonly until: PlainDate } | null;
}

/**
 * The organizations that match a filter on a day, after a sort key. A search without a letter or digit finds nothing.
 *
 * @returns at most `limit` of them, and the sort key of the last one if there are more
 */
export async function listOrganizations(
  db: OrganizationsDb,
  at: TimeAndScope,
  { type, sector, parentId, search }: ListFilter,
  { limit, after }: { readonly limit: number; readonly after?: ListPlace | undefined },
): Promise<{ organizations: ListRow[]; next: ListPlace | null }> {
  const folded = search === undefined ? null : searchedBy('foldedName', searchForm(search));
  if (search !== undefined && folded === null) return { organizations: [], next: null };
  const marked = search !== undefined && isMarked(search) ? searchedBy('markedName', markedForm(search)) : null;
  const stream = await streamOf(db, at.scope);
  if (stream === undefined) return { organizations: [], next: null };
  let query = structure(db, at, stream)
    .withRecursive('within', (q) =>
      q
        .selectFrom('structure as t')
        .where('t.organizationId', '=', at.scope ?? NOBODY)
        .select('t.organizationId')
        .union((u) =>
          u
            .selectFrom('structure as t')
            .innerJoin('within as w', 'w.organizationId', 't.parentId')
            .select('t.organizationId'),
        ),
    )
    .with('former', (q) => formerNames(q, at, stream, folded))
    .with('found', (q) => {
      let all = q
        .selectFrom('structure as t')
        .leftJoin('former as f', 'f.formerId', 't.organizationId')
        .select(COLUMNS)
        .select(['f.formerName', 'f.replacedOn', rankOf(marked, folded).as('rank')]);
      if (at.scope !== undefined)
        all = all.where('organizationId', 'in', (w) => w.selectFrom('within').select('within.organizationId'));
      if (type !== undefined) all = all.where('type', '=', type);
      if (sector !== undefined) all = all.where('sector', '=', sector);
      if (parentId !== undefined) all = all.where('parentId', '=', parentId);
      if (folded !== null) all = all.where(sql<SqlBool>`(${folded.begun} or ${sql.ref('f.formerId')} is not null)`);
      return all;
    })
    .selectFrom('found')
    .select(COLUMNS)
    .select(['rank', 'formerName', 'replacedOn']);
  if (after)
    query = query.where(
      sql<SqlBool>`(${sql.ref('rank')}, ${byName}, ${sql.ref('organizationId')}) > (${after.rank}::int, ${after.name}, ${after.organizationId}::uuid)`,
    );
  const rows = await query
    .orderBy('rank')
    .orderBy(byName)
    .orderBy('organizationId')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const next = last ? { rank: last.rank, name: last.name, organizationId: last.organizationId } : null;
  return { organizations: page.map(inList), next };
}

function inList({ rank, formerName: name, replacedOn, ...row }: FoundRow): ListRow {
  const isFormer = rank === FORMER && name !== null && replacedOn !== null;
  return { ...row, formerName: isFormer ? { name, until: addDays(replacedOn, -1) } : null };
}
interface FoundRow extends OrganizationRow {
  readonly rank: number;
  readonly formerName: string | null;
  readonly replacedOn: PlainDate | null;
}

/** The last earlier name of each organization that a search finds; none without a search. */
const formerNames = (
  q: Pick<OrganizationsDb, 'selectFrom'>,
  { asOf, position }: TimeAndScope,
  stream: StreamId | null,
  folded: Searched | null,
) =>
  q
    .selectFrom((own) =>
      own
        .selectFrom('attributes as a')
        .where(knownAt(position, 'a'))
        .$if(stream !== null, (one) => one.where('a.stream', '=', stream))
        .where('a.effectiveOn', '<=', asOf)
        .where('a.name', 'is not', null)
        .select(['a.organizationId', 'a.name', 'a.foldedName', 'a.effectiveOn'])
        .select(
          sql<PlainDate | null>`lead(${sql.ref('a.effectiveOn')}) over (partition by ${sql.ref('a.organizationId')} order by ${sql.ref('a.effectiveOn')}, ${sql.ref('a.revision')})`.as(
            'replacedOn',
          ),
        )
        .as('n'),
    )
    .where(sql<SqlBool>`${sql.ref('replacedOn')} > ${sql.ref('effectiveOn')}`)
    .where(folded?.begun ?? sql<SqlBool>`false`)
    .distinctOn('n.organizationId')
    .orderBy('n.organizationId')
    .orderBy('n.replacedOn', 'desc')
    .select(['n.organizationId as formerId', 'n.name as formerName', 'n.replacedOn']);

/** The rank of a former name; the ranks below it are those of `rankOf`. */
const FORMER = 4;
const rankOf = (marked: Searched | null, folded: Searched | null) =>
  folded === null
    ? sql<number>`0`
    : sql<number>`case when ${marked?.whole ?? NEVER} then 0 when ${marked?.begun ?? NEVER} then 1 when ${folded.whole} then 2 when ${folded.begun} then 3 else ${sql.lit(FORMER)} end`;
const NEVER = sql<SqlBool>`false`;

/** The conditions of a search: every word is a word of the name; of `begun`, the last word may be the start of one. */
interface Searched {
  readonly whole: RawBuilder<SqlBool>;
  readonly begun: RawBuilder<SqlBool>;
}
function searchedBy(column: 'foldedName' | 'markedName', form: string): Searched | null {
  const words = form.split(' ').filter(Boolean);
  const last = words.pop();
  if (last === undefined) return null;
  // A word of a form holds letters, marks and digits only, so it contains no wildcard of LIKE.
  const has = (pattern: string) => sql<SqlBool>`' ' || ${sql.ref(column)} || ' ' like ${pattern}`;
  const all = (end: string) =>
    sql<SqlBool>`(${sql.join([...words.map((word) => has(`% ${word} %`)), has(end)], sql` and `)})`;
  return { whole: all(`% ${last} %`), begun: all(`% ${last}%`) };
}

const isMarked = (search: string): boolean => markedForm(search) !== searchForm(search);

const NOBODY = '00000000-0000-0000-0000-000000000000' as Uuid;
const byName = sql<string>`${sql.ref('name')} collate "read"."vietnamese"`;
