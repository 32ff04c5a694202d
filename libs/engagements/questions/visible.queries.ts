import { type Kysely, sql, type SqlBool } from 'kysely';
import { idOf, streamId, type Uuid } from '#kernel/ids';
import { inScope, type ReadScope } from '#platform/access/caller';
import { inAnyScope, type Reader } from '#platform/access/reader';
import { type Db, rowsFor } from '#platform/projections/rows-for';
import { engagement } from '../engagement.js';
import { engagements } from '../engagements.projection.js';
import type { EngagementOnDay } from './engagement-on-day.js';

export type EngagementsDb = Db<typeof engagements>;

/** Engagements as somebody may see them. */
export interface EngagementsSeen {
  /** Those of their organizations that are not restricted. */
  readonly db: EngagementsDb;
  /** All that are not restricted: for the ids that a record names. */
  readonly named: EngagementsDb;
  readonly scope: ReadScope;
}

export const engagementsSeenBy = (db: Kysely<unknown>, reader: Reader): EngagementsSeen => ({
  db: rowsFor(db, engagements, reader),
  named: rowsFor(
    db,
    engagements,
    inAnyScope(reader, 'an id that a record names is told unless what it names is restricted'),
  ),
  scope: reader.scope,
});

/**
 * Of the engagements that a record names those that are restricted for its reader: their ids are not told either. One that
 * the read model does not know is not told. Cost: one query, none where nothing is named.
 */
export async function hiddenAmong(
  { named }: Pick<EngagementsSeen, 'named'>,
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

/** Of the subjects those of the reader's organizations; all, where the body is one of theirs. */
export function asSeenBy<F extends Seen>(found: F, scope: ReadScope): F {
  if (scope.everything || inScope(scope, found.opening.bodyOrganizationId)) return found;
  const subjects = found.on.subjects.filter(({ organizationId }) => inScope(scope, organizationId));
  return { ...found, on: { ...found.on, subjects } };
}
