import { describe, expect, it } from '@jest/globals';
import { generateSync } from 'otplib';
import { isTotp, newRecoveryCodes, newSecret, otpauthOf, plainCode, stepOf } from './totp.js';

/** The secret of RFC 6238, appendix B, for SHA-1: the ASCII text 12345678901234567890. */
const RFC_KEY = 'GEZDGNBVGY3TQOJQ'.repeat(2);
/** Codes of that appendix, cut to six digits, with their time in seconds. */
const RFC_CODES: readonly (readonly [number, string])[] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
];

describe('a code', () => {
  it.each(RFC_CODES)('of RFC 6238 at second %d is %s', (second, code) => {
    expect(stepOf(RFC_KEY, code, new Date(second * 1000))).toBe(Math.floor(second / 30));
  });

  it('holds for its step and one step on either side, and tells which', () => {
    const secret = newSecret();
    const step = 59_000_000;
    const at = (steps: number) => generateSync({ secret, epoch: (step + steps) * 30 });
    const told = [-2, -1, 0, 1, 2].map((steps) => stepOf(secret, at(steps), new Date((step * 30 + 17) * 1000)));
    expect(told).toEqual([null, step - 1, step, step + 1, null]);
  });

  it('is none if it has another form, or belongs to another secret', () => {
    const now = new Date(59_000_000 * 30_000);
    const code = generateSync({ secret: RFC_KEY, epoch: now.getTime() / 1000 });
    for (const other of ['', code.slice(1), `${code}0`, `${code} `, code.replace(/./, '٣'), 'abcdef'])
      expect([other, stepOf(RFC_KEY, other, now)]).toEqual([other, null]);
    expect(stepOf(newSecret(), code, now)).toBeNull();
  });

  it('is read with the blanks that apps show, and a recovery code without hyphens and capitals', () => {
    expect([' 123 456 ', 'ABCD-efgh 2345-6777'].map(plainCode)).toEqual(['123456', 'abcdefgh23456777']);
  });
});

describe('what an app takes', () => {
  it('names the product, the account and the secret', () => {
    const address = new URL(otpauthOf(RFC_KEY, 'chi lan'));
    expect([address.protocol, address.host, decodeURIComponent(address.pathname)]).toEqual([
      'otpauth:',
      'totp',
      '/Minh Chung:chi lan',
    ]);
    expect(Object.fromEntries(address.searchParams)).toEqual({ secret: RFC_KEY, issuer: 'Minh Chung' });
  });

  it('is another secret each time, of 160 bits', () => {
    const secrets = Array.from({ length: 50 }, newSecret);
    expect(new Set(secrets).size).toBe(50);
    expect(secrets.filter((secret) => !/^[A-Z2-7]{32}$/.test(secret))).toEqual([]);
  });
});

describe('recovery codes', () => {
  it('are ten, all different, and none has the form of a code from an app', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    expect(codes.filter((code) => !/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/.test(code) || isTotp(plainCode(code)))).toEqual([]);
  });
});
