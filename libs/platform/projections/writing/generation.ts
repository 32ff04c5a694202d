import type pg from 'pg';
import type { StreamId } from '#kernel/ids';
import type { AnyProjection } from '../declaring/projection.js';
import type { GenerationName } from '../declaring/tables.js';
import type { Parked } from '../folding/fold.js';
import type { Mark } from '#platform/event-store/log-watch';
import type { Statement } from './statement.js';

/**
 * `building`: filled beside the active one; `paused`: cancelled, may be resumed; `differs`: differs from the active one
 * and waits for inspection; `active`: serves queries; `retired`: will be dropped.
 */
export type Status = 'building' | 'paused' | 'differs' | 'active' | 'retired';

/** A generation in the memory of the process that advances it: a copy of its rows in the database. */
export interface Generation extends GenerationName {
  readonly of: AnyProjection;
  status: Status;
  /** Epoch of the leader that may move the checkpoint. */
  readonly epoch: bigint;
  position: bigint;
  /** Leaf hash of the event at that position; null before the first event. */
  leaf: string | null;
  readonly parked: Map<StreamId, Parked>;
  readonly skipped: Map<StreamId, Set<number>>;
}

/** Another process moved the checkpoint or became the leader. This process's transaction is rolled back. */
export class FenceLost extends Error {
  constructor(of: GenerationName) {
    super(`another process is the leader and writes ${of.projection} v${of.version} g${of.generation}`);
    this.name = 'FenceLost';
  }
}

type Client = Pick<pg.ClientBase, 'query'>;
const keyOf = (g: GenerationName) => [g.projection, g.version, g.generation] as const;
const WHERE = 'projection = $1 and version = $2 and generation = $3';

/** Moves a checkpoint inside the transaction that writes its rows. */
export type MoveCheckpoint = (client: Client, of: Generation, to: Mark) => Promise<void>;

/**
 * Moves the checkpoint unless another process did since it was read here.
 *
 * @throws FenceLost; the transaction must be rolled back
 */
export const fenced: MoveCheckpoint = async (client, of, to) => {
  const { rowCount } = await client.query({
    name: 'move checkpoint',
    text: `update read.checkpoints set position = $4, leaf = $7 where ${WHERE} and position = $5 and epoch = $6`,
    values: [...keyOf(of), to.position, of.position, of.epoch, to.leaf],
  });
  if (rowCount !== 1) throw new FenceLost(of);
};

/** Moves several checkpoints behind the same fence; the caller must check that every one is returned. */
export const movesOf = (all: readonly Generation[], to: Mark): Statement => ({
  text: `update read.checkpoints c set position = $6, leaf = $7
    from unnest($1::text[], $2::integer[], $3::integer[], $4::bigint[], $5::bigint[])
      as u (projection, version, generation, position, epoch)
    where c.projection = u.projection and c.version = u.version and c.generation = u.generation
      and c.position = u.position and c.epoch = u.epoch
    returning c.projection`,
  values: [
    all.map(({ projection }) => projection),
    all.map(({ version }) => version),
    all.map(({ generation }) => generation),
    all.map(({ position }) => position),
    all.map(({ epoch }) => epoch),
    to.position,
    to.leaf,
  ],
});

/**
 * Reads a generation again after an error that leaves it unknown whether a transaction was committed.
 *
 * @throws FenceLost when another leader owns it, or it was dropped
 */
export async function reread(client: Client, generation: Generation): Promise<void> {
  const { rows } = await client.query<{ position: bigint; leaf: string | null; epoch: bigint }>(
    `select position, leaf, epoch from read.checkpoints where ${WHERE}`,
    [...keyOf(generation)],
  );
  if (rows[0]?.epoch !== generation.epoch) throw new FenceLost(generation);
  generation.position = rows[0].position;
  generation.leaf = rows[0].leaf;
  generation.parked.clear();
  generation.skipped.clear();
  for (const parked of await readParked(client, generation)) generation.parked.set(parked.stream, parked);
  const skipped = await client.query<{ stream: StreamId; revision: number }>(
    `select stream, revision from read.skipped where ${WHERE}`,
    [...keyOf(generation)],
  );
  for (const { stream, revision } of skipped.rows)
    generation.skipped.set(stream, (generation.skipped.get(stream) ?? new Set()).add(revision));
}

async function readParked(client: Client, generation: GenerationName): Promise<Parked[]> {
  const { rows } = await client.query<Parked>(
    `select stream, revision, position, error from read.parked where ${WHERE}`,
    [...keyOf(generation)],
  );
  return rows;
}

/** Changes of the parked and skipped events that a batch makes. */
export interface Parking {
  readonly parked: readonly Parked[];
  readonly unparked: readonly StreamId[];
  readonly skipped: readonly { readonly stream: StreamId; readonly revision: number }[];
}

export async function writeParking(client: Client, of: GenerationName, parking: Parking): Promise<void> {
  const key = keyOf(of);
  for (const stream of parking.unparked)
    await client.query(`delete from read.parked where ${WHERE} and stream = $4`, [...key, stream]);
  for (const { stream, revision, position, error } of parking.parked)
    await client.query(
      `insert into read.parked (projection, version, generation, stream, revision, position, error)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [...key, stream, revision, position, error],
    );
  for (const { stream, revision } of parking.skipped)
    await client.query(
      `insert into read.skipped (projection, version, generation, stream, revision)
       values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [...key, stream, revision],
    );
}

export function remember(generation: Generation, parking: Parking, { position, leaf }: Mark): void {
  for (const stream of parking.unparked) generation.parked.delete(stream);
  for (const parked of parking.parked) generation.parked.set(parked.stream, parked);
  for (const { stream, revision } of parking.skipped)
    generation.skipped.set(stream, (generation.skipped.get(stream) ?? new Set()).add(revision));
  generation.position = position;
  generation.leaf = leaf;
}
