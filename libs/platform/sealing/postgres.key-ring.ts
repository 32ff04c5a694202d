import { randomBytes, randomUUID } from 'node:crypto';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import type { PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import type { SealedFor } from '#kernel/sealed';
import { inTransaction } from '../db/transaction.js';
import { systemCode } from '../start-refused.js';
import { Aged } from './aged.js';
import { KeyDestruction } from './key-destruction.js';
import { KeyEra } from './key-era.js';
import {
  type DataKey,
  type Destruction,
  type KeyFound,
  type KeyOwner,
  type KeyRing,
  KeysUnavailable,
  KeyWornOut,
  MOST_ENCRYPTIONS,
  OwnerErased,
  ownerName,
} from './key-ring.js';
import { type RingKey, RingKeyMissing, type RingKeys } from './ring-key.js';

export interface KeyRingOptions {
  /** The database of the keys, as its own role. */
  readonly pool: Pool;
  /** The ring keys of the log; `openKeyStore` has made the first one. */
  readonly rings: RingKeys;
  readonly log: Uuid;
  /** Maximum time that a key is used from memory; an erasure by another process takes effect within it. */
  readonly cacheMs?: number;
  readonly now?: () => number;
}

interface Row extends QueryResultRow {
  readonly key_id: Uuid;
  readonly owner_kind: SealedFor;
  readonly owner_id: Uuid;
  readonly wrapped: Buffer | null;
  readonly ring_id: Uuid | null;
  readonly erased_on: PlainDate | null;
}

const CACHE_MS = 15_000;
const CACHED_KEYS = 20_000;
const COLUMNS = 'key_id, owner_kind, owner_id, wrapped, ring_id, erased_on';
/** Number of encryptions that a process reserves at a time, so that not every encryption costs a write. */
const SET_ASIDE = 256;
/** Maximum number of keys read by one statement. */
const AT_ONCE = 1000;

/** SQLSTATE of a key under a ring key that is not the current one. */
const NO_SUCH_RING = '23503';

/** Data keys in a database of their own, each wrapped by the ring key. */
export class PostgresKeyRing implements KeyRing {
  readonly #found: Aged<Uuid, KeyFound>;
  readonly #ofOwner: Aged<string, DataKey>;
  /** Encryptions reserved for this process, by key; unused ones are lost, never used twice. */
  readonly #left = new Map<Uuid, number>();
  readonly #making = new Map<string, Promise<DataKey>>();
  #asked = new Map<Uuid, ((outcome: Promise<KeyFound>) => void)[]>();

  /** The ring key that was used last. */
  #ring: { readonly id: Uuid; readonly key: Promise<RingKey | null> } | undefined;
  readonly #destruction: KeyDestruction;
  readonly #era: KeyEra;
  /** Counts destructions: what was read before one must not be kept after it. */
  #destroyed = 0;

  constructor(private readonly options: KeyRingOptions) {
    this.#destruction = new KeyDestruction({
      ...options,
      onDestroyed: (owners, keyIds) => {
        this.#forget(owners, keyIds);
      },
      onCurrent: (ring) => {
        if (this.#ring?.id !== ring) this.#ring = undefined;
      },
    });
    const now = options.now ?? (() => performance.now());
    const age = options.cacheMs ?? CACHE_MS;
    this.#found = new Aged(CACHED_KEYS, age, now);
    this.#ofOwner = new Aged(CACHED_KEYS, age, now);
    const read = async () => {
      const [store] = await this.#query<Pick<Row, 'ring_id'>>('select ring_id from keys.store', []);
      return store?.ring_id ?? '';
    };
    const onNew = () => {
      this.#destroyed++;
      this.#found.clear();
      this.#ofOwner.clear();
    };
    this.#era = new KeyEra({ read, onNew, ageMs: age, now });
  }

  async keyFor(owner: KeyOwner): Promise<DataKey> {
    const name = ownerName(owner);
    for (;;) {
      const key = this.#ofOwner.get(name) ?? (await this.#once(name, owner));
      const left = this.#left.get(key.id) ?? 0;
      if (left > 0) {
        this.#left.set(key.id, left - 1);
        return key;
      }
      this.#ofOwner.delete(name);
    }
  }

  async get(keyId: Uuid): Promise<KeyFound> {
    const known = this.#found.get(keyId);
    if (known) return known;
    // Requests made at the same time are sent as one statement: a page of a list opens many values.
    return new Promise<KeyFound>((resolve) => {
      if (this.#asked.size === 0) setImmediate(() => void this.#askAll());
      const waiting = this.#asked.get(keyId);
      if (waiting) waiting.push(resolve);
      else this.#asked.set(keyId, [resolve]);
    });
  }

  async of(owner: KeyOwner): Promise<KeyFound> {
    const [row] = await this.#query<Row>(
      `select ${COLUMNS} from keys.data_keys where owner_kind = $1 and owner_id = $2`,
      [owner.kind, owner.id],
    );
    return row ? this.#opened(row) : { is: 'unknown' };
  }

  async ownersOf(id: Uuid): Promise<readonly KeyOwner[]> {
    const owners = await this.#query<Pick<Row, 'owner_kind'>>(
      `select owner_kind from keys.data_keys where owner_kind in ('case', 'person') and owner_id = $1 order by owner_kind`,
      [id],
    );
    return owners.map(({ owner_kind: kind }) => ({ kind, id }));
  }

  destroy(destructions: readonly Destruction[]): Promise<number> {
    return this.#guarded(() => this.#destruction.destroy(destructions));
  }

  era(): Promise<string> {
    return this.#era.current();
  }

  #forget(owners: readonly KeyOwner[], keyIds: readonly Uuid[]): void {
    this.#destroyed++;
    this.#era.drop();
    for (const owner of owners) this.#ofOwner.delete(ownerName(owner));
    for (const keyId of keyIds) {
      this.#found.delete(keyId);
      this.#left.delete(keyId);
    }
  }

  /** One request at a time for each owner, however many fields are sealed at once. */
  #once(name: string, owner: KeyOwner): Promise<DataKey> {
    const running = this.#making.get(name);
    if (running) return running;
    const making = this.#usable(owner).finally(() => this.#making.delete(name));
    this.#making.set(name, making);
    return making;
  }

  /** The key of an owner with reserved encryptions; created if there is none. */
  async #usable(owner: KeyOwner): Promise<DataKey> {
    for (;;) {
      const destroyed = this.#destroyed;
      const found = await this.of(owner);
      if (found.is === 'erased') throw new OwnerErased(found.on);
      if (found.is === 'unknown') {
        await this.#make(owner);
        continue;
      }
      const { key } = found;
      if ((this.#left.get(key.id) ?? 0) === 0) await this.#setAside(key.id);
      if (destroyed === this.#destroyed) this.#ofOwner.set(ownerName(owner), key);
      return key;
    }
  }

  /**
   * Creates the key of an owner. If several processes do so at the same time, one succeeds; the others find that key.
   * If a rotation replaces the ring key meanwhile, the database refuses the key. It is then made again, while the row
   * that names the ring key is locked against rotations.
   */
  async #make(owner: KeyOwner): Promise<void> {
    const { pool } = this.options;
    await this.#guarded(async () => {
      try {
        await this.#insert(pool, owner, 'select ring_id from keys.store');
      } catch (error) {
        if (systemCode(error) !== NO_SUCH_RING) throw error;
        const locked = 'select ring_id from keys.store for key share';
        await inTransaction(pool, (client) => this.#insert(client, owner, locked));
      }
    });
  }

  async #insert(on: Pool | PoolClient, { kind: ownerKind, id: ownerId }: KeyOwner, nameOfRing: string): Promise<void> {
    const [keyId, key] = [Uuid.parse(randomUUID()), randomBytes(32)];
    const { rows } = await on.query<Pick<Row, 'ring_id'>>(nameOfRing);
    const ring = await this.#ringOf(rows[0]?.ring_id ?? null);
    const wrapped = await ring.wrap(key, { log: this.options.log, keyId, ownerKind, ownerId });
    const { rowCount } = await on.query(
      `insert into keys.data_keys (key_id, owner_kind, owner_id, wrapped, ring_id, encryptions)
       values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
      [keyId, ownerKind, ownerId, Buffer.from(wrapped), ring.id, SET_ASIDE],
    );
    if (rowCount !== 0) this.#keep(keyId);
  }

  async #setAside(keyId: Uuid): Promise<void> {
    const set = await this.#query<Row>(
      `update keys.data_keys set encryptions = encryptions + $2
       where key_id = $1 and wrapped is not null and encryptions + $2 <= $3 returning key_id`,
      [keyId, SET_ASIDE, MOST_ENCRYPTIONS],
    );
    if (set.length === 0) throw new KeyWornOut();
    this.#keep(keyId);
  }

  #keep(keyId: Uuid): void {
    const [oldest] = this.#left.keys();
    if (this.#left.size >= CACHED_KEYS && oldest !== undefined) this.#left.delete(oldest);
    this.#left.set(keyId, SET_ASIDE);
  }

  async #askAll(): Promise<void> {
    const [asked, destroyed] = [[...this.#asked], this.#destroyed];
    this.#asked = new Map();
    for (let from = 0; from < asked.length; from += AT_ONCE) {
      const some = asked.slice(from, from + AT_ONCE);
      const rows = this.#query<Row>(`select ${COLUMNS} from keys.data_keys where key_id = any($1::uuid[])`, [
        some.map(([keyId]) => keyId),
      ]).then((found) => new Map(found.map((row) => [row.key_id, row])));
      for (const [keyId, waiting] of some) {
        const outcome = rows.then(async (found): Promise<KeyFound> => {
          const row = found.get(keyId);
          if (!row) return { is: 'unknown' };
          const opened = await this.#opened(row);
          if (destroyed === this.#destroyed) this.#found.set(keyId, opened);
          return opened;
        });
        for (const resolve of waiting) resolve(outcome);
      }
      await rows.catch(() => undefined);
    }
  }

  async #opened(row: Row): Promise<KeyFound> {
    const { key_id: id, owner_kind: kind, owner_id: ownerId, wrapped, ring_id: ringId, erased_on: on } = row;
    if (on !== null) return { is: 'erased', on };
    if (wrapped === null) throw new KeysUnavailable();
    let ring: RingKey;
    try {
      ring = await this.#ringOf(ringId);
    } catch (error) {
      // It may have been destroyed since the row was read: then the row is now another one.
      const [now] = await this.#query<Row>(`select ${COLUMNS} from keys.data_keys where key_id = $1`, [id]);
      if (!now || now.ring_id === ringId) throw new KeysUnavailable(error);
      return this.#opened(now);
    }
    const context = { log: this.options.log, keyId: id, ownerKind: kind, ownerId };
    const key = await this.#guarded(() => ring.unwrap(wrapped, context));
    return { is: 'key', key: { id, key }, owner: { kind, id: ownerId } };
  }

  /** A ring key by its id. Only one is kept in memory: the one that was replaced is dropped. @throws RingKeyMissing */
  async #ringOf(id: Uuid | null): Promise<RingKey> {
    if (id === null) throw new RingKeyMissing();
    const used = this.#ring?.id === id ? this.#ring : { id, key: this.options.rings.find(id) };
    this.#ring = used;
    const key = await used.key.catch((error: unknown) => {
      this.#dropRing(used.id);
      throw error;
    });
    if (key) return key;
    this.#dropRing(used.id);
    throw new RingKeyMissing();
  }

  #dropRing(id: Uuid): void {
    if (this.#ring?.id === id) this.#ring = undefined;
  }

  #query<R extends QueryResultRow>(text: string, values: readonly unknown[]): Promise<readonly R[]> {
    return this.#guarded(async () => (await this.options.pool.query<R>(text, [...values])).rows);
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw new KeysUnavailable(error);
    }
  }
}
