import { sql, type SqlBool } from 'kysely';
import type { Uuid } from '#kernel/ids';
import { knownAt } from '#platform/projections/rows-for';
import { type Answering, answeringFor } from '../rules/answering.js';
import { type Kin, kinOf } from '../rules/kin.js';
import { type Moment, type OrganizationsDb, statedOf } from './structure.queries.js';

/** Who answers for any organization on a day, by all registers. Cost: three queries over the ended organizations. */
export async function answeringOn(db: OrganizationsDb, { asOf, position }: Moment): Promise<(id: Uuid) => Answering> {
  const past = sql<SqlBool>`(${sql.ref('effectiveOn')} <= ${asOf} and ${knownAt(position)})`;
  const ends = await db.selectFrom('ends').where(past).select(['organizationId', 'effectiveOn', 'how']).execute();
  if (ends.length === 0) return answeringFor({ ends, lineage: [], parents: new Map() });
  const ids = ends.map(({ organizationId }) => organizationId);
  const [lineage, stated] = await Promise.all([
    db.selectFrom('lineage').where(past).select(['predecessorId', 'successorId', 'manner', 'effectiveOn']).execute(),
    statedOf(db, { asOf, position }, null)
      .where(sql<SqlBool>`${sql.ref('a.organizationId')} = any(${ids}::uuid[])`)
      .execute(),
  ]);
  const parents = new Map(
    stated.flatMap(({ organizationId, parentId }) => (parentId === null ? [] : [[organizationId, parentId] as const])),
  );
  return answeringFor({ ends, lineage, parents });
}

/**
 * How each organization that has ended by a day ended: the entry of its register that states the end, and its day. Cost:
 * one query.
 */
export const endsOn = (db: OrganizationsDb, { asOf, position }: Moment) =>
  db
    .selectFrom('ends')
    .where(knownAt(position))
    .where('effectiveOn', '<=', asOf)
    .select(['organizationId', 'effectiveOn', 'how', 'revision'])
    .execute();

/** Which organizations are of one line, over all time. Cost: one query. */
export async function linesKnown(db: OrganizationsDb, position: bigint): Promise<Kin> {
  const lineage = await db
    .selectFrom('lineage')
    .where(knownAt(position))
    .select(['predecessorId', 'successorId'])
    .execute();
  return kinOf({ lineage, parents: [] });
}
