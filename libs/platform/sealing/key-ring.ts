import type { Instant } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { SealedFor } from '#kernel/sealed';

/** Whose key it is: that of a person, or that of a case (a discipline case, an engagement). */
export interface KeyOwner {
  readonly kind: SealedFor;
  readonly id: Uuid;
}

/** A data key. Its id stands in every value sealed under it and tells nobody whose it is. */
export interface DataKey {
  readonly id: Uuid;
  /** 256 bits. */
  readonly key: Uint8Array;
}

/** What is left of a key that was destroyed. */
export interface ErasedKey {
  readonly id: Uuid;
  readonly erasedAt: Instant;
}

export const isErased = (key: DataKey | ErasedKey): key is ErasedKey => 'erasedAt' in key;

/** Where the keys of sealed values live: apart from the log, so that what is destroyed there is gone everywhere. */
export interface KeyRing {
  /** The key of an owner, made on first use; the same one in every process. @throws OwnerErased | KeysUnavailable */
  keyFor(owner: KeyOwner): Promise<DataKey>;
  /** A key by its id, or what is left of it. @throws KeysUnavailable, also for a key that this store never made */
  get(keyId: Uuid): Promise<DataKey | ErasedKey>;
  /**
   * Destroys the key of an owner, for good; harmless when called again. In other processes it is gone within half a minute.
   *
   * @throws KeysUnavailable
   */
  erase(owner: KeyOwner, at: Instant): Promise<void>;
}

/** What is about an erased person or case is sealed no more: nobody could ever read it. Nothing was written. */
export class OwnerErased extends Error {
  constructor(readonly erasedAt: Instant) {
    super('the key of this owner was erased');
    this.name = 'OwnerErased';
  }
}

/** The key store does not answer, or does not hold a key that it must hold: nothing can be sealed or opened. */
export class KeysUnavailable extends Error {
  constructor(options?: ErrorOptions) {
    super('the key store does not serve', options);
    this.name = 'KeysUnavailable';
  }
}
