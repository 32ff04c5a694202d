import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Uuid } from '#kernel/ids';
import { leafHash } from '#kernel/record';
import { loadConfig } from '#platform/config';
import { BEGINNING } from '#platform/event-store/event-store';
import { createLogger } from '#platform/http/logging';
import { type Api, startApi } from '../../apps/api/api.js';
import { DEMO_REPORTING_DAY } from '../../apps/demo/demo.js';
import { loadDemo } from '../../apps/demo/load.js';
import { DEMO_ACTOR } from '../../apps/demo/persons.js';
import { demoRegister } from '../../apps/demo/register-steps.js';
import { abreast } from '../support/worlds/abreast.js';
import { COPY, PROGRAMS, runProgram, TO_KURRENTDB, TO_POSTGRES } from '../support/servers/copy-programs.js';
import { grantRoles, signedIn, untilAllServe } from '../support/worlds/grants.js';
import { type StandIn, standInServer } from '../support/servers/kurrentdb.js';
import { type ProductDatabase, productDatabase } from '../support/servers/postgres.js';

type Answers = ReadonlyMap<string, string>;
type Kind = 'postgres' | 'kurrentdb';
const Receipt = z.object({
  id: z.string(),
  stream: z.string(),
  revision: z.int(),
  eventIds: z.array(z.string()),
  leafHashes: z.array(z.string()),
  position: z.string(),
});

let database: ProductDatabase;
let standIn: StandIn;
let api: Api | undefined;
let headers: Readonly<Record<string, string>>;
const environment = (kind: Kind) => ({ ...database.environment, KURRENTDB_URL: standIn.url, EVENT_STORE: kind });

const OTHER_PREFIX = { KURRENTDB_PREFIX: 'ward2_' };

async function serve(kind: Kind, more = {}): Promise<Api> {
  const config = loadConfig({ ...environment(kind), ...more, PORT: '0', LOG_LEVEL: 'error' });
  api = await startApi(config, { logger: createLogger('error', process.stderr) });
  await untilAllServe(api.readModels);
  return api;
}
async function stop(): Promise<void> {
  await api?.close();
  api = undefined;
}
async function send(
  path: string,
  body?: object,
  key: string = randomUUID(),
): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(new URL(path, api?.address), {
    method: body ? 'POST' : 'GET',
    headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': key },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, text: await response.text() };
}
async function ask(path: string, body?: object, key?: string) {
  const { status, text } = await send(path, body, key);
  expect([path, status, status < 300 ? '' : text]).toEqual([path, body ? 201 : 200, '']);
  return { text };
}
const cell = (name: string) => ({
  name,
  type: 'BASE_CELL',
  parentId: demoRegister(DEMO_ACTOR.id).wardId,
  establishedOn: '2026-11-20',
});
const found = async (name: string, key?: string) =>
  Receipt.parse(JSON.parse((await ask('/api/organizations', cell(name), key)).text));

/** The complete log without positions, which differ between stores. */
const records = async ({ platform }: Api) =>
  (await platform.store.readAll(BEGINNING, 1_000_000)).map(({ text, endsAppend }) => ({ text, endsAppend }));

const sha = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** The answers about the demo ward, without positions and ages. */
async function answers(of: Api): Promise<Answers> {
  const { wardId } = demoRegister(DEMO_ACTOR.id);
  const at = `asOf=${DEMO_REPORTING_DAY}&after=${await of.platform.store.head()}`;
  const streams = new Set((await of.platform.store.readAll(BEGINNING, 1_000_000)).map(({ record }) => record.stream));
  const told = [...streams].filter((stream) => /^(register|engagement|discipline-case|term)-/.test(stream));
  const asked = [
    `/api/coverage?scope=${wardId}&${at}`,
    `/api/coverage/organizations?scope=${wardId}&status=uncovered&limit=100&${at}`,
    `/api/engagements?limit=100&${at}`,
    ...told.slice(0, 40).map((stream) => `/api/streams/${stream.replace('-', '/')}/history?limit=100&${at}`),
  ];
  const found = new Map<string, string>();
  for (const path of asked) {
    const { text } = await ask(path);
    const timeless = text
      .replace(/"(position|knownAt|lag|next)":("[^"]*"|\{[^}]*\})/g, '"$1":"…"')
      .replace(/knownAt=[^"&]*/g, 'knownAt=…');
    found.set(path.replace(/after=\d+/, 'after=…'), timeless);
  }
  return found;
}
/** The requests with different answers. */
const different = (one: Answers, other: Answers) => [...one.keys()].filter((path) => one.get(path) !== other.get(path));

beforeAll(async () => {
  database = await productDatabase();
  standIn = await standInServer();
});
afterAll(async () => {
  await stop();
  await standIn.close();
  await database.drop();
});

describe('the log of a ward that moves to a cluster and back', () => {
  const KEY = randomUUID();
  let receipt: z.output<typeof Receipt>;
  let told: Answers;
  let position: string; // in KurrentDB
  let before: Awaited<ReturnType<typeof records>>;

  it('is not copied while a program uses it', async () => {
    const product = await serve('postgres');
    await loadDemo(product.platform);
    const person = Uuid.parse(randomUUID());
    await grantRoles(product, person);
    headers = await signedIn(product, person);
    const refused = await runProgram(environment('postgres'), COPY, ...TO_KURRENTDB);
    expect([refused.code, refused.said]).toEqual([78, expect.stringMatching(/using this database \(minh-chung/)]);
    receipt = await found('Chi bộ Trước', KEY);
    told = await answers(product);
    expect(told.size).toBeGreaterThan(40);
    before = await records(product);
    await stop();
  });

  it('is the same in KurrentDB, with a digest that can be computed from the leaf hashes', async () => {
    const copied = await runProgram(environment('postgres'), COPY, ...TO_KURRENTDB);
    const leaves = before.map(({ text }) => Buffer.from(leafHash(text), 'hex'));
    const digest = createHash('sha256').update(Buffer.concat(leaves)).digest('hex');
    expect([copied.code, copied.said]).toEqual([0, expect.stringContaining(`${before.length} entries in `)]);
    expect(copied.said).toContain(digest);
  });

  it('is marked as left in PostgreSQL, and every program says so in one sentence', async () => {
    const isRefused = async (program: (typeof PROGRAMS)[number]) => {
      const { code, said } = await runProgram(environment('postgres'), ...program);
      const sentence: unknown = expect.stringContaining(`was moved to KurrentDB ${standInPlace()} (mc_)`);
      expect([program, code, said]).toEqual([program, 78, sentence]);
      expect([program, said.trim().split('\n').length]).toEqual([program, 2]); // in both languages
    };
    await abreast(PROGRAMS, isRefused);
    await isRefused([COPY, ...TO_KURRENTDB]); // no program starts while the copy is checked
  });

  it('answers from KurrentDB as before, and accepts new records', async () => {
    const product = await serve('kurrentdb');
    expect(sha(await records(product))).toBe(sha(before));
    expect(different(told, await answers(product))).toEqual([]);
    const again = await found('Chi bộ Trước', KEY);
    expect({ ...again, position: '' }).toEqual({ ...receipt, position: '' });
    ({ position } = await found('Chi bộ Mới'));
    expect((await ask(`/api/organizations?limit=200&after=${position}`)).text).toContain('Chi bộ Mới');
    before = await records(product);
    await stop();
  });

  it('is copied back to the same PostgreSQL, with the later records', async () => {
    const copied = await runProgram(environment('postgres'), COPY, ...TO_POSTGRES);
    expect([copied.code, copied.said]).toEqual([0, expect.stringContaining(`${before.length} entries in `)]);
    const { code, said } = await runProgram(environment('kurrentdb'), 'apps/worker/main.ts');
    expect([code, said]).toEqual([78, expect.stringContaining('was moved to PostgreSQL')]);
    expect(said).not.toContain('test_server_password');
    const product = await serve('postgres');
    expect(sha(await records(product))).toBe(sha(before));
    const changed = different(told, await answers(product)); // with one more cell: the figures and the register differ
    expect(changed.filter((path) => !/coverage|register/.test(path))).toEqual([]);
    expect((await ask('/api/organizations?limit=200')).text).toContain('Chi bộ Mới');
    const { status, text } = await send(`/api/organizations?after=${position}`);
    expect([status, text]).toEqual([422, expect.stringContaining('no-such-position')]);
    await stop();
  });

  it('is not copied again to the prefix that was left', async () => {
    const { code, said } = await runProgram(environment('postgres'), COPY, ...TO_KURRENTDB);
    expect([code, said]).toEqual([78, expect.stringContaining('choose another KURRENTDB_PREFIX')]);
    const other = { ...environment('postgres'), ...OTHER_PREFIX };
    expect(await runProgram(other, COPY, ...TO_KURRENTDB)).toMatchObject({ code: 0 });
  });

  it('refuses commands in a program that was running when it was left', async () => {
    const product = await serve('kurrentdb', OTHER_PREFIX);
    await product.platform.store.leave('a cluster elsewhere');
    const { status, text } = await send('/api/organizations', cell('Chi bộ Muộn'));
    expect([status, JSON.parse(text)]).toEqual([503, expect.objectContaining({ code: 'log-left' })]);
    await ask('/api/organizations?limit=1');
    await stop();
  });

  const standInPlace = () => new URL(standIn.url).host;
});
