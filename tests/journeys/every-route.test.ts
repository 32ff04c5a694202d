import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { randomInt, randomUUID } from 'node:crypto';
import { account } from '#features/identity';
import { categoryOf } from '#kernel/ids';
import type { StoredEvent } from '#platform/event-store/event-store';
import { type Answered, described, type Operation, testApi, type TestApi, TESTER } from '../support/servers/api.js';
import { openTermAlone } from '../support/worlds/several-persons.js';
import { rounds } from '../support/rounds.js';
import { abreast } from '../support/worlds/abreast.js';
import { gather } from '../support/worlds/gather.js';
import { signedIn } from '../support/worlds/grants.js';
import { type JsonSchema, mutated, valid, type World } from '../support/oracles/json-schema.js';
import { NAUGHTY } from '../support/worlds/naughty-strings.js';

/** Number of requests to each route. */
const RUNS = rounds(40);
/** To repeat a failed run, give its seed and the same `ROUNDS`. */
const SEED = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31));

const Receipt = z.looseObject({ eventIds: z.array(z.string()) });

let product: TestApi;
let api: Awaited<ReturnType<typeof described>>;
const ids: string[] = [];
const decision = { number: '01-QĐ/TU', issuer: 'Thành ủy', signedOn: '1990-06-20' };

async function founded(body: object): Promise<string> {
  const { json } = await product.post('/api/organizations', { establishedOn: '1990-07-01', decision, ...body });
  const { id, position } = json as { id: string; position: string };
  await product.get(`/api/organizations?after=${position}`);
  ids.push(id);
  return id;
}

beforeAll(async () => {
  console.info(`every-route: FUZZ_SEED=${SEED}, ${RUNS} requests to each`);
  product = await testApi();
  api = await described(product);
  const ward = await founded({ name: 'Đảng bộ phường', type: 'WARD_ORGANIZATION', parentId: null });
  const base = await founded({ name: 'Đảng bộ Công an', type: 'BASE_ORGANIZATION', parentId: ward });
  for (let i = 1; i <= 4; i++) await founded({ name: `Chi bộ ${i}`, type: 'SUB_CELL', parentId: base });
  for (let i = 5; i <= 8; i++) await founded({ name: `Chi bộ ${i}`, type: 'BASE_CELL', parentId: ward });
  const inspection = {
    kind: 'INSP_COMPLIANCE',
    decidingBody: { organizationId: ward, body: 'COMMITTEE' },
    subjects: [{ organizationId: base, capacity: 'ORGANIZATION' }],
  };
  const { json } = await product.post('/api/inspections', inspection);
  ids.push((json as { id: string }).id);
  for (const person of [{ class: 'OFFICIAL_MEMBER', memberId: randomUUID() }, { class: 'ORGANIZATION' }]) {
    const subject = { ...person, organizationId: base };
    const opened = await product.post('/api/discipline-cases', { subject, source: { other: 'OTHER' } });
    ids.push((opened.json as { id: string }).id);
  }
  const term = { organizationId: ward, name: 'Nhiệm kỳ 1990–1995', startsOn: '1990-08-01' };
  const lines = [{ code: 'INSPECTIONS', vi: 'cuộc kiểm tra', en: 'inspections', count: 7, unit: 'ENGAGEMENTS' }];
  const totals = { organizationId: ward, period: { name: '1985–1990' }, source: 'Báo cáo', lines };
  ids.push((await openTermAlone(product.api, term)).id);
  ids.push(((await product.post('/api/legacy-totals', totals)).json as { id: string }).id);
});
afterAll(() => product.close());

type Headers = Readonly<Record<string, string>>;

interface Sent {
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Characters that a header or an address can carry in `fetch`; other bytes are tested on the raw socket. */
const printable = (value: unknown): string =>
  plain(value)
    .replace(/[^ -~]/g, '')
    .trim();

function requests(operation: Operation, world: World): fc.Arbitrary<Sent> {
  const values = operation.parameters.map(({ name, in: place, schema, required }) => {
    const any = name === 'Idempotency-Key' ? fc.uuid() : valid(schema, world);
    // A missing position makes the request wait about a second, so most positions here exist.
    const there = { weight: 9, arbitrary: fc.nat(9).map(String) };
    const usual = name === 'after' ? fc.oneof(there, { weight: 1, arbitrary: any }) : any;
    const strange = fc.constantFrom<unknown>(...NAUGHTY.filter((text) => text.length < 500), 7, null);
    const value = fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: strange });
    return fc.tuple(
      fc.constant({ name, place }),
      required ? value : fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value }),
    );
  });
  const { body } = operation;
  const bodies = body ? fc.oneof(valid(body, world), mutated(body, world)) : fc.constant(undefined);
  return fc.tuple(fc.tuple(...values), bodies).map(([parameters, sent]) => {
    const of = (wanted: string) =>
      parameters.flatMap(([{ name, place }, value]) =>
        place === wanted && value !== undefined ? [[name, value] as const] : [],
      );
    const path = of('path').reduce(
      (url, [name, value]) => url.replace(`{${name}}`, encodeURIComponent(plain(value).toWellFormed())),
      operation.path,
    );
    const query = new URLSearchParams(
      of('query').map(([name, value]): [string, string] => [name, plain(value)]),
    ).toString();
    const headers = Object.fromEntries(of('header').map(([name, value]) => [name.toLowerCase(), printable(value)]));
    return { url: query === '' ? path : `${path}?${query}`, headers, body: sent };
  });
}

/** The beginning of an answer that does not end, or the whole answer if the request is refused. */
async function begun({ url }: Sent, headers: Headers): Promise<Answered> {
  const caller = new AbortController();
  const response = await fetch(new URL(url, product.api.address), { headers, signal: caller.signal });
  const goesOn = response.headers.get('content-type')?.includes('event-stream') === true;
  const text = goesOn ? '' : await response.text();
  caller.abort();
  const json: unknown = goesOn ? text : JSON.parse(text);
  return { status: response.status, headers: Object.fromEntries(response.headers), text, json };
}

async function send({ method, endless }: Operation, request: Sent, session: Headers): Promise<Answered> {
  const { url, body: payload } = request;
  const headers = { ...session, ...request.headers };
  if (endless) return begun(request, headers);
  const response = await product.api.app.inject({
    method: method === 'GET' || method === 'DELETE' ? method : 'POST',
    url,
    headers: {
      host: 'localhost',
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  });
  const text = response.body;
  const sent = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
  // An answer that is not JSON (CSV, Markdown) is documented as a string.
  const isJson = sent['content-type']?.includes('json') === true;
  return { status: response.statusCode, headers: sent, text, json: isJson ? JSON.parse(text) : text };
}

it('the document describes every answer, and every command by a schema', () => {
  expect(api.operations.length).toBeGreaterThan(10);
  for (const operation of api.operations) {
    expect(Object.keys(operation.answers)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^20[014]$/), '4XX', '5XX']),
    );
    if (operation.method === 'POST' && !Object.hasOwn(operation.answers, '204'))
      expect([operation.path, operation.body]).toEqual([operation.path, expect.anything()]);
  }
});

it('random requests are answered as documented, never with 500, and a refused one writes nothing', async () => {
  const statuses = new Map<number, number>();
  const acknowledged = new Set<string>();
  /** Requests that were accepted. An act on an account shows no receipt, but keeps the id of its request. */
  const accepted = new Set<string>();
  const { store } = product.api.platform;
  let seed = SEED;
  const askRoute = async (operation: Operation) => {
    const world: World = { components: api.components, ids };
    const session = await signedIn(product.api, TESTER); // one route ends the session with which it is called
    const answersWell = async (request: Sent) => {
      const { status, headers, text, json } = await send(operation, request, session);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status >= 500) throw new Error(`${operation.method} ${request.url} answered ${status}: ${text}`);
      const objection = api.objection(operation, status, json);
      if (objection !== null) throw new Error(`${operation.method} ${request.url} ${status}: ${objection}\n${text}`);
      if (status < 400) accepted.add(headers['x-request-id'] ?? '');
      if (status < 400) for (const id of Receipt.safeParse(json).data?.eventIds ?? []) acknowledged.add(id);
    };
    await fc.assert(fc.asyncProperty(requests(operation, world), answersWell), { numRuns: RUNS, seed });
  };
  const askEveryRoute = async () => {
    const before = await store.head();
    await abreast(api.operations, askRoute);
    const written = await store.readAll(before, 1_000_000);
    const told = ({ record: { id, stream, correlationId } }: StoredEvent) =>
      acknowledged.has(id) || (categoryOf(stream) === account.category && accepted.has(correlationId));
    expect(written.filter((event) => !told(event)).map(({ record }) => record)).toEqual([]);
    seed++;
  };
  // A generator whose requests are all refused would be useless.
  const missing = () => [200, 201].filter((status) => !statuses.has(status)).map((status) => `an answer ${status}`);
  await gather(askEveryRoute, missing, 20);
  console.info(
    `every-route: ${[...statuses]
      .sort(([a], [b]) => a - b)
      .map(([status, n]) => `${status}×${n}`)
      .join(' ')}`,
  );
  expect((await product.get('/health/ready')).status).toBe(200);
}, 900_000);

it('a body with one fault is refused with the name of that field, at every place', async () => {
  const establish = api.operations.find(({ path, method }) => path === '/api/organizations' && method === 'POST');
  const properties = (api.components.Establishment as JsonSchema).properties ?? {};
  expect(establish?.body).toEqual({ $ref: '#/components/schemas/Establishment' });
  const good = { name: 'Chi bộ 9', type: 'BASE_CELL', parentId: ids[0], establishedOn: '1990-07-01', decision };
  for (const field of Object.keys(properties)) {
    const answer = await product.post(
      '/api/organizations',
      { ...good, [field]: { wrong: true } },
      { 'idempotency-key': randomUUID() },
    );
    expect(answer.status).toBe(422);
    expect((answer.json as { errors: { field: string }[] }).errors.some((error) => error.field.startsWith(field))).toBe(
      true,
    );
  }
});
