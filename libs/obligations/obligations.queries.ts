import { sql, type SqlBool } from 'kysely';
import { type casesKnown, dayOfDecision, daysOfCase, formInForce, statusOfCase } from '#features/discipline';
import type { engagements } from '#features/engagements';
import { OUTCOMES, type Outcome } from '#features/engagements';
import type { PlainDate } from '#kernel/dates';
import { idOf, type StreamId, type Uuid } from '#kernel/ids';
import type { SealedText } from '#kernel/sealed';
import { type Db, knownAt } from '#platform/projections/rows-for';
import type { Disbandments } from './disbandments.js';
import type { CaseOfEngagement, Concluded, Discharge, InspectionOnSigns, Who } from './obligations.js';

type KnownCase = Awaited<ReturnType<typeof casesKnown>>[number];
export type EngagementsDb = Db<typeof engagements>;

/** The day and the log position that determine an answer. */
export interface Moment {
  readonly asOf: PlainDate;
  readonly position: bigint;
}

/** A conclusion. If it is on a person, its outcome is still sealed. */
export interface MaybeObliging extends Omit<Concluded, 'outcome'> {
  readonly outcome: Outcome | null;
  readonly sealedOutcome: SealedText | null;
  readonly stream: StreamId;
  readonly eventId: Uuid;
}

const OBLIGING = (Object.keys(OUTCOMES) as Outcome[]).filter((outcome) => OUTCOMES[outcome].obliges !== null);

/**
 * Conclusions as of a day that start an obligation, or may turn out to once they are decrypted. Leaves out revoked
 * conclusions and those of cancelled engagements.
 */
export async function concludedOn(db: EngagementsDb, { asOf, position }: Moment): Promise<MaybeObliging[]> {
  const rows = await db
    .selectFrom('conclusions as c')
    .innerJoin('openings as o', 'o.stream', 'c.stream')
    .innerJoin('subjects as s', (on) => on.onRef('s.stream', '=', 'c.stream').onRef('s.subjectId', '=', 'c.subjectId'))
    .where(knownAt(position, 'c'))
    .where(knownAt(position, 'o'))
    .where(knownAt(position, 's'))
    .where((e) => e.or([e('c.outcome', 'in', OBLIGING), e('c.sealedOutcome', 'is not', null)]))
    .where(by(asOf, 'c.countsOn'))
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom('revocations as r')
            .whereRef('r.stream', '=', 'c.stream')
            .whereRef('r.subjectId', '=', 'c.subjectId')
            .where(knownAt(position, 'r'))
            .where('r.revokedOn', '<=', asOf)
            .select('r.stream'),
        ),
      ),
    )
    .where(notCancelled({ asOf, position }, 'c'))
    .select(['c.stream', 'c.subjectId', 'c.countsOn as since', 'c.noticeNumber', 'c.outcome', 'c.sealedOutcome'])
    .select(['c.eventId', 's.organizationId', 's.capacity', 's.memberId'])
    .execute();
  return rows.map((row) => ({ ...row, engagementId: idOf(row.stream) }));
}

/**
 * Inspections on signs of violation that arise from another engagement, were decided on or before a day and are not
 * cancelled. A reader who may not see such an inspection sees the obligation that it closes as open.
 */
export async function inspectionsOnSigns(db: EngagementsDb, at: Moment): Promise<InspectionOnSigns[]> {
  const rows = await db
    .selectFrom('openings as o')
    .innerJoin('subjects as s', 's.stream', 'o.stream')
    .where(knownAt(at.position, 'o'))
    .where(knownAt(at.position, 's'))
    .where('o.kind', '=', 'INSP_SIGNS')
    .where(by(at.asOf, 'o.signedOn'))
    .where(notCancelled(at, 'o'))
    .select(['o.stream', 'o.signedOn', 'o.arisesFromEngagementId', 'o.arisesFromSubjectId'])
    .select(['s.organizationId', 's.memberId'])
    .execute();
  const converted = await conversions(db, at);
  const byStream = new Map<StreamId, InspectionOnSigns & { readonly subjects: Who[] }>();
  for (const { stream, signedOn, arisesFromEngagementId, arisesFromSubjectId, organizationId, memberId } of rows) {
    const engagementId = idOf(stream);
    const source = arisesFromEngagementId ?? converted.get(engagementId);
    if (source === undefined) continue;
    const position = byStream.get(stream) ?? {
      engagementId,
      decidedOn: signedOn,
      subjects: [],
      arisesFrom: { engagementId: source, subjectId: arisesFromSubjectId },
    };
    position.subjects.push({ organizationId, memberId });
    byStream.set(stream, position);
  }
  return [...byStream.values()];
}

/** For each inspection on signs of violation, the engagement that was converted into it. */
async function conversions(db: EngagementsDb, { asOf, position }: Moment): Promise<Map<Uuid, Uuid>> {
  const rows = await db
    .selectFrom('milestones as m')
    .innerJoin('openings as o', 'o.stream', 'm.stream')
    .where(knownAt(position, 'm'))
    .where(knownAt(position, 'o'))
    .where('m.what', '=', 'CONVERTED')
    .where('m.happenedOn', '<=', asOf)
    .select(['m.stream', sql<Uuid>`${sql.ref('m.detail')} ->> 'into'`.as('into')])
    .execute();
  return new Map(rows.map(({ stream, into }) => [into, idOf(stream)]));
}

/** Discharges dated on or before a day. */
export async function dischargesOn(db: EngagementsDb, { asOf, position }: Moment): Promise<Discharge[]> {
  const rows = await db
    .selectFrom('discharges')
    .where(knownAt(position))
    .where('dischargedOn', '<=', asOf)
    .select(['stream', 'subjectId', 'dischargedOn as on', 'reason'])
    .execute();
  return rows.map(({ stream, ...row }) => ({ ...row, engagementId: idOf(stream) }));
}

/** Cases on organizations as of a day, with whether their decision disbands the organization. */
export const disbandingCases = (known: readonly KnownCase[], { asOf }: Moment): Disbandments['cases'] =>
  known.flatMap((knownCase) => {
    const { caseId, opening, decision, changes } = knownCase;
    const days = daysOfCase(knownCase);
    const status = statusOfCase(days, asOf);
    if (opening.memberId !== null || status === null) return [];
    const past = changes.filter(({ changedOn }) => changedOn <= asOf);
    const disbands = status === 'DECIDED' && formInForce(decision, past) === 'DISBANDMENT';
    const isOpen = status === 'OPEN' || status === 'POSTPONED';
    return [{ caseId, organizationId: opening.organizationId, disbands, decidedOn: dayOfDecision(days), isOpen }];
  });

/** Discipline cases that name an engagement as their source, with their status on a day. */
export function casesOfEngagements(known: readonly KnownCase[], { asOf }: Moment): CaseOfEngagement[] {
  return known.flatMap((knownCase) => {
    const { engagementId, subjectId, organizationId, memberId } = knownCase.opening;
    const days = daysOfCase(knownCase);
    const status = statusOfCase(days, asOf);
    if (engagementId === null || status === null) return [];
    const endedOn = status === 'DECIDED' ? dayOfDecision(days) : (days.notImposed?.on ?? null);
    return [
      { caseId: knownCase.caseId, organizationId, memberId, status, endedOn, arisesFrom: { engagementId, subjectId } },
    ];
  });
}

/** Undated facts count as already happened. */
const by = (asOf: PlainDate, column: 'c.countsOn' | 'o.signedOn') =>
  sql<SqlBool>`(${sql.ref(column)} is null or ${sql.ref(column)} <= ${asOf})`;

const notCancelled = ({ asOf, position }: Moment, alias: 'c' | 'o') => sql<SqlBool>`not exists (
  select from ${sql.table('milestones')} x
   where x.stream = ${sql.ref(`${alias}.stream`)} and x.what = 'CANCELLED' and x.happened_on <= ${asOf} and ${knownAt(position, 'x')})`;
