import type { Uuid } from '#kernel/ids';
import type { SealedFor } from '#kernel/sealed';
import { unwrapKey, wrapKey } from './wrapping.js';

/** The place of a data key: a wrapped key that was moved to another place does not open. */
export interface DataKeyContext {
  readonly log: Uuid;
  readonly keyId: Uuid;
  readonly ownerKind: SealedFor;
  readonly ownerId: Uuid;
}

/**
 * The key that wraps all data keys of a log. To destroy a data key, a new ring key is made, all other data keys are
 * wrapped anew, and the old ring key is destroyed: every copy of the destroyed data key, in whatever file of the
 * database, was wrapped by a key that no longer exists.
 */
export interface RingKey {
  /** Random id, not derived from the key. */
  readonly id: Uuid;
  wrap(key: Uint8Array, context: DataKeyContext): Promise<Uint8Array>;
  /** @throws NotWrappedHere */
  unwrap(wrapped: Uint8Array, context: DataKeyContext): Promise<Uint8Array>;
}

/**
 * Where the ring keys of one log are kept, outside of the database: in files, or as key versions of a key management
 * service. Only a process that holds the lock of `alone` may call `make`, `held` and `destroyAllBut`.
 */
export interface RingKeys {
  /** Makes a ring key. It is durable before this returns. */
  make(): Promise<RingKey>;
  /** Null if there is none, or it was destroyed. */
  find(id: Uuid): Promise<RingKey | null>;
  /** The names of all ring keys, also of those that were made or destroyed in part. */
  held(): Promise<readonly string[]>;
  /** Destroys the named ring keys, except the current one, so that nobody can get them back. */
  destroyAllBut(current: Uuid, held: readonly string[]): Promise<void>;
}

/** The ring key that wraps the data keys is not there. */
export class RingKeyMissing extends Error {
  constructor() {
    super('the ring key that wraps the data keys is missing');
    this.name = 'RingKeyMissing';
  }
}

/** A ring key in the memory of this process. */
export class LocalRingKey implements RingKey {
  constructor(
    readonly id: Uuid,
    private readonly key: Uint8Array,
  ) {}

  wrap(key: Uint8Array, context: DataKeyContext): Promise<Uint8Array> {
    return wrapKey(key, this.#own, { format: 2, context: this.#in(context) });
  }

  unwrap(wrapped: Uint8Array, context: DataKeyContext): Promise<Uint8Array> {
    return unwrapKey(wrapped, this.#own, { format: 2, context: this.#in(context) });
  }

  #in({ log, keyId, ownerKind, ownerId }: DataKeyContext) {
    return { log, keyId, ownerKind, ownerId, ring: this.id };
  }

  get #own() {
    return { id: this.id, key: this.key };
  }
}
