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
  const { rows } = await sql<RecordStanding>`
    with records as (
      select stream, min(record_kind) as record_kind,
        max(greatest(known_from, case when known_to <= ${known} then known_to else known_from end)) as changed
      from read.confirmations_entries
      where known_from <= ${known} and (${after ?? null}::text is null or stream > ${after ?? null}::text)
        and (${recordKind ?? null}::text is null or record_kind = ${recordKind ?? null}::text)
      group by stream
    ), standing as (
      select r.stream, r.record_kind, v.up_to, v.by, v.ground, v.wrong,
        case when v.position is null or v.position < r.changed then 'WAITING' else v.outcome end as status
      from records r left join lateral (
        select outcome, up_to, by, ground, wrong, position from read.confirmations_verdicts
        where stream = r.stream and known_from <= ${known} order by revision desc limit 1
      ) v on true
    )
    select stream, record_kind as "recordKind", status, up_to as "upTo", by, ground, coalesce(wrong, '[]') as wrong
    from standing where status = ${status} order by stream limit ${limit}`.execute(db);
  return rows;
}
