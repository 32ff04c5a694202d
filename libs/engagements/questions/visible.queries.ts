import { type Expression, type ExpressionBuilder, type Kysely, sql, type SqlBool } from 'kysely';
import { idOf, type StreamId, streamId, type Uuid } from '#kernel/ids';
import { inScope } from '#platform/access/caller';
import type { Reader } from '#platform/access/reader';
import { type Db, knownAt } from '#platform/projections/reading';
import { engagement } from '../engagement.js';
import type { engagements } from '../engagements.projection.js';
import type { EngagementOnDay } from './engagement-on-day.js';

type Tables = Db<typeof engagements> extends Kysely<infer T> ? T : never;
type OfOpening = ExpressionBuilder<Tables & { o: Tables['openings'] }, 'o'>;

/**
 * An inspection on signs of violation is shown to its team alone until something of it is concluded (our own rule:
 * docs/architecture.md "Who may see and do what", point 5).
 */
function isOpenTo(eb: OfOpening, known: bigint, personId: Uuid): Expression<SqlBool> {
  const inTeam = sql<SqlBool>`${sql.ref('o.team')} @> ${JSON.stringify([{ memberId: personId }])}::jsonb`;
  const concluded = eb.exists(
    eb
      .selectFrom('conclusions as c')
      .whereRef('c.stream', '=', 'o.stream')
      .where(knownAt(known, 'c'))
      .select('c.revision'),
  );
  return eb.or([eb('o.kind', '!=', 'INSP_SIGNS'), inTeam, concluded]);
}

/**
 * Which engagements a reader may see: those that a body or a subject of their organizations has part in, and no plan of an
 * inspection on signs of violation.
 *
 * @param eb expressions about the openings as `o`
 */
export function mayBeSeen(eb: OfOpening, known: bigint, { scope, personId }: Reader): Expression<SqlBool> {
  const open = isOpenTo(eb, known, personId);
  if (scope.everything) return open;
  const own = [...scope.organizations];
  const hasPart = eb.exists(
    eb
      .selectFrom('subjects as s')
      .whereRef('s.stream', '=', 'o.stream')
      .where(knownAt(known, 's'))
      .where(sql<SqlBool>`${sql.ref('s.organizationId')} = any(${own}::uuid[])`)
      .select('s.revision'),
  );
  return eb.and([open, eb.or([sql<SqlBool>`${sql.ref('o.bodyOrganizationId')} = any(${own}::uuid[])`, hasPart])]);
}

/** Of some engagements those that a reader may see. Cost: one query. */
export async function engagementsSeenAmong(
  db: Db<typeof engagements>,
  known: bigint,
  reader: Reader,
  streams: readonly StreamId[],
): Promise<readonly StreamId[]> {
  const rows = await db
    .selectFrom('openings as o')
    .where(knownAt(known, 'o'))
    .where(sql<SqlBool>`${sql.ref('o.stream')} = any(${streams}::text[])`)
    .where((eb) => mayBeSeen(eb, known, reader))
    .select('o.stream')
    .execute();
  return rows.map(({ stream }) => stream);
}

/**
 * Of some engagements the inspections on signs of violation that nobody but their team may know of yet: not by their number
 * in the record of another engagement either. Cost: one query, none where nothing is named.
 */
export async function plansHiddenAmong(
  db: Db<typeof engagements>,
  known: bigint,
  { personId }: Reader,
  named: readonly (Uuid | null)[],
): Promise<ReadonlySet<Uuid>> {
  const streams = [...new Set(named.flatMap((id) => (id === null ? [] : [streamId(engagement.category, id)])))];
  if (streams.length === 0) return new Set();
  const rows = await db
    .selectFrom('openings as o')
    .where(knownAt(known, 'o'))
    .where(sql<SqlBool>`${sql.ref('o.stream')} = any(${streams}::text[])`)
    .where((eb) => eb.not(isOpenTo(eb, known, personId)))
    .select('o.stream')
    .execute();
  return new Set(rows.map(({ stream }) => idOf(stream)));
}

interface Seen {
  readonly opening: { readonly bodyOrganizationId: Uuid | null };
  readonly on: EngagementOnDay;
}

/** Of the subjects those of the reader's organizations; all, where the body is one of theirs. */
export function asSeenBy<F extends Seen>(found: F, { scope }: Reader): F {
  if (scope.everything || inScope(scope, found.opening.bodyOrganizationId)) return found;
  const subjects = found.on.subjects.filter(({ organizationId }) => inScope(scope, organizationId));
  return { ...found, on: { ...found.on, subjects } };
}
