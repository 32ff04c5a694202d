import { describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { eventId, streamId, Uuid } from '#kernel/ids';
import { SealBroken, type SealFormat } from '#kernel/sealed';
import type { DataKey, KeyRing } from './key-ring.js';
import { FOR_THE_PROGRAM } from './openings.js';
import { openDisclosed, Sealing, type SealingPlace } from './sealing.js';

const HERE = FOR_THE_PROGRAM('test vectors');
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
  destroy: () => Promise.resolve(0),
  era: () => Promise.resolve(''),
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
const seal = (content: string, n = 0, format?: SealFormat) =>
  sealing.seal(content, { kind: 'person', id: id(n % 4) }, Object.assign(place(n), { format }));

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
const MCS1 = {
  '': 'mcs1.A256GCM.00000000-0000-4000-8000-000000000900.fMU0vPVZLEO_ZJIp.DB_NrfnGjx_cHXDyoOZPNBf6tGibmBGmFuz-hrUZY10.pL72EU4itv9dv0Gk2owaNzTLmNppZv6SaM1OMKM5nqCJTs5jIrjcBHTLtONYuvvkVWTVHaYuCfuM6yQs1au6iPz_1zA0pMSNLCiNOPrDxhLQf8XF6sPTLGyTnbjm5Idf3mT6QfA2tNdrWFuhqnYB3yo7YLz7EThE6Lm-YwttL7w.i5Iv6BEDUjhDNwp4EDtZOQ',
  EXPULSION:
    'mcs1.A256GCM.00000000-0000-4000-8000-000000000900.pidKxnnlkeoiGQSN.DB_NrfnGjx_cHXDyoOZPNBf6tGibmBGmFuz-hrUZY10.h0KT5AAkXlv-4YT7z4I8WbMRwlTpikCVG8DX1HfA1hYPsT_uCjHUnUBDhfKZ5dWWVPf51iNRmk9rAYOLtTHJcxgg9aYAD45vQk0RNULDq0K-0nlnhbxPTUSv95VtR0kDj081LeyYs5PK3jUpM6gdw-uqzD9HnMkM4GkNSc8SeRs.BWNeDfU4mn1HGiOWeUExNw',
  'Khiển trách':
    'mcs1.A256GCM.00000000-0000-4000-8000-000000000900.b6Rqkw2VqNBgzf84.DB_NrfnGjx_cHXDyoOZPNBf6tGibmBGmFuz-hrUZY10.5H5-r3ifxyv_v3r_AXtwmt7fGrKaryHrx1MtZ4RmNPvG53rp2SzqqhUaAZboQlXDUHNIz0yGrhLT55qXmW9ofyJrRXCvOdXjP37nPPY_beGACYSmSxkGFwytoxhWZAQ2doEMtsEQAI3Bd46xapUHC63mvZngdXGm_fjOQPoLd6s.094e_HeTmYcxdtYYHT-mhA',
};
/** The same contents in the second format, by another implementation (Python, as in sealed.spec). */
const MCS2 = {
  '': 'mcs2.A256GCM.00000000-0000-4000-8000-000000000900.67VqCKjyYd2HRb8U.D2EwFajcDbi7B4wOZsT2a9iWu_eVUM5r5htG_JlJUfk.PltbaPo9dBbVFoa-iCIRcFQyxgdD0x2vnfAb2LPGJYaNahEHSnxAaUbas126h7W2yoOWml3cCc3dqhMwlk84WXyde9XRavWU-tLJSaYwwJrCco0dIYp28R15al27E_n0c_Xz35mlBcdatVBiPCGoRiUyN242IjGva3Vzaat4nfw.gLCBaZqCM9Bd21sXg7p32Q',
  EXPULSION:
    'mcs2.A256GCM.00000000-0000-4000-8000-000000000900.W8_Lqlc2s7qzjyCF.D2EwFajcDbi7B4wOZsT2a9iWu_eVUM5r5htG_JlJUfk.fE1QQsSQ7_vzm20BJR_e3diaZXjpwT0UaOk7nQrABB3pSY4ACto7GJ6jQT7_MnjUIIiiFVQT7Ls0lG4Ufp_sZDCDCLrgKdmmX5ki-EC_LZL-F_pJdpDjO4TqH02GyZcIIvRDieHHe-0v_axLlhYMuLiKGf9EPEk-Zc_2qceg7iw.jHa35ikNQrV084sb6Rb1ug',
  'Khiển trách':
    'mcs2.A256GCM.00000000-0000-4000-8000-000000000900.XXMkoSyBCZJgHwNh.D2EwFajcDbi7B4wOZsT2a9iWu_eVUM5r5htG_JlJUfk.xKiNie98XsykTTyruoTRYrRPj6r027Yffhg5fgGWi2HEeBfDnobAgXkjki1GaRifSjpt8xyX6a2Mlljglp0_lVqo7pYHzZ2YAMuEfhs8h9ZRwOECu-jkMoV3-kBYY5lpcSeVmz4iJGDonnG4vatq-Nq1NIDH2LEWcdyiWGlNRcI.bQDB5WNrn6361QHgAJplGg',
};
/** SHA-256 over 840 values; that of the second format by the same Python. */
const ALL = {
  mcs1: '2bfbd6829a0b76b2b1de6f4760e61c7422d4035b469beeaaaa07afe269610d34',
  mcs2: '86d52774cf56fa6ce5aaa61ecef7947173661673152fe482e7125c4e0fa9ff7a',
};
const FIRST = { mcs1: MCS1, mcs2: MCS2 };
const FORMATS = ['mcs1', 'mcs2'] as const;
const CASES = FORMATS.flatMap((format) =>
  Object.entries(FIRST[format]).map(([content, bytes]) => ({ format, content, bytes })),
);

describe('what is sealed', () => {
  it.each(CASES)('is the same bytes for ever: $format, $content', async ({ format, content, bytes }) => {
    expect(await seal(content, 0, format)).toBe(bytes);
  });

  it.each(FORMATS)('is the same bytes for ever, whatever the content, the place and the key: %s', async (format) => {
    const sealed: string[] = [];
    for (let n = 0; n < 840; n++) sealed.push(await seal(CONTENTS[n % CONTENTS.length] ?? '', n, format));
    expect(hash('sha256', sealed.join('\n'), 'hex')).toBe(ALL[format]);
  });

  it('has the second format where none is asked for', async () => {
    expect(await seal('EXPULSION')).toBe(MCS2.EXPULSION);
  });

  it.each(FORMATS)('opens as it was written, once half a character is what UTF-8 makes of it: %s', async (format) => {
    for (const [n, content] of CONTENTS.entries()) {
      const { commandId, ordinal, ...field } = place(n);
      const at = { ...field, eventId: eventId(field.stream, commandId, ordinal) };
      expect(await sealing.open(await seal(content, n, format), at, HERE)).toBe(content.toWellFormed());
    }
  });

  it('opens with its own key alone, without the padding', async () => {
    for (const [n, content] of CONTENTS.entries()) {
      const { commandId, ordinal, ...field } = place(n);
      const at = { ...field, eventId: eventId(field.stream, commandId, ordinal) };
      const value = await seal(content, n);
      const key = await sealing.valueKey(value, at, HERE);
      if (!(key instanceof Uint8Array)) throw new Error('the value has no key of its own');
      expect(openDisclosed(value, key, { log: id(1), ...at })).toBe(content.toWellFormed());
      expect(() => openDisclosed(value, key, { log: id(2), ...at })).toThrow(SealBroken);
      expect(await sealing.valueKey(await seal(content, n, 'mcs1'), at, HERE)).toBeNull();
    }
  });
});
