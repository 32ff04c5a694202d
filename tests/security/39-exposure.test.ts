import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountBook } from '#features/identity';
import { loadConfig } from '#platform/config';
import { createLogger } from '#platform/http/logging';
import { startApi } from '../../apps/api/api.js';
import { firstPair } from '../../apps/first-pair.js';
import { DEMO_PASSWORD } from '../../apps/demo/accounts.js';
import { described, testApi, type TestApi } from '../support/servers/api.js';
import { productDatabase } from '../support/servers/postgres.js';

let demo: TestApi;
let ward: TestApi;
let shown: TestApi;
beforeAll(async () => {
  [demo, ward, shown] = await Promise.all([
    testApi(),
    testApi({}, { purpose: 'WARD' }),
    testApi({ API_DOCUMENT: 'on', METRICS: 'on' }, { purpose: 'WARD' }),
  ]);
});
afterAll(async () => {
  for (const product of [demo, ward, shown]) await product.close();
});

/**
 * Routes of a WARD store that are not in the API's document: pages and health. Whoever adds one decides that it may be
 * served.
 */
const NOT_DESCRIBED = [
  'GET /',
  'GET /organizations',
  'GET /sign-in',
  'POST /sign-in',
  'POST /sign-out',
  'GET /account',
  'GET /account/rights',
  'POST /account/password',
  'POST /account/sessions/end',
  'GET /account/second-factor',
  'POST /account/second-factor/begin',
  'POST /account/second-factor/confirm',
  'POST /account/second-factor/remove',
  'GET /sign-in/provider',
  'GET /sign-in/provider/answer',
  'GET /style.css',
  'GET /health/live',
  'GET /health/ready',
];
const ON_REQUEST = ['/metrics', '/api/openapi.json', '/api/docs', '/api/docs/', '/api/docs/swagger-ui-init.js'];
const NEVER = ['/api/docs-json', '/api/docs-yaml', '/api', '/docs', '/debug', '/graphql', '/.env', '/.git/config'];

/** Every route of the server, in the form `GET /api/terms/{}`. */
function routesOf({ api }: TestApi): readonly string[] {
  const tree = api.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const path: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods = ''] = /^([ │├└─]*)(\S+) \(([A-Z, ]+)\)$/.exec(line) ?? [];
    path.splice(indent.length / 4 - 1, Infinity, part);
    const url = path.join('').replace(/:[^/]+/g, '{}');
    return methods
      .split(', ')
      .filter((method) => method !== '' && method !== 'HEAD')
      .map((method) => `${method} ${url}`);
  });
}

describe('check 39: a ward serves', () => {
  it('the routes of its document, and a few pages', async () => {
    const { operations } = await described(demo);
    const told = operations.map(({ method, path }) => `${method} ${path.replace(/\{[^}]+\}/g, '{}')}`);
    expect(told.length).toBeGreaterThan(100);
    expect([...routesOf(ward)].sort()).toEqual([...told, ...NOT_DESCRIBED].sort());
  });

  it.each(ON_REQUEST)('not %s, unless it is switched on', async (path) => {
    expect((await ward.get(path)).status).toBe(404);
    expect((await shown.get(path)).status).toBe(200);
    expect((await demo.get(path)).status).toBe(200);
  });

  it('no links to routes that do not exist', async () => {
    expect((await ward.get('/')).text).not.toMatch(/api\/docs|openapi/);
    expect((await shown.get('/')).text).toMatch(/href="\/api\/docs"/);
  });

  it('no internals of the program, switched on or not', async () => {
    for (const product of [ward, shown, demo])
      for (const path of NEVER) expect([path, (await product.get(path)).status]).toEqual([path, 404]);
  });

  it('metrics, if switched on, only to callers with the permission', async () => {
    expect((await fetch(new URL('/metrics', shown.api.address))).status).toBe(401);
  });
});

describe('the accounts of a ward', () => {
  it('do not exist before its first pair, of whom each gets a credential that is shown once', async () => {
    const opened = async () => {
      const database = await productDatabase();
      const config = loadConfig({ ...database.environment, PORT: '0', LOG_LEVEL: 'error' });
      // The start uses the demo option, but a WARD store gets no demo data.
      const api = await startApi(config, { logger: createLogger('fatal'), purpose: 'WARD', demo: true });
      expect([api.demo, await api.app.get(AccountBook).list()]).toEqual([null, []]);
      const types = (await api.platform.store.readAll(0n, 10)).map(({ record }) => record.type);
      expect(types).toEqual(['StoreOpened', 'StorePartsNamed']); // and nothing else
      const made = await firstPair(api.platform);
      await api.close();
      await database.drop();
      return made;
    };
    const made = (await Promise.all([opened(), opened()])).flat();
    expect(made.map((one) => one?.username)).toEqual(['quantri', 'chunhiem', 'quantri', 'chunhiem']);
    const credentials = made.map((one) => one?.credential);
    expect(new Set(credentials).size).toBe(4);
    for (const credential of credentials) expect(credential).toMatch(/^[\w-]{26,}$/);
  });

  it('do not include those of the demo', async () => {
    const signIn = (username: string) => ward.post('/api/sessions', { username, password: DEMO_PASSWORD });
    for (const username of ['quantri', 'nhaplieu', 'vanhanh']) expect((await signIn(username)).status).toBe(401);
  });
});
