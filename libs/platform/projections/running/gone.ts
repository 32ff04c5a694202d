import type pg from 'pg';
import type { StreamId } from '#kernel/ids';
import type { EventStore } from '#platform/event-store/event-store';
import { physicalName } from '#platform/projections/declaring/tables';
import type { CheckpointRow } from './generation-lifecycle.js';

/** What tables know and the log does not have. */
export interface GoneFromLog {
  /** Up to here tables and log agree. */
  readonly after: bigint;
  /** How many events the tables know that the log does not have where they were. */
  readonly count: number;
  /** The streams of these events, with the first and the last revision that is gone; no more than are asked for. */
  readonly streams: readonly { readonly stream: StreamId; readonly from: number; readonly to: number }[];
}

type Client = Pick<pg.Pool, 'query'>;
export interface Known {
  readonly stream: StreamId;
  readonly revision: number;
  readonly position: bigint;
}

/** Most events that are looked for in the log, one by one. */
const MOST = 20_000;
const AT_A_TIME = 8;

/**
 * Compares the tables that serve with the log: where they part, and which events of the tables are gone. Cost: some reads
 * of the log to find the place, then one for each event that the tables know from there on.
 *
 * @param most how many streams are named
 * @throws Unavailable
 */
export async function goneFrom(client: Client, store: Pick<EventStore, 'at'>, most: number): Promise<GoneFromLog> {
  const after = await parting(client, store);
  const gone: Known[] = [];
  const known = await knownAfter(client, after);
  for (let i = 0; i < known.length; i += AT_A_TIME) {
    const some = known.slice(i, i + AT_A_TIME);
    const stands = await Promise.all(some.map((one) => isThere(store, one)));
    gone.push(...some.filter((_, j) => stands[j] === false));
  }
  const streams = new Map<StreamId, { from: number; to: number }>();
  for (const { stream, revision } of gone) {
    const { from, to } = streams.get(stream) ?? { from: revision, to: revision };
    streams.set(stream, { from: Math.min(from, revision), to: Math.max(to, revision) });
  }
  const named = [...streams].slice(0, most).map(([stream, range]) => ({ stream, ...range }));
  return { after, count: gone.length, streams: named };
}

async function isThere(store: Pick<EventStore, 'at'>, { stream, revision, position }: Known): Promise<boolean> {
  const event = await store.at(position);
  return event?.record.stream === stream && event.record.revision === revision;
}

interface Moment {
  readonly position: bigint;
  readonly time: string;
}

/** The last place that both know: what comes before one event of a log is the same wherever that event is. */
async function parting(client: Client, store: Pick<EventStore, 'at'>): Promise<bigint> {
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

/** What the tables that serve know of a part of the log, in its order; at most 20,000 events. */
export async function knownBetween(client: Client, first: bigint, last: bigint): Promise<readonly Known[]> {
  return (await knownAfter(client, first - 1n)).filter(({ position }) => position <= last);
}

async function knownAfter(client: Client, after: bigint): Promise<readonly Known[]> {
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
  return (await client.query<Known>(text, [after])).rows;
}
