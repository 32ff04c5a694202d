import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { LogLeft, NO_STREAM } from '#platform/event-store/event-store';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { RawCalls } from '../support/servers/kurrentdb-calls.js';
import { type StandIn, standInServer } from '../support/servers/kurrentdb.js';
import { newStream, randomId, TEST_LOG, testRecords } from '../support/worlds/records.js';
import { appended } from './kurrentdb-follower.js';

let server: StandIn;
let prefix: string;
let store: KurrentDbEventStore;
let other: KurrentDbEventStore;
const open = () =>
  new KurrentDbEventStore({ connectionString: server.url, prefix, deadline: 1_000, log: () => undefined });

beforeAll(async () => {
  server = await standInServer();
});
afterAll(() => server.close());
beforeEach(() => {
  prefix = `mc_${randomUUID().slice(0, 8)}_`;
  [store, other] = [open(), open()];
});
afterEach(async () => {
  await store.close();
  await other.close();
});

it('programs that declare at the same time agree on one log, and an empty log may be declared again', async () => {
  const logs = Array.from({ length: 8 }, randomId);
  await Promise.all(logs.map((log, i) => (i % 2 === 0 ? store : other).declare(log, false)));
  const declared = await store.declaration();
  expect(logs).toContain(declared?.log);
  expect(await other.declaration()).toEqual(declared);
});

it('a log with records cannot be declared again, nor as another log', async () => {
  await store.declare(TEST_LOG, true);
  await appended(store, 1);
  await expect(other.declare(randomId(), true)).rejects.toThrow(TEST_LOG);
  await expect(other.declare(TEST_LOG, false)).rejects.toThrow(TEST_LOG);
  await other.declare(TEST_LOG, true);
  expect(await store.declaration()).toEqual({ log: TEST_LOG, leftFor: null });
});

it('a log older than declarations has none, and accepts only a declaration with the log id of its records', async () => {
  await appended(store, 1);
  expect(await store.declaration()).toBeNull();
  await expect(store.declare(randomId(), true)).rejects.toThrow(TEST_LOG);
  await store.declare(TEST_LOG, true);
  expect(await other.declaration()).toEqual({ log: TEST_LOG, leftFor: null });
});

it('a declaration whose reply was lost is written once', async () => {
  await server.faults.set({ swallowReplies: 1 });
  const log = randomId();
  await store.declare(log, true);
  await store.declare(log, true);
  const raw = new RawCalls(server.url);
  const read = raw.readStream(`log_of_${prefix}`);
  await read.whole();
  expect(read.events).toHaveLength(1);
  raw.close();
});

it('once a log is marked as left, a program that has just appended refuses appends', async () => {
  await store.declare(TEST_LOG, true);
  const { stream } = await appended(other, 1); // the program now caches for a second that the log is in use
  await store.leave('another store');
  const begun = newStream();
  for (const one of [store, other, open()]) {
    await expect(one.append(stream, 0, testRecords(stream, 0, 1))).rejects.toThrow(LogLeft);
    await expect(one.append(begun, NO_STREAM, testRecords(begun, NO_STREAM, 2))).rejects.toThrow(LogLeft);
    if (one !== store && one !== other) await one.close();
  }
  expect(await store.read(stream)).toHaveLength(1);
});
