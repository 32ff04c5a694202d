import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { canonicalJson } from '#kernel/canonical-json';
import type { Uuid } from '#kernel/ids';

/** A key that wraps other keys. */
export interface WrappingKey {
  /** Random, not derived from the key. */
  readonly id: Uuid;
  /** 256 bits. */
  readonly key: Uint8Array;
}

/**
 * What is wrapped by what. Format and context are authenticated, so a wrapped key that was moved elsewhere, or is given
 * out as another kind of key, does not open. Wrapped keys are stored: never change a format, add one.
 */
export type Wrapping =
  /** A data key under the master key, in stores from before ring keys. */
  | {
      readonly format: 1;
      readonly context: { readonly log: Uuid; readonly keyId: Uuid; readonly ownerKind: string; readonly master: Uuid };
    }
  /** A data key under a ring key. */
  | {
      readonly format: 2;
      readonly context: {
        readonly log: Uuid;
        readonly keyId: Uuid;
        readonly ownerKind: string;
        readonly ownerId: Uuid;
        readonly ring: Uuid;
      };
    }
  /** A ring key under the master key. */
  | { readonly format: 3; readonly context: { readonly log: Uuid; readonly ring: Uuid; readonly master: Uuid } };

/** The wrapped key was altered, moved or truncated, or was wrapped by another key. */
export class NotWrappedHere extends Error {
  constructor() {
    super('the wrapped key does not open here under this key');
    this.name = 'NotWrappedHere';
  }
}

const ID = 16;
const NONCE = 12;
const KEY = 32;
const TAG = 16;

const bound = ({ format, context }: Wrapping): Buffer => Buffer.from(canonicalJson({ ...context, format }), 'utf8');

const bytesOf = (id: Uuid): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

/**
 * Wraps a key. The result is: format (1 byte), id of the wrapping key (16), nonce (12), key under AES-256-GCM (32), tag
 * (16).
 * @param nonce random, except in tests: a wrapping key wraps far fewer keys than the 2^32 of SP 800-38D
 */
export function wrapKey(
  key: Uint8Array,
  under: WrappingKey,
  wrapping: Wrapping,
  nonce: Uint8Array = randomBytes(NONCE),
): Promise<Uint8Array> {
  const cipher = createCipheriv('aes-256-gcm', under.key, nonce, { authTagLength: TAG });
  cipher.setAAD(bound(wrapping));
  const text = [cipher.update(key), cipher.final()];
  const head = [Buffer.of(wrapping.format), bytesOf(under.id), nonce];
  return Promise.resolve(Buffer.concat([...head, ...text, cipher.getAuthTag()]));
}

/** @throws NotWrappedHere */
export function unwrapKey(wrapped: Uint8Array, under: WrappingKey, wrapping: Wrapping): Promise<Uint8Array> {
  const bytes = Buffer.from(wrapped.buffer, wrapped.byteOffset, wrapped.byteLength);
  const begin = 1 + ID;
  const named = bytes[0] === wrapping.format && bytes.subarray(1, begin).equals(bytesOf(under.id));
  if (!named || bytes.length !== begin + NONCE + KEY + TAG) return Promise.reject(new NotWrappedHere());
  const nonce = bytes.subarray(begin, begin + NONCE);
  const decipher = createDecipheriv('aes-256-gcm', under.key, nonce, { authTagLength: TAG });
  decipher.setAAD(bound(wrapping)).setAuthTag(bytes.subarray(-TAG));
  try {
    return Promise.resolve(Buffer.concat([decipher.update(bytes.subarray(begin + NONCE, -TAG)), decipher.final()]));
  } catch {
    return Promise.reject(new NotWrappedHere());
  }
}
