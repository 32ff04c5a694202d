import { sql, type SqlBool } from 'kysely';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { knownAt } from '#platform/projections/rows-for';
import type { OrganizationType } from '../codes.js';
import type { Life } from '../rules/life.js';
import type { Moment, OrganizationsDb } from './structure.queries.js';

/**
 * The lives of some organizations, as known at a log position, on all days. An organization that no known entry founds
 * is left out. Cost: three queries, whatever the number of ids; none for no id.
 */
export async function livesOf(
  db: OrganizationsDb,
  { position }: Pick<Moment, 'position'>,
  organizationIds: Iterable<Uuid>,
): Promise<ReadonlyMap<Uuid, Life>> {
  const ids = [...new Set(organizationIds)];
  if (ids.length === 0) return new Map();
  const asked = sql<SqlBool>`(${sql.ref('organizationId')} = any (${ids}::uuid[]) and ${knownAt(position)})`;
  const [beginnings, ends, attributes] = await Promise.all([
    db.selectFrom('beginnings').where(asked).select(['organizationId', 'effectiveOn', 'assumed']).execute(),
    db.selectFrom('ends').where(asked).select(['organizationId', 'effectiveOn']).execute(),
    db
      .selectFrom('attributes')
      .where(asked)
      .where('type', 'is not', null)
      .select(['organizationId', 'effectiveOn', 'type'])
      .orderBy('effectiveOn')
      .orderBy('revision')
      .execute(),
  ]);
  const ended = new Map(ends.map(({ organizationId, effectiveOn }) => [organizationId, effectiveOn]));
  const kinds = new Map<Uuid, { from: PlainDate; type: OrganizationType }[]>();
  for (const { organizationId, effectiveOn: from, type } of attributes) {
    const own = kinds.get(organizationId) ?? [];
    if (type !== null) own.push({ from, type });
    kinds.set(organizationId, own);
  }
  return new Map(
    beginnings.map(({ organizationId, effectiveOn: begunOn, assumed }) => [
      organizationId,
      {
        begunOn,
        assumed,
        endedOn: ended.get(organizationId) ?? null,
        kinds: kinds.get(organizationId) ?? [],
      },
    ]),
  );
}
