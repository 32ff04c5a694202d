import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import type { Uuid } from '#kernel/ids';
import { grantRoles } from '../support/worlds/grants.js';
import { type TestApi, testApi } from '../support/servers/api.js';
import { CLIENT, identityProvider, Redirected, type TestProvider } from '../support/servers/identity-provider.js';

const OWN = 'https://minh-chung.example';
const ANSWER = `${OWN}/sign-in/provider/answer`;

let provider: TestProvider;
let product: TestApi;
let folder: string;
let browser: Redirected;
let subject: string;
let accountId: string;
let personId: Uuid;

beforeAll(async () => {
  provider = await identityProvider(ANSWER);
  folder = mkdtempSync(join(tmpdir(), 'mc-provider-'));
  const file = join(folder, 'secret');
  writeFileSync(file, `${provider.secret}\n`);
  chmodSync(file, 0o600);
  product = await testApi({
    PUBLIC_ORIGIN: OWN,
    DEPLOYMENT: 'connected',
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: CLIENT,
    OIDC_CLIENT_SECRET_FILE: file,
    OIDC_SECOND_FACTOR: 'mfa',
  });
});
afterAll(async () => {
  await product.close();
  await provider.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  const database = new pg.Client(product.environment.DATABASE_URL);
  await database.connect();
  await database.query('delete from identity.failures');
  await database.end();
  subject = randomUUID();
  const opened = await product.post('/api/accounts', {
    username: `ng${subject.slice(0, 8)}`,
    displayName: 'Người thử',
    oidc: { issuer: provider.issuer, subject },
  });
  expect(opened.status).toBe(201);
  ({ accountId, personId } = opened.json as { accountId: string; personId: Uuid });
  browser = new Redirected({ [OWN]: product.api.address });
  provider.be(subject);
});
afterEach(() => {
  jest.useRealTimers();
});

/** Goes to the provider and comes back up to the answer, which is not opened yet. */
const outAndBack = (at = browser) => at.follow(`${OWN}/sign-in/provider?next=/lists`, ANSWER);

/** What the browser is told: status, sentence, and whether it has a session. */
async function told(address: string, at = browser) {
  const response = await at.open(address);
  const sentence = /<p lang="en">([^<]*)/.exec(await response.text())?.[1] ?? '';
  return { status: response.status, sentence, session: at.cookies(OWN).get('__Host-session') };
}
const REFUSED = {
  status: 401,
  sentence:
    'Signing in failed: the answer of the identity provider cannot be used or came too late; sign in again from the start.',
  session: undefined,
};
const UNBOUND = {
  status: 403,
  sentence: 'No account of this system is bound to that identity; ask the administrator of accounts.',
  session: undefined,
};

const holderOf = (session: string | undefined) =>
  fetch(new URL('/api/sessions/current', product.api.address), {
    headers: { authorization: `Bearer ${session ?? ''}` },
  }).then(async (answer) => [answer.status, ((await answer.json()) as { kind?: string }).kind]);

/** The session rows of the account: whether each has a second factor. */
async function secondFactors(): Promise<readonly boolean[]> {
  const database = new pg.Client(product.environment.DATABASE_URL);
  await database.connect();
  const { rows } = await database.query<{ second_factor: boolean }>(
    'select second_factor from identity.sessions where account_id = $1',
    [accountId],
  );
  await database.end();
  return rows.map(({ second_factor: one }) => one);
}

describe('signing in at the identity provider', () => {
  it('is offered on the page of sign-in, and asks the provider for a code with PKCE, state and nonce', async () => {
    const page = await (await browser.open(`${OWN}/sign-in?next=/lists`)).text();
    expect(page).toContain('href="/sign-in/provider?next=%2Flists"');
    const left = await browser.open(`${OWN}/sign-in/provider`);
    const asked = new URL(left.headers.get('location') ?? '');
    expect([left.status, asked.origin]).toEqual([303, provider.issuer]);
    const { state, nonce, code_challenge: challenge, ...more } = Object.fromEntries(asked.searchParams);
    for (const random of [state, nonce, challenge]) expect(random).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(more).toEqual({
      client_id: CLIENT,
      code_challenge_method: 'S256',
      redirect_uri: ANSWER,
      response_type: 'code',
      scope: 'openid',
    });
    const [cookie] = left.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-signing-in=[^;]+; Max-Age=600; Path=\/; Secure; HttpOnly; SameSite=Lax$/);
  });

  it('begins a session of the account that is bound to the subject, and leads to the page that was asked for', async () => {
    const response = await browser.open(await outAndBack());
    expect([response.status, response.headers.get('refresh')]).toEqual([200, '0; url=/lists']);
    expect(response.headers.getSetCookie().join()).toMatch(/__Host-session=[^;]+; .*SameSite=Strict/);
    expect(browser.cookies(OWN).has('__Host-signing-in')).toBe(false);
    await grantRoles(product.api, personId, ['viewer']);
    expect(await holderOf(browser.cookies(OWN).get('__Host-session'))).toEqual([200, 'person']);
    expect(await secondFactors()).toEqual([false]);
  });

  it('counts as one with a second factor where the provider says so in the words that the operator named', async () => {
    provider.be(subject, ['pwd', 'mfa']);
    await browser.open(await outAndBack());
    provider.be(subject, ['pwd', 'otp']);
    const other = new Redirected({ [OWN]: product.api.address });
    await other.open(await outAndBack(other));
    expect((await secondFactors()).toSorted()).toEqual([false, true]);
  });

  it('leads to no other site', async () => {
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
      const back = await browser.follow(`${OWN}/sign-in/provider?${new URLSearchParams({ next }).toString()}`, ANSWER);
      expect((await browser.open(back)).headers.get('refresh')).toBe('0; url=/');
    }
  });
});

describe('an answer of the identity provider', () => {
  const changed = (address: string, name: string, value: string | null) => {
    const url = new URL(address);
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
    return url.href;
  };

  it('is refused with another state, or none', async () => {
    const back = await outAndBack();
    const other = new Redirected({ [OWN]: product.api.address });
    const { state = '' } = Object.fromEntries(new URL(await outAndBack(other)).searchParams);
    for (const value of [state, 'x', null]) {
      const again = await outAndBack();
      expect(await told(changed(again, 'state', value))).toEqual(REFUSED);
    }
    expect(await told(back, new Redirected({ [OWN]: product.api.address }))).toEqual(REFUSED);
  });

  it('is taken once', async () => {
    const back = await outAndBack();
    const cookie = browser.cookies(OWN).get('__Host-signing-in') ?? '';
    const again = new Redirected({ [OWN]: product.api.address });
    again.cookies(OWN).set('__Host-signing-in', cookie);
    expect((await told(back)).status).toBe(200);
    const before = provider.asked();
    expect(await told(back, again)).toEqual(REFUSED);
    expect(provider.asked()).toBe(before);
  });

  it('is taken once of eight at the same time', async () => {
    const back = await outAndBack();
    const cookie = browser.cookies(OWN).get('__Host-signing-in') ?? '';
    const tries = Array.from({ length: 8 }, () => {
      const one = new Redirected({ [OWN]: product.api.address });
      one.cookies(OWN).set('__Host-signing-in', cookie);
      return told(back, one);
    });
    expect((await Promise.all(tries)).map(({ status }) => status).toSorted()).toEqual([
      200,
      ...Array<number>(7).fill(401),
    ]);
  });

  it('is refused with a code that was redeemed before, or belongs to another sign-in', async () => {
    const used = new URL(await outAndBack()).searchParams.get('code');
    const other = await outAndBack();
    expect(await told(changed(other, 'code', used))).toEqual(REFUSED);
    const back = await outAndBack();
    expect(await told(changed(back, 'code', 'x'))).toEqual(REFUSED);
  });

  it('is refused if the ID token holds another nonce', async () => {
    const left = await browser.open(`${OWN}/sign-in/provider`);
    const asked = changed(left.headers.get('location') ?? '', 'nonce', 'x'.repeat(43));
    expect(await told(await browser.follow(asked, ANSWER))).toEqual(REFUSED);
  });

  it('is refused if it names another issuer, or none where the provider always names itself', async () => {
    expect(await told(changed(await outAndBack(), 'iss', 'https://evil.example'))).toEqual(REFUSED);
    expect(await told(changed(await outAndBack(), 'iss', null))).toEqual(REFUSED);
  });

  it('is refused if the provider refused', async () => {
    const back = new URL(await outAndBack());
    back.searchParams.delete('code');
    back.searchParams.set('error', 'access_denied');
    expect(await told(back.href)).toEqual(REFUSED);
  });

  it('is refused after ten minutes', async () => {
    const back = await outAndBack();
    jest.useFakeTimers({
      doNotFake: [
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'setImmediate',
        'clearImmediate',
        'setInterval',
        'clearInterval',
        'setTimeout',
        'clearTimeout',
      ],
      now: Date.now() + 601_000,
    });
    expect(await told(back)).toEqual(REFUSED);
  });

  it('makes no account: a subject that none is bound to, and one whose account is disabled, get the same page', async () => {
    provider.be(randomUUID());
    expect(await told(await outAndBack())).toEqual(UNBOUND);
    browser = new Redirected({ [OWN]: product.api.address });
    provider.be(subject);
    const back = await outAndBack();
    expect((await product.post(`/api/accounts/${accountId}/disabling`, {})).status).toBe(204);
    expect(await told(back)).toEqual(UNBOUND);
    expect(await secondFactors()).toEqual([]);
  });

  it('is waited for longer and longer after many that were refused', async () => {
    const statuses = [];
    for (let n = 0; n < 22; n++) statuses.push((await told(`${ANSWER}?state=x&code=x`)).status);
    expect(statuses.slice(0, 20)).toEqual(Array<number>(20).fill(401));
    expect(statuses.at(-1)).toBe(429);
  });
});
