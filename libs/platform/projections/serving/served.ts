import { type Kysely, sql } from 'kysely';
import type { Instant } from '#kernel/dates';
import type { StreamId } from '#kernel/ids';
import { PREPARED } from '#platform/db/kysely';
import { BEGINNING } from '#platform/event-store/event-store';
import type { Checkpoint, Served } from '#platform/projections/writing/checkpoint';
import type { Status } from '#platform/projections/writing/generation';

/** No tables of this version are active yet: retry later (503). */
export class ReadModelRebuilding extends Error {
  constructor(
    readonly projection: string,
    /** How far the log was replayed; null when the build has not begun. */
    readonly position: bigint | null,
  ) {
    super(`the read model ${projection} is being built`);
    this.name = 'ReadModelRebuilding';
  }
}

export interface CheckpointSummary {
  /** One for each read model, in the requested order. */
  readonly checkpoints: readonly Checkpoint[];
  /** The position up to which all of them are served. */
  readonly served: bigint;
  /** The last position known at the requested moment, of what was projected; null when no moment was requested. */
  readonly knownAt: bigint | null;
}

interface Row extends Omit<Checkpoint, 'parked'> {
  readonly status: Status;
  readonly parked:
    readonly { readonly stream: StreamId; readonly revision: number; readonly position: number }[] | null;
  readonly knownAt: bigint | null;
}

/**
 * Reads the checkpoints of some projections and the last position known at a moment (UTC): every event up to it was
 * recorded at or before the moment. One statement, so all values are of one snapshot.
 *
 * @throws ReadModelRebuilding when one is not active in the program's version
 */
export async function readCheckpoints(
  db: Kysely<unknown>,
  projections: readonly Served[],
  moment: Instant | null = null,
): Promise<CheckpointSummary> {
  const names = projections.map(({ name }) => name);
  const { rows } = await sql<Row>`${PREPARED}
    select c.projection, c.version, c.generation, c.status, c.position,
      (select json_agg(json_build_object('stream', p.stream, 'revision', p.revision, 'position', p.position) order by p.position)
       from read.parked p
       where p.projection = c.projection and p.version = c.version and p.generation = c.generation) as parked,
      (select count(*)::integer from read.skipped s
       where s.projection = c.projection and s.version = c.version and s.generation = c.generation) as skipped,
      (select position from read.log_time where high_time <= ${moment}::timestamptz order by high_time desc limit 1) as "knownAt"
    from read.checkpoints c where c.projection = any (${names}::text[])`.execute(db);
  const checkpoints = projections.map(({ name, version }): Checkpoint => {
    const versions = rows.filter((row) => row.projection === name && row.version === version);
    const active = versions.find(({ status }) => status === 'active');
    if (!active) throw new ReadModelRebuilding(name, versions[0]?.position ?? null);
    const { generation, position, skipped } = active;
    const parked = (active.parked ?? []).map((entry) => ({ ...entry, position: BigInt(entry.position) }));
    return { projection: name, version, generation, position, parked, skipped };
  });
  return summarize(checkpoints, moment === null ? null : (rows[0]?.knownAt ?? BEGINNING));
}

/** Summarizes checkpoints that were read at one instant. */
export function summarize(checkpoints: readonly Checkpoint[], knownAt: bigint | null): CheckpointSummary {
  const [first, ...rest] = checkpoints;
  if (!first) throw new RangeError('summarize needs at least one checkpoint');
  const served = rest.reduce((least, { position }) => (position < least ? position : least), first.position);
  return { checkpoints, served, knownAt };
}

/** The position up to which all of these projections are served. @throws ReadModelRebuilding */
export const servedPosition = async (db: Kysely<unknown>, projections: readonly Served[]): Promise<bigint> =>
  (await readCheckpoints(db, projections)).served;

/** Checks that the projection's tables are active. @throws ReadModelRebuilding */
export async function assertServing(db: Kysely<unknown>, projection: Served): Promise<void> {
  await servedPosition(db, [projection]);
}

/**
 * A stream that an active projection parked: the first event not applied, and the name of the error without content.
 */
export interface ParkedStream {
  readonly projection: string;
  readonly stream: StreamId;
  readonly revision: number;
  readonly position: bigint;
  readonly error: string;
  readonly parkedAt: string;
}

const parked = (names: readonly string[]) => sql<ParkedStream>`
  select p.projection, p.stream, p.revision, p.position, p.error, p.parked_at as "parkedAt"
  from read.parked p join read.checkpoints c using (projection, version, generation)
  where c.status = 'active' and p.projection = any (${names}::text[])`;

/** All streams parked by active projections, oldest first. */
export async function parkedStreams(db: Kysely<unknown>, names: readonly string[]): Promise<readonly ParkedStream[]> {
  const { rows } = await sql<ParkedStream>`${parked(names)} order by p.position`.execute(db);
  return rows;
}

/** The revision at which a stream is parked, for the decision to retry or skip; null when it is not parked. */
export async function parkedRevision(db: Kysely<unknown>, name: string, stream: StreamId): Promise<number | null> {
  const { rows } = await sql<ParkedStream>`${parked([name])} and p.stream = ${stream}`.execute(db);
  return rows[0]?.revision ?? null;
}
