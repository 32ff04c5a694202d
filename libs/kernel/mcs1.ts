import { createHmac, timingSafeEqual } from 'node:crypto';
import { decrypted, encrypted } from './gcm.js';
import type { Uuid } from './ids.js';
import { KEY_BLOCK, KeyedHash } from './keyed-hash.js';
import { type Parts, SealBroken, type SealedText } from './sealed.js';

/** The first format of sealed values: under the key of the owner itself. Logs hold such values for ever. */

interface OfKey {
  readonly commitment: Buffer;
  readonly commitmentText: string;
  readonly nonces: KeyedHash;
}

/** What depends on the key alone, computed once for each key in memory. */
const known = new WeakMap<Uint8Array, OfKey>();

/**
 * AES-GCM does not commit to its key: one ciphertext may open under two keys. The key commitment closes this gap: an
 * HMAC of a fixed label under the key.
 */
function ofKey(key: Uint8Array): OfKey {
  const cached = known.get(key);
  if (cached) return cached;
  const commitment = createHmac('sha256', key).update('minh-chung seal v1').digest();
  const nonces = new KeyedHash(createHmac('sha256', key).update('minh-chung nonce v1').digest());
  const made = { commitment, commitmentText: commitment.toString('base64url'), nonces };
  known.set(key, made);
  return made;
}

/**
 * Seals as the first versions of the program did; only for a request that is sent again and was sealed so at first.
 * The nonce is derived from key, place and content.
 */
export function sealMcs1(content: Uint8Array, key: Uint8Array, keyId: Uuid, bound: Uint8Array): SealedText {
  const { commitmentText, nonces } = ofKey(key);
  const nonce = nonces.of(Buffer.concat([Buffer.alloc(KEY_BLOCK), bound, content])).slice(0, 16);
  return encrypted({ format: 'mcs1', key, keyId, nonce, commitment: commitmentText }, content, bound);
}

/** @throws SealBroken */
export function openMcs1(parts: Parts, key: Uint8Array, bound: Uint8Array): string {
  if (!timingSafeEqual(parts.committed, ofKey(key).commitment)) throw new SealBroken();
  return decrypted(parts, key, bound);
}
