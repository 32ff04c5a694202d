import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createHmac, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  CompactSign,
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWTHeaderParameters,
  SignJWT,
} from 'jose';
import { AccountBook } from '#features/identity';
import { Uuid } from '#kernel/ids';
import { testApi, type TestApi } from '../support/servers/api.js';
import { grantRoles } from '../support/worlds/grants.js';
import { temporaryFolder } from '../support/servers/temporary-folder.js';

const ISSUER = 'https://id.example.vn/realm';
const AUDIENCE = 'minh-chung';
const SUBJECT = 'person-1';
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;

/** The person whom the tokens are about, in every role. */
const HOLDER = Uuid.parse('00000000-0000-4000-8000-0000000000bb');
let product: TestApi;
let trap: Server;
let visits = 0;
const keys = new Map<string, { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey }>();
let stranger: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey };

beforeAll(async () => {
  trap = createServer((_, response) => {
    visits++;
    response.end('{"keys":[]}');
  }).listen(0, '127.0.0.1');
  const jwks = [];
  for (const alg of ALGORITHMS) {
    const pair = await generateKeyPair(alg, { extractable: true });
    keys.set(alg, pair);
    jwks.push({ ...(await exportJWK(pair.publicKey)), alg, kid: alg, use: 'sig' });
  }
  stranger = await generateKeyPair('RS256', { extractable: true });
  const file = join(temporaryFolder(), 'jwks.json');
  writeFileSync(file, JSON.stringify({ keys: jwks }));
  product = await testApi({ OIDC_ISSUER: ISSUER, OIDC_AUDIENCE: AUDIENCE, OIDC_JWKS_FILE: file });
  await product.api.app.get(AccountBook).add({
    kind: 'person',
    personId: HOLDER,
    username: 'oidc',
    displayName: 'OIDC',
    password: null,
    oidc: { issuer: ISSUER, subject: SUBJECT },
  });
  await grantRoles(product.api, HOLDER);
});
afterAll(async () => {
  trap.close();
  await product.close();
});

const now = () => Math.floor(Date.now() / 1000);
const claims = (more: object = {}) => ({
  iss: ISSUER,
  aud: AUDIENCE,
  sub: SUBJECT,
  iat: now(),
  nbf: now(),
  exp: now() + 300,
  ...more,
});
const header = (more: object = {}) => ({ alg: 'RS256', kid: 'RS256', typ: 'at+jwt', ...more }) as JWTHeaderParameters;
const keyOf = (alg: string): CryptoKey => keys.get(alg)?.privateKey ?? stranger.privateKey;
const signed = (payload: object = {}, head: object = {}, key?: CryptoKey) => {
  const protectedHeader = header(head);
  return new SignJWT(claims(payload)).setProtectedHeader(protectedHeader).sign(key ?? keyOf(protectedHeader.alg));
};
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const status = async (token: string) =>
  (await product.get('/api/sessions/current', { authorization: `Bearer ${token}` })).status;

it.each(ALGORITHMS)('a token of the provider, signed by %s, authenticates its person', async (alg) => {
  const token = await signed({}, { alg, kid: alg });
  const { status: taken, json } = await product.get('/api/sessions/current', { authorization: `Bearer ${token}` });
  expect([taken, (json as { personId: string }).personId]).toEqual([200, HOLDER]);
});

it('a clock difference of less than a minute is tolerated, and no more', async () => {
  expect(await status(await signed({ exp: now() - 50, iat: now() - 350, nbf: now() - 350 }))).toBe(200);
  expect(await status(await signed({ nbf: now() + 50 }))).toBe(200);
  expect(await status(await signed({ exp: now() - 70, iat: now() - 370, nbf: now() - 370 }))).toBe(401);
  expect(await status(await signed({ nbf: now() + 70 }))).toBe(401);
});

/** Each token has one fault. */
async function attacks(): Promise<readonly (readonly [string, string])[]> {
  const address = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/jwks`;
  const good = await signed();
  const [head = '', body = '', signature = ''] = good.split('.');
  const spki = await exportSPKI(keys.get('RS256')?.publicKey ?? stranger.publicKey);
  const hmac = (alg: string, secret: string) => {
    const text = `${encoded({ alg, kid: 'RS256', typ: 'at+jwt' })}.${encoded(claims())}`;
    return `${text}.${createHmac(alg.replace('HS', 'sha'), secret).update(text).digest('base64url')}`;
  };
  const own = await exportJWK(stranger.publicKey);
  const claim = async (name: string, more: object) => [name, await signed(more)] as const;
  const without = async (name: string) => {
    const payload = Object.fromEntries(Object.entries(claims()).filter(([key]) => key !== name));
    const token = await new CompactSign(Buffer.from(JSON.stringify(payload)))
      .setProtectedHeader(header())
      .sign(keyOf('RS256'));
    return [`without ${name}`, token] as const;
  };
  const headed = async (name: string, more: object, key?: CryptoKey) => [name, await signed({}, more, key)] as const;
  return [
    ...['none', 'None', 'NONE', 'nOnE', ''].map(
      (alg) => [`alg ${alg}`, `${encoded({ alg, typ: 'at+jwt' })}.${body}.`] as const,
    ),
    ...['none', 'None'].map(
      (alg) => [`alg ${alg} with a signature`, `${encoded({ alg, typ: 'at+jwt' })}.${body}.${signature}`] as const,
    ),
    ...['HS256', 'HS384', 'HS512'].flatMap((alg) => [
      [`${alg} by the public key`, hmac(alg, spki)] as const,
      [`${alg} by nothing`, hmac(alg, '')] as const,
    ]),
    ['a stranger’s key', await signed({}, {}, stranger.privateKey)],
    ['a stranger’s key under no kid', await signed({}, { kid: undefined }, stranger.privateKey)],
    ['PS256 under the kid of RS256', await signed({}, { alg: 'PS256' }, keyOf('PS256'))],
    [
      'RS256 said of a PS256 signature',
      `${head}.${body}.${(await signed({}, { alg: 'PS256', kid: 'PS256' })).split('.')[2] ?? ''}`,
    ],
    ['ES256 said of an RS256 signature', `${encoded(header({ alg: 'ES256', kid: 'ES256' }))}.${body}.${signature}`],
    await headed('jku', { jku: address }, stranger.privateKey),
    await headed('jku beside a good signature', { jku: address }),
    await headed('x5u', { x5u: address }, stranger.privateKey),
    await headed('jwk', { jwk: own }, stranger.privateKey),
    await headed('jwk beside a good signature', { jwk: own }),
    await headed('x5c', { x5c: ['MIIB'] }, stranger.privateKey),
    ...(await Promise.all(
      ['../../etc/passwd', "' or 1=1 --", 'http://127.0.0.1/', '', 'a'.repeat(2000), 'RS256\u0000', randomUUID()].map(
        (kid) => headed(`kid ${kid.slice(0, 20)}`, { kid }, stranger.privateKey),
      ),
    )),
    ['crit that nobody understands', `${encoded({ ...header(), crit: ['x'], x: 1 })}.${body}.${signature}`],
    ['b64 false', `${encoded({ ...header(), b64: false, crit: ['b64'] })}.${body}.${signature}`],
    await headed('typ JWT, as of an ID token', { typ: 'JWT' }),
    await headed('no typ', { typ: undefined }),
    await headed('typ dpop+jwt', { typ: 'dpop+jwt' }),
    await claim('another issuer', { iss: 'https://evil.example/realm' }),
    await claim('an issuer with a slash more', { iss: `${ISSUER}/` }),
    await claim('issuers in a list', { iss: [ISSUER] }),
    await claim('another audience', { aud: 'another' }),
    await claim('audiences without ours', { aud: ['a', 'b'] }),
    await claim('an empty audience', { aud: [] }),
    await claim('expired an hour ago', { exp: now() - 3600 }),
    await claim('expired at the beginning of time', { exp: 0 }),
    await claim('exp as a text', { exp: String(now() + 300) }),
    await claim('not before tomorrow', { nbf: now() + 86_400 }),
    await claim('made tomorrow', { iat: now() + 86_400 }),
    await claim('a subject that nobody has', { sub: 'nobody' }),
    await claim('an empty subject', { sub: '' }),
    await claim('a subject in a list', { sub: [SUBJECT] }),
    ...(await Promise.all(['iss', 'aud', 'sub', 'exp', 'iat'].map(without))),
    ['a signature cut short', good.slice(0, -4)],
    ['no signature', `${head}.${body}.`],
    ['two parts', `${head}.${body}`],
    ['four parts', `${good}.${signature}`],
    ['another payload', `${head}.${encoded(claims({ sub: 'person-2' }))}.${signature}`],
    ['a payload that is no JSON', `${head}.${Buffer.from('x').toString('base64url')}.${signature}`],
    ['a header that is no JSON', `${Buffer.from('x').toString('base64url')}.${body}.${signature}`],
    ['huge', await signed({ more: 'x'.repeat(9000) })],
    ['encrypted by its look', `${encoded({ alg: 'dir', enc: 'A256GCM' })}..${body}.${body}.${signature}`],
    ['nothing', ''],
    ['words', 'let me in'],
  ];
}

it('every other token is refused with the same answer, and nothing is fetched', async () => {
  const all = await attacks();
  expect(all.length).toBeGreaterThanOrEqual(60);
  const answers = new Set<string>();
  for (const [name, token] of all) {
    const answer = await product.get('/api/sessions/current', { authorization: `Bearer ${token}` });
    expect([name, answer.status]).toEqual([name, 401]);
    answers.add(answer.text.replace(/"requestId":"[^"]+"/, ''));
  }
  expect(answers.size).toBe(1);
  expect(visits).toBe(0);
});

it('many unknown keys fetch nothing', async () => {
  const tokens = await Promise.all(
    Array.from({ length: 50 }, () => signed({}, { kid: randomUUID() }, stranger.privateKey)),
  );
  expect(new Set(await Promise.all(tokens.map(status)))).toEqual(new Set([401]));
  expect(visits).toBe(0);
});

it('a person of the provider has the rights that were granted here, and no other', async () => {
  const personId = Uuid.parse(randomUUID());
  await product.api.app.get(AccountBook).add({
    kind: 'person',
    personId,
    username: 'oidc-2',
    displayName: 'OIDC 2',
    password: null,
    oidc: { issuer: ISSUER, subject: 'person-2' },
  });
  expect(await status(await signed({ sub: 'person-2', roles: ['admin'], scope: 'read:code-lists' }))).toBe(403);
});
