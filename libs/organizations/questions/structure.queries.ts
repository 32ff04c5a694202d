import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { PlainDate } from '#kernel/dates';
import { type StreamId, streamId, type Uuid } from '#kernel/ids';
import { type Db, knownAt } from '#platform/projections/rows-for';
import type { OrganizationType, Sector } from '../codes.js';
import type { organizations } from '../organizations.projection.js';
import { register } from '../register.js';

export type OrganizationsDb = Db<typeof organizations>;

/** The day and the log position that determine an answer. */
export interface Moment {
  readonly asOf: PlainDate;
  readonly position: bigint;
}
/** A moment and a scope: one organization and all under it, or every organization. */
export interface TimeAndScope extends Moment {
  readonly scope?: Uuid | undefined;
}

/** An organization as of the day. */
export interface OrganizationRow {
  readonly organizationId: Uuid;
  readonly registerId: Uuid;
  readonly name: string;
  readonly type: OrganizationType;
  readonly sector: Sector | null;
  readonly parentId: Uuid | null;
  readonly establishedOn: PlainDate;
  readonly establishedOnAssumed: boolean;
  /** Number of members by the last count on or before the day; null if never counted. */
  readonly members: number | null;
  readonly membersCountedOn: PlainDate | null;
}

/**
 * S(asOf, K) of docs/architecture.md: every organization that exists on the day, with its last stated attributes. Each
 * table is read once, and only the rows of one register if a stream is given.
 */
export const structure = (db: OrganizationsDb, { asOf, position }: Moment, stream: StreamId | null) =>
  db
    .withRecursive('living', (q) =>
      q
        .selectFrom('beginnings as b')
        .where(knownAt(position, 'b'))
        .$if(stream !== null, (own) => own.where('b.stream', '=', stream))
        .where('b.effectiveOn', '<=', asOf)
        .where((given) =>
          given.not(
            given.exists(
              given
                .selectFrom('ends as e')
                .whereRef('e.organizationId', '=', 'b.organizationId')
                .where(knownAt(position, 'e'))
                .where('e.effectiveOn', '<=', asOf)
                .select('e.organizationId'),
            ),
          ),
        )
        .select(['b.organizationId', 'b.registerId', 'b.effectiveOn as establishedOn', 'b.assumed']),
    )
    .with('stated', (q) => statedOf(q, { asOf, position }, stream))
    .with('counted', (q) => countedOf(q, { asOf, position }, stream))
    .with('structure', (q) =>
      q
        .selectFrom('living as l')
        .innerJoin('stated as s', 's.organizationId', 'l.organizationId')
        .leftJoin('counted as c', 'c.organizationId', 'l.organizationId')
        .select([
          'l.organizationId',
          'l.registerId',
          's.name',
          's.foldedName',
          's.markedName',
          's.type',
          's.sector',
          's.parentId',
        ])
        .select(['l.establishedOn', 'l.assumed as establishedOnAssumed'])
        .select(['c.count as members', 'c.countedOn as membersCountedOn']),
    );

/** Last stated attributes of every organization, including those that have ended. */
export const statedOf = (q: Pick<OrganizationsDb, 'selectFrom'>, { asOf, position }: Moment, stream: StreamId | null) =>
  q
    .selectFrom('attributes as a')
    .where(knownAt(position, 'a'))
    .$if(stream !== null, (own) => own.where('a.stream', '=', stream))
    .where('a.effectiveOn', '<=', asOf)
    .groupBy('a.organizationId')
    .select([
      'a.organizationId',
      lastStated<string>('name').as('name'),
      lastStated<string>('foldedName').as('foldedName'),
      lastStated<string>('markedName').as('markedName'),
      lastStated<OrganizationType>('type').as('type'),
      lastStated<Sector | null>('sector').as('sector'),
      lastStated<Uuid | null>('parentId').as('parentId'),
    ]);

/** The last count of the members of every organization. */
export const countedOf = (
  q: Pick<OrganizationsDb, 'selectFrom'>,
  { asOf, position }: Moment,
  stream: StreamId | null,
) =>
  q
    .selectFrom('memberCounts as c')
    .where(knownAt(position, 'c'))
    .$if(stream !== null, (own) => own.where('c.stream', '=', stream))
    .where('c.countedOn', '<=', asOf)
    .distinctOn('c.organizationId')
    .orderBy('c.organizationId')
    .orderBy('c.countedOn', 'desc')
    .orderBy('c.revision', 'desc')
    .select(['c.organizationId', 'c.count', 'c.countedOn']);

/** The last stated value of a column, in order of effect. One register is one stream, so revisions give the order. */
const lastStated = <T>(
  column: 'name' | 'foldedName' | 'markedName' | 'type' | 'sector' | 'parentId',
): RawBuilder<T> => {
  const value = sql.ref(`a.${column}`);
  const order = sql`${sql.ref('a.effectiveOn')} desc, ${sql.ref('a.revision')} desc`;
  return sql<T>`(array_agg(${value} order by ${order}) filter (where ${value} is not null))[1]`;
};

/** The register in which an organization was founded; null if no entry founded it. */
export async function registerOf(db: OrganizationsDb, organizationId: Uuid): Promise<Uuid | null> {
  const row = await db
    .selectFrom('beginnings')
    .where('organizationId', '=', organizationId)
    .select('registerId')
    .limit(1)
    .executeTakeFirst();
  return row?.registerId ?? null;
}

/** The register in which each of some organizations was founded. */
export const registersOf = (db: OrganizationsDb, organizationIds: readonly Uuid[]) =>
  db
    .selectFrom('beginnings')
    .where(sql<SqlBool>`${sql.ref('organizationId')} = any(${[...organizationIds]}::uuid[])`)
    .select(['organizationId', 'registerId'])
    .distinct()
    .execute();

export const registerStream = (registerId: Uuid): StreamId => streamId(register.category, registerId);

/** The register stream of a scope; null for every register, undefined if the scope is in no register. */
export async function streamOf(db: OrganizationsDb, scope: Uuid | undefined): Promise<StreamId | null | undefined> {
  if (scope === undefined) return null;
  const registerId = await registerOf(db, scope);
  return registerId === null ? undefined : registerStream(registerId);
}

export const COLUMNS = [
  ...(['organizationId', 'registerId', 'name', 'type', 'sector', 'parentId'] as const),
  ...(['establishedOn', 'establishedOnAssumed', 'members', 'membersCountedOn'] as const),
] as const;
