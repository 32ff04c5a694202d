import { timingSafeEqual } from 'node:crypto';
import { decrypted, encrypted } from './gcm.js';
import type { Uuid } from './ids.js';
import { KEY_BLOCK, KeyedHash } from './keyed-hash.js';
import { type Parts, SealBroken, type SealedText } from './sealed.js';

/**
 * The second format of sealed values: each is sealed under a key of its own, which is derived for its place. Whoever is
 * given the key of one value opens this value and no other of the same owner.
 */

/** Labels of the three uses of HMAC-SHA-256. None is the beginning of another. */
const VALUE_KEY = Buffer.from('minh-chung mcs2 value key\n', 'latin1');
const COMMITMENT = Buffer.from('minh-chung mcs2 commitment\n', 'latin1');
const NONCE = Buffer.from('minh-chung mcs2 nonce\n', 'latin1');
/** The number of the only block of output in HKDF-Expand (RFC 5869, section 2.3). */
const FIRST_BLOCK = 1;

const NOTHING = Buffer.alloc(0);
/** 96 bits in base64url. */
const NONCE_LETTERS = 16;

const derivations = new WeakMap<Uint8Array, KeyedHash>();

/** The keyed hash of an owner's key, made once for each key in memory. */
function derivation(ownerKey: Uint8Array): KeyedHash {
  const cached = derivations.get(ownerKey);
  if (cached) return cached;
  const made = new KeyedHash(ownerKey);
  derivations.set(ownerKey, made);
  return made;
}

/** Shared buffer for messages, wiped after each use. Hashing is synchronous, so uses do not overlap. */
const ROOM = Buffer.alloc(4096);

/** The keyed hash of a label, further bytes and, if stated, the byte 1. */
function tagged(hash: KeyedHash, as: 'base64url' | 'binary', label: Uint8Array, bytes: Uint8Array, ended = false) {
  const begin = KEY_BLOCK + label.length;
  const end = begin + bytes.length + (ended ? 1 : 0);
  const room = end <= ROOM.length ? ROOM.subarray(0, end) : Buffer.alloc(end);
  room.set(label, KEY_BLOCK);
  room.set(bytes, begin);
  if (ended) room[end - 1] = FIRST_BLOCK;
  const made = hash.of(room, as);
  room.fill(0);
  return made;
}

/**
 * The key of the value at one place: HKDF-Expand (RFC 5869) of the owner's key, with a label and the place as info.
 *
 * @param bound the bytes of `boundTo`
 * @returns 256 bits
 */
export function valueKeyOf(ownerKey: Uint8Array, bound: Uint8Array): Buffer {
  return Buffer.from(tagged(derivation(ownerKey), 'binary', VALUE_KEY, bound, true), 'latin1');
}

/**
 * AES-GCM does not commit to its key: one ciphertext may open under two keys. The key commitment closes this gap: an
 * HMAC of a fixed label under the value key. A stranger who is given a value key can check it by this.
 */
const commitmentOf = (hash: KeyedHash): string => tagged(hash, 'base64url', COMMITMENT, NOTHING);

/**
 * Seals the value of a place. The same content gives the same bytes: the nonce is derived from value key and content,
 * so two contents of one place do not share one.
 */
export function sealMcs2(content: Uint8Array, valueKey: Uint8Array, keyId: Uuid, bound: Uint8Array): SealedText {
  const hash = new KeyedHash(valueKey);
  const commitment = commitmentOf(hash);
  const nonce = tagged(hash, 'base64url', NONCE, content).slice(0, NONCE_LETTERS);
  return encrypted({ format: 'mcs2', key: valueKey, keyId, nonce, commitment }, content, bound);
}

/** Opens a value with its own key. @throws SealBroken */
export function openMcs2(parts: Parts, valueKey: Uint8Array, bound: Uint8Array): string {
  const committed = Buffer.from(commitmentOf(new KeyedHash(valueKey)), 'base64url');
  if (!timingSafeEqual(parts.committed, committed)) throw new SealBroken();
  return decrypted(parts, valueKey, bound);
}
