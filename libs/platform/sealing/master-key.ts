import { createHmac } from 'node:crypto';
import type { Uuid } from '#kernel/ids';
import type { SealedFor } from '#kernel/sealed';
import { unwrapKey, wrapKey } from './wrapping.js';

/** The ring key that is wrapped, and its log. */
export interface RingContext {
  readonly log: Uuid;
  readonly ring: Uuid;
}

/** A data key of a store from before ring keys. */
export interface OldDataKeyContext {
  readonly log: Uuid;
  readonly keyId: Uuid;
  readonly ownerKind: SealedFor;
}

/**
 * The key that wraps the ring key. It is held by a file, or by a key management service that never releases it; hence
 * every use is asynchronous, and the wrapped form contains the id of the master key.
 */
export interface MasterKey {
  /** Random id, not derived from the key. */
  readonly id: Uuid;
  /** A check value that distinguishes this key from another with the same id, without revealing it. */
  check(log: Uuid): Promise<Uint8Array>;
  wrapRing(key: Uint8Array, context: RingContext): Promise<Uint8Array>;
  /** @throws NotWrappedHere */
  unwrapRing(wrapped: Uint8Array, context: RingContext): Promise<Uint8Array>;
  /** Opens a data key that the master key itself wrapped, as before there were ring keys. @throws NotWrappedHere */
  unwrapDataKey(wrapped: Uint8Array, context: OldDataKeyContext): Promise<Uint8Array>;
}

/** A master key in the memory of this process. */
export class LocalMasterKey implements MasterKey {
  constructor(
    readonly id: Uuid,
    private readonly key: Uint8Array,
  ) {}

  check(log: Uuid): Promise<Uint8Array> {
    return Promise.resolve(
      createHmac('sha256', this.key).update(`minh-chung master key v1 ${log} ${this.id}`).digest(),
    );
  }

  wrapRing(key: Uint8Array, { log, ring }: RingContext): Promise<Uint8Array> {
    return wrapKey(key, this.#own, { format: 3, context: { log, ring, master: this.id } });
  }

  unwrapRing(wrapped: Uint8Array, { log, ring }: RingContext): Promise<Uint8Array> {
    return unwrapKey(wrapped, this.#own, { format: 3, context: { log, ring, master: this.id } });
  }

  unwrapDataKey(wrapped: Uint8Array, { log, keyId, ownerKind }: OldDataKeyContext): Promise<Uint8Array> {
    const context = { log, keyId, ownerKind, master: this.id };
    return unwrapKey(wrapped, this.#own, { format: 1, context });
  }

  get #own() {
    return { id: this.id, key: this.key };
  }
}
