import { beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import type { Answered, TestApi } from '../support/servers/api.js';
import { onTheWire, pour } from '../support/servers/wire.js';
import type { AskedProduct } from '../support/worlds/asked-product.js';

const LIMIT = 256 * 1024;
const FORM_LIMIT = 16 * 1024;
const MEGABYTE = 1024 * 1024;
/** Number of bytes sent to a server that must not accept them: many times what it may keep in memory. */
const FLOOD = 64;
const GROWTH_LIMIT = 20 * MEGABYTE;

let product: TestApi;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use, including garbage. */
function used(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Bytes in use after garbage collection. */
function held(): number {
  collectGarbage();
  return used();
}

/**
 * Whether more memory is kept than before. Garbage is collected only if usage has grown, since a collection takes long.
 */
const hasGrown = (before: number): boolean => used() - before >= GROWTH_LIMIT && held() - before >= GROWTH_LIMIT;

const headOf = (start: string, headers: Record<string, string>): string => {
  const all = { host: 'localhost', connection: 'close', 'idempotency-key': randomUUID(), ...headers };
  return `${start} HTTP/1.1\r\n${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;
};

/** A body of the given number of bytes: a command whose name is too long. */
const bodyOf = (bytes: number): string => `{"name":"${'x'.repeat(bytes - 11)}"}`;
const chunked = (body: string): string => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

/** Run by on-one-product.test.ts. */
export function check(asked: AskedProduct): void {
  beforeAll(() => {
    ({ product } = asked);
  });

  describe('check 6: a body', () => {
    const json = { 'content-type': 'application/json' };

    it('is read up to the limit, and not one byte more', async () => {
      const [most, over] = [bodyOf(LIMIT), bodyOf(LIMIT + 1)];
      expect([most.length, (await product.post('/api/organizations', most)).status]).toEqual([LIMIT, 422]);
      expect([over.length, (await product.post('/api/organizations', over)).status]).toEqual([LIMIT + 1, 413]);
    });

    it('of unknown length has the same limit', async () => {
      const head = () =>
        headOf('POST /api/organizations', { ...product.tester, ...json, 'transfer-encoding': 'chunked' });
      const statusOf = async (body: string) => (await onTheWire(product.api.address, head() + chunked(body))).status;
      expect([await statusOf(bodyOf(LIMIT)), await statusOf(bodyOf(LIMIT + 1))]).toEqual([422, 413]);
    });

    it('of a form has a lower limit', async () => {
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const filled = (bytes: number) => product.post('/sign-in', `username=${'x'.repeat(bytes - 9)}`, type);
      expect([(await filled(FORM_LIMIT)).status, (await filled(FORM_LIMIT + 1)).status]).toEqual([422, 413]);
    });

    const length = { 'content-length': String(FLOOD * MEGABYTE) };
    const chunks = { 'transfer-encoding': 'chunked' };
    it.each<[string, string, Record<string, string>, number]>([
      ['says its length', 'POST /api/organizations', { ...json, ...length }, 413],
      ['does not', 'POST /api/organizations', { ...json, ...chunks }, 413],
      ['is a form', 'POST /sign-in', { 'content-type': 'application/x-www-form-urlencoded', ...chunks }, 413],
      ['is of no type', 'POST /api/organizations', chunks, 415],
      ['comes with a question', 'GET /health/live', { ...json, ...chunks }, 200],
      ['goes nowhere', 'POST /nowhere', { ...json, ...chunks }, 413],
    ])('of 64 MB that %s is not retained, from any caller', async (_, start, headers, status) => {
      const plain = Buffer.alloc(MEGABYTE, 'x');
      const asChunk = Buffer.concat([Buffer.from(`${MEGABYTE.toString(16)}\r\n`), plain, Buffer.from('\r\n')]);
      const chunk = 'transfer-encoding' in headers ? asChunk : plain;
      const before = held();
      const grown: number[] = [];
      let sent = 0;
      const answer = await pour(product.api.address, headOf(start, headers), chunk, FLOOD, (nth) => {
        sent = nth + 1;
        if (nth % 8 === 7 && hasGrown(before)) grown.push(nth);
      });
      expect([grown, hasGrown(before)]).toEqual([[], false]);
      expect(sent).toBeGreaterThan(0);
      expect(answer.status).toBe(status);
    });

    const bomb = Buffer.alloc(32 * MEGABYTE, ' ');
    const fastest = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
    it.each([
      ['gzip', () => gzipSync(bomb)],
      ['x-gzip', () => gzipSync(bomb)],
      ['deflate', () => deflateSync(bomb)],
      ['br', () => brotliCompressSync(bomb, fastest)],
      ['identity, gzip', () => gzipSync(bomb)],
      ['GZIP', () => gzipSync(bomb)],
    ])('that is compressed (%s) is refused, without unpacking', async (coding, make) => {
      const small = make();
      expect(small.length).toBeLessThan(LIMIT);
      const headers = {
        ...product.tester,
        ...json,
        'content-length': String(small.length),
        'content-encoding': coding,
      };
      const bytes = Buffer.concat([Buffer.from(headOf('POST /api/organizations', headers)), small]);
      const before = held();
      const answer = await onTheWire(product.api.address, bytes);
      expect(hasGrown(before)).toBe(false);
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([415, { code: 'unsupported-media-type' }]);
      expect(answer.headers).toContainEqual(['accept-encoding', 'identity']);
    });

    it('that is compressed without a header is not valid JSON', async () => {
      const bytes = gzipSync(bomb);
      const headers = { ...product.tester, ...json, 'content-length': String(bytes.length) };
      const head = Buffer.from(headOf('POST /api/organizations', headers));
      const answer = await onTheWire(product.api.address, Buffer.concat([head, bytes]));
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([400, { code: 'malformed-json' }]);
    });

    it('with the encoding identity is accepted', async () => {
      const answer: Answered = await product.post('/api/organizations', {}, { 'content-encoding': 'identity' });
      expect([answer.status, answer.json]).toMatchObject([422, { code: 'invalid-request' }]);
    });
  });
}
