import { type Expression, type ExpressionBuilder, sql, type SqlBool } from 'kysely';
import type { PlainDate } from '#kernel/dates';
import { knownAt, type ReadTables } from '#platform/projections/rows-for';
import type { Milestone } from '../codes.js';
import type { engagements } from '../engagements.projection.js';
import type { Status } from './statuses.js';

type Tables = ReadTables<typeof engagements>;
type OfOpening = ExpressionBuilder<Tables & { o: Tables['openings'] }, 'o'>;

/**
 * A condition in SQL that every engagement of a status meets, or every overdue one. Other engagements may meet the
 * condition too, so `engagementOn` decides. The condition only saves reading most of those others.
 *
 * @param eb expression builder with the openings as `o`
 */
export function couldBe(
  eb: OfOpening,
  { asOf, position }: { readonly asOf: PlainDate; readonly position: bigint },
  status: Status | undefined,
  overdue: boolean | undefined,
): Expression<SqlBool> {
  const past = (day: 'm.happenedOn' | 'c.countsOn') =>
    sql<SqlBool>`(${sql.ref(day)} is null or ${sql.ref(day)} <= ${asOf})`;
  const hasMilestone = (what: Milestone) =>
    eb.exists(
      eb
        .selectFrom('milestones as m')
        .whereRef('m.stream', '=', 'o.stream')
        .where(knownAt(position, 'm'))
        .where('m.what', '=', what)
        .where(past('m.happenedOn'))
        .select('m.revision'),
    );
  const hasConclusion = () =>
    eb.exists(
      eb
        .selectFrom('conclusions as c')
        .whereRef('c.stream', '=', 'o.stream')
        .where(knownAt(position, 'c'))
        .where(past('c.countsOn'))
        .select('c.revision'),
    );
  const revoked = () =>
    eb.exists(
      eb
        .selectFrom('revocations as r')
        .whereRef('r.stream', '=', 'o.stream')
        .where(knownAt(position, 'r'))
        .where('r.revokedOn', '<=', asOf)
        .select('r.revision'),
    );
  /** The condition that some subject has no conclusion, or had none at some time. */
  const unconcluded = () =>
    eb.exists(
      eb
        .selectFrom('subjects as s')
        .whereRef('s.stream', '=', 'o.stream')
        .where(knownAt(position, 's'))
        .where((subject) =>
          subject.not(
            subject.exists(
              subject
                .selectFrom('conclusions as c')
                .whereRef('c.stream', '=', 's.stream')
                .whereRef('c.subjectId', '=', 's.subjectId')
                .where(knownAt(position, 'c'))
                .where(past('c.countsOn'))
                .select('c.revision'),
            ),
          ),
        )
        .select('s.revision'),
    );
  const limitPast = () =>
    eb.or([eb('o.dueOn', '<', asOf), eb.and([eb('o.dueOn', 'is', null), hasMilestone('EXTENDED')])]);
  const conditions = overdue ? [limitPast(), unconcluded()] : [];
  if (status === undefined) return eb.and(conditions);
  const reached = REACHED[status];
  if (reached) conditions.push(hasMilestone(reached));
  if (CONCLUDED.includes(status)) conditions.push(hasConclusion());
  if (status === 'REVOKED') conditions.push(revoked());
  if (OPEN.includes(status)) conditions.push(unconcluded());
  if (status === 'CONCLUDED') conditions.push(eb.not(hasMilestone('CLOSED')));
  return eb.and(conditions);
}

/** The milestone that an engagement of a status has reached. */
const REACHED: Partial<Record<Status, Milestone>> = {
  CANCELLED: 'CANCELLED',
  CONVERTED: 'CONVERTED',
  CLOSED: 'CLOSED',
  POSTPONED: 'POSTPONED',
  REPORTED: 'REPORTED',
  CONDUCTED: 'CONDUCTED',
  DEPLOYED: 'DEPLOYED',
};
const CONCLUDED: readonly Status[] = ['PARTLY_CONCLUDED', 'CONCLUDED'];
const OPEN: readonly Status[] = ['DECIDED', 'DEPLOYED', 'CONDUCTED', 'REPORTED', 'POSTPONED', 'PARTLY_CONCLUDED'];
