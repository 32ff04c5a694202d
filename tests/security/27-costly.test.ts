import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Uuid } from '#kernel/ids';
import { described, testApi, type TestApi } from '../support/servers/api.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';

const LIMIT = 5;
let api: TestApi;
beforeAll(async () => {
  api = await testApi({ COSTLY_REQUESTS_PER_MINUTE: String(LIMIT) });
});
afterAll(() => api.close());

async function somebody(): Promise<Record<string, string>> {
  const person = Uuid.parse(randomUUID());
  await grantRoles(api.api, person, ['auditor']);
  return signedIn(api.api, person);
}
const statuses = async (paths: readonly string[], headers: Record<string, string>) =>
  (await Promise.all(paths.map((path) => api.get(path, headers)))).map(({ status }) => status).sort();

describe('costly answers', () => {
  it('are limited for each person and minute over all routes; then 429 says when to retry', async () => {
    const one = await somebody();
    const costly = ['/api/facts', '/api/facts.csv', '/api/readings'];
    const burst = Array.from({ length: 10 * LIMIT }, (_, n) => costly[n % costly.length] ?? '');
    const told = await statuses(burst, one);
    expect(told.filter((status) => status === 200)).toHaveLength(LIMIT);
    expect(told.filter((status) => status === 429)).toHaveLength(9 * LIMIT);
    const refused = await api.get('/api/facts', one);
    expect([refused.status, refused.json]).toMatchObject([429, { code: 'too-many-requests' }]);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('are counted by person, not by address or a header with an address', async () => {
    const [one, other] = [await somebody(), await somebody()];
    const burst = Array.from({ length: LIMIT }, () => '/api/facts');
    expect(await statuses(burst, one)).toEqual(burst.map(() => 200));
    expect((await api.get('/api/facts', { ...one, 'x-forwarded-for': '203.0.113.7' })).status).toBe(429);
    expect((await api.get('/api/facts', other)).status).toBe(200);
  });

  it('do not include figures and lists, which go on', async () => {
    const one = await somebody();
    await statuses(
      Array.from({ length: 3 * LIMIT }, () => '/api/facts'),
      one,
    );
    const cheap = Array.from({ length: 3 * LIMIT }, () => '/api/organizations');
    expect(await statuses(cheap, one)).toEqual(cheap.map(() => 200));
  });

  it('are marked in the document of the interface', async () => {
    const { document } = await described(api);
    const costly = Object.entries(document.paths).filter(([, methods]) => JSON.stringify(methods).includes('x-costly'));
    expect(costly.map(([path]) => path)).toEqual(
      expect.arrayContaining([
        '/api/coverage/series',
        '/api/coverage/what-if',
        '/api/coverage/what-if-term',
        '/api/facts.csv',
      ]),
    );
  });
});
