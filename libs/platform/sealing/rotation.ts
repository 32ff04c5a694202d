import { timingSafeEqual } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { v4 } from 'uuid';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { SealedFor } from '#kernel/sealed';
import { assertDurable } from '../db/durability.js';
import type { Destruction } from './key-ring.js';
import { type RingKey, RingKeyMissing, type RingKeys } from './ring-key.js';
import { NotWrappedHere } from './wrapping.js';

/** A data key in the database that was not destroyed. */
export interface LivingKey {
  readonly key_id: Uuid;
  readonly owner_kind: SealedFor;
  readonly owner_id: Uuid;
  readonly wrapped: Buffer;
}

export interface Rotation {
  readonly log: Uuid;
  readonly rings: RingKeys;
  /** Id of the ring key that wraps the data keys now; null in a store from before ring keys, or in a new one. */
  readonly from: Uuid | null;
  /** Opens a data key as it is wrapped now. @throws NotWrappedHere */
  readonly unwrap: (living: LivingKey) => Promise<Uint8Array>;
  /** The keys to destroy. */
  readonly destroyed: readonly Destruction[];
  /** The master key that wraps the new ring key, if it is another one than before. */
  readonly master?: { readonly id: Uuid; readonly check: Uint8Array };
}

const ALONE = 20_261_127;
/** Number of keys that one statement wraps anew; in between, the program answers other requests. */
const AT_ONCE = 500;

/** Does work on a connection of its own, while no other process does work under this lock. */
export async function alone<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("set statement_timeout = '60s'"); // a rotation of many keys takes longer than a usual statement
    await client.query('select pg_advisory_lock($1)', [ALONE]);
    return await work(client);
  } finally {
    client.release(true); // also gives the lock back
  }
}

/** The ring key that the database names. @throws RingKeyMissing */
export async function currentRing(client: PoolClient, rings: RingKeys): Promise<RingKey> {
  const id = await currentId(client);
  const ring = id === null ? null : await rings.find(id);
  if (!ring) throw new RingKeyMissing();
  return ring;
}

async function currentId(client: PoolClient): Promise<Uuid | null> {
  const { rows } = await client.query<{ ring_id: Uuid | null }>('select ring_id from keys.store');
  return rows[0]?.ring_id ?? null;
}

/**
 * Destroys all ring keys but the current one: the one that a rotation has just replaced, and what an interrupted
 * rotation has left. The connection is asked after the ring keys were listed: if it still answers, it held the lock
 * until then, so no other process has made one of the listed keys and is about to use it.
 */
export async function destroyOldRings(client: PoolClient, rings: RingKeys): Promise<void> {
  const held = await rings.held();
  const current = await currentId(client);
  if (current === null || !(await rings.find(current))) throw new RingKeyMissing();
  await rings.destroyAllBut(current, held);
}

/**
 * Makes a new ring key, and in one transaction destroys the given data keys and wraps all others by the new ring key.
 * Afterwards the old ring key must be destroyed (`destroyOldRings`). If this fails, the database says which of the two
 * ring keys holds.
 * @returns the new ring key, and the ids of the destroyed data keys
 */
export async function rotated(
  client: PoolClient,
  rotation: Rotation,
): Promise<{ readonly ring: RingKey; readonly gone: readonly Uuid[] }> {
  const { rings, from, destroyed, master } = rotation;
  // A commit that is lost after the old ring key was destroyed would take all keys with it.
  await assertDurable(client);
  const made = await rings.make();
  const ring = await rings.find(made.id); // the keys are compared under what a later start will read
  if (!ring) throw new RingKeyMissing();
  await client.query('begin');
  try {
    // Makes other processes wait that are about to commit a new key under the old ring key.
    const { rows } = await client.query<{ ring_id: Uuid | null }>('select ring_id from keys.store for update');
    if (rows[0]?.ring_id !== from) throw new Error('the ring key was replaced by a process without the lock');
    const gone = await buried(client, destroyed);
    await rewrapAll(client, rotation, made, ring);
    await client.query('update keys.store set ring_id = $1', [ring.id]);
    if (master) {
      const named = 'update keys.store set master_key_id = $1, master_key_check = $2';
      await client.query(named, [master.id, Buffer.from(master.check)]);
    }
    await client.query('commit');
    return { ring, gone };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function buried(client: PoolClient, destroyed: readonly Destruction[]): Promise<readonly Uuid[]> {
  const { rows } = await client.query<{ key_id: Uuid }>(
    `insert into keys.data_keys as kept (key_id, owner_kind, owner_id, erased_on)
     select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::date[])
     on conflict (owner_kind, owner_id) do update set wrapped = null, ring_id = null, erased_on = excluded.erased_on
     where kept.erased_on is null
     returning key_id`,
    [
      destroyed.map(() => v4()),
      destroyed.map(({ owner }) => owner.kind),
      destroyed.map(({ owner }) => owner.id),
      destroyed.map(({ on }): PlainDate => on),
    ],
  );
  return rows.map(({ key_id: id }) => id);
}

async function rewrapAll(client: PoolClient, { log, unwrap }: Rotation, by: RingKey, ring: RingKey): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await client.query<LivingKey>(
      `select key_id, owner_kind, owner_id, wrapped from keys.data_keys
       where wrapped is not null and key_id > $1 order by key_id limit $2`,
      [after, AT_ONCE],
    );
    const last = rows.at(-1);
    if (!last) return;
    after = last.key_id;
    const anew: Buffer[] = [];
    for (const row of rows) {
      const context = { log, keyId: row.key_id, ownerKind: row.owner_kind, ownerId: row.owner_id };
      const key = await unwrap(row);
      const wrapped = await by.wrap(key, context);
      if (!timingSafeEqual(await ring.unwrap(wrapped, context), key)) throw new NotWrappedHere();
      anew.push(Buffer.from(wrapped));
    }
    const { rowCount } = await client.query(
      `update keys.data_keys as kept set wrapped = anew.wrapped, ring_id = $3
       from unnest($1::uuid[], $2::bytea[]) as anew (key_id, wrapped) where kept.key_id = anew.key_id`,
      [rows.map(({ key_id: id }) => id), anew, ring.id],
    );
    if (rowCount !== rows.length) throw new Error('not every data key could be wrapped anew');
  }
}
