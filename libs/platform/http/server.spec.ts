import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Global, Module, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { PlainDate } from '#kernel/dates';
import { streamId, Uuid } from '#kernel/ids';
import { Rejection } from '#kernel/rejection';
import { text } from '#kernel/text';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { CallerUnknown } from '#platform/access/by';
import { AUTHENTICATOR, type Authenticator } from '#platform/access/identity';
import { ClockSkew, Conflict, OutcomeUnknown, TooLarge, Unavailable } from '#platform/event-store/event-store';
import { type Envelope, KeyReused, StaleRevision } from '#platform/event-store/execute';
import { NotCaughtUp, ReadModelRebuilding } from '#platform/projections/serving';
import { KeysUnavailable, KeyWornOut, OwnerErased } from '#platform/sealing/key-ring';
import { Can } from './actor.js';
import { HttpModule } from './http.module.js';
import { createLogger } from './logging.js';
import { cursor, paging } from './paging.js';
import { fieldProblem, notFound, PROBLEM_JSON, ProblemBody } from './problems.js';
import { createServer } from './server.js';
import { CommandAnswer, Enveloped } from './stream-command.js';
import { question } from './time-travel.js';

const ID = Uuid.parse('11111111-1111-4111-8111-111111111111');
const STREAM = streamId('thing', ID);
const KEY = '22222222-2222-4222-8222-222222222222';
const Rename = z
  .strictObject({ name: text(20), on: PlainDate, parts: z.array(z.strictObject({ no: z.int().min(1) })).max(3) })
  .meta({ id: 'Rename' });
const ListQuery = question({ ...paging });
const places = cursor('things by name', z.string());

/** What a handler may throw, one address each. */
const ERRORS: Readonly<Record<string, () => Error>> = {
  rejection: () => new Rejection('NotOpen', { vi: 'Chưa mở', en: 'Not open' }, { status: 'none' }),
  stale: () => new StaleRevision(STREAM, 3, 7),
  reused: () => new KeyReused(ID),
  conflict: () => new Conflict(STREAM, 1, 2),
  unknown: () => new OutcomeUnknown(STREAM),
  unavailable: () => new Unavailable('password=secret'),
  large: () => new TooLarge(300_000, 262_144),
  late: () => new NotCaughtUp(9n, 7n),
  rebuilding: () => new ReadModelRebuilding('things', null),
  skew: () => new ClockSkew(STREAM, 90),
  keyless: () => new KeysUnavailable(new Error('the name Nguyễn Văn A is wrong')),
  erased: () => new OwnerErased(PlainDate.parse('2026-01-02')),
  worn: () => new KeyWornOut(),
  absent: () => notFound(),
  nameless: () => new CallerUnknown(),
  fault: () => new Error('the name Nguyễn Văn A is wrong'),
};

@Controller('api/things')
class ThingsController {
  @Post(':id/renaming')
  @Can('RenameThing')
  rename(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Rename }) _data: z.output<typeof Rename>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    const stream = streamId('thing', id);
    const revision = (envelope.expectedRevision ?? 0) + 1;
    return new CommandAnswer({ stream, revision, eventIds: [], position: 9n, leafHashes: [], repeated: revision > 1 });
  }

  @Post(':id/closure')
  @Can('CloseThing')
  close(@Enveloped() envelope: Envelope) {
    return { seen: envelope.expectedRevision };
  }

  @Get()
  @Can('read:things')
  list(@Query({ schema: ListQuery }) query: z.output<typeof ListQuery>) {
    return { limit: query.limit, at: places.read(query.cursor) ?? null };
  }

  @Get('errors/:kind')
  @Can('read:things')
  fail(@Param('kind') kind: string): never {
    throw ERRORS[kind]?.() ?? fieldProblem('path', 'kind', 'unknown', { vi: 'Không có', en: 'None' });
  }

  @Get('forgotten')
  forgotten() {
    return 'nobody said who may read this';
  }
}

/** Whoever asks may do everything: who may what is the access feature's, and tested there. */
const anybody: Authenticator = {
  authenticate: () => Promise.resolve({ personId: ID, kind: 'person', permissions: null }),
};
const everything: Authority = {
  standings: () => [{ role: 'clerk', organizationId: null, delegation: null }],
  isUnder: () => true,
  under: () => new Set(),
  delegatorOf: () => null,
  refresh: () => Promise.resolve(),
};
const everybody = [
  { provide: AUTHENTICATOR, useValue: anybody },
  { provide: AUTHORITY, useValue: everything },
];
@Global()
@Module({ providers: everybody, exports: everybody })
class EverybodyModule {}

let app: NestFastifyApplication;
const lines: string[] = [];

beforeAll(async () => {
  const logger = createLogger('info', { write: (line: string) => void lines.push(line) });
  const nothing = () => Promise.resolve(0n);
  const http = HttpModule.with({
    logger,
    knowledge: {
      look: () => Promise.resolve({ checkpoints: [], served: 0n, knownAt: null }),
      head: nothing,
      onMove: () => () => undefined,
      waitFor: () => Promise.resolve(),
      ageOf: () => Promise.resolve(0),
    },
    health: () => Promise.resolve({ ready: false, parts: {} }),
    costlyPerMinute: 100,
    metrics: true,
    documented: true,
  });
  @Module({ imports: [EverybodyModule, http], controllers: [ThingsController] })
  class Root {}
  app = await createServer(Root, { logger, bodyLimit: 2000, documented: true });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});
afterAll(() => app.close());

const good = { name: 'Chi bộ 1', on: '2026-01-02', parts: [{ no: 1 }] };
const post = (payload: unknown, headers: Record<string, string> = {}, url = `/api/things/${ID}/renaming`) =>
  app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', 'idempotency-key': KEY, ...headers },
    payload: typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
  });
type Response = Awaited<ReturnType<typeof post>>;

const problem = (response: Response, status: number, code: string) => {
  expect(response.statusCode).toBe(status);
  expect(response.headers['content-type']).toBe(PROBLEM_JSON);
  const body = ProblemBody.parse(response.json());
  expect(body).toMatchObject({ status, code });
  return body;
};
const fields = (response: Response) =>
  problem(response, 422, 'invalid-request').errors.map((e) => `${e.in} ${e.field} ${e.code}`);

describe('who may call', () => {
  it('refuses a route that does not say what it needs', async () => {
    problem(await app.inject('/api/things/forgotten'), 403, 'forbidden');
  });

  it('leaves a line for whoever keeps watch where somebody is turned away: who, which route, no word of what was sent', async () => {
    const before = lines.length;
    await app.inject({ url: '/api/things/forgotten?word=secret', headers: { host: 'localhost' } });
    const told = lines.slice(before).map((line) => JSON.parse(line) as Record<string, unknown>);
    const [event] = told.filter(({ security }) => security !== undefined);
    expect(event).toMatchObject({ security: 'forbidden', route: '/api/things/forgotten', level: 40 });
    expect(lines.slice(before).join('')).not.toContain('secret');
  });

  it('refuses a foreign host name that points to this machine', async () => {
    problem(await app.inject({ url: '/api/things', headers: { host: 'evil.example' } }), 421, 'misdirected');
  });
});

describe('bodies', () => {
  it('names every wrong field by its path, in both languages, without what was sent', async () => {
    const response = await post({
      name: 'Nguyễn Văn Bí Mật '.repeat(3),
      on: '2026-02-30',
      parts: [{ no: 0 }, { no: 'x' }],
      admin: 1,
    });
    expect(fields(response)).toEqual([
      'body name too-big',
      'body on wrong-format',
      'body parts.0.no too-small',
      'body parts.1.no wrong-type',
      'body admin unknown-field',
    ]);
    expect(response.body).not.toContain('Bí Mật');
    for (const { vi, en } of problem(response, 422, 'invalid-request').errors) expect([vi, en]).not.toContain('');
  });

  it('says of an absent field that it is missing', async () => {
    expect(fields(await post({ name: 'a' }))).toEqual(['body on missing', 'body parts missing']);
  });

  it.each([
    ['', 'not-json'],
    ['{', 'not-json'],
    ['{"a":1,}', 'not-json'],
    ['\ufeff{}', 'not-json'],
    ['{"name":NaN}', 'not-json'],
    [Buffer.from([0x22, 0xff, 0x22]), 'not-utf-8'],
    ['{"a":1,"\\u0061":2}', 'duplicate-name'],
    ['{"__proto__":{"name":"x"}}', 'unknown-field'],
    [`${'['.repeat(40)}${']'.repeat(40)}`, 'too-deep'],
  ])('refuses %s as JSON', async (payload, code) => {
    expect(problem(await post(payload), 400, 'malformed-json').errors).toMatchObject([{ in: 'body', code }]);
  });

  it('takes JSON whose strings hold braces, quotes and colons', async () => {
    const response = await post(JSON.stringify({ ...good, name: '{"a":[":\\"' }));
    expect(response.statusCode).toBe(201);
  });

  it('refuses another media type, and a body over the limit', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])
      problem(await post('a=1', { 'content-type': type }), 415, 'unsupported-media-type');
    problem(await post({ ...good, name: 'x'.repeat(3000) }), 413, 'too-large');
  });
});

describe('headers and parameters', () => {
  it('asks for the Idempotency-Key, and takes nothing but a UUID', async () => {
    const without = await app.inject({ method: 'POST', url: `/api/things/${ID}/renaming`, payload: good });
    expect(problem(without, 400, 'idempotency-key-missing').errors).toMatchObject([
      { in: 'header', field: 'Idempotency-Key' },
    ]);
    expect(fields(await post(good, { 'idempotency-key': 'Nguyen Van A' }))).toEqual([
      'header Idempotency-Key wrong-format',
    ]);
  });

  it('asks for If-Match where the route requires it, and takes one strong tag', async () => {
    const url = `/api/things/${ID}/closure`;
    problem(await post({}, {}, url), 428, 'if-match-missing');
    for (const tag of ['7', '*', 'W/"7"', '"7", "8"', '"-1"', '"07"', '""'])
      expect(fields(await post({}, { 'if-match': tag }, url))).toEqual(['header If-Match wrong-format']);
    expect((await post({}, { 'if-match': '"7"' }, url)).json()).toEqual({ seen: 7 });
  });

  it('names a wrong parameter of the address and of the query', async () => {
    expect(fields(await post(good, {}, '/api/things/none/renaming'))).toEqual(['path id wrong-format']);
    const forged = Buffer.from('["members",1]').toString('base64url');
    expect(fields(await app.inject('/api/things?limit=500&asOf=2026-02-30&x=1'))).toEqual([
      'query limit too-big',
      'query asOf wrong-format',
      'query x unknown-field',
    ]);
    for (const at of [forged, 'x', '', '%00'])
      expect(fields(await app.inject(`/api/things?cursor=${at}`))).toEqual(['query cursor wrong-format']);
    const given = places.write('Chi bộ 1');
    expect((await app.inject(`/api/things?cursor=${given}`)).json()).toEqual({ limit: 50, at: 'Chi bộ 1' });
  });
});

describe('answers', () => {
  it('answers a command with its receipt, the revision as ETag, the position as text', async () => {
    const first = await post(good);
    expect(first.statusCode).toBe(201);
    expect(first.json()).toEqual({ stream: STREAM, revision: 1, eventIds: [], position: '9', leafHashes: [] });
    expect([first.headers.etag, first.headers['idempotency-replayed']]).toEqual(['"1"', undefined]);
    expect((await post(good, { 'if-match': '"4"' })).headers).toMatchObject({
      etag: '"5"',
      'idempotency-replayed': 'true',
    });
  });

  it.each([
    ['rejection', 409, 'NotOpen'],
    ['stale', 412, 'stale-revision'],
    ['reused', 422, 'key-reused'],
    ['conflict', 409, 'conflict'],
    ['unknown', 503, 'outcome-unknown'],
    ['unavailable', 503, 'unavailable'],
    ['large', 413, 'too-large'],
    ['late', 503, 'not-caught-up'],
    ['rebuilding', 503, 'rebuilding'],
    ['skew', 503, 'clock-skew'],
    ['keyless', 503, 'keys-unavailable'],
    ['erased', 409, 'owner-erased'],
    ['worn', 409, 'key-worn-out'],
    ['absent', 404, 'not-found'],
    ['nameless', 401, 'unauthenticated'],
    ['fault', 500, 'internal'],
  ])('answers %s with %i %s, and nothing of the error itself', async (kind, status, code) => {
    const response = await app.inject(`/api/things/errors/${kind}`);
    problem(response, status, code);
    expect(response.body).not.toMatch(/secret|Nguyễn|stack|\.ts/);
    if (status === 503) expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('tells the revision that stands when If-Match is stale', async () => {
    const response = await app.inject('/api/things/errors/stale');
    expect(response.headers.etag).toBe('"7"');
    expect(response.json()).toMatchObject({ facts: { expected: 3, actual: 7 } });
  });

  it('gives the title in the language asked for and both beside it', async () => {
    const url = '/api/things/errors/rejection';
    const titles = { vi: 'Chưa mở', en: 'Not open' };
    expect((await app.inject({ url })).json()).toMatchObject({ title: 'Chưa mở', titles, facts: { status: 'none' } });
    for (const [language, title] of [
      ['en-US,en;q=0.9', 'Not open'],
      ['vi,en;q=0.5', 'Chưa mở'],
      ['fr', 'Chưa mở'],
      ['fr, en', 'Not open'],
    ])
      expect((await app.inject({ url, headers: { 'accept-language': language } })).json()).toMatchObject({
        title,
        titles,
      });
  });

  it('lets no cache keep an answer, whatever it is', async () => {
    for (const url of ['/api/things', '/api/things/errors/none', '/nowhere', '/health/live', '/metrics']) {
      const { headers } = await app.inject({ url, headers: { host: 'localhost' } });
      expect([url, headers['cache-control']]).toEqual([url, 'no-store']);
    }
  });

  it('answers an unknown address with 404 and a wrong method with 405 and what is allowed', async () => {
    problem(await app.inject('/nowhere'), 404, 'unknown-route');
    const response = await app.inject({ method: 'DELETE', url: `/api/things/${ID}/renaming` });
    problem(response, 405, 'method-not-allowed');
    expect(response.headers.allow).toBe('POST');
    problem(await app.inject('/api/%zz'), 400, 'malformed-request');
    problem(await app.inject(`/api/things/errors/${'x'.repeat(200)}`), 414, 'address-too-long');
  });

  it('logs a fault by name and place, and no word of what was sent', async () => {
    lines.length = 0;
    await app.inject('/api/things/errors/fault?name=SECRET');
    const all = lines.join('');
    expect(all).toContain('"code":"internal"');
    expect(all).toContain('server.spec.ts');
    expect(all).not.toMatch(/Nguyễn|SECRET/);
  });

  it('keeps the id of a request that has one, and gives others one', async () => {
    const kept = await app.inject({ url: '/api/things', headers: { 'x-request-id': ID } });
    expect(kept.headers['x-request-id']).toBe(ID);
    const made = await app.inject({ url: '/api/things', headers: { 'x-request-id': 'drop table' } });
    expect(Uuid.safeParse(made.headers['x-request-id']).success).toBe(true);
  });

  it('serves health and figures', async () => {
    expect((await app.inject('/health/live')).json()).toEqual({ alive: true });
    expect((await app.inject('/health/ready')).statusCode).toBe(503);
    expect((await app.inject('/metrics')).body).toContain('minhchung_http_request_seconds');
  });
});

it('describes bodies, headers, parameters and problems in OpenAPI 3.1', async () => {
  const document = (await app.inject('/api/openapi.json')).json<Record<string, never>>();
  expect(document).toMatchObject({ openapi: '3.1.0' });
  expect(document).toMatchObject({
    paths: {
      '/api/things/{id}/renaming': {
        post: {
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
            { name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', format: 'uuid' } },
            { name: 'If-Match', in: 'header', required: false },
          ],
          requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Rename' } } } },
          responses: {
            '201': { content: { 'application/json': { schema: { $ref: '#/components/schemas/Receipt' } } } },
            '4XX': { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
          },
        },
      },
    },
  });
  expect((await app.inject('/api/docs')).statusCode).toBe(200);
});
