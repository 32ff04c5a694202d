import type { Pool } from 'pg';
import type { Uuid } from '#kernel/ids';
import { type Destruction, type KeyOwner, ownerName } from './key-ring.js';
import type { RingKeys } from './ring-key.js';
import { alone, currentRing, destroyOldRings, rotated } from './rotation.js';

export interface KeyDestructionOptions {
  /** The database of the keys, as its own role. */
  readonly pool: Pool;
  readonly rings: RingKeys;
  readonly log: Uuid;
  /** Called as soon as keys are destroyed in the database, with their ids. */
  readonly onDestroyed: (owners: readonly KeyOwner[], keyIds: readonly Uuid[]) => void;
  /** Called with the id of the current ring key: every other one must be dropped from memory. */
  readonly onCurrent: (ring: Uuid) => void;
}

/** Destroys data keys by a rotation of the ring key. Calls that arrive while one runs share the next rotation. */
export class KeyDestruction {
  #waiting: Destruction[] = [];
  #next: Promise<ReadonlySet<string>> | undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: KeyDestructionOptions) {}

  /** @returns the number of owners whose key was not destroyed before */
  async destroy(destructions: readonly Destruction[]): Promise<number> {
    this.#waiting.push(...destructions);
    this.#next ??= this.#running.then(() => {
      const all = this.#waiting;
      this.#waiting = [];
      this.#next = undefined;
      return this.#destroyAll(all);
    });
    const own = this.#next;
    this.#running = own.catch(() => undefined);
    const gone = await own;
    return new Set(destructions.map(({ owner }) => ownerName(owner)).filter((name) => gone.has(name))).size;
  }

  async #destroyAll(destructions: readonly Destruction[]): Promise<ReadonlySet<string>> {
    const { pool, rings, log, onDestroyed, onCurrent } = this.options;
    const asked = new Map(destructions.map((one) => [ownerName(one.owner), one]));
    return alone(pool, async (client) => {
      const from = await currentRing(client, rings);
      await destroyOldRings(client, rings);
      onCurrent(from.id);
      const { rows: before } = await client.query<{ kind: KeyOwner['kind']; id: Uuid }>(
        `select owner_kind as kind, owner_id as id from keys.data_keys
         where erased_on is not null and owner_id = any($1::uuid[])`,
        [destructions.map(({ owner }) => owner.id)],
      );
      for (const owner of before) asked.delete(ownerName(owner));
      if (asked.size === 0) return new Set();
      const destroyed = [...asked.values()];
      const { ring, gone } = await rotated(client, {
        log,
        rings,
        from: from.id,
        unwrap: ({ key_id: keyId, owner_kind: ownerKind, owner_id: ownerId, wrapped }) =>
          from.unwrap(wrapped, { log, keyId, ownerKind, ownerId }),
        destroyed,
      });
      onDestroyed(
        destroyed.map(({ owner }) => owner),
        gone,
      );
      onCurrent(ring.id);
      await destroyOldRings(client, rings);
      return new Set(asked.keys());
    });
  }
}
