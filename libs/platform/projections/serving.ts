import { type Kysely, sql } from 'kysely';
import type { StreamId } from '#kernel/ids';
import type { Status } from './generation.js';
import type { AnyProjection } from './projection.js';

/** The tables of this version are not ready: ask again later (503). */
export class ReadModelRebuilding extends Error {
  constructor(
    readonly projection: string,
    /** How far the log has been replayed; null where nobody has begun. */
    readonly position: bigint | null,
  ) {
    super(`the read model ${projection} is being built`);
    this.name = 'ReadModelRebuilding';
  }
}

export type Served = Pick<AnyProjection, 'name' | 'version'>;

interface Row {
  readonly projection: string;
  readonly version: number;
  readonly status: Status;
  readonly position: bigint;
}

/**
 * The position up to which all of some projections are served: the K of an answer that is taken from their tables.
 *
 * @throws ReadModelRebuilding where one does not serve in the program's version
 */
export async function servedPosition(db: Kysely<unknown>, projections: readonly Served[]): Promise<bigint> {
  const names = projections.map(({ name }) => name);
  const { rows } = await sql<Row>`
    select projection, version, status, position from read.checkpoints
    where projection = any (${names}::text[])`.execute(db);
  const positions = projections.map(({ name, version }) => {
    const mine = rows.filter((row) => row.projection === name && row.version === version);
    const active = mine.find(({ status }) => status === 'active');
    if (!active) throw new ReadModelRebuilding(name, mine[0]?.position ?? null);
    return active.position;
  });
  const [first, ...rest] = positions;
  if (first === undefined) throw new RangeError('no projection was named');
  return rest.reduce((least, position) => (position < least ? position : least), first);
}

/** Answers of a projection may be taken from its tables. @throws ReadModelRebuilding */
export async function assertServing(db: Kysely<unknown>, projection: Served): Promise<void> {
  await servedPosition(db, [projection]);
}

/** A stream that a serving projection could not follow, from which event on, and why: an error's name, no content. */
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

/** The streams that were parked at or before a position: what an answer with this K has to call incomplete. */
export async function incompleteAt(
  db: Kysely<unknown>,
  names: readonly string[],
  known: bigint,
): Promise<readonly ParkedStream[]> {
  const { rows } = await sql<ParkedStream>`${parked(names)} and p.position <= ${known} order by 1, 4`.execute(db);
  return rows;
}

/** All streams parked in the projections that serve, oldest first. */
export async function parkedStreams(db: Kysely<unknown>, names: readonly string[]): Promise<readonly ParkedStream[]> {
  const { rows } = await sql<ParkedStream>`${parked(names)} order by p.position`.execute(db);
  return rows;
}

/** At which revision a stream is parked, for the decision to retry or skip; null where it is not. */
export async function parkedRevision(db: Kysely<unknown>, name: string, stream: StreamId): Promise<number | null> {
  const { rows } = await sql<ParkedStream>`${parked([name])} and p.stream = ${stream}`.execute(db);
  return rows[0]?.revision ?? null;
}
