import { beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ProblemBody } from '#platform/http/problems';
import type { Operation, TestApi } from '../support/servers/api.js';
import type { World } from '../support/oracles/json-schema.js';
import { addressOf, injected, queryOf, samples } from '../support/worlds/requests.js';
import { onTheWire } from '../support/servers/wire.js';
import type { AskedProduct } from '../support/worlds/asked-product.js';

let product: TestApi;
let asking: readonly Operation[];
let world: World;
let above: string;

const decision = { number: '01-QĐ/TU', issuer: 'Thành ủy', signedOn: '2025-06-20' };
const cell = () => ({
  name: `Chi bộ ${randomUUID()}`,
  type: 'BASE_CELL',
  parentId: above,
  establishedOn: '2025-07-01',
  decision,
});
const head = () => product.api.platform.store.head();

const queried = ({ parameters }: Operation) => parameters.filter((one) => one.in === 'query');

/** Run by on-one-product.test.ts. */
export function check(asked: AskedProduct): void {
  beforeAll(() => {
    ({ product, world } = asked);
    above = asked.ward.ward;
    asking = asked.operations.filter(({ parameters }) => parameters.some((one) => one.in === 'query'));
  });

  describe('check 11: a parameter', () => {
    const refused = async (operation: Operation, own: string, name: string, field: string) => {
      const others = queryOf(operation, world).filter(([other]) => other !== name);
      const query = [...others.map((pair) => pair.join('=')), own].join('&');
      const [body] = operation.body ? samples(operation.body, world, 1) : [];
      const url = `${addressOf(operation, world)}?${query}`;
      const answer = await injected(product, operation.method, url, body === undefined ? body : JSON.stringify(body));
      expect([operation.path, own, answer.statusCode]).toEqual([operation.path, own, 422]);
      const fields = ProblemBody.parse(answer.json()).errors.map((error) => `${error.in} ${error.field}`);
      expect([operation.path, own, fields]).toEqual([operation.path, own, expect.arrayContaining([`query ${field}`])]);
    };

    it.each<[string, (name: string, value: string) => string, (name: string) => string]>([
      ['given twice', (name, value) => `${name}=${value}&${name}=${value}`, (name) => name],
      ['given twice, once empty', (name, value) => `${name}=${value}&${name}=`, (name) => name],
      [
        'given twice, spelled in two ways',
        (name, value) => `${name}=${value}&${escaped(name)}=${value}`,
        (name) => name,
      ],
      ['as a list', (name, value) => `${name}[]=${value}`, (name) => `${name}[]`],
      ['as a list beside itself', (name, value) => `${name}=${value}&${name}[]=${value}`, (name) => `${name}[]`],
      ['as a numbered list', (name, value) => `${name}[0]=${value}`, (name) => `${name}[0]`],
      ['as an object', (name, value) => `${name}[x]=${value}`, (name) => `${name}[x]`],
      ['as a path', (name, value) => `${name}.x=${value}`, (name) => `${name}.x`],
      ['in other letters', (name, value) => `${name.toUpperCase()}=${value}`, (name) => name.toUpperCase()],
      ['parted by a semicolon', (name, value) => `x;${name}=${value}`, (name) => `x;${name}`],
    ])('%s is refused by name, by every route that reads it', async (how, spell, field) => {
      expect(asking.length).toBeGreaterThan(30);
      for (const operation of asking)
        for (const { name, schema } of how === 'given twice' ? queried(operation) : queried(operation).slice(0, 1)) {
          const value = encodeURIComponent(String(samples(schema, world, 1)[0]));
          // a position that does not exist yet is refused for that reason
          if (name === 'after' && field(name) === name) continue;
          await refused(operation, spell(name, value), name, field(name));
        }
    });

    it('given once is accepted, so the second one causes the refusal', async () => {
      expect((await product.get('/api/organizations?limit=10&asOf=2026-01-01&after=0')).status).toBe(200);
      expect((await product.get('/api/organizations?limit=10&limit=10')).status).toBe(422);
      expect((await product.get('/api/organizations?after=0&after=0')).status).toBe(422);
    });

    it('that a route does not know is refused by name, by every route, commands included', async () => {
      for (const operation of asked.operations) {
        const others = queryOf(operation, world).map((pair) => pair.join('='));
        const url = `${addressOf(operation, world)}?${[...others, 'nothing=1'].join('&')}`;
        const [body] = operation.body ? samples(operation.body, world, 1) : [];
        const answer = await injected(product, operation.method, url, body === undefined ? body : JSON.stringify(body));
        const errors = ProblemBody.parse(answer.json()).errors.map((error) => `${error.in} ${error.field}`);
        const found = [operation.method, operation.path, answer.statusCode, errors.includes('query nothing')];
        expect(found).toEqual([operation.method, operation.path, 422, true]);
      }
    });

    it('that no page knows is refused likewise', async () => {
      for (const page of ['/', '/organizations', '/sign-in', '/account', '/style.css', '/health/live', '/metrics']) {
        const { statusCode } = await injected(product, 'GET', `${page}?nothing=1`, undefined);
        expect([page, statusCode]).toEqual([page, 422]);
      }
    });

    it('of a command is read from the body alone: the same name in the query is refused, and nothing is recorded', async () => {
      const before = await head();
      const other = new URLSearchParams({ name: 'Khác', type: 'SUB_CELL', id: randomUUID() });
      const answer = await product.post(`/api/organizations?${other.toString()}`, cell());
      expect([answer.status, ProblemBody.parse(answer.json).errors.map(({ field }) => field)]).toEqual([
        422,
        ['name', 'type', 'id'],
      ]);
      expect(await head()).toBe(before);
    });

    it('of an address is read from the address alone: a body with another value is refused', async () => {
      const { json } = await product.post('/api/organizations', cell());
      const { id } = json as { id: string };
      const before = await head();
      const body = { name: 'Khác', effectiveOn: '2025-08-01', decision, id: randomUUID() };
      const answer = await product.post(`/api/organizations/${id}/renaming`, body);
      expect([answer.status, ProblemBody.parse(answer.json).errors.map(({ field }) => field)]).toEqual([422, ['id']]);
      expect(await head()).toBe(before);
    });
  });

  const escaped = (name: string): string => `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`;

  describe('check 11: a header', () => {
    const [one, other] = [randomUUID(), randomUUID()];
    const bearer = () => `authorization: ${product.tester.authorization ?? ''}`;
    const lines = (): Record<string, string> => ({
      host: 'host: localhost',
      authorization: bearer(),
      'content-type': 'content-type: application/json',
      'idempotency-key': `idempotency-key: ${one}`,
      purpose: 'purpose: CASE_WORK',
    });
    const post = (more: readonly string[]) => {
      const body = JSON.stringify(cell());
      const all = [
        'connection: close',
        `content-length: ${Buffer.byteLength(body)}`,
        ...Object.values(lines()),
        ...more,
      ];
      return onTheWire(product.api.address, `POST /api/organizations HTTP/1.1\r\n${all.join('\r\n')}\r\n\r\n${body}`);
    };

    it.each<[string, () => string, number]>([
      ['host', () => 'host: localhost', 400],
      ['another host', () => 'host: evil.example', 400],
      ['authorization', bearer, 401],
      ['another authorization', () => 'authorization: Bearer x', 401],
      ['content-type', () => 'content-type: text/plain', 415],
      ['idempotency-key', () => `idempotency-key: ${other}`, 422],
      ['the same idempotency-key', () => `idempotency-key: ${one}`, 422],
      ['if-match', () => 'if-match: "1"\r\nif-match: "2"', 422],
    ])('given twice is not reduced to one value: %s', async (_, second, status) => {
      const before = await head();
      const answer = await post([second()]);
      expect([answer.status, ProblemBody.safeParse(JSON.parse(answer.body)).success]).toEqual([status, true]);
      expect(await head()).toBe(before);
    });

    it('given once is accepted', async () => {
      expect((await post([])).status).toBe(201);
    });
  });
}
