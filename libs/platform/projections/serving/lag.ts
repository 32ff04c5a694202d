import { type Kysely, sql } from 'kysely';
import { instant } from '#kernel/dates';
import type { Status } from '#platform/projections/writing/generation';
import type { AnyProjection } from '#platform/projections/declaring/projection';
import type { Knowledge } from './knowledge.js';

/** How far a generation is behind the log, as it was seen: by the tables, so that a runner that hangs does not hide it. */
export interface Lag {
  readonly projection: string;
  readonly version: number;
  readonly generation: number;
  readonly status: Status;
  readonly position: bigint;
  /** Seconds since the oldest record that it has not taken in, by the record's own time; 0 for none, null where nobody knows. */
  readonly oldestSeconds: number | null;
  readonly parked: number;
}

/** How far the log was seen, and where the read models stand. */
export interface Lags {
  /** The end of the last append that is known. */
  readonly seen: bigint;
  /** When nothing lay after it; null where nobody has come to the end yet. */
  readonly seenAt: Date | null;
  /** How far the log was looked through: on a server that is shared, also over what is of others. */
  readonly looked: bigint;
  readonly generations: readonly Lag[];
}

type Row = Omit<Lag, 'oldestSeconds'>;

/** Of tables alone: it answers whatever the log does. */
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
