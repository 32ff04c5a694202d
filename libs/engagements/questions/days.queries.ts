import { type Expression, type ExpressionBuilder, sql, type SqlBool } from 'kysely';
import { addDays, endOfDay, type PlainDate } from '#kernel/dates';
import { type DayRange, isBounded } from '#kernel/day-ranges';
import { knownAt, type ReadTables } from '#platform/projections/rows-for';
import type { engagements } from '../engagements.projection.js';
import { type DayFilter, rangesOf } from './filter.js';

type Tables = ReadTables<typeof engagements>;
type OfOpening = ExpressionBuilder<Tables & { o: Tables['openings'] }, 'o'>;

/**
 * A condition in SQL that every engagement meets whose days are in the ranges. Other engagements may meet it too, so
 * `judgedDays` decides; the condition only saves reading most of those others.
 *
 * @param lackingDay whether engagements without a day that a range bounds meet it, too
 */
export function mayHaveDays(
  eb: OfOpening,
  filter: DayFilter,
  { asOf, position }: { readonly asOf: PlainDate; readonly position: bigint },
  lackingDay: boolean,
): Expression<SqlBool> {
  const { decided, concluded, recorded } = rangesOf(filter);
  const conditions: Expression<SqlBool>[] = [];
  if (isBounded(decided)) {
    const within = bounded('o.signedOn', decided);
    conditions.push(lackingDay ? eb.or([within, eb('o.signedOn', 'is', null)]) : within);
  }
  // The day of a moment in Asia/Ho_Chi_Minh, by the moments at which that day begins and ends.
  if (recorded.from) conditions.push(eb('o.recordedAt', '>', endOfDay(addDays(recorded.from, -1))));
  if (recorded.to) conditions.push(eb('o.recordedAt', '<=', endOfDay(recorded.to)));
  // A record without a conclusion on such a day lacks one only if a subject has none, which the caller judges.
  if (isBounded(concluded) && !lackingDay)
    conditions.push(
      eb.exists(
        eb
          .selectFrom('conclusions as c')
          .whereRef('c.stream', '=', 'o.stream')
          .where(knownAt(position, 'c'))
          .where(sql<SqlBool>`${sql.ref('c.countsOn')} <= ${asOf}`)
          .where(bounded('c.countsOn', concluded))
          .select('c.revision'),
      ),
    );
  return eb.and(conditions);
}

const bounded = (column: 'o.signedOn' | 'c.countsOn', { from, to }: DayRange) =>
  sql<SqlBool>`(${sql.ref(column)} >= ${from ?? '0000'} and ${sql.ref(column)} <= ${to ?? '9999'})`;
