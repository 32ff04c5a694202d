import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { NO_STREAM } from '#platform/event-store/event-store';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { Sameness } from '#platform/event-store/kurrentdb.sameness';
import { LogReplaced } from '#platform/event-store/log-watch';
import { type StandIn, standInServer } from '../support/servers/kurrentdb.js';
import { newStream, testRecords } from '../support/worlds/records.js';

let server: StandIn;
let store: KurrentDbEventStore;
beforeEach(async () => {
  server = await standInServer();
  store = new KurrentDbEventStore({ connectionString: server.url, deadline: 2_000, log: () => undefined });
});
afterEach(async () => {
  await store.close();
  await server.close();
});

const appended = async () => {
  const stream = newStream();
  return store.append(stream, NO_STREAM, testRecords(stream, NO_STREAM, 2));
};

it('a server that was rolled back between two appends gets no further append, even without a follower or a failed call', async () => {
  const kept = await appended();
  await appended();
  await server.rollBackTo(kept.position);
  await expect(appended()).rejects.toThrow(LogReplaced);
  await expect(appended()).rejects.toThrow(LogReplaced);
});

it('a server that was only restarted gets further appends', async () => {
  await appended();
  await server.restart();
  const { revision } = await appended();
  expect(revision).toBe(1);
});

it('an append without the check is accepted by the rolled back server: the planted fault', async () => {
  const kept = await appended();
  await appended();
  const assert = Object.getOwnPropertyDescriptor(Sameness.prototype, 'assert');
  Object.defineProperty(Sameness.prototype, 'assert', { configurable: true, value: () => Promise.resolve() });
  try {
    await server.rollBackTo(kept.position);
    expect((await appended()).revision).toBe(1);
  } finally {
    if (assert) Object.defineProperty(Sameness.prototype, 'assert', assert);
  }
});
