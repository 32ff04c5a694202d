import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Role } from '#features/access';
import { AccountBook, csrfOf, SESSION_COOKIE, SessionBook } from '#features/identity';
import { Uuid } from '#kernel/ids';
import { type Answered, testApi, type TestApi } from '../support/servers/api.js';
import { resetByTwo } from '../support/worlds/accounts.js';
import { grantRoles } from '../support/worlds/grants.js';

const PASSWORD = 'mật khẩu dài và riêng';
let product: TestApi;
beforeAll(async () => {
  product = await testApi();
});
afterAll(() => product.close());

async function somebody(roles: readonly Role[] = ['clerk']) {
  const personId = Uuid.parse(randomUUID());
  const username = `nguoi${personId.slice(0, 8)}`;
  const { accountId } = await product.api.app.get(AccountBook).add({
    kind: 'person',
    personId,
    username,
    displayName: 'Người thử',
    password: PASSWORD,
  });
  await grantRoles(product.api, personId, roles);
  return { personId, username, accountId };
}
const signIn = (username: string, password = PASSWORD) => product.post('/api/sessions', { username, password });
const tokenIn = ({ json }: Answered) => (json as { token: string }).token;
const who = (token: string) => product.get('/api/sessions/current', { authorization: `Bearer ${token}` });
const bare = ({ status, text }: Answered) => [status, text.replace(/"requestId":"[^"]+"/, '')];

describe('a session', () => {
  it('begins with a password, names its person, and ends when they sign out', async () => {
    const { username, personId } = await somebody();
    const begun = await signIn(username);
    expect(begun.status).toBe(201);
    const token = tokenIn(begun);
    expect((await who(token)).json).toMatchObject({ personId, displayName: 'Người thử' });
    const headers = { authorization: `Bearer ${token}` };
    const left = await fetch(new URL('/api/sessions/current', product.api.address), { method: 'DELETE', headers });
    expect([left.status, (await who(token)).status]).toEqual([204, 401]);
  });

  it('ends with the account, and when two persons have issued a new credential', async () => {
    for (const end of ['disable', 'reset'] as const) {
      const { username, accountId } = await somebody();
      const token = tokenIn(await signIn(username));
      expect((await who(token)).status).toBe(200);
      if (end === 'disable') expect((await product.post(`/api/accounts/${accountId}/disabling`, {})).status).toBe(204);
      else await resetByTwo(product, accountId);
      expect([end, (await who(token)).status]).toEqual([end, 401]);
      expect((await signIn(username)).status).toBe(401);
    }
  });

  it('ends after its lifetime or without use, also if it is cached', async () => {
    const { accountId, personId } = await somebody();
    const sessions = product.api.app.get(SessionBook);
    const { token } = await sessions.begin({ accountId, personId, displayName: '' });
    const bearer = { kind: 'session', token } as const;
    const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);
    expect((await sessions.holder(bearer))?.personId).toBe(personId);
    expect((await sessions.holder(bearer, later(29)))?.personId).toBe(personId);
    expect(await sessions.holder(bearer, later(29 + 31))).toBeNull();
    const { token: other } = await sessions.begin({ accountId, personId, displayName: '' });
    expect(await sessions.holder({ kind: 'session', token: other }, later(8 * 60 + 1))).toBeNull();
  });

  it('of a service has the rights that both its token and its roles give, and no others', async () => {
    const opened = await product.post('/api/service-accounts', {
      username: `bang${randomUUID().slice(0, 8)}`,
      displayName: 'Bảng',
    });
    const { accountId, personId } = opened.json as { accountId: string; personId: string };
    await grantRoles(product.api, Uuid.parse(personId), ['viewer']);
    const asked = { permissions: ['read:coverage', 'read:engagements'], days: 1 };
    const { json } = await product.post(`/api/service-accounts/${accountId}/tokens`, asked);
    const { token, tokenId } = json as { token: string; tokenId: string };
    const get = async (path: string) => (await product.get(path, { authorization: `Bearer ${token}` })).status;
    expect([await get('/api/coverage/default-rule'), await get('/api/terms'), await get('/api/engagements')]).toEqual([
      200, 403, 403,
    ]);
    const url = new URL(`/api/service-accounts/${accountId}/tokens/${tokenId}`, product.api.address);
    expect((await fetch(url, { method: 'DELETE', headers: product.tester })).status).toBe(204);
    expect(await get('/api/coverage/default-rule')).toBe(401);
  });
});

describe('signing in', () => {
  it('gives the same answer to a wrong password, an unknown name, and a name of the identity provider', async () => {
    const { username } = await somebody();
    const elsewhere = `kh${randomUUID().slice(0, 8)}`;
    await product.api.app
      .get(AccountBook)
      .add({ kind: 'person', username: elsewhere, displayName: 'x', password: null });
    const answers = [
      await signIn(username, 'wrong'),
      await signIn('khong-co-ai', 'wrong'),
      await signIn(elsewhere, 'wrong'),
    ];
    expect(new Set(answers.map((one) => JSON.stringify(bare(one)))).size).toBe(1);
    expect(answers[0]?.status).toBe(401);
  });

  it('must wait after five failures, also across a restart, but not from another address', async () => {
    const { username } = await somebody();
    const sessions = product.api.app.get(SessionBook);
    const try_ = (password: string, address: string, at: Date) =>
      sessions.signIn(username, password, address, at).then(
        () => 'in',
        (error: unknown) => (error as { code: string }).code,
      );
    const now = new Date();
    const tries = [];
    for (let i = 0; i < 6; i++) tries.push(await try_('wrong', '10.0.0.1', now));
    expect(tries).toEqual([...Array.from({ length: 5 }, () => 'unauthenticated'), 'too-many-attempts']);
    sessions.forget();
    expect(await try_(PASSWORD, '10.0.0.1', now)).toBe('too-many-attempts');
    expect(await try_(PASSWORD, '10.0.0.2', now)).toBe('in');
    expect(await try_(PASSWORD, '10.0.0.1', new Date(now.getTime() + 2000))).toBe('in');
    expect(await try_('wrong', '10.0.0.1', new Date(now.getTime() + 3000))).toBe('unauthenticated');
  });
});

describe('a browser', () => {
  const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    product.api.app.inject({
      method: 'POST',
      url: path,
      payload: new URLSearchParams(fields).toString(),
      headers: { host: 'localhost', 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  const own = { 'sec-fetch-site': 'same-origin' };

  it('gets a cookie hidden from scripts, other hosts and plain connections, and is redirected within this server only', async () => {
    const { username } = await somebody();
    for (const [next, location] of [
      ['/organizations?status=all', '/organizations?status=all'],
      ...['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/\t/evil.example'].map(
        (evil) => [evil, '/'] as const,
      ),
    ] as const) {
      const answer = await form('/sign-in', { username, password: PASSWORD, next }, own);
      expect([next, answer.statusCode, answer.headers.location]).toEqual([next, 303, location]);
      const cookie = String(answer.headers['set-cookie']);
      expect(cookie.startsWith(`${SESSION_COOKIE}=`)).toBe(true);
      for (const part of ['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(part);
      expect(cookie).not.toMatch(/domain/i);
    }
    const wrong = await form('/sign-in', { username, password: 'wrong', next: '/' }, own);
    expect([wrong.statusCode, wrong.headers['set-cookie']]).toEqual([401, undefined]);
  });

  it('changes nothing by requests that another site makes it send', async () => {
    const { accountId, personId, username } = await somebody();
    const { token } = await product.api.app.get(SessionBook).begin({ accountId, personId, displayName: '' });
    const cookie = { cookie: `${SESSION_COOKIE}=${token}` };
    const body = { name: 'x', rule: {}, effectiveFrom: '2026-01-01' };
    const send = async (headers: Record<string, string>) =>
      (
        await product.api.app.inject({
          method: 'POST',
          url: '/api/counting-rules',
          payload: body,
          headers: { host: 'localhost', 'idempotency-key': randomUUID(), ...cookie, ...headers },
        })
      ).statusCode;
    const csrf = { 'x-csrf-token': csrfOf(token) };
    expect(await send({})).toBe(403);
    expect(await send(own)).toBe(403);
    expect(await send({ ...csrf, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await send({ ...csrf, origin: 'http://evil.example' })).toBe(403);
    expect(await send({ ...own, 'x-csrf-token': csrfOf('another') })).toBe(403);
    expect(await send({ ...csrf, ...own })).toBe(422); // the request was accepted, and its body is invalid
    expect(await send({ ...csrf, origin: 'http://localhost' })).toBe(422);
    expect(
      (await form('/sign-in', { username, password: PASSWORD }, { 'sec-fetch-site': 'cross-site' })).statusCode,
    ).toBe(403);
    expect((await form('/api/counting-rules', { name: 'x' }, { ...cookie, ...csrf, ...own })).statusCode).toBe(415);
    const out = await form('/sign-out', { csrf: csrfOf(token) }, { ...cookie, ...own });
    expect([out.statusCode, (await who(token)).status]).toEqual([303, 401]);
  });

  it('without a session is redirected to sign in by a page, and gets 401 from the interface', async () => {
    const stale = { host: 'localhost', cookie: `${SESSION_COOKIE}=${'x'.repeat(43)}` };
    const page = await product.api.app.inject({ url: '/?asOf=2026-01-01', headers: { ...stale, accept: 'text/html' } });
    expect([page.statusCode, page.headers.location]).toEqual([303, '/sign-in?next=%2F%3FasOf%3D2026-01-01']);
    expect((await product.api.app.inject({ url: '/api/terms', headers: stale })).statusCode).toBe(401);
    expect((await product.api.app.inject({ url: '/api/terms', headers: { host: 'localhost' } })).statusCode).toBe(401);
  });

  it('of somebody whose roles show no figures is sent on to what they may do, in words', async () => {
    for (const [role, told, untold] of [
      ['admin', ['Người quản trị tài khoản, ở mọi tổ chức', 'Open, disable and reset accounts'], 'Operate the system'],
      [
        'operator',
        ['Người vận hành hệ thống, ở mọi tổ chức', 'Operate the system', 'href="/health/ready"'],
        'href="/"',
      ],
      [null, ['No role has been granted yet', 'href="/account/second-factor"'], 'Permitted'],
    ] as const) {
      const { personId, accountId } = await somebody(role === null ? [] : [role]);
      const { token } = await product.api.app.get(SessionBook).begin({ accountId, personId, displayName: '' });
      const headers = { host: 'localhost', cookie: `${SESSION_COOKIE}=${token}`, accept: 'text/html' };
      for (const url of ['/', '/organizations?status=all']) {
        const sent = await product.api.app.inject({ url, headers });
        expect([role, url, sent.statusCode, sent.headers.location]).toEqual([role, url, 303, '/account/rights']);
      }
      const { statusCode, body } = await product.api.app.inject({ url: '/account/rights', headers });
      expect([role, statusCode, told.filter((one) => !body.includes(one))]).toEqual([role, 200, []]);
      expect([role, body.includes(untold)]).toEqual([role, false]);
      expect(body).not.toMatch(/read:|[A-Z][a-z]+[A-Z][a-z]+Act|undefined/);
      expect((await product.api.app.inject({ url: '/', headers: { ...headers, accept: '*/*' } })).statusCode).toBe(403);
    }
  });

  it('gets a page about what it asked wrongly, and the interface a problem document', async () => {
    const { personId, accountId } = await somebody();
    const { token } = await product.api.app.get(SessionBook).begin({ accountId, personId, displayName: '' });
    const headers = { host: 'localhost', cookie: `${SESSION_COOKIE}=${token}`, accept: 'text/html' };
    for (const [url, status] of [
      ['/?asOf=31/31/2026', 422],
      ['/nowhere', 404],
    ] as const) {
      const page = await product.api.app.inject({ url, headers });
      expect([url, page.statusCode, page.headers['content-type']]).toEqual([url, status, 'text/html; charset=utf-8']);
      expect(page.body).toContain('<a href="/">Trang đầu | Front page</a>');
      expect([url, page.body.includes('ngày tính đến: Phải là một ngày có thật, ví dụ 31/10/2026.')]).toEqual([
        url,
        status === 422,
      ]);
      const interfaceAnswer = await product.api.app.inject({ url: `/api${url}`, headers });
      expect(interfaceAnswer.headers['content-type']).toContain('application/problem+json');
    }
  });
});
