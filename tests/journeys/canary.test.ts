import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { JsonObject } from '#kernel/canonical-json';
import { instant, plainDate } from '#kernel/dates';
import { eventId, streamId, Uuid } from '#kernel/ids';
import { sealedParts } from '#kernel/sealed';
import { loadConfig } from '#platform/config';
import { SYSTEM } from '#platform/commands/store-declaration';
import { createLogger } from '#platform/http/logging';
import { type KeyOwner, KeysUnavailable, NO_KEYS } from '#platform/sealing/key-ring';
import { FOR_THE_PROGRAM } from '#platform/sealing/openings';
import { masterKeyIn } from '#platform/sealing/master-key-file';
import { RingKeyFiles } from '#platform/sealing/ring-key-files';
import { type SealedPlace, Sealing } from '#platform/sealing/sealing';
import { type Api, startApi } from '../../apps/api/api.js';
import { dataDictionary } from '../../apps/api/data-dictionary.js';
import { abreast } from '../support/worlds/abreast.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';
import { ask } from '../support/servers/held-server.js';
import { type OwnServer, ownServer, type ProductDatabase, productDatabase } from '../support/servers/postgres.js';

const RUN = randomUUID().slice(0, 8);
const CANARY = `CANARY-${RUN}`;
/** A text in a field that is not sealed, to prove that the search finds texts. */
const MARKER = `MARKER-${RUN}`;
const uuid = (): Uuid => Uuid.parse(randomUUID());

interface Planted {
  readonly name: string;
  readonly content: string;
  readonly owner: KeyOwner;
  readonly value: string;
  readonly at: SealedPlace;
}

const sealedEvents = dataDictionary()
  .events.filter(({ companionOf }) => companionOf === null)
  .map((event) => ({ ...event, fields: event.fields.filter(({ sealedFor }) => sealedFor !== null) }))
  .filter(({ fields }) => fields.length > 0);
const names = sealedEvents.flatMap(({ type, fields }) => fields.map(({ path }) => `${type} ${path}`));

let server: OwnServer;
let database: ProductDatabase;
let api: Api;
let tester: Readonly<Record<string, string>>;
let viewer: Readonly<Record<string, string>>;
const planted: Planted[] = [];
const lines: string[] = [];

beforeAll(async () => {
  server = await ownServer();
  database = await productDatabase({ serverUrl: server.current().url });
  const config = loadConfig({ ...database.environment, PORT: '0', LOG_LEVEL: 'trace' });
  const logger = createLogger(config.logLevel, { write: (line) => void lines.push(line) });
  api = await startApi(config, { logger });
  const [all, one] = [uuid(), uuid()];
  await grantRoles(api, all);
  await grantRoles(api, one, ['viewer']);
  tester = await signedIn(api, all);
  viewer = await signedIn(api, one);
  for (const event of sealedEvents) await plant(event);
  await post('/api/organizations', {
    name: `Đảng bộ ${MARKER}`,
    type: 'WARD_ORGANIZATION',
    parentId: null,
    establishedOn: '2025-07-01',
  });
  await api.readModels.knowledge.waitFor(await api.platform.store.head(), ['disciplineCases', 'engagements'], 30_000);
}, 180_000);
afterAll(async () => {
  await api.close();
  await database.drop();
  await server.remove();
});

const sampleOf = (type: string, version: number): JsonObject =>
  (JSON.parse(readFileSync(`tests/event-catalog/${type}.v${version}.json`, 'utf8')) as { present: JsonObject }).present;

/** Sets a value at `a.b`, or at `list[].a` in the first item of a list. @returns the path in written form */
function put(data: Record<string, unknown>, path: string, value: string): void {
  const keys = path.split('.');
  const name = keys.pop() ?? '';
  const holder = keys.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, data);
  holder[name] = value;
}

async function plant({ type, category, version, fields }: (typeof sealedEvents)[number]): Promise<void> {
  const { store, sealing, declared } = api.platform;
  const [stream, commandId] = [streamId(category, uuid()), uuid()];
  const data = structuredClone(sampleOf(type, version)) as Record<string, unknown>;
  for (const { path, sealedFor } of fields) {
    const owner: KeyOwner = { kind: sealedFor === 'person' ? 'person' : 'case', id: uuid() };
    const field = path.replaceAll('[]', '.0');
    const content = `${CANARY}-${planted.length}`;
    const place = { stream, type, schema: version, field };
    const value = await sealing.seal(content, owner, { ...place, commandId, ordinal: 0 });
    put(data, field, value);
    const at = { ...place, eventId: eventId(stream, commandId, 0) };
    planted.push({ name: `${type} ${path}`, content, owner, value, at });
  }
  await store.append(stream, -1, [
    {
      v: 1,
      log: declared.log,
      id: eventId(stream, commandId, 0),
      stream,
      revision: 0,
      type,
      schema: version,
      recordedAt: instant(new Date()),
      clock: 'system',
      commandId,
      commandHash: `2026-01-01:${'0'.repeat(64)}`,
      causationId: null,
      correlationId: commandId,
      actor: SYSTEM,
      data: data as JsonObject,
    },
  ]);
}

const send = async (path: string, init: RequestInit) => {
  const response = await fetch(new URL(path, api.address), init);
  return { status: response.status, text: `${JSON.stringify([...response.headers])}${await response.text()}` };
};
const get = (path: string, headers: object) => send(path, { headers: { ...headers } });
const post = (path: string, body: object) =>
  send(path, {
    method: 'POST',
    headers: { ...tester, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(body),
  });

/** Files of the server's data folder that contain the given bytes. */
async function filesWith(needle: string | Buffer, folder = ''): Promise<string[]> {
  await ask(server.current().url, 'checkpoint');
  const root = join(server.current().home, 'postgres', folder);
  return readdirSync(root, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    return entry.isFile() && readFileSync(path).includes(needle) ? [path] : [];
  });
}

/** Every row of every table of a database as text, as in a dump; values that are compressed on disk are included. */
async function dumpOf(url: string): Promise<string> {
  const tables = await ask(
    url,
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const rows = await abreast(tables, ({ name }) => ask(url, `select t::text as row from ${String(name)} t`));
  return rows
    .flat()
    .map(({ row }) => String(row))
    .join('\n');
}

const DataKeyRow = z.object({
  key_id: z.string().transform((id) => id as Uuid),
  owner_kind: z.enum(['person', 'case']),
  owner_id: z.string().transform((id) => id as Uuid),
  wrapped: z.instanceof(Buffer),
});

/** @returns whether a ring key in the folder of the keys opens a wrapped data key */
async function openerOf(log: Uuid) {
  const masterKeyFile = database.environment.MASTER_KEY_FILE;
  const master = masterKeyIn(masterKeyFile);
  if (!master) throw new Error('the master key is missing');
  const files = new RingKeyFiles({ masterKeyFile, master, log });
  const held = (await files.held()).map((name) => Uuid.parse(name.split('.').at(-2)));
  const rings = await Promise.all(held.map((id) => files.find(id)));
  return async ({ key_id: keyId, owner_kind: ownerKind, owner_id: ownerId, wrapped }: z.infer<typeof DataKeyRow>) => {
    const context = { log, keyId, ownerKind, ownerId };
    const tried = await Promise.allSettled(rings.flatMap((ring) => (ring ? [ring.unwrap(wrapped, context)] : [])));
    return tried.some(({ status }) => status === 'fulfilled');
  };
}

const everyGet = async (headers: object): Promise<string[]> => {
  const document = JSON.parse((await get('/api/openapi.json', tester)).text.replace(/^.*?\]\](?=\{)/s, '')) as {
    paths: Record<string, Record<string, { responses: Record<string, { content?: object }> }>>;
  };
  const id = planted
    .find(({ name }) => name.startsWith('DisciplineDecided'))
    ?.at.stream.split('-')
    .slice(1)
    .join('-');
  const paths = Object.entries(document.paths)
    .filter(([, { get: one }]) => one && !JSON.stringify(one.responses).includes('event-stream'))
    .map(([path]) => path.replace(/\{\w+\}/g, id ?? ''));
  const answers: string[] = [];
  for (const path of [...paths, '/', '/metrics', `/api/${CANARY}`]) answers.push((await get(path, headers)).text);
  return answers;
};

const nowhere = async () => {
  expect(await filesWith(CANARY)).toEqual([]);
  for (const url of [database.adminUrl, database.sideUrls.keys, database.sideUrls.readings])
    expect(await dumpOf(url)).not.toContain(CANARY);
  expect(lines.filter((line) => line.includes(CANARY))).toEqual([]);
};

describe('a text planted in every sealed field of every event', () => {
  it('is in each field that a schema seals', () => {
    expect(planted.map(({ name }) => name)).toEqual(names);
    expect(names.length).toBeGreaterThan(8);
  });

  it('is in no file of the database, write-ahead log included, in no table and in no log', async () => {
    expect((await filesWith(MARKER, 'base')).length).toBeGreaterThan(0);
    expect((await filesWith(MARKER, 'pg_wal')).length).toBeGreaterThan(0);
    expect(await dumpOf(database.adminUrl)).toContain(MARKER);
    const dump = await dumpOf(database.adminUrl);
    for (const { value } of planted) expect(dump).toContain(value);
    await nowhere();
  });

  it('is not shown to readers of figures only, nor in any export for a spreadsheet', async () => {
    for (const headers of [viewer, { ...viewer, accept: 'text/csv' }, {}])
      for (const text of await everyGet(headers)) expect(text).not.toContain(`${CANARY}-`);
    // A reader of everything gets it in answers whose readings are recorded, never in an export for a spreadsheet.
    const tables = (await everyGet({ ...tester, accept: 'text/csv' })).filter((text) => text.includes('text/csv'));
    expect(tables.length).toBeGreaterThan(0);
    for (const text of tables) expect(text).not.toContain(`${CANARY}-`);
    // Names are opened in memory to be found; neither they nor what was typed are kept anywhere.
    expect((await get(`/api/members/search?name=${CANARY}`, tester)).text).toContain(`${CANARY}-`);
    await nowhere();
  });

  it('is never repeated by an answer that refuses it, nor by a line of the log', async () => {
    const subject = { class: CANARY, organizationId: CANARY, memberId: CANARY };
    for (const [path, body] of [
      ['/api/discipline-cases', { subject, note: `${CANARY}-note`, source: {}, openedOn: CANARY }],
      [
        '/api/routine-supervision/reminders',
        { byOrganizationId: uuid(), about: `${CANARY}-about`, remindedOn: '2026-01-01' },
      ],
      [
        '/api/inspections/concluded',
        { kind: `${CANARY}-kind`, subjects: [{ remedies: [{ what: `${CANARY}-what` }] }] },
      ],
      [`/api/discipline-cases/${uuid()}/ballots`, { votes: { [CANARY]: CANARY } }],
    ] as const) {
      const { status, text } = await post(path, body);
      expect([path, status >= 400 && status < 500]).toEqual([path, true]);
      expect(text).not.toContain(CANARY);
    }
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => line.includes(CANARY))).toEqual([]);
  });

  it('cannot be opened with the database of the log alone', async () => {
    const { declared, keys } = api.platform;
    const alone = new Sealing(declared.log, NO_KEYS);
    const dump = await dumpOf(database.adminUrl);
    const masterKey = readFileSync(database.environment.MASTER_KEY_FILE, 'utf8').trim().split('.').at(-1) ?? '';
    expect(await filesWith(masterKey)).toEqual([]);
    for (const { value, at, owner } of planted) {
      await expect(alone.open(value, at, FOR_THE_PROGRAM('a test'))).rejects.toThrow(KeysUnavailable);
      const key = Buffer.from((await keys.keyFor(owner)).key);
      for (const text of [key.toString('hex'), key.toString('base64'), key.toString('base64url')])
        expect(dump).not.toContain(text);
    }
    const [first] = planted;
    if (first) expect(await filesWith(Buffer.from((await keys.keyFor(first.owner)).key))).toEqual([]);
  });

  it('opens unchanged; for an erased owner only a tombstone is left, and other owners are not affected', async () => {
    const { declared, keys, sealing, store } = api.platform;
    for (const { value, at, content } of planted)
      expect(await sealing.open(value, at, FOR_THE_PROGRAM('a test'))).toBe(content);
    const before = await store.readAll(0n, 1000);
    const on = plainDate('2026-06-01');
    const erased = planted.filter((_, n) => n % 2 === 0);
    const opens = await openerOf(declared.log);
    const copies = (await ask(database.sideUrls.keys, 'select * from keys.data_keys')).map((row) =>
      DataKeyRow.parse(row),
    );
    const destroyed = copies.filter(({ owner_id: id }) => erased.some(({ owner }) => owner.id === id));
    expect(await Promise.all(destroyed.map(opens))).toEqual(erased.map(() => true));
    await keys.destroy(erased.map(({ owner }) => ({ owner, on })));
    // Copies of the destroyed keys are still in the files of the database, and no ring key that is left opens them.
    expect((await Promise.all(destroyed.map(({ wrapped }) => filesWith(wrapped)))).flat()).not.toEqual([]);
    const opensNow = await openerOf(declared.log);
    expect(await Promise.all(destroyed.map(opensNow))).toEqual(erased.map(() => false));
    for (const [n, { value, at, content }] of planted.entries())
      expect(await sealing.open(value, at, FOR_THE_PROGRAM('a test'))).toEqual(
        n % 2 === 0 ? { erased: true, on } : content,
      );
    // No record and no hash changes.
    expect(await store.readAll(0n, 1000)).toEqual(before);
    for (const { record } of before)
      expect(Object.values(sealedParts(record.data)).every((one) => one.startsWith('mcs2.'))).toBe(true);
    await nowhere();
  });
});
