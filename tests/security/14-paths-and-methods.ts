import { beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Uuid } from '#kernel/ids';
import { roles } from '../../apps/roles.js';
import type { Operation } from '../support/servers/api.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';
import type { World } from '../support/oracles/json-schema.js';
import { addressOf, samples } from '../support/worlds/requests.js';
import type { WardApi } from '../support/worlds/ward-api.js';
import { onTheWire } from '../support/servers/wire.js';
import type { AskedProduct } from '../support/worlds/asked-product.js';

const CANARY = 'Chi bộ Hoàng Yến';

let ward: WardApi;
let closed: readonly Operation[];
let world: World;
let viewer: Readonly<Record<string, string>>;

const escaped = (letter: string): string => `%${letter.charCodeAt(0).toString(16)}`;

/** The same address in other spellings, which a rule on addresses may miss and a server may accept. */
function spellings(path: string): string[] {
  const [, first = '', ...rest] = path.split('/');
  const after = rest.map((part) => `/${part}`).join('');
  const last = path.lastIndexOf('/') + 1;
  return [
    `/${escaped(first[0] ?? 'x')}${first.slice(1)}${after}`,
    `/${Array.from(first, escaped).join('')}${after}`,
    `/%25${escaped(first[0] ?? 'x').slice(1)}${first.slice(1)}${after}`,
    `/${first}%2f${after.slice(1)}`,
    `/${first}%252f${after.slice(1)}`,
    `/${first}%5c${after.slice(1)}`,
    path.replaceAll('/', '\\'),
    `/${path}`,
    `//${path}`,
    `/${first}/${after}`,
    `/.${path}`,
    `/${first}/.${after}`,
    `/%2e${path}`,
    `/x/..${path}`,
    `/health/live/../..${path}`,
    `/health/live/%2e%2e/%2e%2e${path}`,
    `/health/live/..%2f..${path}`,
    `/style.css/..${path}`,
    `/api/docs/../..${path}`,
    `/health/live;${path}`,
    `/health/live%00${path}`,
    `${path};x`,
    `${path};x=1`,
    `/${first};x${after}`,
    `/;${path}`,
    `${path}/`,
    `${path}//`,
    `${path}/.`,
    `${path}%2f`,
    `${path}%20`,
    `${path}%00`,
    `${path}%0a`,
    `${path}?`,
    `${path}?x#y`,
    `${path}.json`,
    `${path}.css`,
    `${path}/style.css`,
    `${path}/health/live`,
    path.toUpperCase(),
    `${path.slice(0, last)}${path.slice(last).toUpperCase()}`,
    `http://localhost${path}`,
    `HTTP://LOCALHOST${path}`,
    `http://x@localhost${path}`,
    `http://evil.example${path}`,
    `http://localhost//${path}`,
    `//localhost${path}`,
    `localhost${path}`,
    `*${path}`,
  ];
}

/** Headers that other programs may interpret as the method, the address or the person of the request. */
const BESIDE: readonly Readonly<Record<string, string>>[] = [
  ...['x-http-method-override', 'x-method-override', 'x-http-method'].flatMap((name) =>
    ['GET', 'POST', 'DELETE'].map((method) => ({ [name]: method })),
  ),
  ...['x-original-url', 'x-rewrite-url', 'x-forwarded-uri', 'x-forwarded-prefix', 'x-forwarded-path'].map((name) => ({
    [name]: '/health/live',
  })),
  ...['x-forwarded-for', 'x-real-ip', 'x-client-ip', 'x-forwarded-host', 'forwarded'].map((name) => ({
    [name]: '127.0.0.1',
  })),
  ...['x-forwarded-user', 'remote-user', 'x-remote-user', 'x-authenticated-user', 'x-user-id'].map((name) => ({
    [name]: '00000000-0000-4000-8000-0000000000aa',
  })),
];
const METHODS = [
  'HEAD',
  'OPTIONS',
  'TRACE',
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'PROPFIND',
  'QUERY',
  'get',
  'GETT',
];

type Headers = Readonly<Record<string, string>>;
const sent = (method: string, target: string, { body }: Operation, headers: Headers) => {
  const payload = body && method !== 'GET' && method !== 'HEAD' ? JSON.stringify(samples(body, world, 1)[0]) : '';
  const json = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)) };
  const command = { 'idempotency-key': randomUUID(), ...(payload === '' ? {} : json) };
  const all = Object.entries({ host: 'localhost', connection: 'close', ...command, ...headers });
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return onTheWire(ward.api.api.address, `${method} ${target} HTTP/1.1\r\n${lines}\r\n${payload}`);
};

/** All variants of one request: other spellings of its address, other methods, headers that contradict it. */
function tricks(operation: Operation): (readonly [method: string, target: string, headers: Headers])[] {
  const { method } = operation;
  const path = addressOf(operation, world);
  return [
    ...[path, ...spellings(path)].map((target) => [method, target, {}] as const),
    ...METHODS.map((other) => [other, path, {}] as const),
    ...BESIDE.flatMap((headers) => ['GET', 'POST'].map((other) => [other, path, headers] as const)),
    ...['GET', 'POST'].map((other) => [other, `${path}?_method=${method}`, {}] as const),
  ];
}

/** Whether an answer does not come from a handler behind the guard. */
async function turnedAway(operation: Operation, caller: Headers, by: readonly string[]) {
  await Promise.all(
    tricks(operation).map(async ([method, target, headers]) => {
      const { status, body } = await sent(method, target, operation, { ...caller, ...headers });
      // The caller may be permitted another method of the same address.
      if (by.includes(method) && new URL(target, 'http://localhost').pathname === addressOf(operation, world)) return;
      expect([method, target, headers, status >= 400 && status < 500]).toEqual([method, target, headers, true]);
      expect(body).not.toContain(CANARY);
    }),
  );
}

/** One operation for each form of address; check 2 tests that the guard protects every operation. */
const chosen = (among: readonly Operation[]) => {
  const shape = ({ method, path }: Operation) => `${method} ${path.replace(/\{\w+\}/g, '{}').replace(/[a-z-]+/g, 'x')}`;
  return [...new Map(among.map((one) => [shape(one), one])).values()];
};

/** Run by on-one-product.test.ts. */
export function check(asked: AskedProduct): void {
  beforeAll(async () => {
    ({ ward } = asked);
    const body = { name: CANARY, type: 'BASE_CELL', parentId: ward.ward, establishedOn: '2025-07-01' };
    await ward.record('/api/organizations', body);
    await ward.ask('/api/organizations');
    closed = asked.operations.filter(({ permission }) => permission !== undefined);
    world = { components: asked.world.components, ids: [ward.ward] };
    const person = Uuid.parse(randomUUID());
    await grantRoles(ward.api.api, person, ['viewer']);
    viewer = await signedIn(ward.api.api, person);
  });

  describe('check 14: no spelling of an address, no method and no header gets around the guard', () => {
    it('without credentials', async () => {
      const before = await ward.api.api.platform.store.head();
      const operations = chosen(closed);
      expect(operations.length).toBeGreaterThan(12);
      for (const operation of operations) await turnedAway(operation, {}, []);
      expect(await ward.api.api.platform.store.head()).toBe(before);
    });

    it('for a viewer, where the role does not permit it', async () => {
      const before = await ward.api.api.platform.store.head();
      const mayAt = (path: string) =>
        closed
          .filter((one) => one.path === path && roles.permits('viewer', one.permission ?? ''))
          .map(({ method }) => method);
      const operations = chosen(closed.filter(({ permission }) => !roles.permits('viewer', permission ?? '')));
      expect(operations.length).toBeGreaterThan(10);
      for (const operation of operations) {
        const may = mayAt(operation.path);
        await turnedAway(operation, viewer, may.includes('GET') ? [...may, 'HEAD'] : may);
      }
      expect(await ward.api.api.platform.store.head()).toBe(before);
    });

    it('for the front page, which the document does not name', async () => {
      const page: Operation = {
        method: 'GET',
        path: '/',
        operationId: '',
        parameters: [],
        body: undefined,
        endless: false,
        answers: {},
        permission: 'read:front-page',
      };
      await turnedAway(page, {}, []);
    });

    it('while a permitted caller is answered, and some of these spellings reach the handler', async () => {
      const list = closed.find(({ method, path }) => method === 'GET' && path === '/api/organizations');
      if (!list) throw new Error('the document has no list of organizations');
      const answered = async (target: string) => {
        const { status, body } = await sent('GET', target, list, ward.api.tester);
        return [status, body.includes(CANARY)];
      };
      expect(await answered('/api/organizations')).toEqual([200, true]);
      expect(await answered('/%61pi/organizations')).toEqual([200, true]);
      expect((await sent('HEAD', '/api/organizations', list, ward.api.tester)).status).toBe(200);
      const head = await ward.api.api.platform.store.head();
      const founding = closed.find(({ method, path }) => method === 'POST' && path === '/api/organizations');
      const body = { name: 'Chi bộ 9', type: 'BASE_CELL', parentId: ward.ward, establishedOn: '2025-07-01' };
      expect(founding?.permission).toBe('EstablishOrganization');
      expect((await ward.api.post('/%61pi/organizations', body)).status).toBe(201);
      expect(await ward.api.api.platform.store.readAll(head, 10)).toHaveLength(1);
    });

    it('and a header with another address does not change the answer of a public route', async () => {
      const answered = (headers: Headers) =>
        onTheWire(
          ward.api.api.address,
          `GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${Object.entries(headers)
            .map(([name, value]) => `${name}: ${value}\r\n`)
            .join('')}\r\n`,
        );
      for (const name of ['x-original-url', 'x-rewrite-url', 'x-forwarded-uri', 'x-forwarded-path'])
        expect((await answered({ [name]: '/api/organizations' })).body).toBe('{"alive":true}');
    });

    it.each(['..%2f', '../', '%2e%2e/', '..%5c', '..\\', '.%00./', '....//', '%c0%ae%c0%ae/', '/'])(
      'and files outside the documentation cannot be read: %s',
      async (up) => {
        for (const depth of [1, 2, 3, 6])
          for (const file of ['package.json', 'etc/passwd', 'nest-cli.json']) {
            const target = `/api/docs/${up.repeat(depth)}${file}`;
            const { body } = await onTheWire(
              ward.api.api.address,
              `GET ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
            );
            expect([target, /"private": true|root:|sourceRoot/.test(body)]).toEqual([target, false]);
          }
      },
    );
  });
}
