import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { rounds } from '../../tests/support/rounds.js';
import { KEY_BLOCK, KeyedHash } from './keyed-hash.js';

describe('a keyed hash', () => {
  it('is HMAC-SHA-256, for every key up to a block and every message, and leaves nothing of the key behind', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: KEY_BLOCK }), fc.uint8Array({ maxLength: 300 }), (key, message) => {
        const hash = new KeyedHash(key);
        for (const text of [message, message.slice(1)]) {
          const bytes = Buffer.concat([Buffer.alloc(KEY_BLOCK, 7), text]);
          const same = createHmac('sha256', key).update(text).digest();
          expect(hash.of(bytes)).toBe(same.toString('base64url'));
          expect(hash.of(bytes, 'hex')).toBe(same.toString('hex'));
          expect(bytes).toEqual(Buffer.concat([Buffer.alloc(KEY_BLOCK), text]));
        }
      }),
      { numRuns: rounds(1_000) },
    );
  });

  it('refuses a key longer than one block', () => {
    expect(() => new KeyedHash(Buffer.alloc(KEY_BLOCK + 1))).toThrow(RangeError);
  });
});
