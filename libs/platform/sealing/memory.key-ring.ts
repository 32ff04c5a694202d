import { randomBytes, randomUUID } from 'node:crypto';
import { Uuid } from '#kernel/ids';
import {
  type DataKey,
  type Destruction,
  type KeyFound,
  type KeyOwner,
  type KeyRing,
  OwnerErased,
  ownerName,
} from './key-ring.js';

/** A key ring in memory, for tests of sealed values. */
export class MemoryKeyRing implements KeyRing {
  readonly #ids = new Map<string, Uuid>();
  readonly #found = new Map<Uuid, KeyFound>();
  #destroyed = 0;

  keyFor(owner: KeyOwner): Promise<DataKey> {
    const id = this.#idOf(owner);
    const state = this.#found.get(id);
    if (state?.is === 'erased') return Promise.reject(new OwnerErased(state.on));
    if (state?.is === 'key') return Promise.resolve(state.key);
    const key = { id, key: randomBytes(32) };
    this.#found.set(id, { is: 'key', key, owner });
    return Promise.resolve(key);
  }

  get(keyId: Uuid): Promise<KeyFound> {
    return Promise.resolve(this.#found.get(keyId) ?? { is: 'unknown' });
  }

  of(owner: KeyOwner): Promise<KeyFound> {
    return this.get(this.#idOf(owner));
  }

  ownersOf(id: Uuid): Promise<readonly KeyOwner[]> {
    const hasKey = (kind: KeyOwner['kind']) => this.#found.has(this.#idOf({ kind, id }));
    const kinds = (['case', 'person'] as const).filter(hasKey);
    return Promise.resolve(kinds.map((kind) => ({ kind, id })));
  }

  destroy(destructions: readonly Destruction[]): Promise<number> {
    let destroyed = 0;
    for (const { owner, on } of destructions) {
      const id = this.#idOf(owner);
      if (this.#found.get(id)?.is === 'erased') continue;
      this.#found.set(id, { is: 'erased', on });
      destroyed++;
    }
    this.#destroyed += destroyed;
    return Promise.resolve(destroyed);
  }

  era(): Promise<string> {
    return Promise.resolve(String(this.#destroyed));
  }

  #idOf(owner: KeyOwner): Uuid {
    const name = ownerName(owner);
    const existing = this.#ids.get(name) ?? Uuid.parse(randomUUID());
    this.#ids.set(name, existing);
    return existing;
  }
}
