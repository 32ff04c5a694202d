import { beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { AccountBook } from '#features/identity';
import type { TestApi } from '../support/servers/api.js';
import { onTheWire, type WireAnswer } from '../support/servers/wire.js';
import type { AskedProduct } from '../support/worlds/asked-product.js';

const PASSWORD = 'một mật khẩu đủ dài';
const username = `test-${randomUUID()}`;

let product: TestApi;

/** All headers that an answer may have; each may occur once. */
const KNOWN = new Set([
  'content-security-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'origin-agent-cluster',
  'referrer-policy',
  'x-content-type-options',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
  'x-request-id',
  'cache-control',
  'content-type',
  'content-language',
  'content-length',
  'content-disposition',
  'transfer-encoding',
  'date',
  'connection',
  'www-authenticate',
  'location',
  'set-cookie',
  'etag',
  'allow',
  'idempotency-replayed',
  'retry-after',
]);

function judged(answer: WireAnswer): WireAnswer {
  expect(answer.status).toBeGreaterThanOrEqual(200);
  expect(answer.status).toBeLessThan(500);
  const names = answer.headers.map(([name]) => name);
  expect(names.filter((name) => !KNOWN.has(name))).toEqual([]);
  expect(names).toEqual([...new Set(names)]);
  for (const [name, value] of answer.headers) expect([name, value]).toEqual([name, expect.stringMatching(/^[ -~]*$/)]);
  expect(answer.body).not.toContain('HTTP/1.1');
  return answer;
}

const valueOf = ({ headers }: WireAnswer, wanted: string) => headers.find(([name]) => name === wanted)?.[1];

/** A request as bytes in Latin-1, one byte for each character. */
const sent = async (start: string, headers: Readonly<Record<string, string>>, body = '') => {
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body, 'latin1')) };
  const lines = Object.entries({ host: 'localhost', connection: 'close', ...headers, ...length });
  const head = `${start} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return judged(await onTheWire(product.api.address, Buffer.from(head + body, 'latin1')));
};

/** Texts that could end a line or the headers, or that contain characters which a header cannot have. */
const EVIL = [
  '\r\nx-injected: 1',
  '\n',
  '\r',
  '\u0000',
  '\t',
  'Đảng bộ',
  '\u0085',
  '\u2028',
  '\u010d\u010ax-injected: 1',
];
const ESCAPED = [
  ...EVIL.map(encodeURIComponent),
  '%0d%0ax-injected:%201%0d%0a%0d%0a<html>',
  '%E5%98%8A%E5%98%8Dx-injected:1',
];

/** Run by on-one-product.test.ts. */
export function check(asked: AskedProduct): void {
  beforeAll(async () => {
    ({ product } = asked);
    const account = { kind: 'person', username, displayName: 'Người thử', password: PASSWORD } as const;
    await product.api.app.get(AccountBook).add(account);
  });

  describe('check 12: an answer has only the headers of the program if an attack is', () => {
    it.each(ESCAPED)('in the address of a page that redirects to sign in: %s', async (evil) => {
      for (const path of [`/?asOf=2026-01-01${evil}`, `/${evil}`, `/?${evil}=1`, `/coverage?x=${evil}`]) {
        const answer = await sent(`GET ${path}`, { accept: 'text/html' });
        const location = valueOf(answer, 'location');
        expect([path, location === undefined]).toEqual([path, !path.startsWith('/?')]);
        if (location !== undefined) expect(location).toMatch(/^\/sign-in\?next=[A-Za-z0-9%._*+-]*$/);
      }
    });

    it.each(ESCAPED)('in the source of a file name: %s', async (evil) => {
      for (const query of [`asOf=2026-01-01${evil}`, `status=ALL${evil}`, `knownAt=2026-01-01${evil}`])
        for (const path of ['/api/facts.csv', '/api/coverage/organizations.csv']) {
          const answer = await sent(`GET ${path}?from=2025-01-01&${query}`, product.tester);
          expect([path, query, answer.status]).toEqual([path, query, 422]);
          expect(valueOf(answer, 'content-disposition')).toBeUndefined();
        }
    });

    it.each(EVIL)('in the next address of a form: %j', async (evil) => {
      for (const next of [`/${evil}`, `/?asOf=${evil}`, `//evil.example/${evil}`, evil]) {
        const form = new URLSearchParams({ username, password: PASSWORD, next }).toString();
        const type = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
        const answer = await sent('POST /sign-in', type, form);
        expect([next, answer.status, valueOf(answer, 'location')]).toEqual([next, 303, '/']);
      }
    });

    const HEADERS = ['x-request-id', 'idempotency-key', 'if-match', 'accept-language', 'purpose', 'origin', 'cookie'];
    it.each(HEADERS)('in the header %s', async (name) => {
      const own = { ...product.tester, 'content-type': 'application/json', 'idempotency-key': randomUUID() };
      const before = await product.api.platform.store.head();
      for (const evil of EVIL)
        for (const value of [evil, `${randomUUID()}${evil}`, `${evil}${randomUUID()}`, encodeURIComponent(evil)]) {
          const answer = await sent('POST /api/organizations', { ...own, [name]: value }, '{"name":1}');
          expect([name, value, answer.status]).toEqual([name, value, expect.any(Number)]);
          expect(answer.status).toBeGreaterThanOrEqual(400);
          expect(valueOf(answer, 'x-injected')).toBeUndefined();
        }
      expect(await product.api.platform.store.head()).toBe(before);
    });

    it('in the method, the version or the target', async () => {
      for (const start of [
        'GET /é',
        'GET /api/organizations?é=\u00ff',
        'GÉT /',
        'GET /\u0000',
        'GET /\u0001',
        'GET /a b',
      ])
        expect((await sent(start, product.tester)).status).toBeGreaterThanOrEqual(400);
    });

    it('in the id of a request: a UUID is returned, any other is replaced', async () => {
      const id = randomUUID();
      const kept = await sent('GET /health/live', { 'x-request-id': id });
      expect(valueOf(kept, 'x-request-id')).toBe(id);
      const replaced = await sent('GET /health/live', { 'x-request-id': `${id}; x-injected=1` });
      expect(valueOf(replaced, 'x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(valueOf(replaced, 'x-request-id')).not.toBe(id);
    });
  });

  describe('the judge of headers', () => {
    const plain: WireAnswer = { status: 200, headers: [['date', 'today']], body: '' };

    it.each<[string, Partial<WireAnswer>]>([
      ['a header that is none of ours', { headers: [['x-injected', '1']] }],
      ['one that is there twice', { headers: [...plain.headers, ...plain.headers] }],
      ['a value that is no ASCII', { headers: [['location', '/é']] }],
      ['a second answer', { body: 'HTTP/1.1 200 OK' }],
    ])('detects %s', (_, change) => {
      expect(judged(plain)).toBe(plain);
      expect(() => judged({ ...plain, ...change })).toThrow();
    });
  });
}
