import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountBook, SessionBook } from '#features/identity';
import { type TestApi, testApi } from '../support/servers/api.js';
import { codeOf, earlyInStep } from '../support/worlds/totp-codes.js';

const PASSWORD = 'mật khẩu dài và riêng';

let ward: TestApi;
beforeAll(async () => {
  ward = await testApi({}, { purpose: 'WARD' });
});
afterAll(() => ward.close());

/** The code that an app shows now, or some steps from now. */

describe('the pages of the second factor', () => {
  it('show the secret as text and as a picture, and the codes once, without script', async () => {
    const one = { username: `ng${randomUUID().slice(0, 8)}` };
    const added = { kind: 'person', displayName: 'Người thử', password: PASSWORD, ...one } as const;
    await ward.api.app.get(AccountBook).add(added);
    const signedIn = await fetch(new URL('/sign-in', ward.api.address), {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ username: one.username, password: PASSWORD, code: '' }),
    });
    expect(signedIn.status).toBe(303);
    const cookie = /^[^;]+/.exec(signedIn.headers.get('set-cookie') ?? '')?.[0] ?? '';
    const page = async (path: string, form?: Record<string, string>) => {
      const response = await fetch(new URL(path, ward.api.address), {
        redirect: 'manual',
        headers: { cookie, 'sec-fetch-site': 'same-origin' },
        ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
      });
      const text = await response.text();
      expect(text).not.toMatch(/<script|style=|\son[a-z]+=/i);
      return { status: response.status, text };
    };
    const first = await page('/account/second-factor');
    const csrf = /name="csrf" value="([^"]+)"/.exec(first.text)?.[1] ?? '';
    const begun = await page('/account/second-factor/begin', { csrf });
    const secret = /<code>([^<]+)<\/code>/.exec(begun.text)?.[1]?.replaceAll(' ', '') ?? '';
    expect([begun.status, begun.text.includes('<svg'), secret.length]).toEqual([200, true, 32]);
    const wrong = await page('/account/second-factor/confirm', { csrf, code: '000000' });
    expect([wrong.status, wrong.text.includes('The code is wrong or too old')]).toEqual([422, true]);
    await earlyInStep();
    expect((await page('/account/second-factor/confirm', { csrf: 'x', code: codeOf(secret) })).status).toBe(403);
    const done = await page('/account/second-factor/confirm', { csrf, code: codeOf(secret, -1) });
    const codes = [...done.text.matchAll(/<li><code>([^<]+)<\/code>/g)].map(([, code]) => code);
    expect([done.status, codes.length]).toEqual([200, 10]);
    expect((await page('/account/second-factor')).text).not.toContain(codes[0]);
    const removed = await page('/account/second-factor/remove', { csrf, password: PASSWORD, code: codes[0] ?? '' });
    expect(removed.status).toBe(303);
    const { token } = await ward.api.app.get(SessionBook).signIn(one.username, PASSWORD, '127.0.0.1');
    expect(token).toHaveLength(43);
  });
});
