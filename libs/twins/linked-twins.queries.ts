import { sql, type SqlBool } from 'kysely';
import { categoryOf, idOf, type StreamId, type Uuid } from '#kernel/ids';
import { knownAt } from '#platform/projections/rows-for';
import { alikeKeys } from './alike-keys.js';
import { byPlace, isAfter, type PairPlace, placeOf, type SuspectedPair, type TwinsDb } from './twins.queries.js';

interface LinkedFilter {
  readonly position: bigint;
  readonly after?: PairPlace | undefined;
}

/**
 * The pairs of cases that may be one because their subjects are records of one person, as known at a log position, in
 * order. Both are visible to the reader of `db`. `suspectedTwins` gives the pairs about one record.
 *
 * Cost: nothing where no records are linked; else the keys of all cases.
 *
 * @param groups the records of one person, by each record, as known at the position
 */
export async function linkedTwins(
  db: TwinsDb,
  { position, after }: LinkedFilter,
  groups: ReadonlyMap<Uuid, ReadonlySet<Uuid>>,
): Promise<readonly SuspectedPair[]> {
  if (groups.size === 0) return [];
  const keys = await db
    .selectFrom('keys as a')
    .innerJoin('begun as ab', 'ab.stream', 'a.stream')
    .where('a.kind', '=', 'CASE')
    .where((e) => e.and([knownAt(position, 'a'), knownAt(position, 'ab')]))
    .where(sql<SqlBool>`string_to_array(${sql.ref('a.key')}, ' ') && ${[...groups.keys()]}::text[]`)
    .select(['a.stream', 'a.key', 'a.day'])
    .orderBy('a.stream')
    .execute();
  const ties = await db.selectFrom('ties as t').where(knownAt(position, 't')).select(['t.stream', 't.other']).execute();
  const tied = new Set(ties.map(({ stream, other }) => `${stream} ${other}`));
  const isTied = (a: StreamId, b: StreamId) => tied.has(`${a} ${idOf(b)}`) || tied.has(`${b} ${idOf(a)}`);
  const streamsOf = new Map<string, Set<StreamId>>();
  for (const { key, stream } of keys) streamsOf.set(key, (streamsOf.get(key) ?? new Set()).add(stream));
  const pairs = new Map<string, SuspectedPair>();
  for (const { key, stream, day } of keys)
    for (const alike of alikeKeys(`CASE ${key}`, groups))
      for (const other of streamsOf.get(alike.slice('CASE '.length)) ?? []) {
        if (stream >= other || isTied(stream, other)) continue;
        const [first, second] = [stream, other].map((one) => ({ category: categoryOf(one), id: idOf(one) }));
        if (!first || !second) continue;
        pairs.set(`${stream} ${other}`, { kind: 'CASE', first, second, number: null, day, name: null });
      }
  return [...pairs.values()].filter((pair) => !after || isAfter(placeOf(pair), after)).sort(byPlace);
}
