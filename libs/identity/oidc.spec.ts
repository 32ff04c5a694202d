import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { OidcTokens } from './oidc.handler.js';
import { hasSecondFactor } from './provider-claims.js';
import { beginUnderWay, nonceOf, readUnderWay, stateOf, verifierOf, written } from './provider-state.js';

const folder = mkdtempSync(join(tmpdir(), 'mc-oidc-'));
let key: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
beforeAll(async () => {
  const pair = await generateKeyPair('ES256');
  key = pair.privateKey;
  const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), alg: 'ES256', kid: 'one' }] };
  writeFileSync(join(folder, 'jwks.json'), JSON.stringify(jwks));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const SECOND = { secondFactor: ['mfa', 'urn:two'] };

describe('a token of the provider', () => {
  it('counts as one with a second factor by the values of acr and amr that the operator named, and by no other', async () => {
    const options = { issuer: 'https://id.example', audience: 'minh-chung', jwksFile: join(folder, 'jwks.json') };
    const signed = (claims: Record<string, unknown>) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: 'one', typ: 'at+jwt' })
        .setIssuer(options.issuer)
        .setAudience(options.audience)
        .setSubject('lan')
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(key);
    const strong = await signed({ amr: ['pwd', 'mfa'] });
    const tokens = new OidcTokens({ ...options, ...SECOND });
    expect(await tokens.named(strong)).toEqual({ subject: 'lan', secondFactor: true });
    expect(await tokens.named(await signed({ amr: ['pwd'] }))).toEqual({ subject: 'lan', secondFactor: false });
    expect(await new OidcTokens(options).named(strong)).toEqual({ subject: 'lan', secondFactor: false });
  });

  it.each([
    [{ acr: 'urn:two' }, true],
    [{ amr: ['otp', 'mfa'] }, true],
    [{ amr: 'mfa' }, false],
    [{ acr: ['urn:two'] }, false],
    [{ acr: 'mfa2', amr: ['MFA', 1, null] }, false],
    [{}, false],
  ])('of %j: %s', (claims, expected) => {
    expect(hasSecondFactor(claims, SECOND)).toBe(expected);
  });
});

describe('a sign-in under way', () => {
  const now = new Date('2026-11-30T08:00:00Z');
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const one = beginUnderWay('/lists?a=1', now);

  it('is read from its cookie for ten minutes', () => {
    expect(readUnderWay(written(one), later(600))).toEqual(one);
    expect(readUnderWay(written(one), later(601))).toBeNull();
    expect(readUnderWay(written(one), later(-10))).toBeNull();
    for (const cookie of ['', 'x', written(one).slice(1), `${written(one)}.x`, written(one).replace('.', '..')])
      expect([cookie, readUnderWay(cookie, now)]).toEqual([cookie, null]);
  });

  it('gives another state for another path, time or browser, and state, nonce and verifier that differ', () => {
    const others = [
      { ...one, next: '/other' },
      { ...one, begunAt: one.begunAt + 1 },
      { ...one, token: beginUnderWay('/', now).token },
    ];
    expect(new Set([one, ...others].map(stateOf)).size).toBe(4);
    expect(new Set([one.token, stateOf(one), nonceOf(one), verifierOf(one)]).size).toBe(4);
  });
});
