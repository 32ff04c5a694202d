import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Operation } from '../support/servers/api.js';
import type { World } from '../support/oracles/json-schema.js';
import { addressOf, queryOf } from '../support/worlds/requests.js';
import type { WardApi } from '../support/worlds/ward-api.js';
import type { AskedProduct } from '../support/worlds/asked-product.js';

/** A page, a drawing and a formula, which a browser or a spreadsheet would execute if it took the table for them. */
const NAMES = ['<script>alert(1)</script>', '<svg onload="alert(1)">', '=HYPERLINK("http://evil.example")'];

let ward: WardApi;
let operations: readonly Operation[];
let files: readonly Operation[];
let world: World;

/** If there is no term, a query must name the period; the API's document cannot express this. */
const addressed = (operation: Operation, more: readonly [string, string][] = []): string => {
  const query = new URLSearchParams([...queryOf(operation, world), ...more]);
  if (operation.parameters.some(({ name }) => name === 'from')) query.set('from', '2025-01-01');
  return `${addressOf(operation, world)}?${query.toString()}`;
};
const answered = (operation: Operation, more: readonly [string, string][] = []) =>
  ward.api.get(addressed(operation, more));

/** Run by on-one-product.test.ts. */
export function check(asked: AskedProduct): void {
  beforeAll(async () => {
    ({ ward, operations } = asked);
    for (const name of NAMES) {
      const body = { name, type: 'BASE_CELL', parentId: ward.ward, establishedOn: '2025-07-01' };
      await ward.record('/api/organizations', body);
    }
    world = { components: asked.world.components, ids: [ward.ward] };
    const documented = Object.entries(asked.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { responses }]) =>
        Object.values(responses).some(({ content = {} }) => 'text/csv' in content) ? [`${method} ${path}`] : [],
      ),
    );
    files = operations.filter(({ method, path }) => documented.includes(`${method.toLowerCase()} ${path}`));
  });

  describe('check 19: a file to download', () => {
    it('is found in the document of the interface', () => {
      expect(files.map(({ path }) => path)).toEqual(
        expect.arrayContaining(['/api/facts.csv', '/api/coverage/organizations.csv']),
      );
    });

    it('is saved by a browser, and could run no script if a browser showed it', async () => {
      for (const operation of files) {
        const { status, headers } = await answered(operation);
        expect([operation.path, status]).toEqual([operation.path, 200]);
        expect(headers).toMatchObject({
          'content-type': 'text/csv; charset=utf-8; header=present',
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-store',
          'content-security-policy': "default-src 'none';sandbox;frame-ancestors 'none'",
        });
        // RFC 6266: a file name of plain letters in quotes needs no second form in UTF-8.
        expect(headers['content-disposition']).toMatch(/^attachment; filename="[A-Za-z0-9_-]+\.csv"$/);
      }
    });

    it('keeps these headers when it is refused, and for HEAD', async () => {
      for (const operation of files) {
        const refused = await answered(operation, [['asOf', '<script>']]);
        expect([refused.status, refused.headers['content-type']]).toEqual([
          422,
          'application/problem+json; charset=utf-8',
        ]);
        expect(refused.headers).not.toHaveProperty('content-disposition');
        expect(refused.headers['x-content-type-options']).toBe('nosniff');
        const url = new URL(addressed(operation), ward.api.api.address);
        const head = await fetch(url, { method: 'HEAD', headers: ward.api.tester });
        expect(head.headers.get('content-disposition')).toMatch(/^attachment;/);
      }
    });

    it('with the content of a page or a drawing is still marked as a table', async () => {
      const file = files.find(({ path }) => path === '/api/coverage/organizations.csv');
      const { text, headers } = await ward.ask(`${file?.path ?? ''}?from=2025-01-01&scope=${ward.ward}`);
      expect(text).toContain('<script>alert(1)</script>');
      expect(text).toContain('<svg onload=');
      expect(text).toContain("'=HYPERLINK");
      expect(headers['content-type']).toMatch(/^text\/csv;/);
    });
  });

  it('check 19: no other answer of the API has a type that a browser executes', async () => {
    const kinds = new Map<string, string[]>();
    for (const operation of operations.filter(({ method, endless }) => method === 'GET' && !endless)) {
      const { headers } = await answered(operation);
      const [kind = ''] = (headers['content-type'] ?? '').split(';');
      kinds.set(kind, [...(kinds.get(kind) ?? []), operation.path]);
      expect([operation.path, headers['x-content-type-options']]).toEqual([operation.path, 'nosniff']);
    }
    expect([...kinds.keys()].sort()).toEqual([
      'application/json',
      'application/problem+json',
      'text/csv',
      'text/markdown',
    ]);
    expect(kinds.get('text/csv')?.sort()).toEqual(files.map(({ path }) => path).sort());
  });
}
