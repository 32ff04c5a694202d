import { randomBytes } from 'node:crypto';
import type { Instant } from '#kernel/dates';
import { v4 } from 'uuid';
import type { Uuid } from '#kernel/ids';
import {
  type DataKey,
  type ErasedKey,
  isErased,
  type KeyOwner,
  type KeyRing,
  KeysUnavailable,
  OwnerErased,
} from './key-ring.js';

/** A key ring in memory, for tests of what needs no database. */
export class MemoryKeyRing implements KeyRing {
  readonly #keys = new Map<Uuid, DataKey | ErasedKey>();
  readonly #ids = new Map<string, Uuid>();

  keyFor({ kind, id }: KeyOwner): Promise<DataKey> {
    const owner = `${kind} ${id}`;
    const keyId = this.#ids.get(owner) ?? (v4() as Uuid);
    this.#ids.set(owner, keyId);
    const key = this.#keys.get(keyId) ?? { id: keyId, key: randomBytes(32) };
    this.#keys.set(keyId, key);
    return isErased(key) ? Promise.reject(new OwnerErased(key.erasedAt)) : Promise.resolve(key);
  }

  get(keyId: Uuid): Promise<DataKey | ErasedKey> {
    const key = this.#keys.get(keyId);
    return key ? Promise.resolve(key) : Promise.reject(new KeysUnavailable());
  }

  async erase(owner: KeyOwner, erasedAt: Instant): Promise<void> {
    const { id } = await this.keyFor(owner);
    this.#keys.set(id, { id, erasedAt });
  }
}
