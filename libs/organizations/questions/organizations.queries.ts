import { sql, type SqlBool } from 'kysely';
import type { Uuid } from '#kernel/ids';
import { compareVietnamese, searchForm } from '#kernel/vietnamese';
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

/** Sort key of the list: whole-word matches before prefix matches, then Vietnamese order, then the id. */
export interface ListPlace {
  readonly rank: number;
  readonly name: string;
  readonly organizationId: Uuid;
}

/**
 * The organizations that match a filter on a day, after a sort key.
 *
 * @returns at most `limit` of them, and the sort key of the last one if there are more
 */
export async function listOrganizations(
  db: OrganizationsDb,
  at: TimeAndScope,
  { type, sector, parentId, search }: ListFilter,
  { limit, after }: { readonly limit: number; readonly after?: ListPlace | undefined },
): Promise<{ organizations: OrganizationRow[]; next: ListPlace | null }> {
  const words = searchForm(search ?? '')
    .split(' ')
    .filter(Boolean);
  const begun = words.pop();
  const rank = begun === undefined ? sql<number>`0` : sql<number>`case when ${hasWord(begun)} then 0 else 1 end`;
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
    .with('found', (q) => {
      let all = q.selectFrom('structure').select(COLUMNS).select(rank.as('rank'));
      if (at.scope !== undefined)
        all = all.where('organizationId', 'in', (w) => w.selectFrom('within').select('within.organizationId'));
      if (type !== undefined) all = all.where('type', '=', type);
      if (sector !== undefined) all = all.where('sector', '=', sector);
      if (parentId !== undefined) all = all.where('parentId', '=', parentId);
      for (const word of words) all = all.where(hasWord(word));
      if (begun !== undefined) all = all.where(hasWordBeginning(begun));
      return all;
    })
    .selectFrom('found')
    .select(COLUMNS)
    .select('rank');
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
  return { organizations: page.map(withoutRank), next };
}

function withoutRank(row: OrganizationRow): OrganizationRow {
  const { organizationId, registerId, name, type, sector, parentId } = row;
  const { establishedOn, establishedOnAssumed, members, membersCountedOn } = row;
  return {
    organizationId,
    registerId,
    name,
    type,
    sector,
    parentId,
    establishedOn,
    establishedOnAssumed,
    members,
    membersCountedOn,
  };
}

const NOBODY = '00000000-0000-0000-0000-000000000000' as Uuid;
const byName = sql<string>`${sql.ref('name')} collate "read"."vietnamese"`;
// A folded word holds letters and digits only, so it contains no wildcard of LIKE.
const hasWord = (word: string) => sql<SqlBool>`' ' || ${sql.ref('foldedName')} || ' ' like ${`% ${word} %`}`;
const hasWordBeginning = (word: string) => sql<SqlBool>`' ' || ${sql.ref('foldedName')} like ${`% ${word}%`}`;
