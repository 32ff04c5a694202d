import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as argon2 from '@node-rs/argon2';
import pg from 'pg';
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
const { AccountBook, SessionBook } = await import('#features/identity');

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

/** User names that a stranger may try, by kind of account. */
async function names(): Promise<Readonly<Record<string, string>>> {
  const disabled = await account();
  expect((await product.post(`/api/accounts/${disabled.accountId}/disabling`, {})).status).toBe(204);
  return {
    known: (await account()).username,
    unknown: `khong${randomUUID().slice(0, 8)}`,
    disabled: disabled.username,
    'without a password': (await account({ password: null })).username,
    'of a program': (await account({ kind: 'service', password: null })).username,
    'that can be none': '../../etc/passwd',
  };
}

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

const WAYS: readonly (readonly [string, (username: string) => Promise<string>])[] = [
  [
    'the interface',
    (username) => {
      const body = JSON.stringify({ username, password: 'sai mật khẩu' });
      return told('/api/sessions', { body, headers: { 'content-type': 'application/json' } });
    },
  ],
  [
    'the page',
    (username) => {
      const body = new URLSearchParams({ username, password: 'sai mật khẩu' });
      return told('/sign-in', { body, headers: { 'sec-fetch-site': 'same-origin' } });
    },
  ],
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
      ...Array.from({ length: 2 }, () => expect.stringMatching(/^insert into identity\.failures/) as unknown),
    ]);
    for (const one of found) expect(one).toEqual({ ...known, what: one.what });
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
