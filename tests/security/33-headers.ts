import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { csrfOf, SESSION_COOKIE } from '#features/identity';
import { greeting } from '../../apps/api/greeting.js';
import { testApi, type TestApi } from '../support/servers/api.js';
import type { AskedProduct } from '../support/worlds/asked-product.js';

const PUBLIC = 'https://minh-chung.example:8443';
let product: TestApi;
let behindProxy: TestApi;

/**
 * Requests of every kind: pages, answers, files, missing addresses, requests refused before a handler, the API's
 * document.
 */
const ADDRESSES = {
  '/': 200,
  '/sign-in': 200,
  '/style.css': 200,
  '/health/live': 200,
  '/api/organizations': 200,
  '/api/coverage/organizations.csv?from=2026-01-01': 200,
  '/api/coverage?asOf=never': 422,
  '/nowhere': 404,
  '/%': 400,
  '/api/openapi.json': 200,
  '/api/docs/swagger-ui.css': 200,
};
const DOCUMENT_PAGES = { '/api/docs': 200, '/api/docs/': 200, '/api/docs/index.html': 200 };
const EVERYWHERE = Object.entries({ ...ADDRESSES, ...DOCUMENT_PAGES });

/** The sources of content that a page allows, by kind of content. */
const policyOf = ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }) =>
  Object.fromEntries(
    String(headers['content-security-policy'])
      .split(';')
      .map((directive) => directive.split(/ (.*)/).slice(0, 2) as [string, string]),
  );

const FILE = ["default-src 'none'", 'sandbox', "frame-ancestors 'none'"];

/** Run by on-one-product.test.ts. */
export function check(asked: AskedProduct): void {
  beforeAll(async () => {
    ({ product } = asked);
    behindProxy = await testApi({ PUBLIC_ORIGIN: PUBLIC });
  });
  afterAll(() => behindProxy.close());

  describe('check 33: the security headers of every answer', () => {
    it.each(EVERYWHERE)('%s (%d)', async (path, status) => {
      const answer = await product.get(path);
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      const isFile = path.includes('.csv');
      if (isFile) {
        const policy = answer.headers['content-security-policy'] ?? '';
        for (const directive of FILE) expect(policy.split(';')).toContain(directive);
      } else
        expect(policyOf(answer)).toMatchObject({
          'default-src': "'self'",
          'script-src': "'self'",
          'script-src-attr': "'none'",
          'object-src': "'none'",
          'frame-ancestors': "'self'",
          'form-action': "'self'",
          'base-uri': "'self'",
          'font-src': "'self'",
        });
      expect(answer.headers).not.toHaveProperty('x-powered-by');
      expect(answer.headers).not.toHaveProperty('server');
    });

    it.each(Object.keys(ADDRESSES))('%s allows no inline style', async (path) => {
      const policy = policyOf(await product.get(path));
      expect(policy['style-src'] ?? policy['default-src']).toBe(path.includes('.csv') ? "'none'" : "'self'");
      expect(Object.values(policy).join(' ')).not.toMatch(/unsafe|https:|\*/);
    });

    it('only the page of the document allows inline styles, and it no inline script', async () => {
      for (const path of Object.keys(DOCUMENT_PAGES)) {
        const { 'style-src': styles, ...others } = policyOf(await product.get(path));
        expect(styles).toBe("'self' 'unsafe-inline'");
        expect(Object.values(others).join(' ')).not.toMatch(/unsafe/);
      }
    });

    it('no page contains an inline script or style, nor such an attribute', async () => {
      for (const path of ['/', '/sign-in', '/organizations']) {
        const { text } = await product.get(path);
        expect(text).toContain('<html');
        expect(text.match(/<script|<style|\son[a-z]+=|\sstyle=|javascript:/gi)).toBeNull();
      }
    });
  });

  describe('where browsers come over TLS', () => {
    const HSTS = 'max-age=31536000; includeSubDomains';

    it.each(EVERYWHERE)('every answer has HSTS for a year: %s (%d)', async (path) => {
      expect((await behindProxy.get(path)).headers['strict-transport-security']).toBe(HSTS);
      expect((await product.get(path)).headers).not.toHaveProperty('strict-transport-security');
    });

    it('also the answer to bytes that are not a request', async () => {
      expect(await behindProxy.raw('nonsense\r\n\r\n')).toContain(`strict-transport-security: ${HSTS}`);
      const plain = await product.raw('nonsense\r\n\r\n');
      expect(plain).not.toContain('strict-transport-security');
      expect(plain).toContain('x-content-type-options: nosniff');
    });

    it('the public name is answered, and no other name of this address', async () => {
      const status = async (host: string) =>
        (await behindProxy.api.app.inject({ url: '/health/live', headers: { host } })).statusCode;
      for (const host of ['minh-chung.example:8443', 'MINH-CHUNG.example:8443', 'localhost:7420'])
        expect([host, await status(host)]).toEqual([host, 200]);
      for (const host of ['minh-chung.example', 'x.minh-chung.example:8443', 'evil.example'])
        expect([host, await status(host)]).toEqual([host, 421]);
    });

    it('a form of a page of the public origin is accepted, and none of another page with only its host', async () => {
      const form = async (origin: string, host: string) => {
        const headers = { host, origin, 'content-type': 'application/x-www-form-urlencoded' };
        const payload = 'username=nobody&password=wrong';
        return (await behindProxy.api.app.inject({ method: 'POST', url: '/sign-in', headers, payload })).statusCode;
      };
      for (const host of ['minh-chung.example:8443', '127.0.0.1:7420']) {
        expect(await form(PUBLIC, host)).toBe(401); // the form was accepted, and there is no such user
        expect(await form(`http://${host}`, host)).toBe(403);
        expect(await form('https://evil.example', host)).toBe(403);
      }
    });

    it('a change by a session is accepted likewise', async () => {
      const token = (behindProxy.tester.authorization ?? '').replace('Bearer ', '');
      const change = async (origin: string) => {
        const session = { cookie: `${SESSION_COOKIE}=${token}`, 'x-csrf-token': csrfOf(token) };
        const headers = { host: '127.0.0.1:7420', origin, 'idempotency-key': randomUUID(), ...session };
        return (
          await behindProxy.api.app.inject({
            method: 'POST',
            url: '/api/counting-rules',
            headers,
            payload: { name: 'x' },
          })
        ).statusCode;
      };
      expect(await change(PUBLIC)).toBe(422); // the request was accepted, and its body is invalid
      for (const origin of ['http://127.0.0.1:7420', 'https://evil.example', 'null'])
        expect([origin, await change(origin)]).toEqual([origin, 403]);
    });

    it('the greeting names the public address', () => {
      expect(greeting(behindProxy.api)).toContain(`${PUBLIC}/sign-in`);
      expect(greeting(product.api)).toContain(`${product.api.address}/sign-in`);
    });
  });
}
