import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { SealedFor } from '#kernel/sealed';

/** Whose key it is: that of a person, or that of a case (a discipline case, an engagement, a reminder). */
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

/** What is left where a key was: nobody can read what was sealed under it, and everybody may know since when. */
export interface Erased {
  readonly erased: true;
  readonly on: PlainDate;
}

/** What became of a key: there, destroyed, or never of this key ring. */
export type KeyFound =
  | { readonly is: 'key'; readonly key: DataKey }
  | { readonly is: 'erased'; readonly on: PlainDate }
  | { readonly is: 'unknown' };

/** `KeyRing`, for whoever is built by Nest. */
export const KEY_RING = Symbol('key ring');

/** Where the keys of sealed values live: apart from the log, so that what is destroyed there is gone everywhere. */
export interface KeyRing {
  /**
   * The key of an owner, made on first use, for one encryption; the same one in every process.
   * @throws OwnerErased | KeyWornOut | KeysUnavailable
   */
  keyFor(owner: KeyOwner): Promise<DataKey>;
  /** A key by its id. @throws KeysUnavailable */
  get(keyId: Uuid): Promise<KeyFound>;
  /** What became of the key of an owner; `unknown` where nothing was ever sealed for them. @throws KeysUnavailable */
  of(owner: KeyOwner): Promise<KeyFound>;
  /**
   * Destroys the key of an owner, or sees to it that none is ever made, and takes up what an earlier call began and did not
   * finish. This process forgets the key at once, every other one within the age of its cache. It waits for whoever may
   * still read the key in a transaction begun before.
   * @returns whether anything was left to be done
   * @throws KeysUnavailable
   */
  destroy(owner: KeyOwner, on: PlainDate): Promise<boolean>;
}

/** The place of the keys does not answer, or gives what it should not: nothing can be sealed or opened meanwhile. */
export class KeysUnavailable extends Error {
  constructor(cause?: unknown) {
    super('the key store does not answer', { cause });
    this.name = 'KeysUnavailable';
  }
}

/** The key of this owner was destroyed: nothing new is sealed for them. */
export class OwnerErased extends Error {
  constructor(readonly on: PlainDate) {
    super('the key of this owner was destroyed');
    this.name = 'OwnerErased';
  }
}

/** The key has encrypted as often as a key may. */
export class KeyWornOut extends Error {
  constructor() {
    super('the key of this owner was used as often as a key may be');
    this.name = 'KeyWornOut';
  }
}

/** Most encryptions under one key where nonces are not counted up (NIST SP 800-38D, section 8.3). */
export const MOST_ENCRYPTIONS = 2 ** 32;

/** What a program gets that never seals or opens anything, and so has no way to the keys. */
export const NO_KEYS: KeyRing = {
  keyFor: () => Promise.reject(new KeysUnavailable()),
  get: () => Promise.reject(new KeysUnavailable()),
  of: () => Promise.reject(new KeysUnavailable()),
  destroy: () => Promise.reject(new KeysUnavailable()),
};
