import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rounds } from '../../tests/support/rounds.js';
import { canonicalJson } from './canonical-json.js';
import type { Uuid } from './ids.js';
import { boundTo, open, parted, seal, SealBroken, type SealContext, SealedText } from './sealed.js';

const key = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex');
const nonce = Buffer.from('cafebabefacedbaddecaf888', 'hex');
const keyId = '0e5b6ac2-6a11-4b0e-8b67-1f3a7d1f9c01' as Uuid;
const context: SealContext = {
  log: '7d6f0a52-2f1c-4c6e-9d3a-0a1b2c3d4e5f' as Uuid,
  stream: 'disciplineCase-5b0d1d4e-8a43-4b0b-9a3f-2b7f0f3f6a10',
  eventId: 'b0a6e1d6-3c7f-4c1a-8a55-6a8a4e1d2c3b' as Uuid,
  type: 'ComplaintReceived',
  schema: 1,
  field: 'text',
};

/** Made once by another implementation (Python: hmac, json, AESGCM of cryptography). A change of format fails here. */
const VECTORS = [
  {
    content: '',
    sealed:
      'mcs1.A256GCM.0e5b6ac2-6a11-4b0e-8b67-1f3a7d1f9c01.yv66vvrO263eyviI.LILlajeQSl4rDmi2JjpZFHY1NoPzh8fezWLtEhNcSPI..fPU9uSnt6mNufe-pSfWfnQ',
  },
  {
    content: 'Khiển trách',
    sealed:
      'mcs1.A256GCM.0e5b6ac2-6a11-4b0e-8b67-1f3a7d1f9c01.yv66vvrO263eyviI.LILlajeQSl4rDmi2JjpZFHY1NoPzh8fezWLtEhNcSPI.wcvJxxH5ITsyeZ58GHU.obJLiOMGnKx86cB1xPmYDg',
  },
  {
    content: '{"form":"WARNING","outcome":null}',
    sealed:
      'mcs1.A256GCM.0e5b6ac2-6a11-4b0e-8b67-1f3a7d1f9c01.yv66vvrO263eyviI.LILlajeQSl4rDmi2JjpZFHY1NoPzh8fezWLtEhNcSPI.8YHGSdgXbSFkXByPNVTHeC8M4j6qbQkbI7omS9D8CZPQ.OuGKSuktYJ--Y8PWbc1VzA',
  },
];

describe('a sealed value', () => {
  it('opens at its place, for any content', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.uint8Array({ minLength: 12, maxLength: 12 }),
        (content, fresh) => {
          const value = seal(content, key, keyId, fresh, context);
          expect(SealedText.parse(value)).toBe(value);
          expect(parted(value).keyId).toBe(keyId);
          expect(boundTo(context, keyId)).toBe(canonicalJson({ ...context, keyId }));
          expect(open(value, key, context)).toBe(content);
        },
      ),
      { numRuns: rounds(1_000) },
    );
  });

  it.each(VECTORS)('keeps its format for ever: $content', ({ content, sealed }) => {
    expect(seal(content, key, keyId, nonce, context)).toBe(sealed);
    expect(open(sealed, key, context)).toBe(content);
  });

  const value = seal('Khiển trách', key, keyId, nonce, context);

  it.each(Object.keys(context) as (keyof SealContext)[])('does not open with another %s', (part) => {
    const moved = { ...context, [part]: part === 'schema' ? 2 : `${context[part]}x` };
    expect(canonicalJson(moved)).not.toBe(canonicalJson(context));
    expect(() => open(value, key, moved)).toThrow(SealBroken);
  });

  it('does not open under another key', () => {
    expect(() => open(value, Buffer.alloc(32, 7), context)).toThrow(SealBroken);
  });

  it('does not open when any character is changed', () => {
    fc.assert(
      fc.property(fc.nat(value.length - 1), fc.constantFrom('A', 'B', 'z', '0', '9', '-', '_', '.'), (at, letter) => {
        const changed = value.slice(0, at) + letter + value.slice(at + 1);
        fc.pre(changed !== value);
        expect(() => open(changed, key, context)).toThrow(SealBroken);
      }),
      { numRuns: rounds(10_000) },
    );
  });

  it('refuses a tag cut short', () => {
    expect(() => open(value.slice(0, -10), key, context)).toThrow(SealBroken);
    expect(SealedText.safeParse(value.slice(0, -10)).success).toBe(false);
  });
});
