import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { recordText } from '#kernel/record';
import { BEGINNING, NO_STREAM } from '#platform/event-store/event-store';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { type StandIn, standInServer } from '../support/servers/kurrentdb.js';
import { newStream, testRecords } from '../support/worlds/records.js';
import { appended, following, until } from './kurrentdb-follower.js';
import { followWithoutEnd } from './kurrentdb-naive.js';

let server: StandIn;
let store: KurrentDbEventStore;
let prefix: string;
const open = () =>
  new KurrentDbEventStore({ connectionString: server.url, prefix, deadline: 1_000, log: () => undefined });

beforeAll(async () => {
  server = await standInServer();
});
afterAll(() => server.close());
beforeEach(() => {
  prefix = `mc_${randomUUID().slice(0, 8)}_`;
  store = open();
});
afterEach(async () => {
  await server.faults.set({ pauseInsideAppends: 0 });
  await store.close();
});

/**
 * Runs `work` while only some events of an append of five are visible, and checks that the bare client sees only these.
 */
async function insideAnAppend(work: () => Promise<void>) {
  const before = await appended(store, 2);
  const naive = followWithoutEnd(server.url, prefix);
  await until(() => naive.ids.length === 2);
  await server.faults.set({ pauseInsideAppends: 300 });
  const stream = newStream();
  const records = testRecords(stream, NO_STREAM, 5);
  const append = store.append(stream, NO_STREAM, records);
  await until(() => naive.ids.length > 2);
  await work();
  expect(naive.ids.length).toBeLessThan(7); // otherwise the whole append was visible and nothing was tested
  const { position } = await append;
  await naive.stop();
  return { before, records, position };
}

describe('an append that is visible in part', () => {
  it('is not given to a follower, whether it followed before or starts in the middle', async () => {
    const early = following(store);
    const followers = [early];
    const { before, records } = await insideAnAppend(async () => {
      const late = following(store);
      followers.push(late);
      await until(() => late.caughtUp() > 0);
      expect(late.texts()).toHaveLength(2);
      expect(early.texts()).toHaveLength(2);
    });
    const all = [...before.records, ...records].map(recordText);
    for (const one of followers) {
      await until(() => one.texts().length === 7);
      expect(one.texts()).toEqual(all);
      for (const batch of one.batches) expect(batch.at(-1)?.endsAppend ?? true).toBe(true);
      await one.stop();
    }
  });

  it('is not counted in the head and not in a page, by a new store and by one that continues', async () => {
    const fresh = open();
    const { position } = await insideAnAppend(async () => {
      const [{ position: end } = { position: BEGINNING }] = (await store.readAll(BEGINNING, 100)).slice(-1);
      for (const one of [store, fresh]) {
        expect(await one.readAll(BEGINNING, 100)).toHaveLength(2);
        expect(await one.readAll(end, 100)).toEqual([]);
        expect(await one.head()).toBe(end);
      }
    });
    for (const one of [store, fresh]) expect(await one.head()).toBe(position);
    await fresh.close();
  });

  it('is given once and whole after the server dies in its middle and restarts', async () => {
    const before = await appended(store, 1);
    const seen = following(store);
    await until(() => seen.texts().length === 1);
    const naive = followWithoutEnd(server.url, prefix);
    await until(() => naive.ids.length === 1);
    await server.faults.set({ dieInsideAppend: 3 });
    const stream = newStream();
    const records = testRecords(stream, NO_STREAM, 5);
    const append = store.append(stream, NO_STREAM, records).catch(() => undefined);
    await server.gone();
    await until(() => naive.ids.length === 4);
    expect(seen.texts()).toHaveLength(1);
    await server.restart();
    await until(() => seen.texts().length === 6);
    await append;
    expect(seen.texts()).toEqual([...before.records, ...records].map(recordText));
    for (const batch of seen.batches) expect(batch.at(-1)?.endsAppend ?? true).toBe(true);
    await seen.stop();
    await naive.stop();
  });

  it('longer than a batch is given whole, also when the call fails inside it', async () => {
    const { records } = await appended(store, 700);
    await server.faults.set({ endSubscriptionAfter: (await server.state()).events - 100 });
    const seen = following(store);
    await until(() => seen.caughtUp() > 0);
    expect(seen.batches.filter(({ length }) => length > 0).map(({ length }) => length)).toEqual([700]);
    expect(seen.texts()).toEqual(records.map(recordText));
    await seen.stop();
  });
});

describe('a position', () => {
  it('is invalid if no event of ours begins there: inside a record, past the end, of foreign events', async () => {
    const { position } = await appended(store, 1);
    await server.foreign('theirs', 10);
    const { records, position: ours } = await appended(store, 1);
    expect((await store.at(ours))?.text).toBe(records.map(recordText)[0]);
    for (const none of [BEGINNING, position + 1n, ours + 1n, ours + 1_000_000n])
      expect(await store.at(none)).toBeNull();
    const other = new KurrentDbEventStore({ connectionString: server.url, prefix: `x${prefix}` });
    expect(await other.at(ours)).toBeNull();
    await other.close();
  });
});

describe('an append whose deadline passes while it is being sent', () => {
  it('is written whole or not at all', async () => {
    const appends = Array.from({ length: 40 }, (_, i) => {
      const stream = newStream();
      return { records: testRecords(stream, NO_STREAM, 200, { text: 'x'.repeat(1000) }), stream, deadline: 1 + i };
    });
    for (const { stream, records, deadline } of appends) {
      const hasty = new KurrentDbEventStore({
        connectionString: server.url,
        prefix,
        deadline,
        tries: 1,
        betweenClients: 0,
        log: () => undefined,
      });
      await hasty.append(stream, NO_STREAM, records).catch(() => undefined); // the outcome is read afterwards
      await hasty.close();
    }
    const sizes = new Map<string, number>();
    for await (const batch of store.subscribe(BEGINNING, new AbortController().signal)) {
      for (const { record } of batch) sizes.set(record.stream, (sizes.get(record.stream) ?? 0) + 1);
      if (batch.length === 0) break;
    }
    const parts = appends.map(({ stream }) => store.read(stream).then(({ length }) => length));
    expect([...new Set(await Promise.all(parts))].filter((length) => length !== 0)).toEqual([200]);
    expect([...new Set(sizes.values())]).toEqual([200]);
  });
});
