import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type EventData, jsonEvent, KurrentDBClient, START, streamNameFilter } from '@kurrent/kurrentdb-client';
import { randomUUID } from 'node:crypto';
import { eventId, type StreamId } from '#kernel/ids';
import { recordText } from '#kernel/record';
import { BEGINNING, IntegrityAlarm, NO_STREAM, type Strange, StreamSetAside } from '#platform/event-store/event-store';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { type StandIn, standInServer } from '../support/servers/kurrentdb.js';
import { newStream, randomId, testRecord, testRecords } from '../support/worlds/records.js';
import { appended, type Following, following, until } from './kurrentdb-follower.js';

const credentials = { username: 'nobody', password: 'nothing' };

let server: StandIn;
let client: KurrentDBClient;
let store: KurrentDbEventStore;
let prefix: string;
let alarms: IntegrityAlarm[];
let live: Following;
const open = () =>
  new KurrentDbEventStore({
    connectionString: server.url,
    prefix,
    deadline: 1_000,
    log: () => undefined,
    onAlarm: (alarm) => alarms.push(alarm),
  });

beforeAll(async () => {
  server = await standInServer();
  client = KurrentDBClient.connectionString(server.url);
});
afterAll(async () => {
  await client.dispose();
  await server.close();
});
beforeEach(async () => {
  prefix = `mc_${randomUUID().slice(0, 8)}_`;
  alarms = [];
  store = open();
  live = following(store);
  await until(() => live.caughtUp() > 0);
});
afterEach(async () => {
  await live.stop();
  await store.close();
});

const alarmOf = async (call: Promise<unknown>): Promise<Strange | null> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof IntegrityAlarm)) throw new Error(`no alarm but ${String(error)}`);
  return error.strange;
};
const last = (of: Following) => of.alarm()?.strange;

/**
 * The alarms that a new program raises: when it reads from the beginning, in pages, and when it reads the one stream.
 */
async function told(stream: StreamId): Promise<(Strange | null)[]> {
  const fresh = open();
  const replay = following(fresh);
  await until(() => replay.alarm() !== undefined);
  const strange = [
    last(replay) ?? null,
    await alarmOf(fresh.readAll(BEGINNING, 1_000)),
    await alarmOf(fresh.read(stream)),
  ];
  await fresh.close();
  return strange;
}

const deleted = (stream: string): Strange => ({
  kind: 'streamDeleted',
  stream,
  revision: null,
  event: null,
  positions: null,
});

describe('a stream of ours that an administrator', () => {
  const hide: Record<string, (name: string) => Promise<unknown>> = {
    deletes: (name) => client.deleteStream(name, { credentials }),
    'deletes for ever': (name) => client.tombstoneStream(name, { credentials }),
    'gives a greatest age': (name) => client.setStreamMetadata(name, { maxAge: 60 }, { credentials }),
    'gives a greatest count': (name) => client.setStreamMetadata(name, { maxCount: 1 }, { credentials }),
    truncates: (name) => client.setStreamMetadata(name, { truncateBefore: 1 }, { credentials }),
  };

  it.each(Object.entries(hide))(
    '%s raises the alarm at once in followers, and in programs that start later',
    async (how, by) => {
      const other = await appended(store, 2);
      const { stream } = await appended(store, 3);
      await until(() => live.texts().length === 5);
      await by(prefix + stream);
      await until(() => live.alarm() !== undefined);
      expect(last(live)).toEqual(deleted(stream));
      const hidesNothingYet = how === 'gives a greatest age';
      for (const one of hidesNothingYet ? [] : await told(stream)) expect(one).toEqual(deleted(stream));
      expect(alarms.length).toBeGreaterThan(0);
      expect(await store.read(other.stream)).toHaveLength(2);
    },
  );

  it('deletes and an append revives still raises the alarm: in later pages, in the stream, and in followers', async () => {
    await live.stop();
    const { stream, position } = await appended(store, 2);
    await client.deleteStream(prefix + stream, { credentials });
    await store.append(stream, 1, testRecords(stream, 1, 1));
    expect(await alarmOf(store.readAll(position, 10))).toEqual(deleted(stream));
    expect(await alarmOf(store.read(stream))).toEqual(deleted(stream));
    live = following(store, position);
    await until(() => live.alarm() !== undefined);
    expect(last(live)).toEqual(deleted(stream));
  });

  it('deletes and restores before any read raises no alarm', async () => {
    await live.stop();
    const { stream, records, position } = await appended(store, 2);
    await client.deleteStream(prefix + stream, { credentials });
    await restore(prefix + stream);
    const fresh = open();
    const seen = following(fresh, position);
    await until(() => seen.caughtUp() > 0);
    expect(seen.alarm()).toBeUndefined();
    expect((await fresh.read(stream)).map(({ text }) => text)).toEqual(records.map(recordText));
    await seen.stop();
    await fresh.close();
  });

  it('deletes, and of which a scavenge leaves the last event, raises the alarm of missing events', async () => {
    const before = await appended(store, 1);
    const { stream } = await appended(store, 3);
    await live.stop();
    await client.deleteStream(prefix + stream, { credentials });
    await server.scavenge();
    for (const strange of await told(stream)) expect(strange?.stream).toBe(stream);
    // In a log that was copied without metadata, only the gap shows it.
    await restore(prefix + stream);
    const gap = { kind: 'missingEvents', stream, revision: '0', event: null, positions: null };
    expect(await told(stream)).toEqual([gap, gap, gap]);
    const fresh = open();
    expect(await alarmOf(fresh.readAll(before.position, 10))).toEqual(gap);
    await fresh.close();
  });
});

describe('an event under our prefix that is not ours', () => {
  const event = (): EventData => jsonEvent({ type: 'SampleRecorded', data: {} });

  it('raises the alarm in followers, with its stream, revision and id', async () => {
    const { stream } = await appended(store, 2);
    const foreign = event();
    await client.appendToStream(prefix + stream, foreign, { credentials });
    await until(() => live.alarm() !== undefined);
    const strange = { kind: 'foreignEvent', stream, revision: '2', event: foreign.id, positions: null };
    expect(last(live)).toEqual(strange);
    expect(await told(stream)).toEqual([strange, strange, strange]);
  });

  it.each(['under a new id', 'under its own id'])('but a copy of our last one, %s, raises the alarm', async (id) => {
    const { stream } = await appended(store, 2);
    await until(() => live.texts().length === 2);
    await copyLast(prefix + stream, id === 'under its own id');
    await until(() => live.alarm() !== undefined);
    expect(last(live)).toMatchObject({ kind: 'eventTwice', stream, revision: '2' });
    for (const strange of await told(stream))
      expect(strange).toMatchObject({ kind: 'eventTwice', stream, revision: '2' });
  });

  it('but repeats an event of a command raises the alarm, though its id is correct', async () => {
    const { stream, records } = await appended(store, 2);
    const commandId = records.at(-1)?.commandId;
    if (!commandId) throw new Error('no command');
    const repeated = testRecord(stream, 2, { n: 'decided anew' }, { commandId });
    await store.append(stream, 1, [repeated]);
    await until(() => live.alarm() !== undefined);
    expect(last(live)).toMatchObject({ kind: 'eventTwice', stream, revision: '2' });
    for (const strange of await told(stream)) expect(strange).toEqual(last(live));
  });

  it('is not reported for older events of one command that were copied one by one', async () => {
    const { stream } = await appended(store, 1);
    const commandId = randomId();
    for (const ordinal of [0, 1, 2]) {
      const id = eventId(stream, commandId, ordinal);
      await store.append(stream, ordinal, [testRecord(stream, ordinal + 1, { ordinal }, { id, commandId })]);
    }
    await until(() => live.texts().length === 4);
    expect(await store.readAll(BEGINNING, 100)).toHaveLength(4);
    expect(await store.read(stream)).toHaveLength(4);
    expect(alarms).toEqual([]);
  });

  it('does not include events or metadata of a ward with another prefix', async () => {
    const theirs = new KurrentDbEventStore({ connectionString: server.url, prefix: `ward${prefix}` });
    const seen = following(theirs);
    const ours = await appended(store, 3);
    await server.foreign('somebody-else', 5_000);
    const other = await appended(theirs, 2);
    await client.setStreamMetadata(prefix + ours.stream, { maxCount: 1 }, { credentials });
    await until(() => live.alarm() !== undefined && seen.texts().length === 2);
    expect(seen.texts()).toEqual(other.records.map(recordText));
    expect(live.texts()).toEqual(ours.records.map(recordText));
    expect(await theirs.head()).toBe(other.position);
    expect(await theirs.readAll(BEGINNING, 100)).toHaveLength(2);
    expect(seen.alarm()).toBeUndefined();
    await seen.stop();
    await theirs.close();
  });
});

describe('a thing that two persons set aside', () => {
  it('is left out without an alarm: a foreign event; the events before and after it are given', async () => {
    const { stream, records } = await appended(store, 2);
    const foreign = jsonEvent({ type: 'SampleRecorded', data: {} });
    await client.appendToStream(prefix + stream, foreign, { credentials });
    await until(() => live.alarm() !== undefined);
    const strange = last(live);
    if (!strange) throw new Error('nothing strange');
    const behind = testRecords(stream, 2, 1); // by a program that has not read the act of setting aside yet
    await store.append(stream, 2, behind);
    const fresh = open();
    fresh.setAside([strange]);
    const seen = following(fresh);
    const later = await appended(fresh, 2);
    await until(() => seen.texts().length === 5);
    expect(seen.texts()).toEqual([...records, ...behind, ...later.records].map(recordText));
    expect((await fresh.read(stream)).map(({ text }) => text)).toEqual([...records, ...behind].map(recordText));
    await expect(fresh.append(stream, 3, testRecords(stream, 3, 1))).rejects.toThrow(StreamSetAside);
    expect(seen.alarm()).toBeUndefined();
    await client.appendToStream(prefix + stream, jsonEvent({ type: 'SampleRecorded', data: {} }), { credentials });
    await until(() => seen.alarm() !== undefined);
    expect(last(seen)).toMatchObject({ kind: 'foreignEvent', stream, revision: '4' });
    await fresh.close();
  });

  it.each(['for ever', 'softly', 'softly, and scavenged'])(
    'is left out without an alarm: a stream deleted %s',
    async (how) => {
      const { stream } = await appended(store, 3);
      const other = await appended(store, 2);
      if (how === 'for ever') await client.tombstoneStream(prefix + stream, { credentials });
      else await client.deleteStream(prefix + stream, { credentials });
      if (how === 'softly, and scavenged') await server.scavenge();
      const fresh = open();
      fresh.setAside([deleted(stream)]);
      const seen = following(fresh);
      await until(() => seen.caughtUp() > 0);
      expect(seen.alarm()).toBeUndefined();
      expect(seen.texts()).toEqual(expect.arrayContaining(other.records.map(recordText)));
      expect(await fresh.read(stream)).toEqual([]);
      for (const batch of seen.batches) expect(batch.at(-1)?.endsAppend ?? true).toBe(true);
      await seen.stop();
      await fresh.close();
    },
  );
});

it('the client alone does not report a soft deletion: the planted fault', async () => {
  const stream = newStream();
  await store.append(stream, NO_STREAM, testRecords(stream, NO_STREAM, 2));
  const seen: string[] = [];
  const naive = client.subscribeToAll({ fromPosition: START, filter: streamNameFilter({ prefixes: [prefix] }) });
  naive.on('data', ({ event }) => event && seen.push(event.type));
  await until(() => seen.length === 2);
  await client.deleteStream(prefix + stream, { credentials });
  await until(() => live.alarm() !== undefined);
  expect(seen).toEqual(['SampleRecorded', 'SampleRecorded']);
  await naive.unsubscribe();
});

/** The first metadata of a deleted stream hide its earlier events; the next metadata need not. */
async function restore(name: string): Promise<void> {
  for (let i = 0; i < 2; i++) await client.setStreamMetadata(name, {}, { credentials });
}

/** Writes the last event of a stream again, byte for byte, as a tool that copies events would. */
async function copyLast(name: string, sameId: boolean): Promise<void> {
  for await (const { event } of client.readStream(name, { direction: 'backwards', fromRevision: 'end', maxCount: 1 })) {
    if (!event?.isJson) throw new Error('no event');
    const copy = jsonEvent({
      id: sameId ? event.id : randomUUID(),
      type: event.type,
      data: event.data as Record<string, unknown>,
      metadata: event.metadata as Record<string, unknown>,
    });
    await client.appendToStream(name, copy, { credentials, streamState: event.revision });
  }
}
