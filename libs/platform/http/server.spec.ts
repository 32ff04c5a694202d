import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Uuid } from '#kernel/ids';
import {
  good,
  ID,
  problem,
  STREAM,
  type ThingsServer,
  thingsServer,
} from '../../../tests/support/servers/things-server.js';

let app: ThingsServer['app'];
let lines: ThingsServer['lines'];
let post: ThingsServer['post'];
beforeAll(async () => {
  ({ app, lines, post } = await thingsServer());
});
afterAll(() => app.close());

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
    ['left', 503, 'log-left'],
    ['aside', 409, 'stream-set-aside'],
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
    await app.inject({ url: '/api/things/errors/fault', headers: { host: 'localhost', 'user-agent': 'SECRET' } });
    const all = lines.join('');
    expect(all).toContain('"code":"internal"');
    expect(all).toContain('things-server.ts');
    expect(all).not.toMatch(/Nguyễn|SECRET/);
  });

  it('refuses a parameter on a route that takes none, by name, and handles nothing', async () => {
    lines.length = 0;
    const response = await app.inject({ url: '/api/things/errors/fault?name=SECRET', headers: { host: 'localhost' } });
    problem(response, 422, 'invalid-request');
    expect(response.json()).toMatchObject({ errors: [{ in: 'query', field: 'name', code: 'unknown-field' }] });
    expect(lines.join('')).not.toMatch(/internal|SECRET/);
    problem(await post(good, {}, `/api/things/${ID}/renaming?dryRun=true`), 422, 'invalid-request');
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
