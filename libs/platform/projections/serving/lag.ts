import { type Kysely, sql } from 'kysely';
import type { EventStore } from '#platform/event-store/event-store';
import type { Status } from '#platform/projections/writing/generation';
import type { AnyProjection } from '#platform/projections/declaring/projection';

/** How far a generation is behind the log, as somebody sees it who looks at both. */
export interface Lag {
  readonly projection: string;
  readonly version: number;
  readonly generation: number;
  readonly status: Status;
  readonly position: bigint;
  readonly head: bigint;
  /** Age in seconds of the oldest event that it has not taken in, by the event's own time of recording; 0 for none. */
  readonly oldestSeconds: number;
  readonly parked: number;
}

type Row = Omit<Lag, 'head' | 'oldestSeconds'>;

/** Measured on log and tables, not by the runner of itself: a runner that hangs does not hide it. @throws Unavailable */
export async function lags(
  db: Kysely<unknown>,
  store: Pick<EventStore, 'head' | 'readAll'>,
  projections: readonly Pick<AnyProjection, 'name'>[],
  now: Date,
): Promise<readonly Lag[]> {
  const head = await store.head();
  const { rows } = await sql<Row>`
    select c.projection, c.version, c.generation, c.status, c.position,
      (select count(*)::integer from read.parked p
        where (p.projection, p.version, p.generation) = (c.projection, c.version, c.generation)) as parked
    from read.checkpoints c where c.projection = any (${projections.map(({ name }) => name)}::text[])
    order by c.projection, c.version, c.generation`.execute(db);
  const ages = new Map<bigint, number>();
  for (const { position } of rows) {
    if (position >= head || ages.has(position)) continue;
    const [oldest] = await store.readAll(position, 1);
    const age = oldest ? (now.getTime() - Date.parse(oldest.record.recordedAt)) / 1000 : 0;
    ages.set(position, Math.max(age, 0));
  }
  return rows.map((row) => ({ ...row, head, oldestSeconds: ages.get(row.position) ?? 0 }));
}
