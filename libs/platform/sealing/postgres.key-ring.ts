import { randomBytes, randomUUID } from 'node:crypto';
import type { Pool, QueryResultRow } from 'pg';
import type { PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import type { SealedFor } from '#kernel/sealed';
import { Aged } from './aged.js';
import {
  type DataKey,
  type KeyFound,
  type KeyOwner,
  type KeyRing,
  KeysUnavailable,
  KeyWornOut,
  MOST_ENCRYPTIONS,
  OwnerErased,
} from './key-ring.js';
import type { MasterKey } from './master-key.js';
import { untilUnseen } from './until-unseen.js';

export interface KeyRingOptions {
  /** The database of the keys, as its own role. */
  readonly pool: Pool;
  readonly master: MasterKey;
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
  readonly erased_on: PlainDate | null;
}

interface Destroyed extends QueryResultRow {
  readonly key_id: Uuid;
  readonly remains_in_file: boolean;
  readonly transaction: string;
}

const CACHE_MS = 15_000;
const CACHED_KEYS = 20_000;
const COLUMNS = 'key_id, owner_kind, owner_id, wrapped, erased_on';
/** Number of encryptions that a process reserves at a time, so that not every encryption costs a write. */
const SET_ASIDE = 256;
/** Maximum number of keys read by one statement. */
const AT_ONCE = 1000;

const nameOf = ({ kind, id }: KeyOwner): string => `${kind} ${id}`;

/** Data keys in a database of their own, each wrapped by the master key. */
export class PostgresKeyRing implements KeyRing {
  readonly #found: Aged<Uuid, KeyFound>;
  readonly #ofOwner: Aged<string, DataKey>;
  /** Encryptions reserved for this process, by key; unused ones are lost, never used twice. */
  readonly #left = new Map<Uuid, number>();
  readonly #making = new Map<string, Promise<DataKey>>();
  #asked = new Map<Uuid, ((outcome: Promise<KeyFound>) => void)[]>();

  constructor(private readonly options: KeyRingOptions) {
    const now = options.now ?? (() => performance.now());
    const age = options.cacheMs ?? CACHE_MS;
    this.#found = new Aged(CACHED_KEYS, age, now);
    this.#ofOwner = new Aged(CACHED_KEYS, age, now);
  }

  async keyFor(owner: KeyOwner): Promise<DataKey> {
    const name = nameOf(owner);
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

  async destroy(owner: KeyOwner, on: PlainDate): Promise<boolean> {
    const [destroyed] = await this.#query<Destroyed>(
      `insert into keys.data_keys as kept (key_id, owner_kind, owner_id, erased_on) values ($1, $2, $3, $4)
       on conflict (owner_kind, owner_id)
       do update set wrapped = null, erased_on = coalesce(kept.erased_on, excluded.erased_on), remains_in_file = true
       where kept.erased_on is null or kept.remains_in_file
       returning key_id, remains_in_file, pg_current_xact_id() as transaction`,
      [randomUUID(), owner.kind, owner.id, on],
    );
    if (!destroyed) return false;
    this.#ofOwner.delete(nameOf(owner));
    this.#found.delete(destroyed.key_id);
    this.#left.delete(destroyed.key_id);
    if (destroyed.remains_in_file) await this.#rewrite(destroyed);
    return true;
  }

  async #rewrite({ key_id: keyId, transaction }: Destroyed): Promise<void> {
    await this.#guarded(() => untilUnseen(this.options.pool, transaction));
    await this.#query('select keys.rewrite()', []);
    await this.#query('update keys.data_keys set remains_in_file = false where key_id = $1', [keyId]);
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
      const found = await this.of(owner);
      if (found.is === 'erased') throw new OwnerErased(found.on);
      if (found.is === 'unknown') {
        await this.#make(owner);
        continue;
      }
      const { key } = found;
      if ((this.#left.get(key.id) ?? 0) === 0) await this.#setAside(key.id);
      this.#ofOwner.set(nameOf(owner), key);
      return key;
    }
  }

  /**
   * Creates the key of an owner. If several processes do so at the same time, one succeeds; the others find that key.
   */
  async #make({ kind, id }: KeyOwner): Promise<void> {
    const [keyId, key] = [Uuid.parse(randomUUID()), randomBytes(32)];
    const wrapped = await this.#guarded(() => this.options.master.wrap(key, this.#context(keyId, kind)));
    const made = await this.#query<Row>(
      `insert into keys.data_keys (key_id, owner_kind, owner_id, wrapped, encryptions) values ($1, $2, $3, $4, $5)
       on conflict do nothing returning key_id`,
      [keyId, kind, id, Buffer.from(wrapped), SET_ASIDE],
    );
    if (made.length > 0) this.#keep(keyId);
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
    const asked = [...this.#asked];
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
          this.#found.set(keyId, opened);
          return opened;
        });
        for (const resolve of waiting) resolve(outcome);
      }
      await rows.catch(() => undefined);
    }
  }

  async #opened({ key_id: id, owner_kind: kind, owner_id: ownerId, wrapped, erased_on: on }: Row): Promise<KeyFound> {
    if (on !== null) return { is: 'erased', on };
    if (wrapped === null) throw new KeysUnavailable();
    const key = await this.#guarded(() => this.options.master.unwrap(wrapped, this.#context(id, kind)));
    return { is: 'key', key: { id, key }, owner: { kind, id: ownerId } };
  }

  #context(keyId: Uuid, ownerKind: SealedFor) {
    return { log: this.options.log, keyId, ownerKind };
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
