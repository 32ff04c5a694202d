import { randomBytes, timingSafeEqual } from 'node:crypto';
import type pg from 'pg';
import { v4 } from 'uuid';
import type { Instant } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { type DataKey, type ErasedKey, type KeyOwner, type KeyRing, KeysUnavailable, OwnerErased } from './key-ring.js';
import { type MasterKey, wrongMasterKey } from './master-key.js';

interface Row {
  readonly key_id: Uuid;
  readonly owner_kind: KeyOwner['kind'];
  readonly owner_id: Uuid;
  readonly wrapped: Buffer | null;
  readonly erased_at: Instant | null;
}

/** How long an opened key stays in memory: what is erased elsewhere is gone here by then. */
const REMEMBERED_MS = 30_000;
const MOST_REMEMBERED = 20_000;
const COLUMNS = 'key_id, owner_kind, owner_id, wrapped, erased_at';

/** Data keys in a database of their own, wrapped by a master key that is not there. */
export class PostgresKeyRing implements KeyRing {
  readonly #cache = new Map<string, { readonly key: Promise<DataKey | ErasedKey>; readonly until: number }>();

  private constructor(
    private readonly pool: pg.Pool,
    private readonly master: MasterKey,
    private readonly ringId: string,
  ) {}

  /**
   * @param master opens the master key; asked to make one only where the store has no keys and never had
   * @throws StartRefused where the store was made with another master key, or there is none
   */
  static async open(pool: pg.Pool, master: (create: boolean) => MasterKey): Promise<PostgresKeyRing> {
    const found = await ringOf(pool);
    const key = master(found === null);
    if (found === null) {
      const ringId = v4();
      await pool.query('insert into keys.ring (ring_id, master_check) values ($1, $2) on conflict do nothing', [
        ringId,
        await key.check(ringId),
      ]);
    }
    const ring = await ringOf(pool);
    if (ring === null) throw new Error('the key store forgot its ring');
    if (!timingSafeEqual(ring.check, await key.check(ring.id))) throw wrongMasterKey();
    return new PostgresKeyRing(pool, key, ring.id);
  }

  async keyFor(owner: KeyOwner): Promise<DataKey> {
    const key = await this.#remembered(`${owner.kind} ${owner.id}`, () => this.#ofOwner(owner));
    if ('erasedAt' in key) throw new OwnerErased(key.erasedAt);
    return key;
  }

  get(keyId: Uuid): Promise<DataKey | ErasedKey> {
    return this.#remembered(keyId, async () => {
      const [row] = await this.#rows(`select ${COLUMNS} from keys.data_keys where key_id = $1`, [keyId]);
      if (!row) throw new KeysUnavailable(); // sealed under a key that was lost: no tombstone may say that it was erased
      return this.#unwrapped(row);
    });
  }

  async erase({ kind, id }: KeyOwner, at: Instant): Promise<void> {
    await this.#rows(
      `insert into keys.data_keys (key_id, owner_kind, owner_id, wrapped, erased_at) values ($1, $2, $3, null, $4)
       on conflict (owner_kind, owner_id) do update set wrapped = null, erased_at = coalesce(data_keys.erased_at, excluded.erased_at)
       returning ${COLUMNS}`,
      [v4(), kind, id, at],
    );
    this.#cache.clear();
  }

  async #ofOwner({ kind, id }: KeyOwner): Promise<DataKey | ErasedKey> {
    const select = `select ${COLUMNS} from keys.data_keys where owner_kind = $1 and owner_id = $2`;
    const [known] = await this.#rows(select, [kind, id]);
    if (known) return this.#unwrapped(known);
    const keyId = v4() as Uuid;
    const wrapped = await this.master.wrap(randomBytes(32), this.#context(keyId, { kind, id }));
    await this.#rows(
      `insert into keys.data_keys (key_id, owner_kind, owner_id, wrapped) values ($1, $2, $3, $4)
       on conflict do nothing returning ${COLUMNS}`,
      [keyId, kind, id, wrapped],
    );
    const [made] = await this.#rows(select, [kind, id]); // of two that made it at the same time, the one that stands
    if (!made) throw new KeysUnavailable();
    return this.#unwrapped(made);
  }

  async #unwrapped({ key_id: id, owner_kind: kind, owner_id, wrapped, erased_at }: Row): Promise<DataKey | ErasedKey> {
    if (wrapped === null) return { id, erasedAt: erased_at ?? ('' as Instant) };
    const key = await this.master.unwrap(wrapped, this.#context(id, { kind, id: owner_id })).catch((error: unknown) => {
      throw new KeysUnavailable({ cause: error });
    });
    return { id, key };
  }

  #context(keyId: Uuid, { kind, id }: KeyOwner) {
    return { ringId: this.ringId, keyId, owner: `${kind} ${id}` };
  }

  #remembered(name: string, look: () => Promise<DataKey | ErasedKey>): Promise<DataKey | ErasedKey> {
    const known = this.#cache.get(name);
    if (known && performance.now() < known.until) return known.key;
    if (this.#cache.size >= MOST_REMEMBERED) this.#cache.clear();
    const key = look();
    const entry = { key, until: performance.now() + REMEMBERED_MS };
    this.#cache.set(name, entry);
    key.catch(() => {
      if (this.#cache.get(name) === entry) this.#cache.delete(name);
    });
    return key;
  }

  async #rows(text: string, values: unknown[]): Promise<Row[]> {
    try {
      return (await this.pool.query<Row>(text, values)).rows;
    } catch (error) {
      throw new KeysUnavailable({ cause: error });
    }
  }
}

async function ringOf(pool: pg.Pool): Promise<{ readonly id: string; readonly check: Buffer } | null> {
  const { rows } = await pool.query<{ ring_id: string; master_check: Buffer }>(
    'select ring_id, master_check from keys.ring',
  );
  return rows[0] ? { id: rows[0].ring_id, check: rows[0].master_check } : null;
}
