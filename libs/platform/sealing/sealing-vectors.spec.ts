import { describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { eventId, streamId, Uuid } from '#kernel/ids';
import type { DataKey, KeyRing } from './key-ring.js';
import { FOR_THE_PROGRAM } from './openings.js';
import { Sealing, type SealingPlace } from './sealing.js';

const id = (n: number) => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const keyOf = (n: number): DataKey => ({ id: id(900 + n), key: hash('sha256', `key ${n}`, 'buffer') });

/** A key ring with fixed keys, one for each owner. */
const keys: KeyRing = {
  keyFor: ({ id: owner }) => Promise.resolve(keyOf(Number(owner.slice(-3)))),
  get: (keyId) => {
    const n = Number(keyId.slice(-3)) - 900;
    return Promise.resolve({ is: 'key', key: keyOf(n), owner: { kind: 'person', id: id(n) } });
  },
  ownersOf: () => Promise.resolve([]),
  of: () => Promise.resolve({ is: 'unknown' }),
  destroy: () => Promise.resolve(false),
};
const sealing = new Sealing(id(1), keys);
const place = (n: number): SealingPlace => ({
  stream: streamId(n % 2 === 0 ? 'disciplineCase' : 'engagement', id(n)),
  commandId: id(n + 1),
  ordinal: n % 7,
  type: n % 3 === 0 ? 'DisciplineDecided' : 'Quyết "định"\\\n',
  schema: 1 + (n % 12),
  field: n % 5 === 0 ? 'remedies.0.what' : `sealedForm${'\u2028ố\ud83d\ude00\ud800'.slice(0, n % 5)}`,
});
const seal = (content: string, n = 0) => sealing.seal(content, { kind: 'person', id: id(n % 4) }, place(n));

const CONTENTS = [
  '',
  ' ',
  '\n',
  'EXPULSION',
  'Khiển trách',
  'Khiê\u0309n tra\u0301ch',
  '["CELL_SECRETARY"]',
  '\0',
  '\ufeff',
  'x'.repeat(126),
  'x'.repeat(127),
  'x'.repeat(128),
  'ố'.repeat(42),
  'ố'.repeat(43),
  '😀'.repeat(32),
  '\ud83d',
  '\ude00',
  'a\ud83db',
  'ố'.repeat(3_000),
  '😀'.repeat(5_000),
  'x'.repeat(20_000),
];

/** Sealed values made by the first version of the program. Logs hold such values for ever, so they must still open. */
const FIRST = {
  '': 'mcs1.A256GCM.00000000-0000-4000-8000-000000000900.fMU0vPVZLEO_ZJIp.DB_NrfnGjx_cHXDyoOZPNBf6tGibmBGmFuz-hrUZY10.pL72EU4itv9dv0Gk2owaNzTLmNppZv6SaM1OMKM5nqCJTs5jIrjcBHTLtONYuvvkVWTVHaYuCfuM6yQs1au6iPz_1zA0pMSNLCiNOPrDxhLQf8XF6sPTLGyTnbjm5Idf3mT6QfA2tNdrWFuhqnYB3yo7YLz7EThE6Lm-YwttL7w.i5Iv6BEDUjhDNwp4EDtZOQ',
  EXPULSION:
    'mcs1.A256GCM.00000000-0000-4000-8000-000000000900.pidKxnnlkeoiGQSN.DB_NrfnGjx_cHXDyoOZPNBf6tGibmBGmFuz-hrUZY10.h0KT5AAkXlv-4YT7z4I8WbMRwlTpikCVG8DX1HfA1hYPsT_uCjHUnUBDhfKZ5dWWVPf51iNRmk9rAYOLtTHJcxgg9aYAD45vQk0RNULDq0K-0nlnhbxPTUSv95VtR0kDj081LeyYs5PK3jUpM6gdw-uqzD9HnMkM4GkNSc8SeRs.BWNeDfU4mn1HGiOWeUExNw',
  'Khiển trách':
    'mcs1.A256GCM.00000000-0000-4000-8000-000000000900.b6Rqkw2VqNBgzf84.DB_NrfnGjx_cHXDyoOZPNBf6tGibmBGmFuz-hrUZY10.5H5-r3ifxyv_v3r_AXtwmt7fGrKaryHrx1MtZ4RmNPvG53rp2SzqqhUaAZboQlXDUHNIz0yGrhLT55qXmW9ofyJrRXCvOdXjP37nPPY_beGACYSmSxkGFwytoxhWZAQ2doEMtsEQAI3Bd46xapUHC63mvZngdXGm_fjOQPoLd6s.094e_HeTmYcxdtYYHT-mhA',
};
const ALL = '2bfbd6829a0b76b2b1de6f4760e61c7422d4035b469beeaaaa07afe269610d34';

describe('what is sealed', () => {
  it.each(Object.entries(FIRST))('is the same bytes for ever: %j', async (content, bytes) => {
    expect(await seal(content)).toBe(bytes);
  });

  it('is the same bytes for ever, whatever the content, the place and the key', async () => {
    const sealed: string[] = [];
    for (let n = 0; n < 840; n++) sealed.push(await seal(CONTENTS[n % CONTENTS.length] ?? '', n));
    expect(hash('sha256', sealed.join('\n'), 'hex')).toBe(ALL);
  });

  it('opens as it was written, once half a character is taken for what UTF-8 makes of it', async () => {
    for (const [n, content] of CONTENTS.entries()) {
      const { commandId, ordinal, ...field } = place(n);
      const at = { ...field, eventId: eventId(field.stream, commandId, ordinal) };
      expect(await sealing.open(await seal(content, n), at, FOR_THE_PROGRAM('test vectors'))).toBe(
        content.toWellFormed(),
      );
    }
  });
});
