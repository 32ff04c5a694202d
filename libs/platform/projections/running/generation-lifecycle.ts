import type pg from 'pg';
import { inTransaction } from '#platform/db/transaction';
import { BEGINNING } from '#platform/event-store/event-store';
import type { AnyProjection } from '#platform/projections/declaring/projection';
import {
  analyzeTables,
  createIndexes,
  createTables,
  dropTables,
  type GenerationName,
  switchViews,
  viewNames,
} from '#platform/projections/declaring/tables';
import { FenceLost, type Generation, reread, type Status } from '#platform/projections/writing/generation';
import type { Difference } from './compare.js';

export interface CheckpointRow extends GenerationName {
  readonly status: Status;
  readonly position: bigint;
  readonly epoch: bigint;
  readonly tables: readonly string[];
  readonly ifDifferent: 'keep' | 'switch';
}

type Client = Pick<pg.ClientBase, 'query'>;
const KEY = 'projection = $1 and version = $2 and generation = $3';
const keyOf = (g: GenerationName) => [g.projection, g.version, g.generation] as const;

export async function checkpointRows(client: Client, projections: readonly AnyProjection[]): Promise<CheckpointRow[]> {
  const { rows } = await client.query<CheckpointRow>(
    `select projection, version, generation, status, position, epoch, tables, if_different as "ifDifferent"
     from read.checkpoints where projection = any ($1::text[]) order by projection, version, generation`,
    [projections.map(({ name }) => name)],
  );
  return rows;
}

/**
 * Creates and drops generations of a projection as needed. Returns the generations to advance: the active one if it has
 * the version of the program, and the one that is being built. On an empty log the first generation is active at once.
 */
export async function generationsOf(
  pool: pg.Pool,
  projection: AnyProjection,
  rows: readonly CheckpointRow[],
  isEmpty: boolean,
): Promise<CheckpointRow[]> {
  const own = rows.filter((row) => row.projection === projection.name);
  const active = own.find(({ status }) => status === 'active');
  for (const row of own) {
    const abandoned = row.status !== 'active' && row.version !== projection.version;
    if (row.status === 'retired' || abandoned) await drop(pool, row);
  }
  const beside = own.find(
    ({ status, version }) => status !== 'active' && status !== 'retired' && version === projection.version,
  );
  const serving = active?.version === projection.version ? active : undefined;
  if (serving ?? beside) return [serving, beside].flatMap((row) => (row && mayAdvance(row) ? [row] : []));
  const built = await addGeneration(pool, projection);
  if (active === undefined && isEmpty) {
    await inTransaction(pool, async (client) => {
      for (const statement of createTables(projection, built)) await client.query(statement);
    });
    await finishTables(pool, projection, built);
    await switchTo(pool, projection, built);
    return [{ ...built, status: 'active' }];
  }
  return [built];
}

const mayAdvance = ({ status }: CheckpointRow) => status === 'active' || status === 'building';

/** Adds a generation beside the others; the leader fills it from the beginning of the log. */
export async function addGeneration(client: Client, projection: AnyProjection): Promise<CheckpointRow> {
  const { rows } = await client.query<CheckpointRow>(
    `insert into read.checkpoints (projection, version, generation, status, tables)
     select $1, $2, coalesce(max(generation), 0) + 1, 'building', $3
     from read.checkpoints where projection = $1 and version = $2
     returning projection, version, generation, status, position, epoch, tables, if_different as "ifDifferent"`,
    [projection.name, projection.version, viewNames(projection)],
  );
  if (!rows[0]) throw new Error(`cannot add a generation of projection ${projection.name}: the insert returned no row`);
  return rows[0];
}

/** Fences a generation with the leader's epoch and reads its checkpoint. @throws FenceLost */
export async function adopt(pool: pg.Pool, of: AnyProjection, row: CheckpointRow, epoch: bigint): Promise<Generation> {
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(`update read.checkpoints set epoch = $4 where ${KEY} and epoch <= $4`, [
      ...keyOf(row),
      epoch,
    ]);
    if (rowCount !== 1) throw new FenceLost(row);
    for (const statement of createTables(of, row)) await client.query(statement);
  });
  const { projection, version, generation, status } = row;
  const adopted: Generation = {
    projection,
    version,
    generation,
    status,
    of,
    epoch,
    position: BEGINNING,
    leaf: null,
    parked: new Map(),
    skipped: new Map(),
  };
  await reread(pool, adopted);
  return adopted;
}

/** Creates indexes and statistics of a generation that has caught up. */
export async function finishTables(pool: pg.Pool, projection: AnyProjection, of: GenerationName): Promise<void> {
  for (const statement of createIndexes(projection, of)) await pool.query(statement);
  for (const statement of analyzeTables(projection, of)) await pool.query(statement);
}

/**
 * Makes a generation the active one: views and statuses change in one transaction. The transaction waits at most 200 ms
 * for locks and is then retried, so that it cannot deadlock with a reader of several views.
 *
 * @throws FenceLost when another process is the leader, or the build was cancelled
 */
export async function switchTo(
  pool: pg.Pool,
  projection: AnyProjection,
  to: GenerationName & { readonly epoch: bigint },
): Promise<void> {
  await patiently(pool, async (client) => {
    const rows = await client.query<CheckpointRow>(
      `update read.checkpoints set status = 'retired' where projection = $1 and status = 'active'
       returning projection, version, generation, tables`,
      [projection.name],
    );
    const before = rows.rows.flatMap(({ tables }) => tables);
    const { rowCount } = await client.query(
      `update read.checkpoints set status = 'active', differences = null
       where ${KEY} and status = 'building' and epoch = $4`,
      [...keyOf(to), to.epoch],
    );
    if (rowCount !== 1) throw new FenceLost(to);
    for (const statement of switchViews(before, viewNames(projection), to)) await client.query(statement);
  });
}

export async function drop(pool: pg.Pool, row: CheckpointRow): Promise<void> {
  await patiently(pool, async (client) => {
    for (const statement of dropTables(row.tables, row)) await client.query(statement);
    await client.query(`delete from read.checkpoints where ${KEY}`, [...keyOf(row)]);
  });
}

/** Keeps a generation that differs from the active one, with the differences, for inspection; no query reads it. */
export async function setDiffering(client: Client, of: GenerationName, differences: readonly Difference[]) {
  await client.query(`update read.checkpoints set status = 'differs', differences = $4 where ${KEY}`, [
    ...keyOf(of),
    JSON.stringify(differences),
  ]);
}

const LOCK_NOT_AVAILABLE = '55P03';

/** Runs a transaction that waits at most 200 ms for locks and is then retried: it cannot deadlock with readers. */
export async function patiently(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await inTransaction(pool, async (client) => {
        await client.query(`set local lock_timeout = '200ms'`);
        await work(client);
      });
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE)) throw error;
    }
  }
}
