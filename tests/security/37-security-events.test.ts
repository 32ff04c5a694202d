import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AccountBook, csrfOf, SESSION_COOKIE, SessionBook } from '#features/identity';
import { LogOfReadings } from '#features/readings';
import { Uuid } from '#kernel/ids';
import { LocalRingKey } from '#platform/sealing/ring-key';
import { Sealing } from '#platform/sealing/sealing';
import { createLogger } from '#platform/http/logging';
import { startApi } from '../../apps/api/api.js';
import { testApi, TESTER, type TestApi } from '../support/servers/api.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';

const PASSWORD = 'mật khẩu dài và riêng';
/** A text that is part of every text in the requests of this test, except ids. */
const WORD = `TIENGRIENG${randomUUID().slice(0, 6)}`;

const lines: string[] = [];
const stream = { write: (line: string) => void lines.push(line) };
let product: TestApi;
let caseId: string;

beforeAll(async () => {
  product = await testApi({ LOG_LEVEL: 'info', COSTLY_REQUESTS_PER_MINUTE: '3' }, { log: stream });
  const founding = { name: 'Đảng bộ phường', type: 'WARD_ORGANIZATION', parentId: null, establishedOn: '2025-07-01' };
  const organizationId = ((await product.post('/api/organizations', founding)).json as { id: string }).id;
  const opened = await product.post('/api/discipline-cases', {
    subject: { class: 'OFFICIAL_MEMBER', organizationId, memberId: randomUUID() },
    source: { other: 'OTHER' },
    openedOn: '2026-03-05',
    note: `${WORD} trong đơn`,
  });
  expect(opened.status).toBe(201);
  caseId = (opened.json as { id: string }).id;
  await product.get(`/api/discipline-cases?after=${String(await product.api.platform.store.head())}`);
});
afterAll(() => product.close());

interface Line {
  readonly security?: string;
  readonly route?: string;
  readonly personId?: string | null;
  readonly accountId?: string;
  readonly tokenId?: string;
}

/** The security lines that an action writes to the log. They are written before the answer is sent. */
async function toldOf(work: () => Promise<unknown>): Promise<readonly Line[]> {
  const before = lines.length;
  await work();
  return lines
    .slice(before)
    .map((line) => JSON.parse(line) as Line)
    .filter(({ security }) => security !== undefined);
}

async function somebody(...roles: Parameters<typeof grantRoles>[2] & object) {
  const personId = Uuid.parse(randomUUID());
  const username = `${WORD}${personId.slice(0, 8)}`;
  const account = { kind: 'person', personId, username, displayName: WORD, password: PASSWORD } as const;
  const { accountId } = await product.api.app.get(AccountBook).add(account);
  await grantRoles(product.api, personId, roles);
  const begin = () => product.api.app.get(SessionBook).begin({ accountId, personId, displayName: WORD });
  return { personId, username, accountId, token: (await begin()).token };
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const send = (method: string, path: string, headers: Readonly<Record<string, string>> = {}, body?: string) =>
  fetch(new URL(path, product.api.address), { method, headers, redirect: 'manual', ...(body ? { body } : {}) });
const own = { 'sec-fetch-site': 'same-origin' };
const json = { 'content-type': 'application/json' };
const form = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields).toString();
const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };

describe('signing in and out', () => {
  it('logs one line each, by the interface and by the page', async () => {
    const { personId, username } = await somebody('viewer');
    const right = JSON.stringify({ username, password: PASSWORD });
    const wrong = JSON.stringify({ username, password: WORD });
    const nobody = JSON.stringify({ username: WORD, password: WORD });
    const [api, page] = ['/api/sessions', '/sign-in'];
    let token = '';
    let cookie = '';
    const signIn = async () => {
      token = ((await (await send('POST', api, json, right)).json()) as { token: string }).token;
    };
    const signInByPage = async () => {
      const answer = await send('POST', page, { ...own, ...urlencoded }, form({ username, password: PASSWORD }));
      cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    };
    const fail = () => send('POST', page, { ...own, ...urlencoded }, form({ username, password: WORD }));
    const leave = () =>
      send(
        ...(['POST', '/sign-out', { ...own, ...urlencoded, cookie }] as const),
        form({ csrf: csrfOf(cookie.slice(SESSION_COOKIE.length + 1)) }),
      );
    for (const [work, line] of [
      [signIn, { security: 'signed-in', route: api, personId }],
      [
        () => send('DELETE', `${api}/current`, bearer(token)),
        { security: 'signed-out', route: `${api}/current`, personId },
      ],
      [() => send('POST', api, json, wrong), { security: 'unauthenticated', route: api, personId: null }],
      [() => send('POST', api, json, nobody), { security: 'unauthenticated', route: api, personId: null }],
      [signInByPage, { security: 'signed-in', route: page, personId }],
      [leave, { security: 'signed-out', route: '/sign-out', personId }],
      [fail, { security: 'unauthenticated', route: page, personId: null }],
    ] as const)
      expect([line, await toldOf(work)]).toMatchObject([line, [line]]);
  });

  it('logs one line if the caller has to wait', async () => {
    const { username } = await somebody('viewer');
    const wrong = JSON.stringify({ username, password: WORD });
    const told = [];
    for (let n = 0; n < 6; n++) told.push(await toldOf(() => send('POST', '/api/sessions', json, wrong)));
    expect(told.map((found) => found.map(({ security }) => security))).toEqual([
      ...Array.from({ length: 5 }, () => ['unauthenticated']),
      ['too-many-attempts'],
    ]);
  });
});

describe('a denial', () => {
  it('logs one line, also if the answer is 404 or a redirect', async () => {
    const { personId, token } = await somebody('viewer');
    const clerk = Uuid.parse(randomUUID());
    await grantRoles(product.api, clerk, ['clerk'], Uuid.parse(randomUUID()));
    const elsewhere = await signedIn(product.api, clerk);
    const cookie = { cookie: `${SESSION_COOKIE}=${token}` };
    const key = { 'idempotency-key': randomUUID(), 'if-match': '"0"' };
    const announce = `/api/discipline-cases/${caseId}/announcement`;
    const announced = JSON.stringify({ announcedOn: '2026-04-01' });
    const reading = await product.api.app.get(LogOfReadings).page({ scope: { everything: true } }, null, 200);
    for (const [work, line] of [
      [() => send('GET', '/api/accounts', bearer(token)), { security: 'forbidden', personId }],
      [() => send('GET', `/api/discipline-cases/${caseId}`, bearer(token)), { security: 'forbidden', personId }],
      [() => send('GET', '/api/facts.csv', bearer(token)), { security: 'forbidden', personId }],
      [() => send('GET', '/api/terms', bearer('x'.repeat(43))), { security: 'unauthenticated', personId: null }],
      [() => send('GET', '/api/terms'), { security: 'unauthenticated' }],
      [() => send('POST', '/api/counting-rules', { ...cookie, ...json }, '{}'), { security: 'csrf', personId: null }],
      [
        () => send('GET', '/organizations', { cookie: `${SESSION_COOKIE}=${'x'.repeat(43)}`, accept: 'text/html' }),
        { security: 'unauthenticated', personId: null },
      ],
      [
        () => product.api.app.inject({ url: '/api/terms', headers: { host: 'evil.example' } }),
        { security: 'misdirected', personId: null },
      ],
      [
        () => send('POST', announce, { ...elsewhere, ...json, ...key }, announced),
        { security: 'forbidden', personId: clerk },
      ],
    ] as const)
      expect([line, await toldOf(work)]).toMatchObject([line, [line]]);
    expect(await product.api.app.get(LogOfReadings).page({ scope: { everything: true } }, null, 200)).toEqual(reading);
  });

  it('logs one line if a caller requests costly answers too often', async () => {
    const reader = await somebody('auditor');
    const told = [];
    for (let n = 0; n < 4; n++) told.push(await toldOf(() => send('GET', '/api/readings', bearer(reader.token))));
    expect(told.slice(0, 3)).toEqual([[], [], []]);
    expect(told[3]).toMatchObject([{ security: 'too-many-requests', personId: reader.personId }]);
    expect(told[3]).toHaveLength(1);
  });
});

describe('an invalid request', () => {
  it('logs one line, without what was sent', async () => {
    const post = (body: string, headers: Readonly<Record<string, string>> = {}) =>
      send('POST', '/api/terms', { ...product.tester, ...json, 'idempotency-key': randomUUID(), ...headers }, body);
    for (const [work, line] of [
      [() => post(`{"name":"${WORD}"}`), { security: 'invalid-request', personId: TESTER }],
      [() => post(`{"${WORD}":1}`), { security: 'invalid-request', personId: TESTER }],
      [() => post(`{"name":${WORD}`), { security: 'malformed-json' }],
      [() => post(WORD, { 'content-type': 'text/plain' }), { security: 'unsupported-media-type' }],
      [() => post(JSON.stringify({ name: WORD.repeat(100_000) })), { security: 'too-large' }],
      [() => send('GET', `/api/terms?${WORD}=1`, product.tester), { security: 'invalid-request', personId: TESTER }],
      [() => send('GET', `/api/organizations/${WORD}`, product.tester), { security: 'invalid-request' }],
      [
        () => product.raw(`GET /${WORD}/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`),
        { security: 'malformed-request' },
      ],
      [() => product.raw(`${WORD}\r\n\r\n`), { security: 'malformed-request' }],
    ] as const)
      expect([line, await toldOf(work)]).toMatchObject([line, [line]]);
  });
});

describe('an export, and the opening of sealed content,', () => {
  it.each(['/api/facts.csv', '/api/facts', 'case'])('records one reading: %s', async (what) => {
    const { personId, token } = await somebody('inspector');
    const path = what === 'case' ? `/api/discipline-cases/${caseId}` : what;
    const told = await toldOf(async () => {
      const answer = await send('GET', path, { ...bearer(token), purpose: 'REPORT' });
      expect([path, answer.status, (await answer.text()).length > 0]).toEqual([path, 200, true]);
    });
    const log = product.api.app.get(LogOfReadings);
    const found = await log.page({ personIds: [personId], scope: { everything: true } }, null, 10);
    expect(found.map(({ data }) => data.kind)).toEqual([what === 'case' ? 'SEALED' : 'EXPORT']);
    expect(told).toEqual([]);
  });
});

describe('an act on an account', () => {
  it('logs one line: by whom, on which account', async () => {
    const username = `${WORD}${randomUUID().slice(0, 8)}`;
    const post = (path: string, body: object) => product.post(path, body);
    const ids: Record<string, string> = {};
    const opening = (path: string, of: string) => async () => {
      const { json: opened } = await post(path, { username: `${username}${of}`, displayName: WORD });
      ids[of] = (opened as { accountId: string }).accountId;
    };
    const issue = async () => {
      const body = { permissions: ['read:coverage'], days: 1 };
      const { json: issued } = await post(`/api/service-accounts/${ids.service ?? ''}/tokens`, body);
      ids.token = (issued as { tokenId: string }).tokenId;
    };
    const revoke = () =>
      send('DELETE', `/api/service-accounts/${ids.service ?? ''}/tokens/${ids.token ?? ''}`, product.tester);
    for (const [work, security, of] of [
      [opening('/api/accounts', 'person'), 'account-opened', 'person'],
      [opening('/api/service-accounts', 'service'), 'account-opened', 'service'],
      [issue, 'token-issued', 'service'],
      [revoke, 'token-revoked', 'service'],
      [() => post(`/api/accounts/${ids.person ?? ''}/credential`, { byTwo: true }), 'reset-requested', 'person'],
      [() => post(`/api/accounts/${ids.person ?? ''}/credential`, {}), 'credential-issued', 'person'],
      [() => post(`/api/accounts/${ids.person ?? ''}/disabling`, {}), 'account-disabled', 'person'],
    ] as const) {
      const told = await toldOf(work);
      const line = { security, personId: TESTER, accountId: ids[of] };
      expect([line, told]).toMatchObject([line, [line]]);
    }
    expect(await toldOf(() => post(`/api/accounts/${randomUUID()}/disabling`, {}))).toEqual([]);
  });
});

describe('a stored value that was altered', () => {
  it('logs one line: a sealed value that cannot be opened, and a key that cannot', async () => {
    const path = `/api/discipline-cases/${caseId}`;
    expect(await toldOf(() => product.get(path))).toEqual([]);
    const open = Reflect.get(Sealing.prototype, 'open');
    const altered = jest.spyOn(Sealing.prototype, 'open').mockImplementation(function (this: Sealing, value, at, into) {
      const last = value.split('.').at(-2) ?? '';
      return open.call(this, value.replace(last, `${last.startsWith('A') ? 'B' : 'A'}${last.slice(1)}`), at, into);
    });
    try {
      const line = { security: 'seal-broken', route: '/api/discipline-cases/:id', personId: TESTER };
      expect(await toldOf(async () => expect((await product.get(path)).status).toBe(500))).toMatchObject([line]);
    } finally {
      altered.mockRestore();
    }
    const unwrap = Reflect.get(LocalRingKey.prototype, 'unwrap');
    const moved = jest.spyOn(LocalRingKey.prototype, 'unwrap').mockImplementation(function (
      this: LocalRingKey,
      wrapped,
      context,
    ) {
      const bytes = Buffer.from(wrapped);
      bytes[40] = (bytes[40] ?? 0) ^ 1;
      return unwrap.call(this, bytes, context);
    });
    // Another process, which has no keys in its cache.
    const other = await startApi(
      { ...product.api.config, projections: 'off' },
      { logger: createLogger('info', stream) },
    );
    try {
      const ask = () => fetch(new URL(path, other.address), { headers: product.tester });
      const told = await toldOf(async () => expect((await ask()).status).toBe(503));
      expect(told).toMatchObject([{ security: 'key-broken', personId: TESTER }]);
    } finally {
      moved.mockRestore();
      await other.close();
    }
  });
});

describe('the log', () => {
  it('contains no text of the requests, after all of this', () => {
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.filter((line) => line.includes(WORD) || line.includes(PASSWORD))).toEqual([]);
  });
});
