import { type Kysely, sql, type SqlBool } from 'kysely';
import { type EngagementsSeen, engagementsSeenBy } from '#features/engagements';
import type { Body, Paper } from '#features/papers';
import type { SubjectClass } from '#features/rulebook';
import { idOf, type StreamId, type Uuid } from '#kernel/ids';
import type { FactColumns, RowsOf } from '#platform/projections/projection';
import { inAnyScope, type Reader } from '#platform/access/reader';
import { type Db, knownAt, rowsFor } from '#platform/projections/rows-for';
import { disciplineCases } from '../discipline-cases.projection.js';
import type { CaseDays } from './case-record.js';

export type CasesDb = Db<typeof disciplineCases>;

/** The discipline cases that one reader may see. */
export interface VisibleCases {
  readonly db: CasesDb;
  /** Cases in every scope, for results that are computed from all cases of one person or organization. */
  readonly others: CasesDb;
  /** The engagements that the reader may see, to hide others from which a case arises. */
  readonly engagements: EngagementsSeen;
}

export const visibleCases = (db: Kysely<unknown>, reader: Reader): VisibleCases => ({
  db: rowsFor(db, disciplineCases, reader),
  others: rowsFor(db, disciplineCases, inAnyScope(reader, 'the end of a form depends on all cases of its subject')),
  engagements: engagementsSeenBy(db, reader),
});
type Rows = RowsOf<(typeof disciplineCases)['tables']>;
type Known<T extends keyof Rows> = Omit<Rows[T], Exclude<keyof FactColumns, 'stream' | 'revision'>>;

/** A case with all its facts; sealed values are not decrypted. */
export interface KnownCase {
  readonly caseId: Uuid;
  readonly opening: Known<'cases'>;
  readonly ballots: readonly Known<'ballots'>[];
  readonly decision: Known<'decisions'> | null;
  readonly announcement: Known<'announcements'> | null;
  readonly receipt: Known<'receipts'> | null;
  readonly ending: Known<'endings'> | null;
  readonly postponements: readonly Known<'casePostponements'>[];
  readonly changes: readonly Known<'decisionChanges'>[];
}

/** Filters of the list. A case must meet all that are given. */
export interface CaseFilter {
  readonly stream?: StreamId | undefined;
  readonly organizationId?: Uuid | undefined;
  readonly memberId?: Uuid | undefined;
  readonly subjectClass?: SubjectClass | undefined;
  readonly engagementId?: Uuid | undefined;
  /** Only cases whose subject is one of these. */
  readonly ofSubjectsOf?: readonly { readonly memberId: Uuid | null; readonly organizationId: Uuid }[] | undefined;
}

/** The cases that count at a log position, by stream. Cost: eight queries, whatever the number of cases. */
export async function casesKnown(db: CasesDb, position: bigint, filter: CaseFilter = {}): Promise<KnownCase[]> {
  const { stream, organizationId, memberId, subjectClass, engagementId, ofSubjectsOf } = filter;
  const members = ofSubjectsOf?.flatMap((subject) => subject.memberId ?? []) ?? [];
  const organizations =
    ofSubjectsOf?.flatMap((subject) => (subject.memberId === null ? subject.organizationId : [])) ?? [];
  const openings = await db
    .selectFrom('cases')
    .where(knownAt(position))
    .$if(stream !== undefined, (q) => q.where('stream', '=', stream as StreamId))
    .$if(organizationId !== undefined, (q) => q.where('organizationId', '=', organizationId as Uuid))
    .$if(memberId !== undefined, (q) => q.where('memberId', '=', memberId as Uuid))
    .$if(subjectClass !== undefined, (q) => q.where('subjectClass', '=', subjectClass as SubjectClass))
    .$if(engagementId !== undefined, (q) => q.where('engagementId', '=', engagementId as Uuid))
    .$if(ofSubjectsOf !== undefined, (q) =>
      q.where(
        sql<SqlBool>`(${sql.ref('memberId')} = any(${members}) or (${sql.ref('memberId')} is null and ${sql.ref('organizationId')} = any(${organizations})))`,
      ),
    )
    .selectAll()
    .orderBy('stream')
    .execute();
  const streams = openings.map((row) => row.stream);
  if (streams.length === 0) return [];
  const all = Object.values(filter).every((part) => part === undefined);
  const counts = all
    ? knownAt(position)
    : sql<SqlBool>`(${knownAt(position)} and ${sql.ref('stream')} = any(${streams}))`;
  const [ballots, decisions, announcements, receipts, endings, postponements, changes] = await Promise.all([
    grouped(db.selectFrom('ballots').where(counts).selectAll().orderBy('revision').execute()),
    grouped(db.selectFrom('decisions').where(counts).selectAll().execute()),
    grouped(db.selectFrom('announcements').where(counts).selectAll().execute()),
    grouped(db.selectFrom('receipts').where(counts).selectAll().execute()),
    grouped(db.selectFrom('endings').where(counts).selectAll().execute()),
    grouped(db.selectFrom('casePostponements').where(counts).selectAll().orderBy('revision').execute()),
    grouped(
      db.selectFrom('decisionChanges').where(counts).selectAll().orderBy('changedOn').orderBy('revision').execute(),
    ),
  ]);
  return openings.map((opening) => ({
    caseId: idOf(opening.stream),
    opening,
    ballots: ballots.get(opening.stream) ?? [],
    decision: decisions.get(opening.stream)?.[0] ?? null,
    announcement: announcements.get(opening.stream)?.[0] ?? null,
    receipt: receipts.get(opening.stream)?.[0] ?? null,
    ending: endings.get(opening.stream)?.[0] ?? null,
    postponements: postponements.get(opening.stream) ?? [],
    changes: changes.get(opening.stream) ?? [],
  }));
}

async function grouped<R extends { readonly stream: StreamId }>(
  rows: Promise<readonly R[]>,
): Promise<Map<StreamId, R[]>> {
  const groups = new Map<StreamId, R[]>();
  for (const row of await rows) {
    const group = groups.get(row.stream);
    if (group) group.push(row);
    else groups.set(row.stream, [row]);
  }
  return groups;
}

interface BodyRow {
  readonly bodyOrganizationId: Uuid | null;
  readonly body: Body['body'];
  readonly bodyName: string | null;
}
export const bodyOf = ({ bodyOrganizationId, body, bodyName }: BodyRow): Body => ({
  organizationId: bodyOrganizationId,
  body,
  name: bodyName,
});
export const paperOf = (row: { paperNumber: Paper['number']; paperSignedOn: Paper['signedOn'] }): Paper => ({
  number: row.paperNumber,
  signedOn: row.paperSignedOn,
});

/** The days of a case, which are not sealed. */
export const daysOf = ({ opening, ballots, decision, ending, postponements }: KnownCase): CaseDays => ({
  openedOn: opening.openedOn,
  ballots: ballots.map(({ heldOn }) => ({ heldOn })),
  decision: decision && { decidingBody: bodyOf(decision), votedOn: decision.votedOn, signedOn: decision.signedOn },
  notImposed: ending && { on: ending.endedOn },
  postponements: postponements.map(({ postponedOn, until }) => ({ on: postponedOn, until })),
});
