import { type Kysely, sql, type SqlBool } from 'kysely';
import { idOf, streamId, type Uuid } from '#kernel/ids';
import { inScope, type ReadScope } from '#platform/access/caller';
import { inAnyScope, type Reader } from '#platform/access/reader';
import { type Db, rowsFor } from '#platform/projections/rows-for';
import { engagement } from '../engagement.js';
import { engagements } from '../engagements.projection.js';
import type { EngagementOnDay } from './engagement-on-day.js';

export type EngagementsDb = Db<typeof engagements>;

/** The engagements that one reader may see. */
export interface VisibleEngagements {
  /** Engagements in the scope of the reader that are not restricted for the reader. */
  readonly db: EngagementsDb;
  /**
   * All engagements that are not restricted for the reader, in any scope. They tell whether an id that a record names
   * may be shown.
   */
  readonly named: EngagementsDb;
  readonly scope: ReadScope;
}

export const visibleEngagements = (db: Kysely<unknown>, reader: Reader): VisibleEngagements => ({
  db: rowsFor(db, engagements, reader),
  named: rowsFor(
    db,
    engagements,
    inAnyScope(reader, 'an id that a record names is told unless what it names is restricted'),
  ),
  scope: reader.scope,
});

/**
 * Which of the given engagements are restricted for the reader; their ids must be hidden too. An engagement missing
 * from the read model counts as restricted. Cost: one query, or none if the list is empty.
 */
export async function hiddenAmong(
  { named }: Pick<VisibleEngagements, 'named'>,
  ids: readonly (Uuid | null)[],
): Promise<ReadonlySet<Uuid>> {
  const hidden = new Set(ids.filter((id) => id !== null));
  if (hidden.size === 0) return hidden;
  const streams = [...hidden].map((id) => streamId(engagement.category, id));
  const shown = await named
    .selectFrom('openings')
    .where(sql<SqlBool>`${sql.ref('stream')} = any(${streams}::text[])`)
    .select('stream')
    .distinct()
    .execute();
  for (const { stream } of shown) hidden.delete(idOf(stream));
  return hidden;
}

interface Seen {
  readonly opening: { readonly bodyOrganizationId: Uuid | null };
  readonly on: EngagementOnDay;
}

/**
 * The engagement with only the subjects in the reader's scope, or with all subjects if the deciding body is in scope.
 */
export function asSeenBy<F extends Seen>(engagement: F, scope: ReadScope): F {
  if (scope.everything || inScope(scope, engagement.opening.bodyOrganizationId)) return engagement;
  const subjects = engagement.on.subjects.filter(({ organizationId }) => inScope(scope, organizationId));
  return { ...engagement, on: { ...engagement.on, subjects } };
}
