import { describe, expect, it } from '@jest/globals';
import { jsonEvent, KurrentDBClient } from '@kurrent/kurrentdb-client';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { NO_STREAM, TooLarge, Unavailable } from '#platform/event-store/event-store';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { standInServer } from '../support/servers/kurrentdb.js';
import { newStream, TEST_LOG, testRecords } from '../support/worlds/records.js';
import { appended, following, until } from './kurrentdb-follower.js';
import type { Outages } from './kurrentdb-outages.js';

const ROOT = resolve(import.meta.dirname, '../..');
const MB = 1024 * 1024;

const program = (name: string, ...args: string[]) =>
  fork(resolve(ROOT, `tests/faults/${name}.ts`), args, {
    cwd: ROOT,
    execArgv: ['--conditions=source', '--expose-gc', '--import', './infra/dev/run-typescript.mjs'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });

async function outages(...betweenClients: string[]): Promise<Outages> {
  const [told] = (await once(program('kurrentdb-outages', ...betweenClients), 'message')) as [Outages];
  return told;
}

/** With fewer outages the growth of memory cannot be distinguished from chance. */
const ENOUGH_FOR_MEMORY = 1_000;

describe('outages, one after another', () => {
  it('create a few clients, and leak no memory', async () => {
    const { clients, grown, lines, warnings, outages: all } = await outages();
    expect(clients).toBeLessThan(20);
    if (all >= ENOUGH_FOR_MEMORY) expect(grown).toBeLessThan(40 * MB);
    expect(lines.length).toBeLessThanOrEqual(clients);
    expect(warnings).toEqual([]);
    for (const line of lines) expect(line).toMatch(/^the connection to KurrentDB failed \d+ times in a row/);
  });

  it('create a client each, and leak memory, without a minimum time between clients: the planted fault', async () => {
    const { clients, grown, outages: all } = await outages('0');
    expect(clients).toBeGreaterThan(0.9 * all);
    if (all >= ENOUGH_FOR_MEMORY) expect(grown).toBeGreaterThan(60 * MB);
  });
});

it('many reads and subscriptions at once cause no warning', async () => {
  const server = await standInServer();
  const child = program('kurrentdb-crowd', server.url);
  const warnings = await new Promise((resolve) => {
    child.on('message', (told) => {
      if (typeof told === 'string') void server.faults.endConnections('reset');
      else resolve(told);
    });
  });
  expect(warnings).toEqual([]);
  await server.close();
});

it('the refusal of an append over the limit of the server names the limit', async () => {
  const server = await standInServer({ maxAppendSize: 100_000 });
  const store = new KurrentDbEventStore({ connectionString: server.url });
  const stream = newStream();
  const append = store.append(stream, NO_STREAM, testRecords(stream, NO_STREAM, 1, { x: 'x'.repeat(100_000) }));
  const error: unknown = await append.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TooLarge);
  expect(error).toMatchObject({ limit: 100_000 });
  expect((error as TooLarge).bytes).toBeGreaterThan(100_000);
  expect(await store.read(stream)).toEqual([]);
  await store.close();
  await server.close();
});

it('a password may contain any character, in the connection string and outside it', async () => {
  const password = 'pa/s?s@w#o&r=d%+[ ]';
  const server = await standInServer({ accounts: `admin:changeit,minhchung:${password}:$admins` });
  const stores = [
    new KurrentDbEventStore({ connectionString: server.urlFor('minhchung', password), prefix: 'a_' }),
    new KurrentDbEventStore({
      connectionString: server.url,
      prefix: 'b_',
      credentials: { username: 'minhchung', password },
    }),
  ];
  for (const store of stores) {
    const { position } = await appended(store, 2);
    expect(await store.head()).toBe(position);
    await store.close();
  }
  const wrong = new KurrentDbEventStore({ connectionString: server.urlFor('minhchung', 'wrong'), prefix: 'a_' });
  await expect(wrong.head()).rejects.toThrow(Unavailable);
  await wrong.close();
  await server.close();
});

it('the documented rights are enough to write, read, follow, declare and mark the log as left', async () => {
  const server = await standInServer({ accounts: 'admin:changeit,minhchung:secret' });
  const admin = KurrentDBClient.connectionString(server.urlFor('admin', 'changeit'));
  const both = ['$admins', 'minhchung'];
  await admin.setStreamMetadata('$all', { acl: { readRoles: both } });
  const $userStreamAcl = { $r: both, $w: both, $d: ['$admins'], $mr: both, $mw: ['$admins'] };
  const $systemStreamAcl = { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$admins', $mw: '$admins' };
  const rights = jsonEvent({ type: 'update-default-acl', data: { $userStreamAcl, $systemStreamAcl } });
  await admin.appendToStream('$settings', rights);
  const connectionString = server.urlFor('minhchung', 'secret');
  const store = new KurrentDbEventStore({ connectionString, log: () => undefined });
  await store.declare(TEST_LOG, true);
  const seen = following(store);
  const { stream, position } = await appended(store, 2);
  await until(() => seen.texts().length === 2);
  expect(await store.head()).toBe(position);
  expect((await store.at(position))?.record.stream).toBe(stream);
  expect(await store.read(stream)).toHaveLength(2);
  expect(await store.read(newStream())).toEqual([]);
  await admin.setStreamMetadata(`mc_${stream}`, { maxCount: 1 });
  await until(() => seen.alarm() !== undefined);
  await store.leave('another store');
  expect(await store.declaration()).toEqual({ log: TEST_LOG, leftFor: 'another store' });
  await admin.dispose();
  await store.close();
  await server.close();
});
