import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testApi, type TestApi } from '../support/api.js';

let product: TestApi;
beforeAll(async () => {
  product = await testApi();
});
afterAll(() => product.close());

/** Pages, answers, files, what is not there, what is refused before a handler, the document of the API. */
const ADDRESSES = {
  '/': 200,
  '/sign-in': 200,
  '/style.css': 200,
  '/health/live': 200,
  '/api/organizations': 200,
  '/api/coverage/organizations.csv?from=2026-01-01': 200,
  '/api/coverage?asOf=never': 422,
  '/nowhere': 404,
  '/api/openapi.json': 200,
};

const PAGE = ["default-src 'self'", "script-src 'self'", "frame-ancestors 'self'", "object-src 'none'"];
const FILE = ["default-src 'none'", 'sandbox', "frame-ancestors 'none'"];

describe('check 33: what a browser is told with every answer', () => {
  it.each(Object.entries(ADDRESSES))('%s (%d)', async (path, status) => {
    const answer = await product.get(path);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    const policy = answer.headers['content-security-policy'] ?? '';
    for (const directive of path.includes('.csv') ? FILE : PAGE) expect(policy.split(';')).toContain(directive);
    expect(answer.headers).not.toHaveProperty('x-powered-by');
    expect(answer.headers).not.toHaveProperty('server');
  });

  it('no page of ours holds a script or a style of its own, nor an attribute that is one', async () => {
    for (const path of ['/', '/sign-in']) {
      const { text } = await product.get(path);
      expect(text).toContain('<html');
      expect(text.match(/<script|<style|\son[a-z]+=|\sstyle=|javascript:/gi)).toBeNull();
    }
  });
});
