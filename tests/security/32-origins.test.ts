import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testApi, type TestApi } from '../support/servers/api.js';

const OURS = 'https://bang-so-lieu.example';
const OTHERS = [
  'https://evil.example',
  'https://bang-so-lieu.example.evil.example',
  'https://x.bang-so-lieu.example',
  'http://bang-so-lieu.example',
  'https://bang-so-lieu.example:8443',
  'null',
];
let open: TestApi;
let closed: TestApi;
beforeAll(async () => {
  open = await testApi({ ALLOWED_ORIGINS: `${OURS},http://localhost:5173` });
  closed = await testApi();
});
afterAll(async () => {
  await open.close();
  await closed.close();
});

const headersOf = async (product: TestApi, origin: string) => {
  const { status, headers } = await product.get('/api/organizations', { origin });
  return {
    status,
    allowed: headers['access-control-allow-origin'],
    cookies: headers['access-control-allow-credentials'],
  };
};
/** The preflight request of a browser. */
async function mayAsk(product: TestApi, origin: string, method: string) {
  const asked = { origin, 'access-control-request-method': method, 'access-control-request-headers': 'authorization' };
  const response = await fetch(new URL('/api/organizations', product.api.address), {
    method: 'OPTIONS',
    headers: asked,
  });
  const { headers } = response;
  const isOrigin = headers.get('access-control-allow-origin') === origin;
  return isOrigin && (headers.get('access-control-allow-methods') ?? '').split(/, */).includes(method);
}

describe('check 32: pages of other origins', () => {
  it('may read if their origin is listed, without our cookies', async () => {
    for (const origin of [OURS, 'http://localhost:5173'])
      expect(await headersOf(open, origin)).toEqual({ status: 200, allowed: origin, cookies: undefined });
    expect(await mayAsk(open, OURS, 'GET')).toBe(true);
  });

  it('cannot change anything', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) expect(await mayAsk(open, OURS, method)).toBe(false);
  });

  it.each(OTHERS)('cannot read from %s', async (origin) => {
    expect((await headersOf(open, origin)).allowed).not.toBe(origin);
    expect((await headersOf(open, origin)).allowed).not.toBe('*');
    expect(await mayAsk(open, origin, 'GET')).toBe(false);
  });

  it('cannot read if no origin is listed', async () => {
    expect((await headersOf(closed, OURS)).allowed).toBeUndefined();
    expect(await mayAsk(closed, OURS, 'GET')).toBe(false);
  });
});
