import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { AccountBook, SessionBook } from '#features/identity';
import { Uuid } from '#kernel/ids';
import { type Answered, testApi, type TestApi } from '../support/servers/api.js';
import { agreedBy, personWith, resetByTwo, type Shown } from '../support/worlds/accounts.js';
import { grantRoles } from '../support/worlds/grants.js';

const PASSWORD = 'mật khẩu dài và riêng';
const DAY_MS = 24 * 3_600_000;
type Headers = Readonly<Record<string, string>>;
type Person = Awaited<ReturnType<typeof personWith>>;

let product: TestApi;
let admin: Person;
let auditor: Person;
beforeAll(async () => {
  product = await testApi({}, { purpose: 'WARD' });
  [admin, auditor] = [await personWith(product, 'admin'), await personWith(product, 'auditor')];
});
afterAll(() => product.close());

const as = ({ headers }: { readonly headers: Headers }, path: string, body: object) =>
  product.post(path, body, { ...headers });
const shownIn = ({ json }: Answered) => json as Shown;
const fields = ({ json }: Answered) => (json as { errors: { field: string }[] }).errors.map(({ field }) => field);
const code = ({ json }: Answered) => (json as { code: string }).code;
/** Signs in from an address whose failures are forgotten: how long one has to wait is tested elsewhere. */
const signIn = async (username: string, password: string) => {
  await product.api.platform.pool.query('delete from identity.failures');
  const { status, json } = await product.post('/api/sessions', { username, password });
  const { token = '', ...told } = (json ?? {}) as { token?: string; mustChoose?: boolean; accountActs?: object[] };
  return { status, ...told, headers: { authorization: `Bearer ${token}`, purpose: 'CASE_WORK' } };
};
const book = () => product.api.app.get(AccountBook);

/** An account with a password that only its holder knows, and roles. */
async function somebody(...roles: Parameters<typeof grantRoles>[2] & object) {
  const personId = Uuid.parse(randomUUID());
  const username = `ng${personId.slice(0, 8)}`;
  const account = { kind: 'person', personId, username, displayName: 'Người thử', password: PASSWORD } as const;
  const { accountId } = await book().add(account);
  await grantRoles(product.api, personId, roles);
  return { personId, username, accountId };
}
const opening = (more: object = {}) => {
  const username = `ng${randomUUID().slice(0, 8)}`;
  return { username, body: { username, displayName: 'Người thử', ...more } };
};
const granting = (role: string) => ({ role, organizationId: null, from: '2026-01-01' });
/** Whether a credential opens anything. */
const opens = async (username: string, credential: string) => (await signIn(username, credential)).status === 201;

describe('one administrator alone', () => {
  it('opens no further account for a person who has one', async () => {
    const chair = await somebody('inspection-chair');
    const answer = await as(admin, '/api/accounts', opening({ personId: chair.personId }).body);
    expect([answer.status, fields(answer)]).toEqual([422, ['personId']]);
    expect((await book().list()).filter(({ personId }) => personId === chair.personId)).toHaveLength(1);
  });

  it('cannot reset the credential of a person who signs or confirms, whoever else they sign in as', async () => {
    for (const role of [
      'inspection-chair',
      'committee',
      'auditor',
      'admin',
      'clerk',
      'inspector',
      'base-officer',
    ] as const) {
      const { accountId, username, personId } = await somebody(role);
      const asked = await as(admin, `/api/accounts/${accountId}/credential`, { reason: 'quên mật khẩu' });
      const { credential, part, request } = shownIn(asked);
      expect([role, asked.status, part, typeof request]).toEqual([role, 201, 'FIRST_HALF', 'number']);
      const agreed = await as(admin, `/api/accounts/${accountId}/agreement`, { request });
      expect([role, agreed.status, code(agreed)]).toEqual([role, 409, 'TwoPersonsForAccount']);
      for (const half of [credential ?? '', `${credential ?? ''}-`, `${credential ?? ''}-${credential ?? ''}`])
        expect([role, await opens(username, half)]).toEqual([role, false]);
      // Nothing has changed for the holder.
      expect([role, await opens(username, PASSWORD)]).toEqual([role, true]);
      const itself = await as(
        { headers: (await signIn(username, PASSWORD)).headers },
        `/api/accounts/${accountId}/agreement`,
        { request },
      );
      expect([role, [403, 409].includes(itself.status)]).toEqual([role, true]);
      expect(personId).not.toBe(admin.personId);
    }
  });

  it('opens an account only together with another person, where the person signs or confirms already', async () => {
    const personId = Uuid.parse(randomUUID());
    await grantRoles(product.api, personId, ['clerk']);
    const { username, body } = opening({ personId });
    const opened = shownIn(await as(admin, '/api/accounts', body));
    expect([opened.part, await opens(username, opened.credential ?? '')]).toEqual(['FIRST_HALF', false]);
    const credential = await agreedBy(product, opened.accountId, opened, auditor.headers);
    expect(await opens(username, opened.credential ?? '')).toBe(false);
    expect(await opens(username, credential.split('-')[1] ?? '')).toBe(false);
    expect(await opens(username, credential)).toBe(true);
  });

  it('gives no role by which one signs or confirms to a person whose credential they issued', async () => {
    const { username, body } = opening();
    const { personId, credential, accountId } = shownIn(await as(admin, '/api/accounts', body));
    const made = await signIn(username, credential ?? '');
    expect([made.status, made.mustChoose]).toEqual([201, true]);
    expect((await as(made, '/api/account/password', { current: credential, password: PASSWORD })).status).toBe(204);
    for (const role of ['clerk', 'inspector', 'admin', 'inspection-chair']) {
      const granted = await as(admin, `/api/persons/${personId}/grants`, granting(role));
      expect([role, granted.status, code(granted)]).toEqual([role, 409, 'CredentialOfOne']);
    }
    expect((await as(admin, `/api/persons/${personId}/grants`, granting('viewer'))).status).toBe(201);
    await resetByTwo(product, accountId);
    expect((await as(admin, `/api/persons/${personId}/grants`, granting('clerk'))).status).toBe(201);
  });

  it('grants no role by which one signs: another person has to agree, who is not the one who gets it', async () => {
    const { personId, username } = await somebody('viewer');
    const proposed = await as(admin, `/api/persons/${personId}/grants`, granting('inspection-chair'));
    expect(proposed.status).toBe(201);
    const held = async () =>
      ((await product.get(`/api/grants?personId=${personId}`)).json as { grants: { role: string }[] }).grants.map(
        ({ role }) => role,
      );
    const proposal = (proposed.json as { revision: number }).revision;
    const agree = (who: { readonly headers: Headers }) =>
      as(who, `/api/persons/${personId}/grants/agreement`, { proposal });
    expect(code(await agree(admin))).toBe('ActTakesOthers');
    expect((await agree({ headers: (await signIn(username, PASSWORD)).headers })).status).toBe(403);
    expect(await held()).toEqual(['viewer']);
    expect((await agree(auditor)).status).toBe(201);
    await product.get(`/api/grants?after=${String(await product.api.platform.store.head())}`);
    expect([...(await held())].sort()).toEqual(['inspection-chair', 'viewer']);
  });
});

describe('a one-time credential', () => {
  it('opens nothing but the choice of a password and the own account, and no more than once', async () => {
    const { username, body } = opening();
    const { personId, credential } = shownIn(await as(admin, '/api/accounts', body));
    await grantRoles(product.api, Uuid.parse(personId), ['viewer']);
    const session = await signIn(username, credential ?? '');
    expect(session.mustChoose).toBe(true);
    const get = async (path: string, { headers } = session) => (await product.get(path, { ...headers })).status;
    expect([await get('/api/coverage/default-rule'), await get('/api/account')]).toEqual([403, 200]);
    const short = await as(session, '/api/account/password', { current: credential, password: 'ngắn' });
    expect([short.status, fields(short)]).toEqual([422, ['password']]);
    const same = await as(session, '/api/account/password', { current: credential, password: credential });
    expect([same.status, fields(same)]).toEqual([422, ['password']]);
    const wrong = await as(session, '/api/account/password', { current: 'khác', password: PASSWORD });
    expect([wrong.status, fields(wrong)]).toEqual([422, ['current']]);
    expect((await as(session, '/api/account/password', { current: credential, password: PASSWORD })).status).toBe(204);
    expect(await get('/api/coverage/default-rule')).toBe(200);
    expect(await opens(username, credential ?? '')).toBe(false);
    const again = await signIn(username, PASSWORD);
    expect([again.mustChoose, await get('/api/coverage/default-rule', again)]).toEqual([false, 200]);
  });

  it('dies after 24 hours', async () => {
    const { username, body } = opening();
    const { credential, until } = shownIn(await as(admin, '/api/accounts', body));
    const sessions = product.api.app.get(SessionBook);
    const at = (ms: number) =>
      sessions.prove(username, credential ?? '', '10.1.0.1', new Date(ms)).then(
        () => 'in',
        (error: unknown) => (error as { code: string }).code,
      );
    expect(Math.abs(Date.parse(until ?? '') - Date.now() - DAY_MS)).toBeLessThan(60_000);
    expect(await at(Date.parse(until ?? '') - 1000)).toBe('in');
    expect(await at(Date.parse(until ?? ''))).toBe('unauthenticated');
  });

  it('ends all sessions when it is issued, and none when it is asked for', async () => {
    const { accountId, username } = await somebody('clerk');
    const session = await signIn(username, PASSWORD);
    const status = async () => (await product.get('/api/account', { ...session.headers })).status;
    const asked = shownIn(await as(admin, `/api/accounts/${accountId}/credential`, {}));
    expect([await status(), await opens(username, PASSWORD)]).toEqual([200, true]);
    const credential = await agreedBy(product, accountId, asked, auditor.headers);
    expect([await status(), await opens(username, PASSWORD)]).toEqual([401, false]);
    expect(await opens(username, credential)).toBe(true);
  });
});

describe('the own account', () => {
  it('lists the sessions of its holder, and ends one of them, and no session of others', async () => {
    const { username } = await somebody('viewer');
    const [one, two] = [await signIn(username, PASSWORD), await signIn(username, PASSWORD)];
    const list = async ({ headers } = one) =>
      (
        (await product.get('/api/account/sessions', { ...headers })).json as {
          sessions: { sessionId: string; isThis: boolean }[];
        }
      ).sessions;
    const end = async (sessionId: string, headers: Headers) =>
      (await fetch(new URL(`/api/account/sessions/${sessionId}`, product.api.address), { method: 'DELETE', headers }))
        .status;
    const other = (await list()).find(({ isThis }) => !isThis)?.sessionId ?? '';
    expect([(await list()).length, await end(other, admin.headers)]).toEqual([2, 404]);
    expect([await end(other, one.headers), (await list()).length]).toEqual([204, 1]);
    expect((await product.get('/api/account', { ...two.headers })).status).toBe(401);
  });

  it('is told at sign-in what others did with it since, in both languages', async () => {
    const { username, accountId } = await somebody('clerk');
    expect((await signIn(username, PASSWORD)).accountActs).toEqual([]);
    expect((await as(admin, `/api/accounts/${accountId}/credential`, { reason: 'thử' })).status).toBe(201);
    const { accountActs, headers } = await signIn(username, PASSWORD);
    expect(accountActs).toMatchObject([
      {
        actorRole: 'admin',
        isOwn: false,
        sentence: {
          vi: 'Đề nghị cấp lại cách đăng nhập, lý do: thử',
          en: 'Reset of the way to sign in requested, reason: thử',
        },
      },
    ]);
    const own = (await product.get('/api/account', { ...headers })).json as { actsSince: object[]; acts: object[] };
    expect([own.actsSince, own.acts.length]).toEqual([accountActs, 2]);
  });

  it('changes its password, which ends the other sessions and no other account', async () => {
    const { username } = await somebody('viewer');
    const [one, two] = [await signIn(username, PASSWORD), await signIn(username, PASSWORD)];
    const body = { current: PASSWORD, password: `${PASSWORD} 2` };
    expect((await as(one, '/api/account/password', body)).status).toBe(204);
    const status = async ({ headers }: { readonly headers: Headers }) =>
      (await product.get('/api/account', { ...headers })).status;
    expect([await status(one), await status(two), await status(admin)]).toEqual([200, 401, 200]);
    expect([await opens(username, PASSWORD), await opens(username, body.password)]).toEqual([false, true]);
  });

  it('is read by auditors in the log, and by nobody who may not see account acts', async () => {
    const { personId } = await somebody('viewer');
    const path = `/api/streams/account/${personId}/history`;
    const clerk = await personWith(product, 'clerk');
    const statuses = [auditor, clerk].map(async ({ headers }) => (await product.get(path, { ...headers })).status);
    expect(await Promise.all(statuses)).toEqual([200, 404]);
  });
});
