import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from './canonical-json.js';
import { EventRecord, leafHash, leafOf, parseRecord, recordText } from './record.js';

const record = EventRecord.parse({
  v: 1,
  log: '7d6f0a52-2f1c-4c6e-9d3a-0a1b2c3d4e5f',
  id: 'b0a6e1d6-3c7f-4c1a-8a55-6a8a4e1d2c3b',
  stream: 'register-5b0d1d4e-8a43-4b0b-9a3f-2b7f0f3f6a10',
  revision: 0,
  type: 'OrganizationRenamed',
  schema: 1,
  recordedAt: '2026-10-31T01:02:03.004Z',
  clock: 'system',
  commandId: '11111111-1111-4111-8111-111111111111',
  commandHash: `2026-10-31:${'ab'.repeat(32)}`,
  causationId: null,
  correlationId: '22222222-2222-4222-8222-222222222222',
  actor: { id: '33333333-3333-4333-8333-333333333333', role: 'clerk', organizationId: null, delegationId: null },
  data: { name: 'Chi bộ Tổ dân phố 1', count: 12 },
});

describe('a record', () => {
  it('has one canonical text, which parses to the same record', () => {
    const text = recordText(record);
    expect(parseRecord(text)).toEqual(record);
    expect(recordText(parseRecord(text))).toBe(text);
    expect(text.startsWith('{"actor":{"delegationId":null,"id":"3333')).toBe(true);
  });

  it('has the text that JCS gives, whichever of its members are null', () => {
    const { id } = record.actor;
    const full = EventRecord.parse({
      ...record,
      causationId: id,
      actor: { id, role: 'clerk', organizationId: id, delegationId: id },
      data: { z: ['ấ', '"\\', true, null, -1], a: {} },
    });
    for (const one of [record, full]) expect(recordText(one)).toBe(canonicalJson(one));
  });

  it('keeps its leaf hash for ever', () => {
    expect(leafHash(leafOf(recordText(record)))).toBe(leafHash(recordText(record)));
    expect(leafHash(recordText(record))).toBe('32f87147c327ec37e2d6895cc3e968c1f227f041dc5a71596692506721762f43');
  });

  /** The empty leaf of RFC 6962 trees, as published by the certificate-transparency test vectors. */
  it('hashes a leaf as RFC 9162 does', () => {
    expect(leafHash('')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  });

  it.each([
    ['a fraction', { amount: 1.5 }],
    ['an integer over 2^53', { amount: 2 ** 53 }],
    ['text in NFD', { name: 'Chi bộ'.normalize('NFD') }],
    ['U+0000', { name: 'a\u0000b' }],
    ['a lone surrogate', { name: 'a\ud800' }],
    ['a member name in NFD', { ['bộ'.normalize('NFD')]: 1 }],
    ['any of these deep inside', { list: [{ name: 'a\ud800' }] }],
  ])('refuses %s', (_, data) => {
    expect(() => recordText({ ...record, data })).toThrow(TypeError);
  });
});
