import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Uuid } from '#kernel/ids';
import { type Config, loadConfig } from '#platform/config';
import { NO_STREAM } from '#platform/event-store/event-store';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { PostgresEventStore } from '#platform/event-store/postgres.event-store';
import { createLogger } from '#platform/http/logging';
import { type Api, startApi } from '../../apps/api/api.js';
import { openPlatform } from '../../apps/platform.js';
import { grantRoles, signedIn } from '../support/grants.js';
import { type StandIn, standInServer } from '../support/kurrentdb.js';
import { type ProductDatabase, productDatabase } from '../support/postgres.js';
import { newStream, testRecords } from '../support/records.js';

interface Place {
  readonly environment: Readonly<Record<string, string>>;
  /** Makes the log what it was when it ended at a position. The tables stay as they are. */
  rewind(to: bigint): Promise<void>;
  close(): Promise<void>;
}

const sql = async (database: ProductDatabase, ...statements: readonly string[]) => {
  const client = new Client({ connectionString: database.environment.DATABASE_URL });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
};

async function onPostgres(): Promise<Place> {
  const database = await productDatabase({ eventStore: 'postgres' });
  return {
    environment: database.environment,
    rewind: (to) =>
      sql(database, `delete from log.events where position > ${to}`, `update log.head set position = ${to}`),
    close: () => database.drop(),
  };
}

async function onKurrentDb(): Promise<Place> {
  const database = await productDatabase({ eventStore: 'postgres' });
  const server: StandIn = await standInServer();
  return {
    environment: { ...database.environment, EVENT_STORE: 'kurrentdb', KURRENTDB_URL: server.url },
    rewind: async (to) => {
      await server.rollBackTo(to);
    },
    close: async () => {
      await server.close();
      await database.drop();
    },
  };
}

let place: Place;
let api: Api;
const persons = {
  operator: Uuid.parse(randomUUID()),
  chair: Uuid.parse(randomUUID()),
  other: Uuid.parse(randomUUID()),
};
const headers: Record<string, Readonly<Record<string, string>>> = {};
const settings = (): Config => loadConfig({ ...place.environment, PORT: '0', LOG_LEVEL: 'fatal' });

async function start(): Promise<void> {
  api = await startApi(settings(), { logger: createLogger('fatal') });
}

interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
}
async function ask(path: string, by: keyof typeof persons, body?: object): Promise<Answer> {
  const response = await fetch(new URL(path, api.address), {
    method: body ? 'POST' : 'GET',
    headers: { ...headers[by], 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}
const establish = async (name: string) =>
  (
    await ask('/api/organizations', 'other', {
      name,
      type: 'WARD_ORGANIZATION',
      parentId: null,
      establishedOn: '2025-07-01',
    })
  ).json;
const until = async (path: string, status: number) => {
  for (;;) {
    const answer = await ask(path, 'other');
    if (answer.status === status) return answer;
    await sleep(50); // the test's own time-out ends it
  }
};
const refusal = (program: string) =>
  openPlatform(settings(), { purpose: null, keys: false, logger: createLogger('fatal'), program }).then(
    async (opened) => {
      await opened.close();
      return 'opened';
    },
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );

describe.each([
  ['PostgreSQL', onPostgres, 'stopped'],
  ['KurrentDB', onKurrentDb, 'stopped'],
  ['KurrentDB under a running product', onKurrentDb, 'running'],
] as const)('a log in %s that was restored from an older copy', (_, at, product) => {
  let kept: bigint;
  let stood: bigint;
  beforeEach(async () => {
    place = await at();
    await start();
    await grantRoles(api, persons.operator, ['operator']);
    await grantRoles(api, persons.chair, ['inspection-chair']);
    await grantRoles(api, persons.other);
    for (const [name, id] of Object.entries(persons)) headers[name] = await signedIn(api, id);
    kept = BigInt(String((await establish('Phường An Biên')).position));
  });
  afterEach(async () => {
    await api.close();
    await place.close();
  });

  async function lost(): Promise<void> {
    const last = [await establish('Chi bộ 1'), await establish('Chi bộ 10')].at(-1);
    stood = BigInt(String(last?.position));
    await until(`/api/organizations?after=${String(last?.position)}`, 200);
    if (product === 'running') {
      await place.rewind(kept);
      await until('/api/organizations', 503);
      return;
    }
    await api.close();
    await place.rewind(kept);
    await start();
  }

  it('is told by every program, serves and writes nothing, until two persons accept it; then it says what is gone', async () => {
    await lost();
    const head = await api.platform.store.head();
    for (const path of ['/api/organizations', '/api/coverage'])
      expect(await ask(path, 'other')).toMatchObject({ status: 503, json: { code: 'log-replaced' } });
    const refused = await ask('/api/organizations', 'other', {
      name: 'Chi bộ 2',
      type: 'WARD_ORGANIZATION',
      parentId: null,
      establishedOn: '2025-07-01',
    });
    expect(refused).toMatchObject({ status: 503, json: { code: 'log-replaced' } });
    expect(await api.platform.store.head()).toBe(head);
    expect((await fetch(new URL('/health/ready', api.address))).status).toBe(503);
    for (const program of ['worker', 'cli']) expect(await refusal(program)).toBe('log-replaced');

    const { json: told } = await ask('/api/log', 'operator');
    expect(told.trouble).toMatchObject({ kind: 'log-replaced', gone: { after: String(kept), count: 2 } });

    const reason = 'máy chủ hỏng ổ đĩa, khôi phục từ bản sao đêm trước';
    expect(await ask('/api/log/restores', 'chair', { reason })).toMatchObject({
      status: 409,
      json: { code: 'RestoreNotProposed' },
    });
    expect((await ask('/api/log/restores/proposals', 'chair', { reason })).status).toBe(201);
    expect(await ask('/api/log/restores', 'chair', { reason })).toMatchObject({
      status: 409,
      json: { code: 'TwoPersonsForLog' },
    });
    expect((await ask('/api/log/restores', 'operator', { reason })).status).toBe(403);
    expect((await ask('/api/log/restores', 'other', { reason })).status).toBe(201);

    const { json: after } = await until('/api/organizations', 200);
    expect(JSON.stringify(after)).toContain('Phường An Biên');
    expect(JSON.stringify(after)).not.toContain('Chi bộ 10');
    const { json: settled } = await ask('/api/log', 'operator');
    expect(settled).toMatchObject({ trouble: null, restores: [{ by: persons.other, reason, gone: { count: 2 } }] });
    const again = await establish('Chi bộ 1');
    await until(`/api/organizations?after=${String(again.position)}`, 200);
    expect(await refusal('worker')).toBe('opened');
  });

  it('is told also where it has gone on past the place at which the tables stand', async () => {
    await lost();
    const { pool, databaseUrl: listenUrl } = api.platform;
    const { KURRENTDB_URL: connectionString } = place.environment;
    const raw = connectionString
      ? new KurrentDbEventStore({ connectionString })
      : new PostgresEventStore({ pool, listenUrl });
    const stream = newStream('term');
    const past = await raw.append(stream, NO_STREAM, testRecords(stream, NO_STREAM, 6, { more: 'x'.repeat(1000) }));
    expect(past.position).toBeGreaterThan(stood);
    await raw.close();
    await api.close();
    await start();
    expect(await ask('/api/organizations', 'other')).toMatchObject({ status: 503, json: { code: 'log-replaced' } });
  });
});
