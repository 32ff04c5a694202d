import { sql, type SqlBool } from 'kysely';
import { z } from 'zod';
import { PlainDate } from '#kernel/dates';
import { StreamId, type Uuid } from '#kernel/ids';
import type { DayRange } from '#kernel/day-ranges';
import type { Moment } from '#platform/http/time-travel';
import { type Db, knownAt } from '#platform/projections/rows-for';
import type { routineSupervisions } from './routine-supervision.projection.js';

export type RoutineDb = Db<typeof routineSupervisions>;

/** Sort key of the lists, which show the latest day first. */
export const RoutinePlace = z.strictObject({ day: PlainDate, stream: StreamId, revision: z.int(), item: z.int() });
export type RoutinePlace = z.output<typeof RoutinePlace>;

export interface RoutineQuestion extends Pick<Moment, 'asOf' | 'position'> {
  readonly organizationId?: Uuid | undefined;
  readonly byOrganizationId?: Uuid | undefined;
  readonly memberId?: Uuid | undefined;
  /** The days between which a row is dated. */
  readonly days: DayRange;
  readonly after?: RoutinePlace | undefined;
  readonly limit: number;
}

/**
 * The conditions on a row of a list: known at the log position, dated on or before the day, in the scope, after the
 * sort key.
 */
type Day = 'startsOn' | 'contactedOn' | 'remindedOn';
function conditions(day: Day, { asOf, position, organizationId, byOrganizationId, days, after }: RoutineQuestion) {
  const ref = (name: Day | 'organizationId' | 'byOrganizationId' | 'stream' | 'revision' | 'item') => sql.ref(name);
  const parts = [knownAt(position), sql`${ref(day)} <= ${asOf}`];
  if (organizationId) parts.push(sql`${ref('organizationId')} = ${organizationId}`);
  if (byOrganizationId) parts.push(sql`${ref('byOrganizationId')} = ${byOrganizationId}`);
  if (days.from) parts.push(sql`${ref(day)} >= ${days.from}`);
  if (days.to) parts.push(sql`${ref(day)} <= ${days.to}`);
  if (after) {
    const at = sql`(${after.day}, ${after.stream}, ${after.revision}::int, ${after.item}::int)`;
    parts.push(sql`(${ref(day)}, ${ref('stream')}, ${ref('revision')}, ${ref('item')}) < ${at}`);
  }
  return sql<SqlBool>`(${sql.join(parts, sql` and `)})`;
}

/** Assignments, one row for each organization; at most `limit` + 1. */
export const assignmentsOn = (db: RoutineDb, question: RoutineQuestion) =>
  db
    .selectFrom('assignments')
    .where(conditions('startsOn', question))
    .$if(question.memberId !== undefined, (q) => q.where('memberId', '=', question.memberId as Uuid))
    .selectAll()
    .orderBy('startsOn', 'desc')
    .orderBy('stream', 'desc')
    .orderBy('revision', 'desc')
    .orderBy('item', 'desc')
    .limit(question.limit + 1)
    .execute();

export const contactsOn = (db: RoutineDb, question: RoutineQuestion) =>
  db
    .selectFrom('contacts')
    .where(conditions('contactedOn', question))
    .selectAll()
    .orderBy('contactedOn', 'desc')
    .orderBy('stream', 'desc')
    .orderBy('revision', 'desc')
    .orderBy('item', 'desc')
    .limit(question.limit + 1)
    .execute();

export const remindersOn = (db: RoutineDb, question: RoutineQuestion) =>
  db
    .selectFrom('reminders')
    .where(conditions('remindedOn', question))
    .selectAll()
    .orderBy('remindedOn', 'desc')
    .orderBy('stream', 'desc')
    .orderBy('revision', 'desc')
    .orderBy('item', 'desc')
    .limit(question.limit + 1)
    .execute();
