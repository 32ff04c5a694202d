import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { streamId } from '#kernel/ids';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { PostgresEventStore } from '#platform/event-store/postgres.event-store';
import { createLogger } from '#platform/http/logging';
import { startApi } from '../../apps/api/api.js';
import { CoverageApi } from '../support/worlds/coverage-api.js';
import { freeze, takeAway } from '../support/servers/frozen-store.js';
import { randomId, testRecord } from '../support/worlds/records.js';

const Figures = z.looseObject({ covered: z.int(), lag: z.int(), lagSeconds: z.int().nullable(), position: z.string() });
const Ready = z.looseObject({
  ready: z.boolean(),
  parts: z.looseObject({
    store: z.looseObject({ reachable: z.boolean() }),
    readModels: z.looseObject({
      reachable: z.boolean(),
      notServing: z.array(z.string()),
      failed: z.looseObject({ error: z.string(), kind: z.string() }).nullable(),
      seen: z.string(),
      seenAt: z.iso.datetime(),
      looked: z.string(),
      generations: z.array(z.looseObject({ projection: z.string(), position: z.string(), seen: z.string() })),
    }),
  }),
});
const READING = ['head', 'readAll', 'at', 'declaration'] as const;

let of: CoverageApi;
let back = (): void => undefined;
beforeAll(async () => {
  of = await CoverageApi.start();
  await of.term();
  await of.work('INSP_COMPLIANCE', [of.ward.cells[1]], '2025-12-31');
  await of.ward.ask('/api/organizations');
});
afterEach(() => {
  back();
});
afterAll(() => of.close());

const store = () => of.ward.api.api.platform.keeper.raw;
const get = (path: string) => of.ward.api.get(path);
const figures = async (query = '') =>
  Figures.parse((await get(`/api/coverage?scope=${of.ward.ward}&asOf=2026-01-31${query}`)).json);
const page = async () => (await get(`/?scope=${of.ward.ward}&asOf=2026-01-31`)).text;
const statuses = (...paths: string[]) => Promise.all(paths.map(async (path) => [path, (await get(path)).status]));
const ready = async () => {
  const { status, json } = await get('/health/ready');
  return { status, ...Ready.parse(json) };
};
const code = ({ status, json }: { readonly status: number; readonly json: unknown }) => [
  status,
  z.looseObject({ code: z.string() }).parse(json).code,
];
const until = async (what: () => Promise<boolean>) => {
  while (!(await what())) await sleep(200); // the time-out of the test ends it
};
const questions = () => [
  `/api/coverage?scope=${of.ward.ward}&asOf=2026-01-31`,
  `/api/coverage?scope=${of.ward.ward}&knownAt=${new Date().toISOString()}`,
  `/api/coverage/organizations?scope=${of.ward.ward}`,
  '/api/organizations',
  '/api/engagements',
  `/api/organizations/${of.ward.ward}/periods`,
  `/?scope=${of.ward.ward}&asOf=2026-01-31`,
];
const all200 = (paths: readonly string[]) => paths.map((path) => [path, 200]);

describe('while the log hangs', () => {
  it('a read of the log gets no answer', async () => {
    back = freeze(store(), ...READING);
    const asked = READING.map((name) =>
      name === 'at' ? store().at(1n) : name === 'readAll' ? store().readAll(0n, 1) : store()[name](),
    );
    expect(await Promise.race([...asked, sleep(500, 'nothing')])).toBe('nothing');
    back();
    expect(await asked[0]).toBe(await store().head());
  });

  it('figures, lists and the front page are answered as before', async () => {
    const paths = questions().filter((path) => !path.includes('/periods')); // periods are read from the log itself
    const before = await figures();
    back = freeze(store(), ...READING);
    expect(await statuses(...paths)).toEqual(all200(paths));
    expect(await figures()).toMatchObject({ covered: before.covered, lag: 0, position: before.position });
  });

  it('figures and the front page show their age, until the log is back', async () => {
    expect([(await figures()).lagSeconds, (await page()).includes('class="unseen"')]).toEqual([0, false]);
    const earlier = new Date().toISOString();
    back = freeze(store(), ...READING);
    // This request waits, since its position is not known yet; the position may exist when the log is back.
    const unseen = get(`/api/coverage?scope=${of.ward.ward}&after=${BigInt(of.ward.last) + 1n}`);
    await until(async () => ((await figures()).lagSeconds ?? 0) > 0);
    expect((await figures()).lagSeconds).toBeGreaterThanOrEqual(5);
    expect(await page()).toContain('class="unseen"');
    expect((await figures(`&knownAt=${earlier}`)).lagSeconds).toBe(0);
    expect(code(await unseen)).toEqual([503, 'not-caught-up']);
    back();
    await until(async () => (await figures()).lagSeconds === 0);
    expect(await page()).not.toContain('class="unseen"');
  });

  it('readiness is answered: log not reachable, tables reachable', async () => {
    const before = await ready();
    expect([before.status, before.ready]).toEqual([200, true]);
    back = freeze(store(), ...READING);
    const { status, ready: isReady, parts } = await ready();
    expect([status, isReady, parts.store.reachable, parts.readModels.reachable]).toEqual([503, false, false, true]);
    expect([parts.readModels.notServing, parts.readModels.seen]).toEqual([[], of.ward.last]);
  });
});

it('readiness is answered while the tables hang: tables not reachable, log reachable', async () => {
  const client = await of.ward.api.api.platform.pool.connect();
  try {
    await client.query('begin; lock table read.checkpoints in access exclusive mode');
    const { status, json } = await get('/health/ready');
    const { store: log, readModels } = z
      .object({ parts: z.looseObject({ store: z.looseObject({}), readModels: z.looseObject({}) }) })
      .parse(json).parts;
    expect([status, log.reachable, readModels.reachable]).toEqual([503, true, false]);
  } finally {
    await client.query('rollback');
    client.release();
  }
});

describe('while the log is not reachable', () => {
  it('requests that tables can answer are answered, those that need the log get 503', async () => {
    back = takeAway(store(), ...READING, 'read', 'append');
    const [log, tables] = [
      questions().filter((path) => path.includes('/periods')),
      questions().filter((path) => !path.includes('/periods')),
    ];
    expect(await statuses(...tables)).toEqual(all200(tables));
    for (const path of [...log, `/api/streams/term/${randomId()}/history`])
      expect([path, ...code(await get(path))]).toEqual([path, 503, 'unavailable']);
    const term = { organizationId: of.ward.ward, name: 'Nhiệm kỳ sau', startsOn: '2030-08-16' };
    const command = await of.ward.api.post('/api/terms', { ...term, endsOn: null, endAssumed: false });
    expect(code(command)).toEqual([503, 'unavailable']);
  });

  it('readiness reports it, with the checkpoint of each read model', async () => {
    back = takeAway(store(), ...READING);
    const { status, parts } = await ready();
    expect([status, parts.store.reachable]).toEqual([503, false]);
    const { generations, seen } = parts.readModels;
    expect(new Set(generations.map((one) => `${one.position} of ${one.seen}`))).toEqual(
      new Set([`${seen} of ${seen}`]),
    );
  });
});

it('a start with existing tables does not wait for a scan of the log', async () => {
  const prototype =
    store() instanceof KurrentDbEventStore ? KurrentDbEventStore.prototype : PostgresEventStore.prototype;
  const own = Object.getOwnPropertyDescriptor(prototype, 'head');
  if (!own) throw new TypeError('a store without head');
  Object.defineProperty(prototype, 'head', {
    ...own,
    value: () => new Promise<never>(() => undefined),
  });
  try {
    const logger = createLogger('fatal');
    const second = await startApi({ ...of.ward.api.api.config, port: 0 }, { logger });
    const { status } = await fetch(new URL('/health/ready', second.address));
    await second.close();
    expect(status).toBe(200);
  } finally {
    Object.defineProperty(prototype, 'head', own);
  }
});

it('stopped projections make the program not ready, with the reason, while queries are answered', async () => {
  const stream = streamId('somethingElse', randomId());
  const { log } = of.ward.api.api.platform.declared;
  await store().append(stream, -1, [testRecord(stream, 0, { secret: 'content' }, { log, type: 'NobodyKnowsThis' })]);
  await until(async () => (await ready()).status === 503);
  const { parts } = await ready();
  expect(parts.readModels.failed).toEqual({ error: 'UnknownEvent', kind: 'NobodyKnowsThis' });
  expect([(await figures()).covered, parts.store.reachable]).toEqual([1, true]);
});
