import { sql, type SqlBool } from 'kysely';
import type { JsonObject } from '#kernel/canonical-json';
import type { PlainDate } from '#kernel/dates';
import { idOf, type StreamId, streamId, type Uuid } from '#kernel/ids';
import { knownAt } from '#platform/projections/rows-for';
import { engagement } from '../engagement.js';
import { engagementOn, type EngagementOnDay, type KnownEngagement, type Opening } from './engagement-on-day.js';
import { couldBe } from './engagement-status.queries.js';
import { mayHaveDays } from './days.queries.js';
import { type EngagementFilter, judgedDays } from './filter.js';
import { asSeenBy, type EngagementsDb, type VisibleEngagements, hiddenAmong } from './visible.queries.js';

/** The day and the log position that determine an answer. */
export interface Moment {
  readonly asOf: PlainDate;
  readonly position: bigint;
}

/** Sort key of the list: latest decision first, decisions without a day last; then by stream. */
export interface Place {
  readonly signedOn: PlainDate | '';
  readonly engagementId: Uuid;
}

export interface EngagementWithFacts {
  readonly engagementId: Uuid;
  readonly opening: Opening & { readonly revision: number; readonly stream: StreamId };
  readonly facts: KnownEngagement;
  readonly on: EngagementOnDay;
}

/** Most engagements that one query reads. */
const MOST = 1000;

/** Which facts to load: milestones only, milestones and remedies, or all. */
export type Depth = 'course' | 'remedies' | 'all';

/**
 * The engagements that match a filter as of a day, starting at a sort key.
 *
 * @param after the sort key; with `inclusive`, the engagement at the key itself is included if it still matches
 * @param wanted whether an engagement is listed, as its reader sees it; default: if its days are in the ranges
 * @param lackingDay whether to list engagements without a day that the filter bounds, too
 * @returns at most `limit` of them, and whether there are more
 */
export async function engagementsOn(
  visible: VisibleEngagements,
  moment: Moment,
  filter: EngagementFilter,
  {
    limit,
    after,
    inclusive = false,
    depth,
    wanted = (one) => judgedDays(one, filter) === 'within',
    lackingDay = false,
  }: {
    limit: number;
    after?: Place | undefined;
    inclusive?: boolean;
    depth: Depth;
    wanted?: (engagement: EngagementWithFacts) => boolean;
    lackingDay?: boolean;
  },
): Promise<{ engagements: EngagementWithFacts[]; more: boolean }> {
  const matches: EngagementWithFacts[] = [];
  let place = after;
  let including = inclusive;
  // The SQL condition admits few engagements that do not match, so a second query is rarely needed.
  for (let size = limit + 1; ; size = Math.max(size, Math.min(2 * size, MOST))) {
    const openings = await openingsFrom(visible.db, moment, filter, { place, inclusive: including, lackingDay })
      .limit(size)
      .execute();
    for (const engagement of await withRest(visible, moment, openings, depth)) {
      if (!isAsked(engagement, filter)) continue;
      const seen = asSeenBy(engagement, visible.scope);
      if (wanted(seen)) matches.push(seen);
    }
    const last = openings.at(-1);
    if (matches.length > limit || openings.length < size || !last)
      return { engagements: matches.slice(0, limit), more: matches.length > limit };
    place = placeOf(last);
    including = false;
  }
}

export const placeOf = ({ signedOn, stream }: { signedOn: PlainDate | null; stream: StreamId }): Place => ({
  signedOn: signedOn ?? '',
  engagementId: idOf(stream),
});

function isAsked({ on }: EngagementWithFacts, { status, overdue }: EngagementFilter): boolean {
  if (overdue !== undefined && on.overdue !== overdue) return false;
  return status === undefined ? on.status !== 'NOT_YET' : on.status === status;
}

/**
 * @returns null if the engagement is not recorded at that log position, its opening is annulled, or the reader may not
 * see it
 */
export async function engagementKnown(
  visible: VisibleEngagements,
  moment: Moment,
  id: Uuid,
): Promise<EngagementWithFacts | null> {
  const openings = await visible.db
    .selectFrom('openings as o')
    .where('o.stream', '=', streamOf(id))
    .where(knownAt(moment.position, 'o'))
    .selectAll()
    .execute();
  const [engagement] = await withRest(visible, moment, openings, 'all');
  return engagement ? asSeenBy(engagement, visible.scope) : null;
}

/**
 * Engagements that a record names, in any scope, except those that are restricted for the reader. Cost: at most ten
 * queries, or none if the list is empty.
 */
export async function engagementsNamed(
  visible: VisibleEngagements,
  moment: Moment,
  ids: readonly Uuid[],
): Promise<EngagementWithFacts[]> {
  if (ids.length === 0) return [];
  const openings = await visible.named
    .selectFrom('openings as o')
    .where(sql<SqlBool>`${sql.ref('o.stream')} = any(${ids.map(streamOf)}::text[])`)
    .where(knownAt(moment.position, 'o'))
    .selectAll()
    .execute();
  return withRest({ ...visible, db: visible.named }, moment, openings, 'course');
}

const streamOf = (id: Uuid): StreamId => streamId(engagement.category, id);
const decided = sql<string>`coalesce(${sql.ref('o.signedOn')}, '')`;

function openingsFrom(
  db: EngagementsDb,
  { asOf, position }: Moment,
  { kind, verb, status, overdue, organizationId, body, bodyOrganizationId, ...days }: EngagementFilter,
  { place, inclusive, lackingDay }: { place: Place | undefined; inclusive: boolean; lackingDay: boolean },
) {
  let q = db.selectFrom('openings as o').where(knownAt(position, 'o'));
  if (status !== 'NOT_YET') q = q.where(sql<SqlBool>`${decided} <= ${asOf}`);
  if (kind) q = q.where('o.kind', '=', kind);
  if (verb) q = q.where('o.verb', '=', verb);
  if (body) q = q.where('o.body', '=', body);
  if (bodyOrganizationId) q = q.where('o.bodyOrganizationId', '=', bodyOrganizationId);
  q = q.where((opening) => mayHaveDays(opening, days, { asOf, position }, lackingDay));
  if (organizationId)
    q = q.where('o.stream', 'in', (s) =>
      s
        .selectFrom('subjects as s')
        .where('s.organizationId', '=', organizationId)
        .where(knownAt(position, 's'))
        .select('s.stream'),
    );
  q = q.where((opening) => couldBe(opening, { asOf, position }, status, overdue));
  if (place) {
    const at = sql`(${place.signedOn}, ${streamOf(place.engagementId)})`;
    const here = sql`(${decided}, ${sql.ref('o.stream')})`;
    q = q.where(inclusive ? sql<SqlBool>`${here} <= ${at}` : sql<SqlBool>`${here} < ${at}`);
  }
  return q.selectAll().orderBy(decided, 'desc').orderBy('o.stream', 'desc');
}

type OpeningRow = Awaited<ReturnType<ReturnType<typeof openingsFrom>['execute']>>[number];

/**
 * Loads the other facts of engagements that the reader may see. Cost: at most nine queries, whatever the number of
 * engagements.
 */
async function withRest(
  { db, named }: VisibleEngagements,
  { asOf, position }: Moment,
  openings: readonly OpeningRow[],
  depth: Depth,
): Promise<EngagementWithFacts[]> {
  if (openings.length === 0) return [];
  const streams = openings.map(({ stream }) => stream);
  const counts = sql<SqlBool>`(${sql.ref('stream')} = any(${streams}) and ${knownAt(position)})`;
  const [subjects, removals, conclusions, milestones, revocations, remedies, followUps, discharges] = await Promise.all(
    [
      grouped(db.selectFrom('subjects').where(counts).selectAll().execute()),
      grouped(db.selectFrom('removals').where(counts).selectAll().execute()),
      grouped(db.selectFrom('conclusions').where(counts).selectAll().execute()),
      grouped(db.selectFrom('milestones').where(counts).selectAll().execute()),
      grouped(db.selectFrom('revocations').where(counts).selectAll().execute()),
      grouped(depth === 'course' ? [] : db.selectFrom('remedies').where(counts).selectAll().execute()),
      grouped(depth === 'course' ? [] : db.selectFrom('followUps').where(counts).selectAll().execute()),
      grouped(depth === 'all' ? db.selectFrom('discharges').where(counts).selectAll().execute() : []),
    ],
  );
  const into = (row: { readonly what: string; readonly detail: JsonObject }) =>
    row.what === 'CONVERTED' ? (row.detail.into as Uuid) : null;
  const ids = [
    ...openings.flatMap(({ combinedWith, arisesFromEngagementId }) => [combinedWith, arisesFromEngagementId]),
    ...[...milestones.values()].flat().map(into),
  ];
  const hidden = await hiddenAmong({ named }, ids);
  const shown = (id: Uuid | null): Uuid | null => (id !== null && hidden.has(id) ? null : id);
  return openings.map((row) => {
    const arisesFromEngagementId = shown(row.arisesFromEngagementId);
    const opening = {
      ...row,
      combinedWith: shown(row.combinedWith),
      arisesFromEngagementId,
      arisesFromSubjectId: arisesFromEngagementId && row.arisesFromSubjectId,
    };
    const of = <R>(groups: ReadonlyMap<StreamId, R[]>): readonly R[] => groups.get(opening.stream) ?? [];
    const all: KnownEngagement = {
      opening,
      subjects: of(subjects),
      removals: of(removals),
      conclusions: of(conclusions),
      milestones: of(milestones).filter((milestone) => into(milestone) === shown(into(milestone))),
      revocations: of(revocations),
      remedies: of(remedies),
      followUps: of(followUps),
      discharges: of(discharges),
    };
    return { engagementId: idOf(opening.stream), opening, facts: all, on: engagementOn(all, asOf) };
  });
}

async function grouped<R extends { readonly stream: StreamId; readonly revision: number; readonly item: number }>(
  rows: Promise<R[]> | R[],
): Promise<Map<StreamId, R[]>> {
  const groups = new Map<StreamId, R[]>();
  for (const row of await rows) {
    const group = groups.get(row.stream);
    if (group) group.push(row);
    else groups.set(row.stream, [row]);
  }
  for (const group of groups.values()) group.sort((a, b) => a.revision - b.revision || a.item - b.item);
  return groups;
}
