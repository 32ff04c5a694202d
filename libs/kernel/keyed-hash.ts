import { hash } from 'node:crypto';

/** Block size of SHA-256 in bytes: HMAC hashes a block derived from the key before the message. */
export const KEY_BLOCK = 64;

/**
 * HMAC-SHA-256 (RFC 2104) under one key, computed as two plain hashes. `createHmac` allocates an object outside the
 * heap for each message: it takes twice the time, and garbage collection takes as much time again.
 */
export class KeyedHash {
  readonly #inner = Buffer.alloc(KEY_BLOCK, 0x36);
  readonly #outer = Buffer.alloc(KEY_BLOCK + 32, 0x5c);

  /** @param key at most 64 bytes */
  constructor(key: Uint8Array) {
    if (key.length > KEY_BLOCK) throw new RangeError('the key is longer than one block of 64 bytes');
    for (let i = 0; i < key.length; i++) {
      const byte = key[i] ?? 0;
      this.#inner[i] = byte ^ 0x36;
      this.#outer[i] = byte ^ 0x5c;
    }
  }

  /**
   * @param bytes the message after 64 bytes of room for the key's block; that room is wiped afterwards
   * @returns 256 bits
   */
  of(bytes: Buffer, as: 'base64url' | 'hex' | 'binary' = 'base64url'): string {
    this.#inner.copy(bytes);
    this.#outer.write(hash('sha256', bytes, 'binary'), KEY_BLOCK, 'latin1');
    bytes.fill(0, 0, KEY_BLOCK);
    return hash('sha256', this.#outer, as);
  }
}
