import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { AccountBook, SESSION_COOKIE, SessionBook } from '#features/identity';
import { Uuid } from '#kernel/ids';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { createLogger } from '#platform/http/logging';
import { type Api, startApi } from '../../apps/api/api.js';
import { type Answered, testApi, type TestApi } from '../support/servers/api.js';
import { grantRoles } from '../support/worlds/grants.js';
import { temporaryFolder } from '../support/servers/temporary-folder.js';

/** The documented limit: within a minute (docs/operations.md "Accounts"). */
const PROMISED_MS = 60_000;
const ISSUER = 'https://id.example.vn/realm';
const PASSWORD = 'mật khẩu dài và riêng';

let one: TestApi;
/** Another process on the same databases, without projections. */
let other: Api;
let ward: string;
let tokenOf: (subject: string) => Promise<string>;

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const file = join(temporaryFolder(), 'jwks.json');
  writeFileSync(file, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'a' }] }));
  one = await testApi({ OIDC_ISSUER: ISSUER, OIDC_AUDIENCE: 'minh-chung', OIDC_JWKS_FILE: file });
  other = await startApi({ ...one.api.config, projections: 'off' }, { logger: createLogger('fatal') });
  const body = { name: 'Đảng bộ phường', type: 'WARD_ORGANIZATION', parentId: null, establishedOn: '2025-07-01' };
  const founded = await one.post('/api/organizations', body);
  expect(founded.status).toBe(201);
  ward = (founded.json as { id: string }).id;
  tokenOf = (subject) =>
    new SignJWT({ iss: ISSUER, aud: 'minh-chung', sub: subject })
      .setProtectedHeader({ alg: 'ES256', kid: 'a', typ: 'at+jwt' })
      .setIssuedAt()
      .setExpirationTime('10 minutes')
      .sign(privateKey);
});
afterAll(async () => {
  await other.close();
  await one.close();
});

interface Grants {
  readonly grants: readonly { readonly grantId: string }[];
}
type Headers = Readonly<Record<string, string>>;
const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });

async function somebody() {
  const personId = Uuid.parse(randomUUID());
  const account = {
    kind: 'person',
    personId,
    username: `ng${personId.slice(0, 8)}`,
    displayName: 'Người thử',
  } as const;
  const oidc = { issuer: ISSUER, subject: personId };
  const { accountId } = await one.api.app.get(AccountBook).add({ ...account, password: PASSWORD, oidc });
  await grantRoles(one.api, personId, ['viewer']);
  const begin = () => one.api.app.get(SessionBook).begin({ accountId, personId, displayName: '' });
  return { accountId, personId, username: account.username, token: (await begin()).token };
}

const PATH = '/api/coverage/default-rule';
const asked = async (address: string, headers: Headers): Promise<number> =>
  (await fetch(new URL(PATH, address), { headers })).status;

/** A credential that both processes accept, and the act at the first process that ends it. */
interface Ending {
  readonly name: string;
  readonly headers: Headers;
  readonly end: () => Promise<Answered | Response>;
  readonly then: number;
}

async function endings(): Promise<readonly Ending[]> {
  const [disabled, changed, left, browser, provider, program, demoted] = await Promise.all(
    Array.from({ length: 7 }, somebody),
  );
  if (!disabled || !changed || !left || !browser || !provider || !program || !demoted) throw new Error('seven persons');
  const disable = (accountId: string) => () => one.post(`/api/accounts/${accountId}/disabling`, {});
  const remove = (path: string, headers: Headers) => () =>
    fetch(new URL(path, one.api.address), { method: 'DELETE', headers });
  const opened = await one.post('/api/service-accounts', {
    username: `b${randomUUID().slice(0, 8)}`,
    displayName: 'B',
  });
  const service = opened.json as { accountId: string; personId: string };
  await grantRoles(one.api, Uuid.parse(service.personId), ['viewer']);
  const tokens = `/api/service-accounts/${service.accountId}/tokens`;
  const issued = await one.post(tokens, { permissions: ['read:coverage'], days: 1 });
  const { token, tokenId } = issued.json as { token: string; tokenId: string };
  const grants = (await one.get(`/api/grants?personId=${demoted.personId}`)).json as Grants;
  const grantId = grants.grants[0]?.grantId ?? '';
  return [
    { name: 'a disabled account', headers: bearer(disabled.token), end: disable(disabled.accountId), then: 401 },
    {
      name: 'a disabled account in a browser',
      headers: { cookie: `${SESSION_COOKIE}=${browser.token}` },
      end: disable(browser.accountId),
      then: 401,
    },
    {
      name: 'a disabled account at the provider',
      headers: bearer(await tokenOf(provider.personId)),
      end: disable(provider.accountId),
      then: 401,
    },
    {
      name: 'a credential issued anew',
      headers: bearer(changed.token),
      then: 401,
      end: () => one.post(`/api/accounts/${changed.accountId}/credential`, {}),
    },
    {
      name: 'signing out',
      headers: bearer(left.token),
      then: 401,
      end: remove('/api/sessions/current', bearer(left.token)),
    },
    {
      name: 'a revoked token',
      headers: bearer(token),
      then: 401,
      end: remove(`${tokens}/${tokenId}`, one.tester),
    },
    {
      name: 'a withdrawn role',
      headers: bearer(demoted.token),
      then: 403,
      end: () =>
        one.post(`/api/persons/${demoted.personId}/grants/${grantId}/withdrawal`, { reason: 'Chuyển công tác' }),
    },
  ];
}

describe('an act that ends access at one process', () => {
  it('ends access at every other process within a minute, for each kind of credential, and no access of others', async () => {
    const all = await endings();
    const bystander = bearer((await somebody()).token);
    for (const address of [one.api.address, other.address])
      for (const { name, headers } of all) expect([name, await asked(address, headers)]).toEqual([name, 200]);
    const ended = performance.now();
    for (const { name, end } of all)
      expect([name, [200, 201, 204].includes((await end()).status)]).toEqual([name, true]);
    /** Waits until the process refuses the credential. */
    const refused = async (address: string, { headers }: Ending): Promise<number> => {
      for (;;) {
        const status = await asked(address, headers);
        if (status !== 200 || performance.now() - ended > PROMISED_MS) return status;
        await sleep(250);
      }
    };
    const found = (address: string) =>
      Promise.all(all.map(async (ending) => [ending.name, await refused(address, ending)]));
    const wanted = all.map(({ name, then }) => [name, then]);
    expect(await found(other.address)).toEqual(wanted);
    expect(performance.now() - ended).toBeLessThan(PROMISED_MS);
    expect(await found(one.api.address)).toEqual(wanted);
    for (const address of [one.api.address, other.address]) expect(await asked(address, bystander)).toBe(200);
  }, 120_000);

  it('takes effect at once in its own process', async () => {
    for (const { name, headers, end, then } of await endings()) {
      expect([name, await asked(one.api.address, headers)]).toEqual([name, 200]);
      await end();
      if (then === 401) expect([name, await asked(one.api.address, headers)]).toEqual([name, then]);
    }
  });

  it('prevents signing in again by the password, at any process', async () => {
    const { accountId, username } = await somebody();
    const signIn = async (address: string) => {
      const body = JSON.stringify({ username, password: PASSWORD });
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
      return (await fetch(new URL('/api/sessions', address), init)).status;
    };
    expect([await signIn(one.api.address), await signIn(other.address)]).toEqual([201, 201]);
    expect((await one.post(`/api/accounts/${accountId}/disabling`, {})).status).toBe(204);
    expect([await signIn(one.api.address), await signIn(other.address)]).toEqual([401, 401]);
  });
});

describe('a stream of figures (SSE)', () => {
  it(
    'sends nothing more and ends once the reader’s session or role has ended; other readers go on',
    async () => {
      const [gone, demoted, stays] = await Promise.all([somebody(), somebody(), somebody()]);
      const leave = new AbortController();
      const path = '/api/coverage/stream?from=2025-07-01&to=2030-06-30';
      const open = async ({ token }: { readonly token: string }) => {
        const init = { headers: bearer(token), signal: leave.signal };
        const { status, body } = await fetch(new URL(path, one.api.address), init);
        expect(status).toBe(200);
        return body?.pipeThrough(new TextDecoderStream()).values();
      };
      const [first, second, third] = await Promise.all([gone, demoted, stays].map(open));
      const grants = (await one.get(`/api/grants?personId=${demoted.personId}`)).json as Grants;
      const withdrawal = `/api/persons/${demoted.personId}/grants/${grants.grants[0]?.grantId ?? ''}/withdrawal`;
      expect((await one.post(`/api/accounts/${gone.accountId}/disabling`, {})).status).toBe(204);
      expect((await one.post(withdrawal, { reason: 'Chuyển công tác' })).status).toBe(201);
      await one.get(`/api/grants?after=${String(await one.api.platform.store.head())}`);
      // otherwise it would take up to a second until the grant's end is known
      await one.api.app.get<Authority>(AUTHORITY).refresh();
      await sleep(1000); // what was being sent when the grant ended has arrived by then
      const cell = { name: 'Chi bộ 1', type: 'BASE_CELL', parentId: ward, establishedOn: '2025-07-01' };
      expect((await one.post('/api/organizations', cell)).status).toBe(201);
      const toldUntil = async (times: number, chunks: AsyncIterator<string> | undefined): Promise<number> => {
        let text = '';
        const told = () => text.match(/^event: figures$/gm)?.length ?? 0;
        for (let next = await chunks?.next(); next && !next.done; next = await chunks?.next()) {
          text += next.value;
          if (told() >= times) break;
        }
        return told();
      };
      const found = await Promise.all([toldUntil(9, first), toldUntil(9, second), toldUntil(2, third)]);
      expect(found).toEqual([1, 1, 2]);
      leave.abort();
    },
    PROMISED_MS,
  );
});
