import { sql } from 'kysely';
import type { Uuid } from '#kernel/ids';
import { knownAt } from '#platform/projections/rows-for';
import type { OrganizationType } from '../codes.js';
import { type Moment, type OrganizationsDb, statedOf } from './structure.queries.js';

/**
 * Names of some organizations on a day, including those that have ended or begin later. An organization not recorded at
 * that log position is left out.
 */
export async function namesOf(
  db: OrganizationsDb,
  { asOf, position }: Moment,
  organizationIds: readonly Uuid[],
): Promise<ReadonlyMap<Uuid, string>> {
  if (organizationIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('attributes')
    .where(knownAt(position))
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

/** Name, kind (`type`) and parent of an organization, as last stated on or before a day. */
export interface PlaceRow {
  readonly name: string;
  readonly type: OrganizationType | null;
  readonly parentId: Uuid | null;
  readonly parentName: string | null;
}

/**
 * Name, kind and parent of some organizations on a day, including those that have ended. An organization not recorded
 * at that log position is left out.
 */
export async function placesOf(
  db: OrganizationsDb,
  moment: Moment,
  organizationIds: readonly Uuid[],
): Promise<ReadonlyMap<Uuid, PlaceRow>> {
  if (organizationIds.length === 0) return new Map();
  const rows = await db
    .with('stated', (q) => statedOf(q, moment, null))
    .selectFrom('stated as s')
    .leftJoin('stated as p', 'p.organizationId', 's.parentId')
    .where(sql<boolean>`${sql.ref('s.organizationId')} = any (${organizationIds}::uuid[])`)
    .select(['s.organizationId', 's.name', 's.type', 's.parentId', 'p.name as parentName'])
    .execute();
  return new Map(rows.map(({ organizationId, ...place }) => [organizationId, place]));
}
