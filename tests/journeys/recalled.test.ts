import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { addDays, dayOf, instant } from '#kernel/dates';
import { loadConfig } from '#platform/config';
import { createLogger } from '#platform/http/logging';
import { type Api, startApi } from '../../apps/api/api.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';
import { TESTER } from '../support/servers/api.js';
import { type ProductDatabase, productDatabase } from '../support/servers/postgres.js';

let database: ProductDatabase;
let api: Api;
/** Another process on the same tables, without projections. */
let reader: Api;
let headers: Readonly<Record<string, string>>;
let admin: pg.Client;
const today = dayOf(instant(new Date()));
const days = `from=${addDays(today, -30)}&to=${today}`;

beforeAll(async () => {
  database = await productDatabase();
  const start = (projections: string) => {
    const settings = { PORT: '0', LOG_LEVEL: 'fatal', PROJECTIONS: projections };
    return startApi(loadConfig({ ...database.environment, ...settings }), { logger: createLogger('fatal') });
  };
  api = await start('inside');
  reader = await start('off');
  await grantRoles(api, TESTER);
  headers = await signedIn(api, TESTER);
  const ward = { name: 'Đảng bộ phường', type: 'WARD_ORGANIZATION', parentId: null, establishedOn: '2025-07-01' };
  const founded = await fetch(new URL('/api/organizations', api.address), {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(ward),
  });
  expect(founded.status).toBe(201); // recorded today, so the day before is over in the log, too
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.query('rollback'); // otherwise every query that waits for the table would hang
  await admin.end();
  await reader.close();
  await api.close();
  await database.drop();
});

/** The status of an answer that comes within half a second; else null. */
async function asked(query: string, of = api): Promise<number | null> {
  const url = new URL(`/api/coverage?${days}&${query}`, of.address);
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(500) });
    return response.status;
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') return null;
    throw error;
  }
}

it('the process with projections answers “known now” without reading tables; a day that is over needs no read in any process for two seconds', async () => {
  const [over, now] = [`knownAt=${addDays(today, -1)}`, ''];
  expect([await asked(now), await asked(now, reader)]).toEqual([200, 200]);
  await sleep(1000); // replicas are updated twice a second
  await admin.query('begin; lock table read.checkpoints in access exclusive mode');
  expect([await asked(over), await asked(over, reader), await asked(now), await asked(now, reader)]).toEqual([
    200,
    200,
    200,
    null,
  ]);
  await sleep(2500);
  expect([await asked(over), await asked(over, reader), await asked(now)]).toEqual([null, null, 200]);
  await admin.query('rollback');
  expect([await asked(over), await asked(over, reader), await asked(now, reader)]).toEqual([200, 200, 200]);
});
