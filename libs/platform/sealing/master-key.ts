import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { canonicalJson } from '#kernel/canonical-json';
import type { Uuid } from '#kernel/ids';
import type { SealedFor } from '#kernel/sealed';

/** The additional authenticated data of a wrapped data key. A wrapped key that was moved elsewhere does not open. */
export interface WrapContext {
  readonly log: Uuid;
  readonly keyId: Uuid;
  readonly ownerKind: SealedFor;
}

/**
 * The key that wraps all data keys. It is held by a file, or by a key management service that never releases it; hence
 * every use is asynchronous, and the wrapped form contains the id of the master key.
 */
export interface MasterKey {
  /** Random id, not derived from the key. */
  readonly id: Uuid;
  /** A check value that distinguishes this key from another with the same id, without revealing it. */
  check(log: Uuid): Promise<Uint8Array>;
  wrap(key: Uint8Array, context: WrapContext): Promise<Uint8Array>;
  /** @throws NotWrappedHere */
  unwrap(wrapped: Uint8Array, context: WrapContext): Promise<Uint8Array>;
}

/** The wrapped key was altered, moved or truncated, or was wrapped by another master key. */
export class NotWrappedHere extends Error {
  constructor() {
    super('the wrapped key does not open here under this master key');
    this.name = 'NotWrappedHere';
  }
}

const FORMAT = 1;
const ID = 16;
const NONCE = 12;
const KEY = 32;
const TAG = 16;

const bound = ({ log, keyId, ownerKind }: WrapContext, master: Uuid): Buffer =>
  Buffer.from(canonicalJson({ log, keyId, ownerKind, master, format: FORMAT }), 'utf8');

const bytesOf = (id: Uuid): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

/**
 * A master key in the memory of this process. A wrapped key is: format (1 byte), id of the master key (16), nonce (12),
 * key under AES-256-GCM (32), tag (16). The nonce is random: a master key wraps far fewer keys than the 2^32 of SP
 * 800-38D.
 */
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

  wrap(key: Uint8Array, context: WrapContext): Promise<Uint8Array> {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce, { authTagLength: TAG });
    cipher.setAAD(bound(context, this.id));
    const parts = [Buffer.of(FORMAT), bytesOf(this.id), nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()];
    return Promise.resolve(Buffer.concat(parts));
  }

  unwrap(wrapped: Uint8Array, context: WrapContext): Promise<Uint8Array> {
    const bytes = Buffer.from(wrapped);
    const begin = 1 + ID;
    const named = bytes[0] === FORMAT && bytes.subarray(1, begin).equals(bytesOf(this.id));
    if (!named || bytes.length !== begin + NONCE + KEY + TAG) return Promise.reject(new NotWrappedHere());
    const nonce = bytes.subarray(begin, begin + NONCE);
    const decipher = createDecipheriv('aes-256-gcm', this.key, nonce, { authTagLength: TAG });
    decipher.setAAD(bound(context, this.id)).setAuthTag(bytes.subarray(-TAG));
    try {
      return Promise.resolve(Buffer.concat([decipher.update(bytes.subarray(begin + NONCE, -TAG)), decipher.final()]));
    } catch {
      return Promise.reject(new NotWrappedHere());
    }
  }
}
