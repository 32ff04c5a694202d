import { sql, type SqlBool } from 'kysely';
import type { RETURN_GROUNDS } from '#kernel/confirmation';
import type { StreamId, Uuid } from '#kernel/ids';
import type { Db } from '#platform/projections/rows-for';
import type { ConfirmationStatus, RecordKind } from './codes.js';
import type { confirmations } from './confirmations.projection.js';

export type ConfirmationsDb = Db<typeof confirmations>;

/** A record and its status. */
export interface RecordStanding {
  readonly stream: StreamId;
  readonly recordKind: RecordKind;
  readonly status: ConfirmationStatus;
  readonly upTo: number | null;
  readonly by: Uuid | null;
  readonly ground: keyof typeof RETURN_GROUNDS | null;
  readonly wrong: readonly number[];
}

/** Number of records that one query reads while a page is filled. */
const TOGETHER = 500;

interface RecordFilter {
  readonly status: ConfirmationStatus;
  readonly recordKind: RecordKind | undefined;
  readonly after: StreamId | undefined;
  readonly limit: number;
}

/**
 * Records as known at a log position, ordered by stream, after a given stream. A verdict is current if no entry was
 * recorded, corrected or annulled after the verdict. A verdict stands in the stream of its record, so the entries
 * before the verdict are the compared ones. Cost: the entries of the records read until the page is full.
 */
export async function standings(
  db: ConfirmationsDb,
  position: bigint,
  { status, recordKind, after, limit }: RecordFilter,
): Promise<readonly RecordStanding[]> {
  const matches: RecordStanding[] = [];
  for (let from = after; ;) {
    const streams = await recordsAfter(db, position, recordKind, from);
    const all = streams.length === 0 ? [] : await standingsOf(db, position, streams);
    matches.push(...all.filter((record) => record.status === status));
    if (streams.length < TOGETHER || matches.length >= limit) return matches.slice(0, limit);
    from = streams.at(-1);
  }
}

async function recordsAfter(
  db: ConfirmationsDb,
  position: bigint,
  recordKind: RecordKind | undefined,
  after: StreamId | undefined,
): Promise<readonly StreamId[]> {
  const rows = await db
    .selectFrom('entries')
    .where('knownFrom', '<=', position)
    .$if(after !== undefined, (from) => from.where('stream', '>', after as StreamId))
    .$if(recordKind !== undefined, (of) => of.where('recordKind', '=', recordKind as RecordKind))
    .select('stream')
    .distinct()
    .orderBy('stream')
    .limit(TOGETHER)
    .execute();
  return rows.map(({ stream }) => stream);
}

/** The status of each given record, by stream. */
function standingsOf(db: ConfirmationsDb, position: bigint, streams: readonly StreamId[]): Promise<RecordStanding[]> {
  const isOne = sql<SqlBool>`${sql.ref('stream')} = any(${streams}::text[])`;
  const changed = sql<bigint>`max(greatest(${sql.ref('knownFrom')},
    case when ${sql.ref('knownTo')} <= ${position} then ${sql.ref('knownTo')} else ${sql.ref('knownFrom')} end))`;
  const outcome = sql<ConfirmationStatus>`case when ${sql.ref('v.position')} is null
    or ${sql.ref('v.position')} < ${sql.ref('r.changed')} then 'WAITING' else ${sql.ref('v.outcome')} end`;
  return db
    .with('records', (q) =>
      q
        .selectFrom('entries')
        .where('knownFrom', '<=', position)
        .where(isOne)
        .groupBy('stream')
        .select(['stream', sql<RecordKind>`min(${sql.ref('recordKind')})`.as('recordKind'), changed.as('changed')]),
    )
    .with('last', (q) =>
      q
        .selectFrom('verdicts')
        .where('knownFrom', '<=', position)
        .where(isOne)
        .distinctOn('stream')
        .orderBy('stream')
        .orderBy('revision', 'desc')
        .select(['stream', 'outcome', 'upTo', 'by', 'ground', 'wrong', 'position']),
    )
    .selectFrom('records as r')
    .leftJoin('last as v', 'v.stream', 'r.stream')
    .select(['r.stream', 'r.recordKind', 'v.upTo', 'v.by', 'v.ground', outcome.as('status')])
    .select(sql<readonly number[]>`coalesce(${sql.ref('v.wrong')}, '[]')`.as('wrong'))
    .orderBy('r.stream')
    .execute();
}
