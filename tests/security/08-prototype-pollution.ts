import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ProblemBody } from '#platform/http/problems';
import type { Operation, TestApi } from '../support/servers/api.js';
import { changed, places, type World } from '../support/oracles/json-schema.js';
import { addressOf, injected, queryOf, samples, valueAt } from '../support/worlds/requests.js';
import type { AskedProduct } from '../support/worlds/asked-product.js';

let product: TestApi;
let operations: readonly Operation[];
let world: World;

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Placeholder for the planted name: an object literal cannot have a member of that name. */
const NAME = 'plantedName';
const PLANTED = { polluted: true };

/** Copies of the body, each with the planted member in one of its objects; of each list only one item is used. */
function planted(body: unknown, name: string, value: unknown): string[] {
  const objects = places(body).filter((place) => isObject(valueAt(body, place)));
  const shapes = new Map(
    objects.map((place) => [place.map((key) => (typeof key === 'number' ? '#' : key)).join('.'), place]),
  );
  return [...shapes.values()].map((place) =>
    JSON.stringify(changed(body, place, (old) => ({ [NAME]: value, ...(old as object) }))).replace(NAME, name),
  );
}

/** Run by on-one-product.test.ts. */
export function check(asked: AskedProduct): void {
  beforeAll(() => {
    ({ product, operations, world } = asked);
  });
  afterEach(() => {
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  describe('check 8: a member that would reach the prototype of every object', () => {
    it.each<[string, unknown, number, string]>([
      ['__proto__', PLANTED, 400, 'malformed-json'],
      ['\\u005f_proto__', PLANTED, 400, 'malformed-json'],
      ['constructor', { prototype: PLANTED }, 422, 'invalid-request'],
      ['prototype', PLANTED, 422, 'invalid-request'],
    ])('is refused in every object of every body: %s', async (name, value, status, code) => {
      const before = await product.api.platform.store.head();
      let bodies = 0;
      for (const operation of operations.filter(({ body }) => body !== undefined)) {
        const url = addressOf(operation, world);
        for (const body of samples(operation.body ?? {}, world, 3)) {
          for (const payload of planted(body, name, value)) {
            const answer = await injected(product, operation.method, url, payload);
            expect([operation.path, payload, answer.statusCode]).toEqual([operation.path, payload, status]);
            expect(ProblemBody.parse(answer.json()).code).toBe(code);
            bodies++;
          }
        }
      }
      expect(bodies).toBeGreaterThan(operations.length);
      expect(await product.api.platform.store.head()).toBe(before);
    });

    const QUERIES = ['__proto__', '__proto__[polluted]', '__proto__.polluted', '%5f_proto__', 'constructor'].concat([
      'constructor[prototype][polluted]',
      'constructor.prototype.polluted',
      'prototype',
    ]);
    it.each(QUERIES)('is refused in every query: %s', async (name) => {
      for (const operation of operations.filter(
        ({ method, parameters }) => method === 'GET' && parameters.some((one) => one.in === 'query'),
      )) {
        const query = [...queryOf(operation, world).map((pair) => pair.join('=')), `${name}=true`].join('&');
        const answer = await injected(product, 'GET', `${addressOf(operation, world)}?${query}`);
        expect([operation.path, answer.statusCode]).toEqual([operation.path, 422]);
        expect(ProblemBody.parse(answer.json()).errors).toMatchObject([{ in: 'query', code: 'unknown-field' }]);
      }
    });

    it('is refused by a route without a query', async () => {
      const answer = await injected(
        product,
        'GET',
        '/api/code-lists?__proto__[polluted]=true&constructor[prototype]=1',
      );
      const { errors } = ProblemBody.parse(answer.json());
      expect([answer.statusCode, errors.map(({ field }) => field)]).toEqual([
        422,
        ['__proto__[polluted]', 'constructor[prototype]'],
      ]);
    });

    it('is refused in a form, and as a part of a form with files', async () => {
      const form = 'username=a&password=b&__proto__=1&constructor=1';
      const sent = await product.post('/sign-in', form, { 'content-type': 'application/x-www-form-urlencoded' });
      expect([sent.status, sent.json]).toMatchObject([422, { code: 'invalid-request' }]);
      const parts = '--x\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\n1\r\n--x--\r\n';
      const multipart = { 'content-type': 'multipart/form-data; boundary=x' };
      expect((await product.post('/sign-in', parts, multipart)).status).toBe(415);
    });

    it('causes the refusal: a body without this member passes that check', async () => {
      const rename = operations.find(({ path }) => path === '/api/organizations/{id}/renaming');
      const [body] = samples(rename?.body ?? {}, world, 1);
      const answer = await injected(product, 'POST', rename ? addressOf(rename, world) : '', JSON.stringify(body));
      expect(answer.statusCode).toBe(404);
    });
  });
}
