import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { SealedFor } from '#kernel/sealed';

/** The owner of a key: a person, or a case (a discipline case, an engagement, a reminder). */
export interface KeyOwner {
  readonly kind: SealedFor;
  readonly id: Uuid;
}

export const ownerName = ({ kind, id }: KeyOwner): string => `${kind} ${id}`;

/** A data key. Its id is in every value sealed under it and does not reveal the owner. */
export interface DataKey {
  readonly id: Uuid;
  /** 256 bits. */
  readonly key: Uint8Array;
}

/** The key of an owner, to be destroyed, and the day that its tombstone will name. */
export interface Destruction {
  readonly owner: KeyOwner;
  readonly on: PlainDate;
}

/** What remains of a destroyed key: the date of its destruction. Values sealed under it cannot be read. */
export interface Erased {
  readonly erased: true;
  readonly on: PlainDate;
}

/** The state of a key: present, destroyed, or unknown to this key ring. */
export type KeyFound =
  | { readonly is: 'key'; readonly key: DataKey; readonly owner: KeyOwner }
  | { readonly is: 'erased'; readonly on: PlainDate }
  | { readonly is: 'unknown' };

/** Injection token of `KeyRing`. */
export const KEY_RING = Symbol('key ring');

/** The store of data keys, kept apart from the log: a key destroyed there is gone everywhere. */
export interface KeyRing {
  /**
   * Returns the key of an owner for one encryption, creating it on first use; all processes get the same one.
   * @throws OwnerErased
   * KeyWornOut
   * KeysUnavailable
   */
  keyFor(owner: KeyOwner): Promise<DataKey>;
  /**
   * A key by its id. Keys that are asked for at the same time are read by one statement for each thousand.
   * @throws KeysUnavailable
   */
  get(keyId: Uuid): Promise<KeyFound>;
  /** The state of an owner's key; `unknown` when nothing was ever sealed for them. @throws KeysUnavailable */
  of(owner: KeyOwner): Promise<KeyFound>;
  /**
   * The owners with this id, whether their keys still exist or are destroyed. Usually one; none when nothing was ever
   * sealed under the id; two when a person's id is also the id of a case.
   *
   * @throws KeysUnavailable
   */
  ownersOf(id: Uuid): Promise<readonly KeyOwner[]>;
  /**
   * Destroys the keys of owners, so that nothing in any file opens them again. If an owner has no key, prevents that one
   * is ever made. Also completes an earlier call that was interrupted, with an empty list, too. This process forgets the
   * keys at once, other processes within the maximum age of their cache. All living keys are wrapped anew, however many
   * are destroyed, so it is best called for several owners at once.
   * @returns the number of owners whose key was not destroyed before
   * @throws KeysUnavailable; calling it again is safe
   */
  destroy(destructions: readonly Destruction[]): Promise<number>;
  /**
   * A text that is another one after a key was destroyed: at once in this process, in others within the maximum age of
   * their cache. Whoever keeps opened content asks for it before opening, keeps it beside the content, and discards the
   * content when the text has changed.
   *
   * Cost: one query of one row for each maximum age of the cache.
   *
   * @throws KeysUnavailable
   */
  era(): Promise<string>;
}

/** The key store does not answer, or answers wrongly: nothing can be sealed or opened meanwhile. */
export class KeysUnavailable extends Error {
  constructor(cause?: unknown) {
    super('the key store does not answer', { cause });
    this.name = 'KeysUnavailable';
  }
}

/** The key of this owner was destroyed: nothing new can be sealed for them. */
export class OwnerErased extends Error {
  constructor(readonly on: PlainDate) {
    super('the key of this owner was destroyed');
    this.name = 'OwnerErased';
  }
}

/** The key has reached its maximum number of encryptions. */
export class KeyWornOut extends Error {
  constructor() {
    super('the key of this owner was used as often as a key may be');
    this.name = 'KeyWornOut';
  }
}

/** Maximum number of encryptions under one key with random nonces (NIST SP 800-38D, section 8.3). */
export const MOST_ENCRYPTIONS = 2 ** 32;

/** For programs that never seal or open anything, and therefore have no access to the keys. */
export const NO_KEYS: KeyRing = {
  keyFor: () => Promise.reject(new KeysUnavailable()),
  get: () => Promise.reject(new KeysUnavailable()),
  of: () => Promise.reject(new KeysUnavailable()),
  ownersOf: () => Promise.reject(new KeysUnavailable()),
  destroy: () => Promise.reject(new KeysUnavailable()),
  era: () => Promise.reject(new KeysUnavailable()),
};
