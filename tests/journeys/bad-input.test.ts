import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ProblemBody } from '#platform/http/problems';
import { type Answered, testApi, type TestApi } from '../support/servers/api.js';
import { NAUGHTY } from '../support/worlds/naughty-strings.js';

let product: TestApi;
let wardId: string;
const decision = { number: '01-QĐ/TU', issuer: 'Thành ủy', signedOn: '2025-06-20' };
const cell = () => ({
  name: `Chi bộ ${randomUUID()}`,
  type: 'BASE_CELL',
  parentId: wardId,
  establishedOn: '2025-07-01',
  decision,
});
const idOf = ({ json }: Answered) => String((json as { id: unknown }).id);
const twinsIn = ({ json }: Answered) =>
  (json as { facts: { twins: { id: string }[] } }).facts.twins.map(({ id }) => id);
const head = () => product.api.platform.store.head();

beforeAll(async () => {
  product = await testApi();
  const ward = { ...cell(), name: 'Đảng bộ phường', type: 'WARD_ORGANIZATION', parentId: null };
  wardId = idOf(await product.post('/api/organizations', ward));
});
afterAll(() => product.close());

/** Checks that the answer is a problem in both languages, and that nothing was recorded. */
async function refused(send: () => Promise<Answered>, status: number, code: string, fields: readonly string[] = []) {
  const before = await head();
  const answer = await send();
  expect([answer.status, answer.text]).toEqual([status, expect.any(String)]);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  const body = ProblemBody.parse(answer.json);
  expect(body.code).toBe(code);
  expect(body.errors.map((error) => `${error.in} ${error.field}`)).toEqual(fields);
  for (const { vi, en } of [body.titles, ...body.errors]) expect([vi.length, en.length]).not.toContain(0);
  expect(await head()).toBe(before);
  return body;
}

describe('a body', () => {
  const establish = (body: unknown, headers?: Record<string, string>) => () =>
    product.post('/api/organizations', body, headers);

  it.each([
    '',
    '{',
    '{"name":}',
    "{'name':'x'}",
    'name=x',
    '[1,]',
    'undefined',
    '{"a":01}',
    '"\n"',
    '{"a":1}{}',
    '/**/{}',
  ])('that is not JSON is refused: %j', (body) =>
    refused(establish(body), 400, 'malformed-json', ['body ']).then(() => undefined),
  );

  it('with a duplicate field is refused, since JSON parsers differ on its meaning', () =>
    refused(establish(JSON.stringify(cell()).replace('{', '{"type":"SUB_CELL",')), 400, 'malformed-json', [
      'body type',
    ]));

  it('with __proto__ is refused', () =>
    refused(establish(JSON.stringify(cell()).replace('{', '{"__proto__":{"admin":true},')), 400, 'malformed-json', [
      'body __proto__',
    ]));

  it('nested too deeply is refused', async () => {
    for (const depth of [33, 1000, 100_000])
      await refused(establish(`{"name":${'['.repeat(depth)}${']'.repeat(depth)}}`), 400, 'malformed-json', [
        `body name${'.0'.repeat(31)}`,
      ]);
  });

  it('over the limit is refused', () => refused(establish({ ...cell(), name: 'x'.repeat(300_000) }), 413, 'too-large'));

  it('of another media type is refused', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'x', ''])
      await refused(establish(cell(), { 'content-type': type }), 415, 'unsupported-media-type');
  });

  it.each<[unknown, string[]]>([
    [null, ['body ']],
    [[], ['body ']],
    ['text', ['body ']],
    [7, ['body ']],
    [{}, ['body name', 'body type', 'body parentId', 'body establishedOn']],
  ])('of the wrong shape is refused: %j', async (body, fields) => {
    await refused(establish(JSON.stringify(body)), 422, 'invalid-request', fields);
  });

  it.each<[string, object, string]>([
    ['an unknown field', { admin: true }, 'admin'],
    ['an unknown field inside', { decision: { ...decision, stamp: 'x' } }, 'decision.stamp'],
    ['a number for a name', { name: 7 }, 'name'],
    ['an empty name', { name: '' }, 'name'],
    ['a name of white space', { name: ' \t ' }, 'name'],
    ['a name that is too long', { name: 'x'.repeat(5000) }, 'name'],
    ['U+0000', { name: 'a\u0000b' }, 'name'],
    ['a lone surrogate', { name: 'a\ud800b' }, 'name'],
    ['a code from no list', { type: 'CHAPTER' }, 'type'],
    ['an inherited name for a code', { type: 'constructor' }, 'type'],
    ['an id that is none', { parentId: '1' }, 'parentId'],
    ['an id of nothing', { parentId: randomUUID() }, 'parentId'],
    ['30 February', { establishedOn: '2026-02-30' }, 'establishedOn'],
    ['29 February of a common year', { establishedOn: '2025-02-29' }, 'establishedOn'],
    ['a slip of the year', { establishedOn: '0225-07-01' }, 'establishedOn'],
    ['a moment for a day', { establishedOn: '2025-07-01T00:00:00Z' }, 'establishedOn'],
    ['the Vietnamese order of a date', { establishedOn: '01/07/2025' }, 'establishedOn'],
    ['null for a day', { establishedOn: null }, 'establishedOn'],
    ['a list for a day', { establishedOn: ['2025-07-01'] }, 'establishedOn'],
  ])('with %s is refused, and the field is named', async (_, change, field) => {
    await refused(establish({ ...cell(), ...change }), 422, 'invalid-request', [`body ${field}`]);
  });

  it.each(['1e400', '12345678901234567890', '1.5', '-1', '"5"', '9007199254740993', '1e999999'])(
    'with the number %s for a count is refused',
    async (count) => {
      const body = `{"count":${count},"countedOn":"2026-01-01","source":null}`;
      const answer = () => product.post(`/api/organizations/${wardId}/member-counts`, body);
      await refused(answer, 422, 'invalid-request', ['body count']);
    },
  );

  it.each(NAUGHTY)('with a naughty name is stored as it is or refused by name: %j', async (name) => {
    const before = await head();
    const first = await establish({ ...cell(), name })();
    // Names that differ in case or marks only are possible twins, and recorded once that is ruled out.
    const notTwinOf = first.status === 409 ? twinsIn(first) : [];
    const answer = notTwinOf.length === 0 ? first : await establish({ ...cell(), name, notTwinOf })();
    if (answer.status === 422) {
      expect(ProblemBody.parse(answer.json).errors).toMatchObject([{ in: 'body', field: 'name' }]);
      expect(await head()).toBe(before);
      return;
    }
    expect(answer.status).toBe(201);
    const { position } = answer.json as { position: string };
    const read = await product.get(`/api/organizations/${idOf(answer)}?after=${position}`);
    expect(read.json).toMatchObject({ organization: { name: name.normalize('NFC').trim() } });
  });

  it('in NFD is the same request as in NFC', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = { ...cell(), name: 'Chi bộ Trường Tiểu học Ấn Biên' };
    const composed = await establish(body, key)();
    const decomposed = await establish({ ...body, name: body.name.normalize('NFD') }, key)();
    expect([composed.status, decomposed.status]).toEqual([201, 201]);
    expect(decomposed.json).toEqual(composed.json);
    expect(decomposed.headers['idempotency-replayed']).toBe('true');
  });
});

describe('headers', () => {
  const establish =
    (headers: Record<string, string>, body: object = cell()) =>
    () =>
      product.post('/api/organizations', body, headers);

  it.each([
    '',
    'x',
    '1',
    'Nguyễn Văn A'.normalize('NFKD').replace(/[^ -~]/g, ''),
    `${randomUUID()}, ${randomUUID()}`,
    `{${randomUUID()}}`,
  ])('with the Idempotency-Key %j are refused', async (key) => {
    await refused(establish({ 'idempotency-key': key }), 422, 'invalid-request', ['header Idempotency-Key']);
  });

  it.each(['7', '*', 'W/"1"', '"x"', '"1","2"', '"1e3"', '"99999999999"', '"-1"'])(
    'with the If-Match %j are refused',
    async (tag) => {
      await refused(establish({ 'if-match': tag }), 422, 'invalid-request', ['header If-Match']);
    },
  );

  it('with a stale or future revision are refused, and the answer names the present one', async () => {
    const { headers } = await establish({})();
    const actual = Number(headers.etag?.replaceAll('"', ''));
    for (const expected of [0, actual - 1, actual + 1, 2_000_000_000]) {
      const body = await refused(establish({ 'if-match': `"${expected}"` }), 412, 'stale-revision', [
        'header If-Match',
      ]);
      expect(body.facts).toEqual({ expected, actual });
    }
  });

  it('with a key that was used for other content are refused', async () => {
    const key = { 'idempotency-key': randomUUID() };
    await establish(key)();
    await refused(establish(key), 422, 'key-reused', ['header Idempotency-Key']);
  });
});

describe('addresses', () => {
  it.each([
    ['an id that is none', '/api/organizations/none', 422, 'invalid-request', ['path id']],
    ['an id of nothing', `/api/organizations/${randomUUID()}`, 404, 'not-found', ['path id']],
    ['a list of codes that is none', '/api/code-lists/__proto__', 404, 'not-found', ['path name']],
    ['an address of nothing', '/api/nothing', 404, 'unknown-route', []],
    ['a broken escape', '/api/organizations/%zz', 400, 'malformed-request', []],
    ['an escape that is no UTF-8', '/api/organizations/%ff', 400, 'malformed-request', []],
    ['an endless part', `/api/organizations/${'x'.repeat(5000)}`, 414, 'address-too-long', []],
    ['a day that never was', '/api/organizations?asOf=2026-02-30', 422, 'invalid-request', ['query asOf']],
    ['a moment that is none', '/api/organizations?knownAt=yesterday', 422, 'invalid-request', ['query knownAt']],
    ['a position that is none', '/api/organizations?after=-1', 422, 'invalid-request', ['query after']],
    [
      'a position that is not yet',
      '/api/organizations?after=999999999999999999',
      422,
      'invalid-request',
      ['query after'],
    ],
    ['a limit of zero', '/api/organizations?limit=0', 422, 'invalid-request', ['query limit']],
    ['a limit beyond all', '/api/organizations?limit=201', 422, 'invalid-request', ['query limit']],
    ['a parameter twice', '/api/organizations?limit=1&limit=2', 422, 'invalid-request', ['query limit']],
    ['a parameter that is none', '/api/organizations?admin=1', 422, 'invalid-request', ['query admin']],
    ['a parameter as an object', '/api/organizations?limit[gt]=1', 422, 'invalid-request', ['query limit[gt]']],
  ] as const)('with %s are refused', async (_, path, status, code, fields) => {
    await refused(() => product.get(path), status, code, fields);
  });

  it('with a forged cursor are refused', async () => {
    const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const list = 'organizations by rank and name';
    const key = { rank: 0, name: 'A', organizationId: wardId };
    for (const cursor of [
      'x',
      '%00',
      'null',
      made(null),
      made([list]),
      made([list, null]),
      made([list, { ...key, rank: 7 }]),
      made([list, { ...key, organizationId: "' or 1=1 --" }]),
      made([list, { ...key, name: 'a\u0000' }]),
      made([list, { ...key, name: '\ud800' }]),
      made([list, { ...key, more: 1 }]),
      made(['members', key]),
      `${made([list, key])}=`,
      Buffer.from('[['.repeat(300)).toString('base64url'),
    ])
      await refused(() => product.get(`/api/organizations?cursor=${cursor}`), 422, 'invalid-request', ['query cursor']);
  });
});

describe('bytes that are not a request', () => {
  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['a version that is none', 'GET / HTTP/9.9\r\n\r\n', 400],
    ['a method that is none', 'FROB / HTTP/1.1\r\nhost: localhost\r\n\r\n', 400],
    ['no host', 'GET /health/live HTTP/1.1\r\nconnection: close\r\n\r\n', 400],
    [
      'two lengths',
      'POST /api/organizations HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
      400,
    ],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    [
      'a chunk that is none',
      'POST /api/organizations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
      400,
    ],
    ['headers without end', `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`, 431],
    ['U+0000 in a header', 'GET / HTTP/1.1\r\nhost: localhost\r\nx: a\u0000b\r\n\r\n', 400],
    ['a foreign host', 'GET /api/organizations HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n', 421],
    ['a tunnel', 'CONNECT localhost:22 HTTP/1.1\r\nhost: localhost\r\n\r\n', null],
  ])('are refused: %s', async (_, bytes, status) => {
    const before = await head();
    const answer = await product.raw(bytes);
    if (status !== null) {
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(answer).toMatch(/content-type: application\/problem\+json/i);
      ProblemBody.parse(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)));
    }
    expect(await head()).toBe(before);
    expect((await product.get('/health/live')).status).toBe(200);
  });

  it('that stop in the middle of a body write nothing', async () => {
    const before = await head();
    const body = JSON.stringify(cell());
    const start = `POST /api/organizations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nidempotency-key: ${randomUUID()}\r\n`;
    await product.raw(`${start}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 20)}`);
    expect(await head()).toBe(before);
    expect((await product.get('/health/live')).status).toBe(200);
  });
});
