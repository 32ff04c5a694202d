import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jsonEvent, KurrentDBClient } from '@kurrent/kurrentdb-client';
import { type EventRecord, recordText } from '#kernel/record';
import {
  BEGINNING,
  type EventStore,
  IntegrityAlarm,
  NO_STREAM,
  OutcomeUnknown,
  Unavailable,
} from '#platform/event-store/event-store';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import type { KurrentDbOptions } from '#platform/event-store/kurrentdb.options';
import { type StandIn, standInServer } from '../support/servers/kurrentdb.js';
import { newStream, testRecord, testRecords } from '../support/worlds/records.js';
import { appendWithNewIds } from './kurrentdb-naive.js';

const credentials = { username: 'nobody', password: 'nothing' };
const DEADLINE = 1_000;

let server: StandIn;
let store: KurrentDbEventStore;
let lines: string[];
const open = (options: Partial<KurrentDbOptions> = {}) =>
  new KurrentDbEventStore({
    connectionString: server.url,
    deadline: DEADLINE,
    log: (line) => lines.push(line),
    ...options,
  });

beforeAll(async () => {
  server = await standInServer();
});
afterAll(() => server.close());
beforeEach(() => {
  lines = [];
  store = open();
});
afterEach(() => store.close());

const append = (records: readonly EventRecord[], to: EventStore = store) => {
  const [first] = records;
  if (!first) throw new Error('nothing to append');
  return to.append(first.stream, first.revision - 1, records);
};
const textsOf = async (stream: EventRecord['stream']) => (await store.read(stream)).map(({ text }) => text);

/** Sends the same records again until they are acknowledged, as callers of a store do. */
async function insist(records: readonly EventRecord[]) {
  for (;;) {
    try {
      return await append(records);
    } catch (error) {
      if (!(error instanceof OutcomeUnknown || error instanceof Unavailable)) throw error;
    }
  }
}

describe('an append', () => {
  it.each([
    'swallowReplies',
    'timeOutAfterWrite',
    'timeOutBeforeWrite',
    'notReady',
    'notLeader',
    'hangAppends',
    'cancelCalls',
    'resetConnections',
    'dropConnections',
  ] as const)('is answered and written once, with this fault in its first two tries: %s', async (fault) => {
    const records = testRecords(newStream(), NO_STREAM, 3);
    await append([testRecord(newStream(), 0)]); // the declaration of the log is read before an append
    await server.faults.set({ [fault]: 2 });
    const appended = await append(records);
    expect(appended.revision).toBe(2);
    expect(await textsOf(records[0]?.stream ?? newStream())).toEqual(records.map(recordText));
    expect(appended.position).toBe(await store.head());
  });

  it('is written twice after a lost reply if a retry has new ids: the planted fault', async () => {
    const stream = newStream();
    const { events } = await server.state();
    await server.faults.set({ swallowReplies: 1 });
    await appendWithNewIds(server.url, `naive_${stream}`, DEADLINE);
    expect((await server.state()).events).toBe(events + 2);
  });

  it('without an answer has an unknown outcome, and sent again gets the first answer', async () => {
    const record = testRecord(newStream(), 0);
    const hasty = open({ tries: 2 });
    await server.faults.set({ swallowReplies: 2 });
    await expect(append([record], hasty)).rejects.toThrow(OutcomeUnknown);
    await hasty.close();
    const appended = await append([record]);
    expect(await textsOf(record.stream)).toEqual([recordText(record)]);
    expect(appended.position).toBe(await store.head());
  });

  it('that the server never begins is reported as not written', async () => {
    const record = testRecord(newStream(), 0);
    await server.faults.set({ notReady: 4 });
    await expect(append([record])).rejects.toThrow(Unavailable);
    expect(await textsOf(record.stream)).toEqual([]);
  });

  it('with existing ids but other content is not a repetition, also after a lost reply', async () => {
    const record = testRecord(newStream(), 0);
    await append([record]);
    await server.faults.set({ swallowReplies: 1 });
    await expect(append([{ ...record, data: { n: 'other' } }])).rejects.toMatchObject({ name: 'Conflict', actual: 0 });
    expect(await textsOf(record.stream)).toEqual([recordText(record)]);
  });

  it('is written once though the server is killed between the write and the answer', async () => {
    for (let round = 0; round < 2; round++) {
      const records = testRecords(newStream(), NO_STREAM, 2);
      await server.faults.set({ dieAfterWrite: 1 });
      const answer = insist(records);
      await server.gone(); // the server kills itself after the write; a kill from here would come before the write
      await server.restart();
      expect((await answer).revision).toBe(1);
      expect(await textsOf(records[0]?.stream ?? newStream())).toEqual(records.map(recordText));
    }
  });

  it('to a frozen server has an unknown outcome, and is written once when the server continues', async () => {
    const hasty = open({ deadline: 500, tries: 2 });
    const record = testRecord(newStream(), 0);
    await append([testRecord(newStream(), 0)], hasty); // the declaration of the log is read before an append
    server.freeze();
    await expect(append([record], hasty)).rejects.toThrow(OutcomeUnknown);
    await expect(hasty.read(record.stream)).rejects.toThrow(Unavailable);
    server.thaw();
    await insist([record]);
    expect(await textsOf(record.stream)).toEqual([recordText(record)]);
    await hasty.close();
  });

  it('to a server that is down is reported as not written, and a new client finds the server once it is up', async () => {
    const record = testRecord(newStream(), 0);
    const renewing = open({ betweenClients: 0 });
    await server.kill();
    await expect(append([record], renewing)).rejects.toThrow(Unavailable);
    await expect(renewing.head()).rejects.toThrow(Unavailable);
    expect(lines.filter((line) => line.includes('building a new client')).length).toBeGreaterThan(0);
    await server.restart();
    await renewing.close();
    expect((await insist([record])).revision).toBe(0);
    expect(await textsOf(record.stream)).toEqual([recordText(record)]);
  });
});

it.each(['hangReads', 'cancelCalls', 'resetConnections', 'dropConnections', 'notLeaderOnReads'] as const)(
  'a read is asked again, though the server does this to its first two tries: %s',
  async (fault) => {
    const records = testRecords(newStream(), NO_STREAM, 3);
    const { position } = await append(records);
    const questions = [
      () => textsOf(records[0]?.stream ?? newStream()),
      async () => (await store.readAll(BEGINNING, 100_000)).slice(-3).map(({ text }) => text),
      async () => [...records.slice(0, 2).map(recordText), (await store.at(position))?.text],
    ];
    for (const ask of questions) {
      await server.faults.set({ [fault]: 2 });
      expect(await ask()).toEqual(records.map(recordText));
      await server.faults.set({ [fault]: 0 });
    }
  },
);

describe('the integrity alarm', () => {
  const alarmed = async (meddle: (client: KurrentDBClient, name: string) => Promise<unknown>) => {
    const alarms: IntegrityAlarm[] = [];
    const guarded = open({ onAlarm: (alarm) => alarms.push(alarm) });
    const stream = newStream();
    await append(testRecords(stream, NO_STREAM, 2), guarded);
    const client = KurrentDBClient.connectionString(server.url);
    await meddle(client, `mc_${stream}`);
    await client.dispose();
    return { stream, guarded, alarms };
  };

  it('is raised when an append ends at another revision', async () => {
    const { stream, guarded, alarms } = await alarmed(() => server.faults.set({ wrongRevision: 1 }));
    await expect(append(testRecords(stream, 1, 1), guarded)).rejects.toThrow(IntegrityAlarm);
    expect(alarms).toHaveLength(1);
    await guarded.close();
  });

  it('is raised when a stream was deleted and continues at a later revision', async () => {
    const { stream, guarded, alarms } = await alarmed((client, name) => client.deleteStream(name, { credentials }));
    await expect(append(testRecords(stream, NO_STREAM, 1), guarded)).rejects.toThrow(IntegrityAlarm);
    await guarded.close();
    const later = open({ onAlarm: (alarm) => alarms.push(alarm) });
    await expect(later.read(stream)).rejects.toThrow(IntegrityAlarm);
    expect(alarms).toHaveLength(2);
    await later.close();
  });

  it('is raised when a stream has a tombstone', async () => {
    const { stream, guarded, alarms } = await alarmed((client, name) => client.tombstoneStream(name, { credentials }));
    await expect(guarded.read(stream)).rejects.toThrow(IntegrityAlarm);
    expect(alarms).toHaveLength(1);
    await guarded.close();
  });

  it('is raised when another program has written under our prefix', async () => {
    const { stream, guarded, alarms } = await alarmed((client, name) =>
      client.appendToStream(name, jsonEvent({ type: 'SampleRecorded', data: {} }), { credentials }),
    );
    await expect(guarded.read(stream)).rejects.toThrow(IntegrityAlarm);
    expect(alarms).toHaveLength(1);
    await guarded.close();
  });
});
