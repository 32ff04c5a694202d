import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EventRecord, recordText } from '#kernel/record';
import { BEGINNING, NO_STREAM, OutcomeUnknown, Unavailable } from '#platform/event-store/event-store';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { type StandIn, standInServer } from '../support/servers/kurrentdb.js';
import { newStream, testRecord, testRecords } from '../support/worlds/records.js';
import { followWithoutEnd } from './kurrentdb-naive.js';

let server: StandIn;
let store: KurrentDbEventStore;
let prefix: string;
let stop: AbortController;
let followers: Promise<void>[];

beforeAll(async () => {
  server = await standInServer();
});
afterAll(() => server.close());
beforeEach(() => {
  prefix = `mc_${randomUUID().slice(0, 8)}_`;
  store = open();
  stop = new AbortController();
  followers = [];
});
afterEach(async () => {
  stop.abort();
  await Promise.all(followers);
  await store.close();
});

const open = (patience = 1_000) =>
  new KurrentDbEventStore({
    connectionString: server.url,
    prefix,
    deadline: 1_000,
    patience,
    log: () => undefined,
  });

/**
 * Follows the log from its beginning; `caughtUp` counts the empty batches. @param rest pause in milliseconds after
 * every batch
 */
function follow(from = store, rest = 0) {
  const seen = { texts: [] as string[], positions: [] as bigint[], caughtUp: 0 };
  const run = async () => {
    for await (const batch of from.subscribe(BEGINNING, stop.signal)) {
      seen.texts.push(...batch.map(({ text }) => text));
      seen.positions.push(...batch.map(({ position }) => position));
      if (batch.length === 0) seen.caughtUp += 1;
      if (rest > 0) await sleep(rest);
    }
  };
  followers.push(run());
  return seen;
}

/** Waits; only the time limit of the test ends the wait. */
async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await sleep(20);
}

async function insist(record: EventRecord): Promise<void> {
  for (;;) {
    try {
      await store.append(record.stream, record.revision - 1, [record]);
      return;
    } catch (error) {
      if (!(error instanceof OutcomeUnknown || error instanceof Unavailable)) throw error;
    }
  }
}

/** Checks that log and follower each have every recorded event once, in the order of the log. */
async function expectWhole(seen: ReturnType<typeof follow>, recorded: readonly EventRecord[]): Promise<void> {
  await until(() => seen.texts.length >= recorded.length);
  const log = (await store.readAll(BEGINNING, 10_000)).map(({ text }) => text);
  expect([...log].sort()).toEqual(recorded.map(recordText).sort());
  expect(seen.texts).toEqual(log);
  expect(seen.positions).toEqual([...seen.positions].sort((a, b) => (a < b ? -1 : 1)));
}

async function many(count: number): Promise<EventRecord[]> {
  const records = testRecords(newStream(), NO_STREAM, count);
  await store.append(records[0]?.stream ?? newStream(), NO_STREAM, records);
  return records;
}

describe('a subscription', () => {
  it.each(['OK', status.CANCELLED, status.INTERNAL, status.UNAVAILABLE] as const)(
    'continues from its position when the server ends it with status %s',
    async (how) => {
      const recorded = await many(40);
      const seen = follow();
      await until(() => seen.caughtUp > 0);
      expect((await server.faults.endSubscriptions(how)).ended).toBe(1);
      recorded.push(...(await many(3)));
      await expectWhole(seen, recorded);
    },
  );

  it.each(['reset', 'drop'] as const)('continues from its position when its connection is lost: %s', async (how) => {
    const recorded = await many(40);
    const seen = follow();
    await until(() => seen.caughtUp > 0);
    await server.faults.endConnections(how);
    const stream = newStream();
    const later = testRecords(stream, NO_STREAM, 3);
    for (const record of later) await insist(record);
    await expectWhole(seen, [...recorded, ...later]);
  });

  it('continues from its position when it is ended while catching up', async () => {
    const recorded = [...(await many(300)), ...(await many(300)), ...(await many(100))];
    await server.faults.set({ endSubscriptionAfter: (await server.state()).events - 200 });
    const seen = follow();
    await until(() => seen.caughtUp > 0);
    await expectWhole(seen, recorded);
  });

  it('reports each time it has caught up, also while others write without a pause', async () => {
    const seen = follow();
    await until(() => seen.caughtUp === 1);
    for (let n = 1; n <= 3; n++) {
      const stream = newStream();
      await store.append(stream, NO_STREAM, testRecords(stream, NO_STREAM, 5));
      await until(() => seen.texts.length === n * 5 && seen.caughtUp > n);
    }
  });

  it('loses nothing for a slow reader, though checkpoints of the server are far ahead of the reader', async () => {
    const recorded = [...(await many(500)), ...(await many(500)), ...(await many(500))];
    const seen = follow(store, 300);
    await until(() => seen.caughtUp > 0);
    await expectWhole(seen, recorded);
  });

  it('stalls after a normal end, and repeats events, if the end is ignored: the planted fault', async () => {
    const recorded = await many(2);
    const seen = follow();
    const naive = followWithoutEnd(server.url, prefix);
    await until(() => seen.caughtUp > 0 && naive.ids.length === 2);
    await server.faults.endSubscriptions('OK');
    recorded.push(...(await many(1)));
    await expectWhole(seen, recorded);
    expect(naive.ids).toHaveLength(2);
    await naive.stop();

    const repeating = followWithoutEnd(server.url, prefix);
    await until(() => repeating.ids.length === 3);
    await server.faults.endSubscriptions(status.INTERNAL);
    await until(() => repeating.ids.length > 3);
    await repeating.stop();
  });

  it('that the server accepts and never serves is closed and opened again', async () => {
    const recorded = await many(5);
    await server.faults.set({ hangReads: 2 });
    const seen = follow();
    await expectWhole(seen, recorded);
  });

  it('that the server accepts and never serves waits for ever without a watchdog: the planted fault', async () => {
    const recorded = await many(5);
    const { hanging } = await server.faults.set({ hangReads: 1 });
    const patient = open(3_600_000);
    const waiting = follow(patient);
    while ((await server.state()).hanging === hanging) await sleep(20);
    const seen = follow();
    await expectWhole(seen, recorded);
    expect(waiting.texts).toEqual([]);
    await patient.close();
  });

  it('leaves nothing open on the server, however it ends', async () => {
    await many(3);
    for (let i = 0; i < 3; i++)
      for await (const batch of store.subscribe(BEGINNING, stop.signal)) if (batch.length > 0) break;
    const seen = follow();
    await until(() => seen.caughtUp > 0);
    expect((await server.state()).openSubscriptions).toBe(1);
    await store.close();
    while ((await server.state()).openSubscriptions > 0) await sleep(20);
  });
});

describe('an outage', () => {
  const writers = () =>
    Array.from({ length: 6 }, async () => {
      const stream = newStream();
      const records = Array.from({ length: 25 }, (_, i) => testRecord(stream, i));
      for (const record of records) await insist(record);
      return records;
    });

  it('by kill -9 in the middle of many appends loses nothing, repeats nothing, and ends by itself', async () => {
    const seen = follow();
    const writing = Promise.all(writers());
    for (const already of [10, 60]) {
      await until(() => seen.texts.length >= already);
      await server.kill();
      await sleep(300);
      await server.restart();
    }
    await expectWhole(seen, (await writing).flat());
  });

  it('by freezing in the middle of many appends loses nothing, repeats nothing, and ends by itself', async () => {
    const seen = follow();
    const writing = Promise.all(writers());
    await until(() => seen.texts.length >= 30);
    server.freeze();
    await sleep(2_500);
    server.thaw();
    await expectWhole(seen, (await writing).flat());
  });

  it('before the first call of a store leaves the store usable afterwards', async () => {
    await server.kill();
    const early = open();
    await expect(early.head()).rejects.toThrow(Unavailable);
    const seen = follow(early);
    await server.restart();
    const recorded = await many(4);
    await expectWhole(seen, recorded);
    await early.close();
  });
});

it('a closed store lets its process end', async () => {
  const sockets = () => process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length;
  const before = sockets();
  const other = open();
  const seen = follow(other);
  await until(() => seen.caughtUp > 0);
  expect(sockets()).toBeGreaterThan(before);
  await other.close();
  await until(() => sockets() <= before);
  await expect(other.head()).rejects.toThrow(Unavailable);
});
