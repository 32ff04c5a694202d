import type pg from 'pg';
import type { StreamId } from '#kernel/ids';
import type { EventStore } from '#platform/event-store/event-store';
import { physicalName } from '#platform/projections/declaring/tables';
import type { CheckpointRow } from './generation-lifecycle.js';

/** Events from which the tables were built and which the log does not hold. */
export interface MissingFromLog {
  /** The last position up to which tables and log agree. */
  readonly after: bigint;
  /** Number of events in the tables that the log does not hold at their position. */
  readonly count: number;
  /** The streams of these events, with the first and last missing revision; at most as many as requested. */
  readonly streams: readonly { readonly stream: StreamId; readonly from: number; readonly to: number }[];
}

type Client = Pick<pg.Pool, 'query'>;
export interface TableEvent {
  readonly stream: StreamId;
  readonly revision: number;
  readonly position: bigint;
}

/** Maximum number of events checked in the log one by one. */
const MOST = 20_000;
const AT_A_TIME = 8;

/**
 * Compares the active tables with the log: the last position they share, and the events missing from the log. Cost: a
 * binary search of reads, then one read for each event in the tables after that position.
 *
 * @param most maximum number of streams returned
 * @throws Unavailable
 */
export async function missingFromLog(
  client: Client,
  store: Pick<EventStore, 'at'>,
  most: number,
): Promise<MissingFromLog> {
  const after = await lastShared(client, store);
  const missing: TableEvent[] = [];
  const tableEvents = await tableEventsAfter(client, after);
  for (let i = 0; i < tableEvents.length; i += AT_A_TIME) {
    const some = tableEvents.slice(i, i + AT_A_TIME);
    const isPresent = await Promise.all(some.map((event) => isInLog(store, event)));
    missing.push(...some.filter((_, j) => isPresent[j] === false));
  }
  const streams = new Map<StreamId, { from: number; to: number }>();
  for (const { stream, revision } of missing) {
    const { from, to } = streams.get(stream) ?? { from: revision, to: revision };
    streams.set(stream, { from: Math.min(from, revision), to: Math.max(to, revision) });
  }
  const named = [...streams].slice(0, most).map(([stream, range]) => ({ stream, ...range }));
  return { after, count: missing.length, streams: named };
}

async function isInLog(store: Pick<EventStore, 'at'>, { stream, revision, position }: TableEvent): Promise<boolean> {
  const event = await store.at(position);
  return event?.record.stream === stream && event.record.revision === revision;
}

interface Moment {
  readonly position: bigint;
  readonly time: string;
}

/** The last position that tables and log share. Binary search: logs that share an event share everything before it. */
async function lastShared(client: Client, store: Pick<EventStore, 'at'>): Promise<bigint> {
  const { rows } = await client.query<Moment>(
    `select position, to_char(high_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as time
     from read.log_time order by position`,
  );
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    const event = row ? await store.at(row.position) : null;
    if (row && event?.record.recordedAt === row.time) low = middle + 1;
    else high = middle;
  }
  return rows[low - 1]?.position ?? 0n;
}

/** The events in the active tables between two positions, in log order; at most 20,000. */
export async function tableEventsBetween(client: Client, first: bigint, last: bigint): Promise<readonly TableEvent[]> {
  return (await tableEventsAfter(client, first - 1n)).filter(({ position }) => position <= last);
}

async function tableEventsAfter(client: Client, after: bigint): Promise<readonly TableEvent[]> {
  const { rows } = await client.query<CheckpointRow>(
    `select projection, version, generation, tables from read.checkpoints where status = 'active'`,
  );
  const parts = rows.flatMap((row) =>
    row.tables.map(
      (view) => `select stream, revision, position from read.${physicalName(view, row)} where position > $1`,
    ),
  );
  if (parts.length === 0) return [];
  const text = `select distinct stream, revision, position from (${parts.join(' union all ')}) known order by position limit ${MOST}`;
  return (await client.query<TableEvent>(text, [after])).rows;
}
