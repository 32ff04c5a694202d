import { type Kysely, sql } from 'kysely';
import { instant } from '#kernel/dates';
import type { Status } from '#platform/projections/writing/generation';
import type { AnyProjection } from '#platform/projections/declaring/projection';
import type { Knowledge } from './knowledge.js';

/**
 * The lag of a generation behind the known end of the log. It is computed from tables, so that a runner which hangs
 * cannot hide its lag.
 */
export interface Lag {
  readonly projection: string;
  readonly version: number;
  readonly generation: number;
  readonly status: Status;
  readonly position: bigint;
  /** Seconds since the recording time of the oldest record not projected yet; 0 for none, null when unknown. */
  readonly oldestSeconds: number | null;
  readonly parked: number;
}

/** The known end of the log and the lag of each generation. */
export interface Lags {
  /** The end of the last known append. */
  readonly seen: bigint;
  /** When the log held nothing after `seen`; null if its end was never reached. */
  readonly seenAt: Date | null;
  /** The position to which the log was scanned; on a shared server, events of other logs are scanned, too. */
  readonly looked: bigint;
  readonly generations: readonly Lag[];
}

type Row = Omit<Lag, 'oldestSeconds'>;

/** Reads tables only, so it answers whatever the state of the log. */
export async function lags(
  db: Kysely<unknown>,
  knowledge: Pick<Knowledge, 'end' | 'behind'>,
  projections: readonly Pick<AnyProjection, 'name'>[],
  now: Date,
): Promise<Lags> {
  const end = await knowledge.end();
  const { rows } = await sql<Row & { looked: bigint }>`
    select c.projection, c.version, c.generation, c.status, c.position,
      (select count(*)::integer from read.parked p
        where (p.projection, p.version, p.generation) = (c.projection, c.version, c.generation)) as parked,
      (select looked from read.log) as looked
    from read.checkpoints c where c.projection = any (${projections.map(({ name }) => name)}::text[])
    order by c.projection, c.version, c.generation`.execute(db);
  const ages = new Map<bigint, number | null>([[end.position, 0]]);
  for (const { position } of rows)
    if (!ages.has(position)) ages.set(position, (await knowledge.behind(position, instant(now))).seconds);
  return {
    seen: end.position,
    seenAt: end.at,
    looked: rows[0]?.looked ?? 0n,
    generations: rows.map(({ projection, version, generation, status, position, parked }) => ({
      projection,
      version,
      generation,
      status,
      position,
      parked,
      oldestSeconds: ages.get(position) ?? null,
    })),
  };
}
