import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import * as argon2 from '@node-rs/argon2';
import pg from 'pg';
import { Uuid } from '#kernel/ids';
import { Problem } from '#platform/http/problems';
import type { TestApi } from '../support/servers/api.js';

/** The hashes with which the library has compared a password. */
const checked: string[] = [];
jest.unstable_mockModule('@node-rs/argon2', () => ({
  ...argon2,
  verify: (...given: Parameters<typeof argon2.verify>) => {
    checked.push(String(given[0]));
    return argon2.verify(...given);
  },
}));
const { testApi } = await import('../support/servers/api.js');
const { AccountBook, SecondFactors, SessionBook } = await import('#features/identity');

const PASSWORD = 'mật khẩu dài và riêng';
/** Collects statements and passes them on to the database. */
const query = jest.spyOn(pg.Client.prototype, 'query');
let product: TestApi;
beforeAll(async () => {
  product = await testApi();
});
afterAll(async () => {
  await product.close();
  query.mockRestore();
});

async function account(more: object = {}): Promise<{ readonly accountId: string; readonly username: string }> {
  const username = `ng${randomUUID().slice(0, 8)}`;
  const person = { kind: 'person', username, displayName: 'Người thử', password: PASSWORD } as const;
  const { accountId } = await product.api.app.get(AccountBook).add({ ...person, ...more });
  return { accountId, username };
}

/** An account with a second factor in force. */
async function strongAccount() {
  const one = await account();
  const factors = product.api.app.get(SecondFactors);
  await factors.begin(Uuid.parse(one.accountId));
  expect(await factors.confirm(Uuid.parse(one.accountId), 1)).toHaveLength(10);
  return one;
}

/** User names that a stranger may try, by kind of account. */
async function names(): Promise<Readonly<Record<string, string>>> {
  const disabled = await account();
  expect((await product.post(`/api/accounts/${disabled.accountId}/disabling`, {})).status).toBe(204);
  return {
    known: (await account()).username,
    'with a second factor': (await strongAccount()).username,
    unknown: `khong${randomUUID().slice(0, 8)}`,
    disabled: disabled.username,
    'without a password': (await account({ password: null })).username,
    'of a program': (await account({ kind: 'service', password: null })).username,
    'that can be none': '../../etc/passwd',
  };
}

/** Forgets failed attempts, so that the next is not slowed. */
async function forget(): Promise<void> {
  const database = new pg.Client(product.environment.DATABASE_URL);
  await database.connect();
  await database.query('delete from identity.failures');
  await database.end();
}
beforeEach(forget);

/** The library calls and SQL statements of one sign-in, without the parts that differ between any two tries. */
async function workOf(work: () => Promise<unknown>) {
  checked.length = 0;
  query.mockClear();
  const answer = await work();
  const statements = query.mock.calls.map(([asked]) => {
    const one: unknown = asked;
    return typeof one === 'string' ? one : (one as { readonly text: string }).text;
  });
  return {
    answer,
    verified: checked.map((hash) => hash.split('$').slice(0, 4).join('$')),
    statements: statements.filter((text) => text.includes('identity')),
  };
}

/** The answer to a stranger: status, body and headers, without the values that are unique to each answer. */
async function told(path: string, init: RequestInit): Promise<string> {
  const response = await fetch(new URL(path, product.api.address), { method: 'POST', ...init });
  const headers = [...response.headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
  const body = (await response.text()).replace(/"requestId":"[^"]+"/, '');
  return JSON.stringify([response.status, headers, body]);
}

interface Tried {
  readonly username: string;
  readonly password: string;
  readonly code?: string;
}
const atInterface = (tried: Tried) =>
  told('/api/sessions', { body: JSON.stringify(tried), headers: { 'content-type': 'application/json' } });
const atPage = ({ username, password, code = '' }: Tried) =>
  told('/sign-in', {
    body: new URLSearchParams({ username, password, code }),
    headers: { 'sec-fetch-site': 'same-origin' },
  });

const WRONG = 'sai mật khẩu';
const WAYS: readonly (readonly [string, (username: string) => Promise<string>])[] = [
  ['the interface', (username) => atInterface({ username, password: WRONG })],
  ['the interface with a code', (username) => atInterface({ username, password: WRONG, code: '000000' })],
  ['the interface with a recovery code', (username) => atInterface({ username, password: WRONG, code: 'abcd-2345' })],
  ['the page', (username) => atPage({ username, password: WRONG })],
  ['the page with a code', (username) => atPage({ username, password: WRONG, code: '000000' })],
];

describe('signing in with a wrong password', () => {
  it.each(WAYS)('at %s gets the same answer, after the same work, for every kind of name', async (_, tryAs) => {
    const found = [];
    for (const [what, name] of Object.entries(await names()))
      found.push({ what, ...(await workOf(() => tryAs(name))) });
    const [known] = found;
    expect(known?.answer).toMatch(/^\[401,/);
    expect(known?.verified).toEqual(['$argon2id$v=19$m=19456,t=2,p=1']);
    expect(known?.statements.map((text) => text.replace(/\s+/g, ' ').trim().slice(0, 40))).toEqual([
      expect.stringMatching(/^select .*"identity"\."failures"/),
      expect.stringMatching(/^select "account_id"/),
      expect.stringMatching(/^select "f"/),
      ...Array.from({ length: 2 }, () => expect.stringMatching(/^insert into identity\.failures/) as unknown),
    ]);
    for (const one of found) expect(one).toEqual({ ...known, what: one.what });
  });

  it.each([
    ['the interface', atInterface],
    ['the page', atPage],
  ])('at %s gets the same answer, after the same work, as a wrong code with the right password', async (_, tryAs) => {
    const { username } = await strongAccount();
    const wrong = { username, password: WRONG, code: '000000' };
    const { answer, verified, statements } = await workOf(() => tryAs(wrong));
    expect(answer).toMatch(/^\[401,/);
    for (const code of ['000000', 'abcd-2345', '']) {
      const password = await workOf(() => tryAs({ username, password: PASSWORD, code }));
      expect({ code, ...password }).toEqual({ code, answer, verified, statements });
      await forget();
    }
  });

  it('has the same waiting times for every kind of name', async () => {
    const sessions = product.api.app.get(SessionBook);
    const now = new Date();
    const patience = async (name: string, address: string) => {
      const answers = [];
      for (let n = 0; n < 8; n++) {
        const at = new Date(now.getTime() + n * 1000);
        answers.push(await sessions.signIn(name, 'sai mật khẩu', address, at).catch((error: unknown) => waits(error)));
      }
      return answers;
    };
    const found = await Promise.all(Object.values(await names()).map((name, i) => patience(name, `10.0.0.${i}`)));
    expect(found[0]).toContainEqual(['too-many-attempts', { 'retry-after': '1' }]);
    for (const one of found) expect(one).toEqual(found[0]);
  });
});

const waits = (error: unknown) => (error instanceof Problem ? [error.code, error.more.headers] : error);
