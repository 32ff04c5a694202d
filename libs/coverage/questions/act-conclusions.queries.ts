import { type Kysely, sql, type SqlBool } from 'kysely';
import { engagement, engagements } from '#features/engagements';
import type { PlainDate } from '#kernel/dates';
import { idOf, streamId } from '#kernel/ids';
import { EVERYTHING } from '#platform/access/reader';
import { type Db, knownAt, rowsFor } from '#platform/projections/rows-for';
import type { DecidingAct } from '../rules/explain.js';

/** The day of the conclusion of an act; null if there is none, or if its day is unknown. */
export type ConclusionDays = (act: DecidingAct) => PlainDate | null;

/** Finds the days of conclusions, which may differ from the days on which the acts count. */
export class ActConclusions {
  readonly #db: Db<typeof engagements>;

  constructor(db: Kysely<unknown>) {
    this.#db = rowsFor(db, engagements, EVERYTHING('an act that is told is told with the day of its conclusion'));
  }

  /** @param acts acts that the caller may see. Cost: one query, or none without acts. */
  async daysOf(acts: readonly DecidingAct[], position: bigint): Promise<ConclusionDays> {
    if (acts.length === 0) return () => null;
    const streams = [...new Set(acts.map(({ engagementId }) => streamId(engagement.category, engagementId)))];
    const rows = await this.#db
      .selectFrom('conclusions')
      .where(knownAt(position))
      .where(sql<SqlBool>`${sql.ref('stream')} = any(${streams}::text[])`)
      .select(['stream', 'subjectId', 'concludedOn'])
      .execute();
    const days = new Map(rows.map((row) => [`${idOf(row.stream)} ${row.subjectId}`, row.concludedOn]));
    return ({ engagementId, subjectId }) => days.get(`${engagementId} ${subjectId}`) ?? null;
  }
}
