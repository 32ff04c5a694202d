import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rounds } from '../../tests/support/rounds.js';
import { canonicalJson } from './canonical-json.js';
import type { Uuid } from './ids.js';
import { open, openWith, seal, valueKey } from './seal.js';
import { boundTo, parted, SealBroken, type SealContext, SealedText } from './sealed.js';

const key = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex');
const keyId = '0e5b6ac2-6a11-4b0e-8b67-1f3a7d1f9c01' as Uuid;
const context: SealContext = {
  log: '7d6f0a52-2f1c-4c6e-9d3a-0a1b2c3d4e5f' as Uuid,
  stream: 'disciplineCase-5b0d1d4e-8a43-4b0b-9a3f-2b7f0f3f6a10',
  eventId: 'b0a6e1d6-3c7f-4c1a-8a55-6a8a4e1d2c3b' as Uuid,
  type: 'ComplaintReceived',
  schema: 1,
  field: 'text',
};

/**
 * Made once by another implementation (Python: hmac, json, AESGCM of cryptography). A change of format fails here. The
 * first format is only opened.
 */
const FIRST_FORMAT = [
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

/**
 * Made by the same Python: value key = HMAC(key, 'minh-chung mcs2 value key\n' ‖ place ‖ 01), commitment =
 * HMAC(value key, 'minh-chung mcs2 commitment\n'), nonce = HMAC(value key, 'minh-chung mcs2 nonce\n' ‖ content)[:12],
 * AESGCM(value key).encrypt(nonce, content, place).
 */
const VECTORS = [
  {
    content: '',
    sealed:
      'mcs2.A256GCM.0e5b6ac2-6a11-4b0e-8b67-1f3a7d1f9c01.lj9s0g0bqQauFcQB.8a3jTw3giOjUPZUa5CiaXl7LWX1lozOrAsENHwSVdtU..no17g2FAdfr9tvHv1shNHw',
  },
  {
    content: 'Khiển trách',
    sealed:
      'mcs2.A256GCM.0e5b6ac2-6a11-4b0e-8b67-1f3a7d1f9c01.Azxv9PAxeDNqLupz.8a3jTw3giOjUPZUa5CiaXl7LWX1lozOrAsENHwSVdtU.dZqGZ_JpaXXq0nVm1mU.kEIUGAAYCxOR7JSnRGZ1BA',
  },
  {
    content: '{"form":"WARNING","outcome":null}',
    sealed:
      'mcs2.A256GCM.0e5b6ac2-6a11-4b0e-8b67-1f3a7d1f9c01.bGweGUCsMKReiiWw.8a3jTw3giOjUPZUa5CiaXl7LWX1lozOrAsENHwSVdtU.euICCtOfuGmn0IwFZhewCTqyJ5qecXmhreIKOtb8EOrj.R3posr7P9txGVxW-aw9BHQ',
  },
];
const VALUE_KEY = 'MCViakI1Ubq1DAUdjWPcZRsMQ-f3fVjjNoDv9eFjp_c';

/** A value of a member, and another place. */
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const elsewhere = fc
  .record({
    stream: fc.constantFrom(context.stream, 'engagement-5b0d1d4e-8a43-4b0b-9a3f-2b7f0f3f6a10'),
    eventId: fc.uuid().map((id) => id as Uuid),
    type: fc.constantFrom(context.type, 'DisciplineDecided'),
    schema: fc.integer({ min: 1, max: 3 }),
    field: fc.constantFrom('text', 'sealedForm', 'remedies.0.what'),
  })
  .map((place): SealContext => Object.assign({}, context, place));

describe('a sealed value', () => {
  it('opens at its place, for any content', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (content) => {
        const value = seal(content, key, keyId, context);
        expect(SealedText.parse(value)).toBe(value);
        expect(parted(value).keyId).toBe(keyId);
        expect(boundTo(context, keyId)).toBe(canonicalJson({ ...context, keyId }));
        expect(open(value, key, context)).toBe(content);
      }),
      { numRuns: rounds(1_000) },
    );
  });

  it.each(VECTORS)('keeps its format for ever: $content', ({ content, sealed }) => {
    expect(seal(content, key, keyId, context)).toBe(sealed);
    expect(open(sealed, key, context)).toBe(content);
    const disclosed = valueKey(sealed, key, context);
    expect(Buffer.from(disclosed ?? []).toString('base64url')).toBe(VALUE_KEY);
  });

  it.each(FIRST_FORMAT)('opens for ever if it has the first format: $content', ({ content, sealed }) => {
    expect(SealedText.parse(sealed)).toBe(sealed);
    expect(open(sealed, key, context)).toBe(content);
    expect(valueKey(sealed, key, context)).toBeNull();
    expect(() => open(sealed.replace('mcs1', 'mcs2'), key, context)).toThrow(SealBroken);
    expect(() => openWith(key, sealed, context)).toThrow(SealBroken);
  });

  const value = seal('Khiển trách', key, keyId, context);

  it('does not open as one of the first format, nor with a value key of another length', () => {
    const disclosed = valueKey(value, key, context) ?? key;
    expect(() => open(value.replace('mcs2', 'mcs1'), disclosed, context)).toThrow(SealBroken);
    for (const other of [disclosed.subarray(1), Buffer.concat([disclosed, Buffer.alloc(1)]), Buffer.alloc(0)])
      expect(() => openWith(other, value, context)).toThrow(SealBroken);
  });

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

describe('the key of a value', () => {
  it('opens this value and no other of the same owner, at any place, in either direction', () => {
    fc.assert(
      fc.property(text, text, elsewhere, (content, other, there) => {
        const value = seal(content, key, keyId, context);
        const second = seal(other, key, keyId, there);
        const disclosed = valueKey(value, key, context) ?? key;
        expect(openWith(disclosed, value, context)).toBe(content);
        for (const [sealed, place] of [
          [second, there],
          [second, context],
          [value, there],
        ] as const)
          expect(() => openWith(disclosed, sealed, place)).toThrow(SealBroken);
        expect(() => openWith(valueKey(second, key, there) ?? key, value, context)).toThrow(SealBroken);
      }),
      { numRuns: rounds(2_000) },
    );
  });

  it('is not the key of the owner, which opens nothing as a value key', () => {
    const value = seal('Khiển trách', key, keyId, context);
    expect(() => openWith(key, value, context)).toThrow(SealBroken);
    expect(() => open(value, valueKey(value, key, context) ?? key, context)).toThrow(SealBroken);
  });

  it('is given only for the place where the value opens', () => {
    const value = seal('Khiển trách', key, keyId, context);
    expect(() => valueKey(value, key, Object.assign({}, context, { field: 'sealedForm' }))).toThrow(SealBroken);
    expect(() => valueKey(value, Buffer.alloc(32, 7), context)).toThrow(SealBroken);
  });

  it('opens nothing when any character of the value is changed', () => {
    const value = seal('Khiển trách', key, keyId, context);
    const disclosed = valueKey(value, key, context) ?? key;
    fc.assert(
      fc.property(fc.nat(value.length - 1), fc.constantFrom('A', 'B', 'z', '0', '9', '-', '_', '.'), (at, letter) => {
        const changed = value.slice(0, at) + letter + value.slice(at + 1);
        fc.pre(changed !== value);
        expect(() => openWith(disclosed, changed, context)).toThrow(SealBroken);
      }),
      { numRuns: rounds(5_000) },
    );
  });
});
