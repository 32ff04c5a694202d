import { createHmac } from 'node:crypto';
import type { Uuid } from '#kernel/ids';
import type { SealedFor } from '#kernel/sealed';
import type { Purpose } from '#platform/event-store/store-declaration';

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

/** Where the keys of sealed values live: apart from the log, so that what is destroyed there is gone everywhere. */
export interface KeyRing {
  /** The key of an owner, made on first use; the same one in every process. @throws KeysMissing */
  keyFor(owner: KeyOwner): Promise<DataKey>;
  /** A key by its id, or null where it was destroyed. @throws KeysMissing */
  get(keyId: Uuid): Promise<DataKey | null>;
}

/** This store has no place for keys yet, so nothing can be sealed in it or opened. */
export class KeysMissing extends Error {
  constructor() {
    super('this store has no key ring');
    this.name = 'KeysMissing';
  }
}

/**
 * Keys that anybody can work out from this file, for DEMO stores, whose persons are invented: they give sealed values
 * their final form and keep nothing secret. No key is kept, so none can be destroyed.
 */
export class DemoKeyRing implements KeyRing {
  /** @throws KeysMissing for a store that holds true records */
  constructor(purpose: Purpose) {
    if (purpose !== 'DEMO') throw new KeysMissing();
  }

  keyFor({ kind, id }: KeyOwner): Promise<DataKey> {
    const hex = derived(`key id of ${kind} ${id}`).toString('hex');
    // Version 8 of RFC 9562, section 5.8: an id whose making is nobody else's business.
    const keyId = [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `8${hex.slice(13, 16)}`,
      `a${hex.slice(17, 20)}`,
      hex.slice(20, 32),
    ];
    return this.get(keyId.join('-') as Uuid);
  }

  get(keyId: Uuid): Promise<DataKey> {
    return Promise.resolve({ id: keyId, key: derived(`key ${keyId}`) });
  }
}

const derived = (what: string): Buffer => createHmac('sha256', 'minh-chung demo key ring v1').update(what).digest();

/** What a WARD store has until the key store of the access feature exists. */
class NoKeyRing implements KeyRing {
  keyFor(): Promise<DataKey> {
    return Promise.reject(new KeysMissing());
  }

  get(): Promise<DataKey> {
    return Promise.reject(new KeysMissing());
  }
}

/** The key ring of a store, by what it is for. Keys that anybody can work out never seal a true record. */
export const keyRingOf = (purpose: Purpose): KeyRing =>
  purpose === 'DEMO' ? new DemoKeyRing(purpose) : new NoKeyRing();
