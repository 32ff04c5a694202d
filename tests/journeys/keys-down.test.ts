import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Uuid } from '#kernel/ids';
import { loadConfig } from '#platform/config';
import { createLogger } from '#platform/http/logging';
import { type Api, startApi } from '../../apps/api/api.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';
import { type ProductDatabase, productDatabase, testServerUrl } from '../support/servers/postgres.js';
import { administer } from '../support/servers/template.js';

let database: ProductDatabase;
const apis: Api[] = [];
let headers: Readonly<Record<string, string>>;
let caseId: string;
let cell: string;

const start = async () => {
  const config = loadConfig({ ...database.environment, PORT: '0', LOG_LEVEL: 'fatal' });
  const api = await startApi(config, { logger: createLogger('fatal') });
  apis.push(api);
  return api;
};
const send = async (api: Api | undefined, path: string, body?: object) => {
  const response = await fetch(new URL(path, api?.address), {
    method: body ? 'POST' : 'GET',
    headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  return { status: response.status, text, json: JSON.parse(text) as Record<string, string>, headers: response.headers };
};
/** Persons who are in the register; each case is about another one. */
const persons = Array.from({ length: 20 }, () => randomUUID());
const opening = (note: string) => ({
  subject: { class: 'OFFICIAL_MEMBER', organizationId: cell, memberId: persons.pop() },
  source: { other: 'CELL_PROPOSAL' },
  openedOn: null,
  note,
});

beforeAll(async () => {
  database = await productDatabase();
  const first = await start();
  const person = Uuid.parse(randomUUID());
  await grantRoles(first, person);
  headers = await signedIn(first, person);
  const establish = async (type: string, parentId: string | null) =>
    (await send(first, '/api/organizations', { name: type, type, parentId, establishedOn: '2025-07-01' })).json.id ??
    '';
  cell = await establish('BASE_CELL', await establish('WARD_ORGANIZATION', null));
  for (const memberId of persons)
    expect((await send(first, '/api/members', { memberId, name: `Nguyễn ${memberId.slice(0, 8)}` })).status).toBe(201);
  const opened = await send(first, '/api/discipline-cases', opening('điều riêng'));
  caseId = opened.json.id ?? '';
  // Another program on the same store, without cached keys.
  await start();
  const read = await send(first, `/api/discipline-cases/${caseId}?after=${opened.json.position}`);
  expect([read.status, read.text.includes('điều riêng')]).toEqual([200, true]);
  const keys = `${database.name}_keys`;
  await administer(testServerUrl(), `alter database ${keys} with allow_connections false`);
  await administer(testServerUrl(), `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${keys}'`);
});
afterAll(async () => {
  for (const api of apis) await api.close();
  await database.drop();
});

describe('while the key store is down (check 31)', () => {
  it('sealed content is not read, and answers contain none of it', async () => {
    const { status, json, text, headers: sent } = await send(apis[1], `/api/discipline-cases/${caseId}`);
    expect([status, json.code]).toEqual([503, 'keys-unavailable']);
    expect(text).not.toContain('riêng');
    expect(Number(sent.get('retry-after'))).toBeGreaterThan(0);
  });

  it('commands with content to be sealed are refused, by every program', async () => {
    const [first, second] = apis;
    const head = await first?.platform.store.head();
    for (const api of [first, second]) {
      const { status, json } = await send(api, '/api/discipline-cases', opening('điều khác'));
      expect([status, json.code]).toEqual([503, 'keys-unavailable']);
    }
    expect(await first?.platform.store.head()).toBe(head);
  });

  it('an erasure cannot be requested, since it is unknown whether there is anything to erase', async () => {
    const body = { legalBasis: 'SUBJECT_ASKED', document: { number: '1', signedOn: '2026-01-05' } };
    const { status, json } = await send(apis[1], `/api/erasures/${caseId}/requests`, body);
    expect([status, json.code]).toEqual([503, 'keys-unavailable']);
  });

  it('requests without sealed content go on', async () => {
    for (const path of ['/api/organizations', '/health/ready']) expect((await send(apis[1], path)).status).toBe(200);
  });

  it('no program starts', async () => {
    await expect(start()).rejects.toMatchObject({ code: 'keys-database-unreachable' });
  });
});
