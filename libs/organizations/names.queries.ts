import { sql } from 'kysely';
import type { Uuid } from '#kernel/ids';
import { knownAt } from '#platform/projections/reading';
import type { Moment, OrganizationsDb } from './structure.queries.js';

/**
 * What some organizations are called on a day, those that have ended and those that are yet to begin too. One that nobody
 * has recorded by K is left out.
 */
export async function namesOf(
  db: OrganizationsDb,
  { asOf, known }: Moment,
  organizationIds: readonly Uuid[],
): Promise<ReadonlyMap<Uuid, string>> {
  if (organizationIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('attributes')
    .where(knownAt(known))
    .where(sql<boolean>`${sql.ref('organizationId')} = any (${organizationIds}::uuid[])`)
    .where('name', 'is not', null)
    .distinctOn('organizationId')
    .orderBy('organizationId')
    .orderBy(sql`(${sql.ref('effectiveOn')} <= ${asOf})`, 'desc')
    .orderBy('effectiveOn', 'desc')
    .orderBy('revision', 'desc')
    .select(['organizationId', 'name'])
    .execute();
  return new Map(rows.flatMap(({ organizationId, name }) => (name === null ? [] : [[organizationId, name]])));
}
