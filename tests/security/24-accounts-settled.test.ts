import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { AccountBook, csrfOf, Passwords, SESSION_COOKIE, SessionBook } from '#features/identity';
import { Uuid } from '#kernel/ids';
import { Executor } from '#platform/commands/execute';
import { type Answered, testApi, type TestApi } from '../support/servers/api.js';
import { personWith, type Shown } from '../support/worlds/accounts.js';

const PASSWORD = 'mật khẩu dài và riêng';
let product: TestApi;
let admin: Awaited<ReturnType<typeof personWith>>;
beforeAll(async () => {
  product = await testApi({}, { purpose: 'WARD' });
  admin = await personWith(product, 'admin');
});
afterAll(() => product.close());

const as = ({ headers }: typeof admin, path: string, body: object) => product.post(path, body, { ...headers });
const shownIn = ({ json }: Answered) => json as Shown;
const fields = ({ json }: Answered) => (json as { errors: { field: string }[] }).errors.map(({ field }) => field);
const book = () => product.api.app.get(AccountBook);
const opens = async (username: string, password: string) =>
  (await product.post('/api/sessions', { username, password })).status === 201;
const opening = () => {
  const username = `ng${randomUUID().slice(0, 8)}`;
  return { username, body: { username, displayName: 'Người thử' } };
};
async function somebody() {
  const { username } = opening();
  const person = { kind: 'person', username, displayName: 'Người thử', password: PASSWORD } as const;
  return { ...(await book().add(person)), username };
}

describe('a crash between the log and the row of an account', () => {
  const stopAfter = (event: string) => {
    const execute = Reflect.get(Executor.prototype, 'execute');
    return jest.spyOn(Executor.prototype, 'execute').mockImplementation(async function (this: Executor, ...given) {
      const receipt = await execute.apply(this, given);
      if (given[0].category === 'account') throw new Error(`stopped after ${event}`);
      return receipt;
    });
  };
  const rowOf = async (username: string) => (await book().list()).find((row) => row.username === username);

  it('leaves an opened account that nothing opens, until its credential is reset', async () => {
    const { username, body } = opening();
    const stopped = stopAfter('the opening');
    try {
      expect((await as(admin, '/api/accounts', body)).status).toBe(500);
    } finally {
      stopped.mockRestore();
    }
    expect((await rowOf(username))?.inUseSince).toBeNull();
    await book().settleAll();
    const row = await rowOf(username);
    expect(row?.inUseSince).not.toBeNull();
    const { credential } = shownIn(await as(admin, `/api/accounts/${row?.accountId ?? ''}/credential`, {}));
    expect(await opens(username, credential ?? '')).toBe(true);
  });

  it('leaves no old password in force after a reset was recorded', async () => {
    const { username, accountId } = await somebody();
    const stopped = stopAfter('the reset');
    try {
      expect((await as(admin, `/api/accounts/${accountId}/credential`, {})).status).toBe(500);
    } finally {
      stopped.mockRestore();
    }
    await book().settleAll();
    expect(await opens(username, PASSWORD)).toBe(false);
    const { credential } = shownIn(await as(admin, `/api/accounts/${accountId}/credential`, {}));
    expect(await opens(username, credential ?? '')).toBe(true);
  });

  it('leaves a disabled account disabled', async () => {
    const { username, accountId } = await somebody();
    const stopped = stopAfter('the disabling');
    try {
      expect((await as(admin, `/api/accounts/${accountId}/disabling`, {})).status).toBe(500);
    } finally {
      stopped.mockRestore();
    }
    await book().settleAll();
    expect([await opens(username, PASSWORD), (await rowOf(username))?.disabledAt === null]).toEqual([false, false]);
  });

  it('frees a name whose account was never recorded, at the next attempt', async () => {
    const { username, body } = opening();
    const stopped = jest
      .spyOn(Executor.prototype, 'execute')
      .mockRejectedValue(new Error('stopped before the opening'));
    try {
      expect((await as(admin, '/api/accounts', body)).status).toBe(500);
    } finally {
      stopped.mockRestore();
    }
    expect(fields(await as(admin, '/api/accounts', body))).toEqual(['username']); // it may still be under way
    await book().settleAll(new Date(Date.now() + 61_000));
    expect([await rowOf(username), (await as(admin, '/api/accounts', body)).status]).toEqual([undefined, 201]);
  });
});

describe('an account from before such acts were recorded', () => {
  it('is recorded at the next start, and its password opens only the choice of another', async () => {
    const { username } = opening();
    const [accountId, personId] = [randomUUID(), Uuid.parse(randomUUID())];
    const hash = await new Passwords().hash(PASSWORD);
    await product.api.platform.pool.query(
      `insert into identity.accounts (account_id, person_id, kind, username, display_name, password_hash, created_at,
        in_use_since, unsettled_since, must_choose)
      values ($1, $2, 'person', $3, 'Người thử', $4, now(), now(), now(), true)`,
      [accountId, personId, username, hash],
    );
    await book().settleAll();
    expect(await book().known(personId)).toMatchObject({ accountId, issuers: 'UNKNOWN', mustChoose: true });
    const granting = { role: 'clerk', organizationId: null, from: '2026-01-01' };
    const granted = await as(admin, `/api/persons/${personId}/grants`, granting);
    expect((granted.json as { code: string }).code).toBe('CredentialOfOne');
    const { json } = await product.post('/api/sessions', { username, password: PASSWORD });
    const { token, mustChoose } = json as { token: string; mustChoose: boolean };
    const own = { personId, headers: { authorization: `Bearer ${token}` } };
    expect(mustChoose).toBe(true);
    const chosen = await as(own, '/api/account/password', { current: PASSWORD, password: `${PASSWORD} 2` });
    expect([chosen.status, await opens(username, PASSWORD), await opens(username, `${PASSWORD} 2`)]).toEqual([
      204,
      false,
      true,
    ]);
  });
});

describe('the page of the own account', () => {
  const form = (path: string, token: string | null, body: Record<string, string>) =>
    product.api.app.inject({
      method: 'POST',
      url: path,
      payload: new URLSearchParams(token === null ? body : { ...body, csrf: csrfOf(token) }).toString(),
      headers: {
        host: 'localhost',
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
        ...(token === null ? {} : { cookie: `${SESSION_COOKIE}=${token}` }),
      },
    });
  const page = (token: string) =>
    product.api.app.inject({ url: '/account', headers: { host: 'localhost', cookie: `${SESSION_COOKIE}=${token}` } });

  it('is where whoever signs in with a one-time credential chooses a password, and sees nothing else', async () => {
    const { username, body } = opening();
    const { credential } = shownIn(await as(admin, '/api/accounts', body));
    const answer = await form('/sign-in', null, { username, password: credential ?? '', code: '', next: '/' });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/account']);
    const token = /=([\w-]{43});/.exec(String(answer.headers['set-cookie']))?.[1] ?? '';
    const limited = (await page(token)).body;
    expect(limited).toContain('Choose a password of your own');
    expect(limited).not.toContain('/account/sessions/end');
    const choose = (password: string, again: string, current = credential ?? '') =>
      form('/account/password', token, { current, password, again });
    for (const [wrong, sentence] of [
      [await choose('ngắn', 'ngắn'), 'must have 12 to 200 characters'],
      [await choose(PASSWORD, `${PASSWORD}.`), 'was not entered alike twice'],
      [await choose(PASSWORD, PASSWORD, 'khác'), 'is wrong; enter it again'],
    ] as const)
      expect([wrong.statusCode, wrong.body.includes(sentence)]).toEqual([422, true]);
    expect((await choose(PASSWORD, PASSWORD)).statusCode).toBe(303);
    const own = (await page(token)).body;
    for (const told of ['Sessions', 'this session', 'Holder chose a new password', 'This is the first sign-in'])
      expect([told, own.includes(told)]).toEqual([told, true]);
    for (const word of [username, credential ?? '', 'CredentialChosen', 'PERSON'])
      expect([word, own.includes(word)]).toEqual([word, false]);
  });

  it('ends another session of its holder, by a form of this server alone', async () => {
    const { accountId, personId } = await somebody();
    const begin = () => product.api.app.get(SessionBook).begin({ accountId, personId, displayName: '' });
    const [{ token }, { token: other }] = [await begin(), await begin()];
    const sessionId = /name="sessionId" value="([^"]+)"/.exec((await page(token)).body)?.[1] ?? '';
    expect((await form('/account/sessions/end', token, { sessionId })).statusCode).toBe(303);
    expect([(await page(other)).statusCode, (await page(token)).statusCode]).toEqual([401, 200]);
    const forged = await product.api.app.inject({
      method: 'POST',
      url: '/account/sessions/end',
      payload: new URLSearchParams({ sessionId, csrf: 'forged' }).toString(),
      headers: {
        host: 'localhost',
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
        cookie: `${SESSION_COOKIE}=${token}`,
      },
    });
    expect(forged.statusCode).toBe(403);
  });
});
