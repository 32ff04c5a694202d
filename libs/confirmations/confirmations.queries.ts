import { sql } from 'kysely';
import type { RETURN_GROUNDS } from '#kernel/confirmation';
import type { StreamId, Uuid } from '#kernel/ids';
import type { Db } from '#platform/projections/reading';
import type { ConfirmationStatus, RecordKind } from './codes.js';
import type { confirmations } from './confirmations.projection.js';

export type ConfirmationsDb = Db<typeof confirmations>;

/** A record and where it stands. */
export interface RecordStanding {
  readonly stream: StreamId;
  readonly recordKind: RecordKind;
  readonly status: ConfirmationStatus;
  readonly upTo: number | null;
  readonly by: Uuid | null;
  readonly ground: keyof typeof RETURN_GROUNDS | null;
  readonly wrong: readonly number[];
}

/**
 * Records as a reader of the log up to a position knows them, by stream, after one of them. A verdict is the last word
 * where nothing was recorded, corrected or annulled after it: it stands in the record's own stream, so what comes before it
 * is what was compared.
 *
 * Cost: the entries of the records that are looked at until so many are found.
 */
export async function standings(
  db: ConfirmationsDb,
  known: bigint,
  {
    status,
    recordKind,
    after,
    limit,
  }: {
    readonly status: ConfirmationStatus;
    readonly recordKind: RecordKind | undefined;
    readonly after: StreamId | undefined;
    readonly limit: number;
  },
): Promise<readonly RecordStanding[]> {
  const changed = sql<bigint>`max(greatest(${sql.ref('knownFrom')},
    case when ${sql.ref('knownTo')} <= ${known} then ${sql.ref('knownTo')} else ${sql.ref('knownFrom')} end))`;
  const outcome = sql<ConfirmationStatus>`case when ${sql.ref('v.position')} is null
    or ${sql.ref('v.position')} < ${sql.ref('r.changed')} then 'WAITING' else ${sql.ref('v.outcome')} end`;
  return db
    .with('records', (q) =>
      q
        .selectFrom('entries')
        .where('knownFrom', '<=', known)
        .$if(after !== undefined, (from) => from.where('stream', '>', after as StreamId))
        .$if(recordKind !== undefined, (of) => of.where('recordKind', '=', recordKind as RecordKind))
        .groupBy('stream')
        .select(['stream', sql<RecordKind>`min(${sql.ref('recordKind')})`.as('recordKind'), changed.as('changed')]),
    )
    .with('standing', (q) =>
      q
        .selectFrom('records as r')
        .leftJoinLateral(
          (last) =>
            last
              .selectFrom('verdicts')
              .whereRef('verdicts.stream', '=', 'r.stream')
              .where('verdicts.knownFrom', '<=', known)
              .orderBy('verdicts.revision', 'desc')
              .limit(1)
              .select(['outcome', 'upTo', 'by', 'ground', 'wrong', 'position'])
              .as('v'),
          (on) => on.onTrue(),
        )
        .select(['r.stream', 'r.recordKind', 'v.upTo', 'v.by', 'v.ground', outcome.as('status')])
        .select(sql<readonly number[]>`coalesce(${sql.ref('v.wrong')}, '[]')`.as('wrong')),
    )
    .selectFrom('standing')
    .where('status', '=', status)
    .orderBy('stream')
    .limit(limit)
    .select(['stream', 'recordKind', 'status', 'upTo', 'by', 'ground', 'wrong'])
    .execute();
}
