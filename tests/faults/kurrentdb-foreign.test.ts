import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { recordText } from '#kernel/record';
import { BEGINNING, Unavailable } from '#platform/event-store/event-store';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { RawCalls } from '../support/servers/kurrentdb-calls.js';
import { type StandIn, standInServer } from '../support/servers/kurrentdb.js';
import { appended, following, until } from './kurrentdb-follower.js';

/** Time limit of every read, in milliseconds. */
const DEADLINE = 1_000;
/** Number of foreign events that take the server longer to scan than the limit; meanwhile it sends nothing. */
const FOREIGN = 1_500_000;
const SCAN = 400_000;
/** At this speed a scan takes longer than a test. */
const STANDSTILL = 10_000;

let server: StandIn;
let store: KurrentDbEventStore;
let lines: string[];
const open = () =>
  new KurrentDbEventStore({
    connectionString: server.url,
    deadline: DEADLINE,
    patience: DEADLINE,
    log: (line) => lines.push(line),
  });

beforeEach(async () => {
  server = await standInServer();
  lines = [];
  store = open();
});
afterEach(async () => {
  await store.close();
  await server.close();
});

/** Our last event, and the foreign events after it. */
async function buried() {
  const ours = await appended(store, 2);
  await server.foreign('theirs', FOREIGN);
  await server.faults.set({ scanPerSecond: SCAN });
  return ours;
}

describe('a long run of foreign events after our last event', () => {
  it('does not hide the head from a new store, and no store scans it twice', async () => {
    const { position } = await buried();
    const fresh = open();
    expect(await fresh.head()).toBe(position);
    await server.faults.set({ scanPerSecond: STANDSTILL });
    expect(await fresh.head()).toBe(position);
    expect(await fresh.readAll(position, 10)).toEqual([]);
    await fresh.close();
  });

  it('keeps a bounded read of the server silent beyond the deadline: the planted fault', async () => {
    await buried();
    await server.faults.set({ scanPerSecond: STANDSTILL });
    const raw = new RawCalls(server.url);
    const read = raw.readAll({ prefixes: ['mc_'], from: 'end', backwards: true, count: 1 });
    await sleep(DEADLINE);
    expect(read.messages).toEqual([]);
    raw.close();
  });

  it('delays the page that has to cross it, and no later one', async () => {
    const { records, position } = await buried();
    const fresh = open();
    expect((await fresh.readAll(BEGINNING, 1_000)).map(({ text }) => text)).toEqual(records.map(recordText));
    await server.faults.set({ scanPerSecond: STANDSTILL });
    expect(await fresh.readAll(position, 1_000)).toEqual([]);
    expect((await fresh.readAll(BEGINNING, 2)).map(({ text }) => text)).toEqual(records.map(recordText));
    const later = await appended(fresh, 1);
    expect(await fresh.head()).toBe(later.position);
    expect(await fresh.readAll(position, 1_000)).toHaveLength(1);
    await fresh.close();
  });

  it('is reported to a follower as progress, who continues after it and misses nothing', async () => {
    const { position } = await buried();
    const told: bigint[] = [];
    const first = following(open(), position, { onScanned: (upTo) => told.push(upTo) });
    await until(() => told.length > 1 && first.caughtUp() > 0);
    await first.stop();
    expect(told).toEqual([...new Set(told)].sort((a, b) => (a < b ? -1 : 1)));
    expect(lines.filter((line) => line.includes('subscription'))).toEqual([]);
    await server.faults.set({ scanPerSecond: STANDSTILL });
    const second = following(open(), position, { from: told.at(-1) });
    await until(() => second.caughtUp() > 0);
    const later = await appended(store, 3);
    await until(() => second.texts().length === 3);
    expect(second.texts()).toEqual(later.records.map(recordText));
    for (const upTo of told) expect(await store.at(upTo)).toBeNull();
    await second.stop();
  });

  it('does not delay the events before it', async () => {
    const { records } = await buried();
    const seen = following(open());
    await until(() => seen.texts().length === 2);
    expect(seen.texts()).toEqual(records.map(recordText));
    expect(seen.caughtUp()).toBe(0);
    await seen.stop();
  });
});

it('a frozen server keeps no caller waiting beyond the deadline', async () => {
  const { stream, position } = await appended(store, 1);
  const fresh = open();
  await fresh.head();
  server.freeze();
  const questions = [fresh.head(), fresh.at(position), fresh.read(stream), fresh.readAll(BEGINNING, 1), open().head()];
  const tooLong = sleep(3 * DEADLINE, 'too long');
  for (const question of questions) await expect(Promise.race([question, tooLong])).rejects.toThrow(Unavailable);
  server.thaw();
  expect(await fresh.head()).toBe(position);
  await fresh.close();
});
