import { sql, type SqlBool } from 'kysely';
import type { JsonObject } from '#kernel/canonical-json';
import type { PlainDate } from '#kernel/dates';
import type { StreamId, Uuid } from '#kernel/ids';
import { knownAt } from '#platform/projections/rows-for';
import type { Manner } from '../codes.js';
import { type Kin, kinOf, type Ties } from '../rules/kin.js';
import { statedTwice, type TwiceOnOneDay } from '../rules/stated-twice.js';
import {
  countedOf,
  type Moment,
  type OrganizationRow,
  type OrganizationsDb,
  registersOf,
  registerStream,
  statedOf,
} from './structure.queries.js';

export interface OrganizationDetails extends OrganizationRow {
  /** Values that two entries state for one day. The entry recorded last counts. */
  readonly warnings: readonly TwiceOnOneDay[];
  readonly status: 'NOT_YET' | 'EXISTING' | 'ENDED';
  readonly endedOn: PlainDate | null;
  readonly endedHow: 'DISSOLVED' | 'DISBANDED' | 'REORGANIZED' | null;
}

/**
 * One organization on a day. An organization that has ended has its last attributes; one that begins later has its
 * first. An end after the day is left out.
 *
 * @returns null if the organization is not recorded at that log position
 */
export async function organizationOn(
  db: OrganizationsDb,
  { asOf, position }: Moment,
  organizationId: Uuid,
): Promise<OrganizationDetails | null> {
  const life = await db
    .selectFrom('beginnings as b')
    .leftJoin('ends as e', (on) =>
      on.onRef('e.organizationId', '=', 'b.organizationId').on('e.effectiveOn', '<=', asOf).on(knownAt(position, 'e')),
    )
    .where('b.organizationId', '=', organizationId)
    .where(knownAt(position, 'b'))
    .select(['b.registerId', 'b.effectiveOn as establishedOn', 'b.assumed as establishedOnAssumed'])
    .select(['e.effectiveOn as endedOn', 'e.how as endedHow'])
    .executeTakeFirst();
  if (!life) return null;
  const stream = registerStream(life.registerId);
  const day = life.establishedOn > asOf ? life.establishedOn : asOf;
  const rows = await db
    .with('stated', (q) => statedOf(q, { asOf: day, position }, stream).where('a.organizationId', '=', organizationId))
    .with('counted', (q) =>
      countedOf(q, { asOf: day, position }, stream).where('c.organizationId', '=', organizationId),
    )
    .selectFrom('stated as s')
    .leftJoin('counted as c', 'c.organizationId', 's.organizationId')
    .select(['s.organizationId', 's.name', 's.type', 's.sector', 's.parentId'])
    .select(['c.count as members', 'c.countedOn as membersCountedOn'])
    .executeTakeFirstOrThrow();
  const status = life.establishedOn > asOf ? 'NOT_YET' : life.endedOn === null ? 'EXISTING' : 'ENDED';
  return { ...life, ...rows, status, warnings: await twiceOnOneDay(db, { asOf: day, position }, organizationId) };
}

/** The values that several entries state differently for one organization and day. Cost: two queries. */
async function twiceOnOneDay(
  db: OrganizationsDb,
  { asOf, position }: Moment,
  organizationId: Uuid,
): Promise<TwiceOnOneDay[]> {
  const stated = await db
    .selectFrom('attributes')
    .where('organizationId', '=', organizationId)
    .where('effectiveOn', '<=', asOf)
    .where(knownAt(position))
    .select(['effectiveOn as on', 'revision as entry', 'name', 'type', 'sector', 'parentId'])
    .execute();
  const counts = await db
    .selectFrom('memberCounts')
    .where('organizationId', '=', organizationId)
    .where('countedOn', '<=', asOf)
    .where(knownAt(position))
    .select(['countedOn as on', 'revision as entry', 'count as members'])
    .execute();
  return statedTwice([...stated, ...counts]);
}

/** One link between predecessor and successor: an organization became another on a day. */
export interface LineageLink {
  readonly predecessorId: Uuid;
  readonly predecessorName: string;
  readonly successorId: Uuid;
  readonly successorName: string;
  readonly manner: Manner;
  readonly effectiveOn: PlainDate;
  /** The entry of the register that states the reorganization. */
  readonly revision: number;
}

/** One entry about an organization, as it counts at a log position. */
export interface HistoryEntry {
  /** What a correction or an annulment refers to. */
  readonly revision: number;
  readonly type: string;
  readonly effectiveOn: PlainDate;
  readonly recordedAt: string;
  readonly corrected: boolean;
  readonly content: JsonObject;
}

export interface Lineage {
  readonly registerId: Uuid;
  /** Predecessors, step by step, latest first. */
  readonly predecessors: readonly LineageLink[];
  /** Successors, earliest first. */
  readonly successors: readonly LineageLink[];
  /** All entries about the organization in order of effect, including those that take effect after the day. */
  readonly history: readonly HistoryEntry[];
}

/**
 * Predecessors and successors of an organization, over reorganizations that take effect on or before the day. Links are
 * followed in order of time: an organization that a predecessor absorbed later is no predecessor. So there is no cycle,
 * even if a separated part comes back. The link of a surviving organization to itself is left out.
 *
 * @returns null if the organization is not recorded at that log position
 */
export async function lineageOf(db: OrganizationsDb, at: Moment, organizationId: Uuid): Promise<Lineage | null> {
  const entries = await db
    .selectFrom('registerEntries as r')
    .where('r.organizationId', '=', organizationId)
    .where(knownAt(at.position, 'r'))
    .orderBy('r.effectiveOn')
    .orderBy('r.revision')
    .select(['r.revision', 'r.type', 'r.effectiveOn', 'r.recordedAt', 'r.content', 'r.position', 'r.knownFrom'])
    .execute();
  const begun = await db
    .selectFrom('beginnings as b')
    .where('b.organizationId', '=', organizationId)
    .where(knownAt(at.position, 'b'))
    .select('b.registerId')
    .executeTakeFirst();
  if (!begun) return null;
  const stream = registerStream(begun.registerId);
  const predecessors = await links(db, at, stream, organizationId, 'back');
  const successors = await links(db, at, stream, organizationId, 'on');
  return {
    registerId: begun.registerId,
    predecessors,
    successors,
    history: entries.map(({ position, knownFrom, ...entry }) => ({ ...entry, corrected: knownFrom > position })),
  };
}

function links(
  db: OrganizationsDb,
  { asOf, position }: Moment,
  stream: StreamId,
  id: Uuid,
  way: 'back' | 'on',
): Promise<LineageLink[]> {
  const [here, there] =
    way === 'back' ? (['successorId', 'predecessorId'] as const) : (['predecessorId', 'successorId'] as const);
  const step = ['l.predecessorId', 'l.successorId', 'l.manner', 'l.effectiveOn', 'l.revision'] as const;
  const further = way === 'back' ? sql`<` : sql`>`;
  const direction = way === 'back' ? 'desc' : 'asc';
  return db
    .withRecursive('steps', (q) =>
      q
        .selectFrom('lineage as l')
        .where(`l.${here}`, '=', id)
        .where('l.continues', '=', false)
        .where(knownAt(position, 'l'))
        .where('l.effectiveOn', '<=', asOf)
        .select(step)
        .union((u) =>
          u
            .selectFrom('steps as t')
            .innerJoin('lineage as l', `l.${here}`, `t.${there}`)
            .where('l.continues', '=', false)
            .where(knownAt(position, 'l'))
            .where('l.effectiveOn', '<=', asOf)
            .where(
              sql<SqlBool>`(${sql.ref('l.effectiveOn')}, ${sql.ref('l.revision')}) ${further} (${sql.ref('t.effectiveOn')}, ${sql.ref('t.revision')})`,
            )
            .select(step),
        ),
    )
    .with('names', (q) => statedOf(q, { asOf, position }, stream))
    .selectFrom('steps as t')
    .innerJoin('names as p', 'p.organizationId', 't.predecessorId')
    .innerJoin('names as s', 's.organizationId', 't.successorId')
    .select(['t.predecessorId', 'p.name as predecessorName', 't.successorId', 's.name as successorName'])
    .select(['t.manner', 't.effectiveOn', 't.revision'])
    .orderBy('t.effectiveOn', direction)
    .orderBy('t.revision', direction)
    .orderBy('t.predecessorId')
    .orderBy('t.successorId')
    .execute();
}

/** Who became whom, and who was ever under whom, in the registers of some organizations. Cost: three queries. */
async function tiesOf(db: OrganizationsDb, position: bigint, organizationIds: readonly Uuid[]): Promise<Ties> {
  const registers = await registersOf(db, organizationIds);
  const streams = [...new Set(registers.map(({ registerId }) => registerStream(registerId)))];
  const counts = sql<SqlBool>`(${sql.ref('stream')} = any(${streams}::text[]) and ${knownAt(position)})`;
  const [lineage, parents] = await Promise.all([
    db.selectFrom('lineage').where(counts).select(['predecessorId', 'successorId']).execute(),
    db
      .selectFrom('attributes')
      .where(counts)
      .where('parentId', 'is not', null)
      .select(['organizationId', 'parentId'])
      .$narrowType<{ parentId: Uuid }>()
      .distinct()
      .execute(),
  ]);
  return { lineage, parents };
}

/** How organizations are related, by the entries up to a log position. Cost: three queries. */
export const kinKnown = async (db: OrganizationsDb, position: bigint, organizationIds: readonly Uuid[]): Promise<Kin> =>
  kinOf(await tiesOf(db, position, organizationIds));

/** Whether an entry of the organization's register is about the organization, or was before a correction. */
export async function isAbout(db: OrganizationsDb, organizationId: Uuid, revision: number): Promise<boolean> {
  const row = await db
    .selectFrom('registerEntries')
    .where('organizationId', '=', organizationId)
    .where('revision', '=', revision)
    .select('revision')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
