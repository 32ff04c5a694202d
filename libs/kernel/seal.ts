import type { Uuid } from './ids.js';
import { openMcs1 } from './mcs1.js';
import { openMcs2, sealMcs2, valueKeyOf } from './mcs2.js';
import { boundTo, parted, type Parts, SealBroken, type SealContext, type SealedText } from './sealed.js';

const bytesOf = (context: SealContext, keyId: Uuid): Buffer => Buffer.from(boundTo(context, keyId), 'utf8');

/** Seals a text at its place. The same content gives the same bytes. @param key the owner's key, 256 bits */
export function seal(content: string, key: Uint8Array, keyId: Uuid, context: SealContext): SealedText {
  const bound = bytesOf(context, keyId);
  return sealMcs2(Buffer.from(content, 'utf8'), valueKeyOf(key, bound), keyId, bound);
}

/** Opens a sealed value of either format at its place. @param key the owner's key @throws SealBroken */
export function open(value: string | Parts, key: Uint8Array, context: SealContext): string {
  const parts = typeof value === 'string' ? parted(value) : value;
  const bound = bytesOf(context, parts.keyId);
  return parts.format === 'mcs1' ? openMcs1(parts, key, bound) : openMcs2(parts, valueKeyOf(key, bound), bound);
}

/**
 * The key of one value, which opens this value and no other. It may be given to a person who may read only this value.
 *
 * @param key the owner's key
 * @returns 256 bits; null for a value of the format `mcs1`, which has no key of its own
 * @throws SealBroken if the value does not open at this place
 */
export function valueKey(value: string | Parts, key: Uint8Array, context: SealContext): Uint8Array | null {
  const parts = typeof value === 'string' ? parted(value) : value;
  if (parts.format === 'mcs1') return null;
  const bound = bytesOf(context, parts.keyId);
  const made = valueKeyOf(key, bound);
  openMcs2(parts, made, bound);
  return made;
}

/**
 * Opens one value with its own key, without the key of its owner: everything that a stranger needs who was given the
 * record and the key of one value.
 *
 * @throws SealBroken for a value of the format `mcs1`, for a key of another value, and for a value that was altered or
 * moved
 */
export function openWith(key: Uint8Array, value: string | Parts, context: SealContext): string {
  const parts = typeof value === 'string' ? parted(value) : value;
  if (parts.format === 'mcs1' || key.length !== VALUE_KEY_BYTES) throw new SealBroken();
  return openMcs2(parts, key, bytesOf(context, parts.keyId));
}

const VALUE_KEY_BYTES = 32;
