import { type RawBuilder, sql } from 'kysely';
import { streamId, type Uuid } from '#kernel/ids';
import type { ReadScope } from '../access/caller.js';
import type { Reader } from '../access/reader.js';
import { LIFTED, RESTRICTIONS } from './declaring/restrictions.js';
import { sqlName } from './declaring/sql-name.js';
import { columnsOf, isNamedIn, type NamedIn, type Readable, type Tie } from './declaring/whose.js';

type Condition = RawBuilder<unknown>;

/** A table of the active generation. */
export const served = ({ name }: Pick<Readable, 'name'>, table: string) => sql.table(`read.${sqlName(name, table)}`);

/**
 * The SQL condition for the rows of a table that a reader may see; null when all rows are visible.
 *
 * @param row alias of the row in the query; must differ from the aliases used here (w, n, x, r, m, l, e)
 */
export function narrowed(of: Readable, table: string, reader: Reader, row: string): Condition | null {
  const parts = [inScope(of, table, reader, row), notRestricted(of, table, reader, row)].filter(
    (part) => part !== null,
  );
  return parts.length === 0 ? null : allOf(parts);
}

const allOf = (parts: readonly Condition[]): Condition => sql`(${sql.join(parts, sql` and `)})`;
const oneOf = (parts: readonly Condition[]): Condition =>
  parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` or `)})`;
const col = (row: string, column: string) => sql.ref(`${row}.${column}`);

function inScope(of: Readable, table: string, reader: Reader, row: string): Condition | null {
  const whose = of.tables[table]?.whose;
  if (!whose) throw new RangeError(`${of.name} has no table ${table}`);
  if ('open' in whose) return null;
  if ('byCategory' in whose) return linked(Object.entries(whose.byCategory), reader, row);
  const { scope } = reader;
  if (scope.everything) return null;
  if ('wholeStore' in whose) return sql`false`;
  if (isNamedIn(whose)) return namedIn(of, table, whose, scope, row);
  const followed = of.tables[whose.with]?.whose;
  if (!followed || !isNamedIn(followed)) throw new RangeError(`${of.name}.${whose.with} has no organization column`);
  if (followed.judged === 'by record') return namedIn(of, whose.with, followed, scope, row);
  const same = whose.on === undefined ? [] : [sql`${col('w', whose.on)} = ${col(row, whose.on)}`];
  const parts = [sql`${col('w', 'stream')} = ${col(row, 'stream')}`, ...same];
  const named = allOf([...parts, namedIn(of, whose.with, followed, scope, 'w')]);
  return sql`exists (select from ${served(of, whose.with)} w where ${named})`;
}

function namedIn(of: Readable, table: string, whose: NamedIn, scope: ReadScope, row: string): Condition {
  const names = (columns: readonly string[], at: string) =>
    oneOf(columns.map((column) => covers(scope, col(at, column))));
  if (whose.judged === 'by entry') return names(columnsOf(whose), row);
  const places = [{ in: table, columns: columnsOf(whose) }];
  for (const { in: other, of: column } of whose.or ?? []) places.push({ in: other, columns: [column] });
  const streams = places.map(
    ({ in: place, columns }) =>
      sql`select n.stream from ${served(of, place)} n where n.known_to is null and ${names(columns, 'n')}`,
  );
  return sql`${col(row, 'stream')} in (${sql.join(streams, sql` union all `)})`;
}

const covers = (scope: ReadScope, organization: Condition): Condition =>
  scope.everything ? sql`true` : sql`${organization} = any (${[...scope.organizations]}::uuid[])`;

/**
 * Readers of the whole store see nearly every row, so each row is checked by a look-up. Readers of some organizations
 * see few rows, so the streams that they see are collected first. Either method used for the other readers would scan
 * the whole table.
 */
function linked(ties: readonly (readonly [category: string, tie: Tie])[], reader: Reader, row: string): Condition {
  const stream = col(row, 'stream');
  const { scope } = reader;
  if (scope.everything) {
    const isSeen = (tie: Tie) => {
      if (!('with' in tie)) return sql`true`;
      const seen = narrowed(tie.with, tie.table, reader, 'x') ?? sql`true`;
      return sql`(select true from ${served(tie.with, tie.table)} x where x.stream = ${stream} and ${seen} limit 1)`;
    };
    const cases = ties.map(
      ([category, tie]) => sql`when starts_with(${stream}, ${`${category}-`}) then ${isSeen(tie)}`,
    );
    return sql`case ${sql.join(cases, sql` `)} end`;
  }
  const streams = ties.map(([category, tie]) => {
    if ('with' in tie) {
      const seen = narrowed(tie.with, tie.table, reader, 'x') ?? sql`true`;
      return sql`select x.stream from ${served(tie.with, tie.table)} x where ${seen}`;
    }
    const own = 'id' in tie ? [...scope.organizations].map((id) => streamId(category, id)) : [];
    return sql`select unnest(${own}::text[])`;
  });
  return sql`${stream} in (${sql.join(streams, sql` union all `)})`;
}

/**
 * The SQL form of the kernel's `mayKnow`; tests/replay/restricted.test.ts compares the two. Restrictions apply as of
 * now, whatever `knownAt` a query asks for.
 */
function notRestricted(of: Readable, table: string, reader: Reader, row: string): Condition | null {
  const { restricted } = of;
  if (restricted === null) return null;
  const item = of.tables[table]?.restrictedItem ?? null;
  const isAboutRow = item === null ? sql`r.about is null` : sql`(r.about is null or r.about = ${col(row, item)})`;
  const isMember = (ids: Iterable<Uuid>) =>
    sql`exists (select from ${served(of, restricted.members.in)} m
      where m.stream = r.stream and ${col('m', restricted.members.of)} = any (${[...ids]}::uuid[]))`;
  const holds = restricted.permissions.flatMap((permission) =>
    reader.holding(permission).map(({ delegatorIds, scope }) => {
      const parts = [sql`e.permission = ${permission}`, covers(scope, sql`e.organization_id`)];
      return allOf(delegatorIds.length === 0 ? parts : [...parts, sql`not ${isMember(delegatorIds)}`]);
    }),
  );
  // A link of records hides and never shows.
  const lets = oneOf([
    sql`(e.known_to is null and e.shown_to @> ${JSON.stringify([reader.personId])}::jsonb)`,
    sql`e.recorded_by = ${reader.personId}`,
    ...holds,
  ]);
  return sql`not exists (
    select from ${served(of, RESTRICTIONS)} r where r.stream = ${col(row, 'stream')} and ${isAboutRow}
      and not exists (select from ${served(of, LIFTED)} l
        where l.stream = r.stream and l.known_to is null and (l.about is null or l.about = r.about))
      and (${isMember(reader.personIds)} or not exists (select from ${served(of, RESTRICTIONS)} e
        where e.stream = r.stream and e.about is not distinct from r.about and ${lets})))`;
}
