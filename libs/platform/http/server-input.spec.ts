import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  fields,
  good,
  ID,
  places,
  problem,
  type ThingsServer,
  thingsServer,
} from '../../../tests/support/servers/things-server.js';

let app: ThingsServer['app'];
let post: ThingsServer['post'];
beforeAll(async () => {
  ({ app, post } = await thingsServer());
});
afterAll(() => app.close());

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
