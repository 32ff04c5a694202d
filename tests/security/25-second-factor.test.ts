import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { AccountBook, SessionBook } from '#features/identity';
import { Uuid } from '#kernel/ids';
import { type TestApi, testApi } from '../support/servers/api.js';
import { testServerUrl } from '../support/servers/postgres.js';
import { administer } from '../support/servers/template.js';
import { grantRoles } from '../support/worlds/grants.js';
import { codeOf, earlyInStep } from '../support/worlds/totp-codes.js';

const PASSWORD = 'mật khẩu dài và riêng';

let ward: TestApi;
let database: pg.Client;
beforeAll(async () => {
  ward = await testApi({}, { purpose: 'WARD' });
  database = new pg.Client(ward.environment.DATABASE_URL);
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await ward.close();
});
beforeEach(() => database.query('delete from identity.failures'));

interface Person {
  readonly accountId: Uuid;
  readonly personId: Uuid;
  readonly username: string;
}

async function person(roles: Parameters<typeof grantRoles>[2] = ['viewer']): Promise<Person> {
  const username = `ng${randomUUID().slice(0, 8)}`;
  const added = { kind: 'person', username, displayName: 'Người thử', password: PASSWORD } as const;
  const { accountId, personId } = await ward.api.app.get(AccountBook).add(added);
  await grantRoles(ward.api, personId, roles);
  return { accountId, personId, username };
}

interface Answer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>> & { readonly errors?: readonly { readonly field: string }[] };
}
async function send(path: string, body?: object, token?: string): Promise<Answer> {
  const response = await fetch(new URL(path, ward.api.address), {
    method: body ? 'POST' : 'GET',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, json: (text === '' ? {} : JSON.parse(text)) as Answer['json'] };
}
const signIn = ({ username }: Pick<Person, 'username'>, code?: string, password = PASSWORD) =>
  send('/api/sessions', { username, password, ...(code === undefined ? {} : { code }) });
const tokenOf = async (one: Person, code?: string) => String((await signIn(one, code)).json.token);

/** Sets up a second factor. The first code is of the step before, so that the present one is still to be used. */
async function withFactor(one: Person) {
  const token = await tokenOf(one);
  const { secret } = (await send('/api/account/second-factor', {}, token)).json as { secret: string };
  await earlyInStep();
  const confirmed = await send('/api/account/second-factor/confirmation', { code: codeOf(secret, -1) }, token);
  expect(confirmed.status).toBe(201);
  return { token, secret, recovery: confirmed.json.recoveryCodes as readonly string[] };
}

const UNAUTHENTICATED = [401, 'unauthenticated'];
const toldOf = ({ status, json }: Answer) => [status, json.code];

describe('setting up a second factor', () => {
  it('gives a secret once, needs a first code, and gives ten recovery codes', async () => {
    const one = await person();
    const token = await tokenOf(one);
    const begun = await send('/api/account/second-factor', {}, token);
    const { secret, address } = begun.json as { secret: string; address: string };
    expect([begun.status, new URL(address).searchParams.get('secret')]).toEqual([201, secret]);
    const wrong = await send('/api/account/second-factor/confirmation', { code: '000000' }, token);
    expect([wrong.status, wrong.json.errors?.map(({ field }) => field)]).toEqual([422, ['code']]);
    expect((await signIn(one)).status).toBe(201);
    const right = await send('/api/account/second-factor/confirmation', { code: codeOf(secret) }, token);
    expect([right.status, (right.json.recoveryCodes as unknown[]).length]).toEqual([201, 10]);
    expect((await send('/api/account/second-factor', undefined, token)).json).toEqual({
      isInForce: true,
      recoveryCodesLeft: 10,
    });
    expect(toldOf(await send('/api/account/second-factor', {}, token))).toEqual([409, 'HasSecondFactor']);
  });

  it('keeps the secret sealed and the recovery codes hashed, and tells the log neither', async () => {
    const { secret, recovery } = await withFactor(await person());
    const { rows } = await database.query<{ text: string }>(
      `select f::text as text from identity.second_factors f union all
       select r::text from identity.recovery_codes r union all select record from log.events`,
    );
    const all = rows.map(({ text }) => text).join('\n');
    expect(all).toContain('SecondFactorAdded');
    expect(all).toContain('mcs2.A256GCM.');
    for (const one of [secret, ...recovery, ...recovery.map((code) => code.replaceAll('-', ''))])
      expect(all).not.toContain(one);
  });
});

describe('signing in with a second factor', () => {
  it('takes a code with the password, and answers alike to no code, a wrong code and a wrong password', async () => {
    const one = await person();
    const { secret } = await withFactor(one);
    const code = codeOf(secret);
    for (const [given, password] of [
      [undefined, PASSWORD],
      ['', PASSWORD],
      ['000000', PASSWORD],
      ['abcd-efgh-2345-6777', PASSWORD],
      [codeOf(secret, -5), PASSWORD],
      [code, 'sai mật khẩu'],
    ] as const) {
      expect(toldOf(await signIn(one, given, password))).toEqual(UNAUTHENTICATED);
      await database.query('delete from identity.failures');
    }
    expect((await signIn(one, `${code.slice(0, 3)} ${code.slice(3)}`)).status).toBe(201);
  });

  it('takes a code once, and none of an earlier step afterwards', async () => {
    const one = await person();
    const { secret } = await withFactor(one);
    const [earlier, code] = [codeOf(secret, 0), codeOf(secret, 1)];
    expect((await signIn(one, code)).status).toBe(201);
    expect(toldOf(await signIn(one, code))).toEqual(UNAUTHENTICATED);
    expect(toldOf(await signIn(one, earlier))).toEqual(UNAUTHENTICATED);
  });

  it('takes a code once of eight at the same time', async () => {
    const one = await person();
    const { secret, recovery } = await withFactor(one);
    for (const code of [codeOf(secret), recovery[3] ?? '']) {
      await database.query('delete from identity.failures');
      const sessions = ward.api.app.get(SessionBook);
      const tries = Array.from({ length: 8 }, (_, n) =>
        sessions.signIn(one.username, PASSWORD, `10.9.0.${n}`, new Date(), code).then(
          () => 'in',
          () => 'out',
        ),
      );
      expect((await Promise.all(tries)).toSorted()).toEqual(['in', ...Array<string>(7).fill('out')]);
    }
  });

  it('takes each recovery code once, whatever its capitals and hyphens', async () => {
    const one = await person();
    const { recovery } = await withFactor(one);
    const [first = '', second = ''] = recovery;
    expect((await signIn(one, first)).status).toBe(201);
    expect(toldOf(await signIn(one, first))).toEqual(UNAUTHENTICATED);
    expect((await signIn(one, ` ${second.replaceAll('-', '').toUpperCase()} `)).status).toBe(201);
    const token = await tokenOf(one, recovery[2]);
    expect((await send('/api/account/second-factor', undefined, token)).json.recoveryCodesLeft).toBe(7);
    const other = await person();
    await withFactor(other);
    expect(toldOf(await signIn(other, recovery[4]))).toEqual(UNAUTHENTICATED);
  });

  it('ignores a code of somebody who has none', async () => {
    const one = await person();
    for (const code of ['123456', 'abcd-efgh-2345-6777', '?']) expect((await signIn(one, code)).status).toBe(201);
  });

  it('slows guesses of a code as it slows guesses of a password', async () => {
    const one = await person();
    await withFactor(one);
    const statuses = [];
    for (let n = 0; n < 7; n++) statuses.push((await signIn(one, '000000')).status);
    expect(statuses.slice(0, 5)).toEqual(Array<number>(5).fill(401));
    expect(statuses).toContain(429);
  });
});

describe('a role by which one signs, in a WARD store', () => {
  const GRANT = '/api/accounts';

  it('counts only in a session with a second factor, and the refusal says so in both languages', async () => {
    const admin = await person(['admin']);
    const token = await tokenOf(admin);
    const { status, json } = await send(GRANT, undefined, token);
    expect([status, json.code]).toEqual([403, 'second-factor-needed']);
    expect(json.titles).toEqual({
      vi: expect.stringContaining('mã xác thực'),
      en: expect.stringContaining('set one up'),
    });
    const { secret, token: strong } = await withFactor(admin);
    expect((await send(GRANT, undefined, strong)).status).toBe(200);
    expect((await send(GRANT, undefined, token)).json.code).toBe('second-factor-needed');
    expect((await send(GRANT, undefined, await tokenOf(admin, codeOf(secret)))).status).toBe(200);
  });

  it('is held beside other roles, which need none', async () => {
    const token = await tokenOf(await person(['admin', 'clerk']));
    expect((await send('/api/organizations', undefined, token)).status).toBe(200);
    expect((await send(GRANT, undefined, token)).json.code).toBe('second-factor-needed');
    const stranger = await tokenOf(await person(['clerk']));
    expect((await send(GRANT, undefined, stranger)).json.code).toBe('forbidden');
  });

  it('needs none in a DEMO store', async () => {
    const demo = await testApi();
    const username = `ng${randomUUID().slice(0, 8)}`;
    const { personId } = await demo.api.app
      .get(AccountBook)
      .add({ kind: 'person', username, displayName: 'Người thử', password: PASSWORD });
    await grantRoles(demo.api, personId, ['admin']);
    const { token } = await demo.api.app.get(SessionBook).signIn(username, PASSWORD, '127.0.0.1');
    const { status } = await demo.get(GRANT, { authorization: `Bearer ${token}` });
    await demo.close();
    expect(status).toBe(200);
  });
});

describe('removing a second factor', () => {
  const REMOVAL = '/api/account/second-factor/removal';

  it('takes the password and a code from its holder, and weakens the sessions', async () => {
    const admin = await person(['admin']);
    const { secret, recovery, token } = await withFactor(admin);
    const [right = ''] = recovery;
    for (const [password, code] of [
      ['sai mật khẩu', right],
      [PASSWORD, '000000'],
    ] as const) {
      const { status, json } = await send(REMOVAL, { password, code }, token);
      expect([status, json.errors?.map(({ field }) => field)]).toEqual([422, ['code']]);
    }
    expect((await send(REMOVAL, { password: PASSWORD, code: codeOf(secret) }, token)).status).toBe(204);
    expect((await send('/api/accounts', undefined, token)).json.code).toBe('second-factor-needed');
    expect((await signIn(admin)).status).toBe(201);
    expect(toldOf(await send(REMOVAL, { password: PASSWORD, code: right }, token))).toEqual([409, 'NoSecondFactor']);
  });

  it('of somebody who signs takes two others', async () => {
    const chair = await person(['inspection-chair']);
    await withFactor(chair);
    const [one, two] = [await person(['admin']), await person(['admin'])];
    const [first, second] = [(await withFactor(one)).token, (await withFactor(two)).token];
    const path = `/api/accounts/${chair.accountId}`;
    const asked = await send(`${path}/second-factor-removal`, { reason: 'mất điện thoại' }, first);
    expect([asked.status, typeof asked.json.request]).toEqual([201, 'number']);
    expect(toldOf(await signIn(chair))).toEqual(UNAUTHENTICATED);
    const agreement = { request: asked.json.request };
    expect((await send(`${path}/agreement`, agreement, first)).status).toBe(409);
    expect((await send(`${path}/agreement`, agreement, second)).status).toBe(201);
    expect((await signIn(chair)).status).toBe(201);
  });

  it('of somebody who only reads figures takes one other', async () => {
    const viewer = await person(['viewer']);
    await withFactor(viewer);
    const { token } = await withFactor(await person(['admin']));
    const asked = await send(`/api/accounts/${viewer.accountId}/second-factor-removal`, { reason: null }, token);
    expect([asked.status, asked.json.request]).toEqual([201, null]);
    expect((await signIn(viewer)).status).toBe(201);
  });
});

describe('while the key store is down', () => {
  it('a recovery code signs in, and a code of an app is answered 503 for every name', async () => {
    const one = await person();
    const { secret, recovery } = await withFactor(one);
    const other = await person();
    const keys = `${new URL(ward.environment.DATABASE_URL ?? '').pathname.slice(1)}_keys`;
    await administer(testServerUrl(), `alter database ${keys} with allow_connections false`);
    await administer(
      testServerUrl(),
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${keys}'`,
    );
    try {
      const code = codeOf(secret);
      expect(toldOf(await signIn({ username: `khong${randomUUID().slice(0, 8)}` }, code))).toEqual([
        503,
        'keys-unavailable',
      ]);
      expect(toldOf(await signIn(other, code))).toEqual([503, 'keys-unavailable']);
      expect((await signIn(one, recovery[0])).status).toBe(201);
      expect((await signIn(other)).status).toBe(201);
    } finally {
      await administer(testServerUrl(), `alter database ${keys} with allow_connections true`);
    }
  });
});
