import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jsonEvent, KurrentDBClient, NO_STREAM, StreamDeletedError } from '@kurrent/kurrentdb-client';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type StandIn, standInServer } from '../../support/servers/kurrentdb.js';
import { RawCalls } from '../../support/servers/kurrentdb-calls.js';

/** Deleted, truncated, scavenged and restored events, as on real servers. */
let server: StandIn;
let client: KurrentDBClient;
let raw: RawCalls;
let prefix: string;
let a: string;

beforeAll(async () => {
  server = await standInServer();
});
afterAll(() => server.close());
beforeEach(() => {
  prefix = `mc_${randomUUID().slice(0, 8)}_`;
  a = `${prefix}a`;
  client = KurrentDBClient.connectionString(server.url);
  raw = new RawCalls(server.url);
});
afterEach(async () => {
  raw.close();
  await client.dispose();
});

const events = (count: number) =>
  Array.from({ length: count }, (_, n) => jsonEvent({ type: 'SampleRecorded', data: { n } }));
const inStream = async () => (await raw.readStream(a).whole()).revisions;
const inAll = async () => (await raw.readAll({ prefixes: [prefix] }).whole()).revisions;
const isMissing = async () => (await raw.readStream(a).whole()).messages.some(({ kind }) => kind === 'no such stream');
const reopen = async () => {
  await server.restart();
  await client.dispose();
  client = KurrentDBClient.connectionString(server.url);
};

describe('a soft-deleted stream', () => {
  it('looks missing, stays in $all, and is revived by an append at its last revision, with earlier events hidden', async () => {
    await client.appendToStream(a, events(3));
    await client.deleteStream(a);
    expect(await isMissing()).toBe(true);
    expect(await inAll()).toEqual([0, 1, 2]);
    await reopen();
    expect(await isMissing()).toBe(true);
    const revived = await client.appendToStream(a, events(1), { streamState: 2n });
    expect(revived.nextExpectedRevision).toBe(3n);
    expect(await inStream()).toEqual([3]);
    expect(await inAll()).toEqual([0, 1, 2, 3]);
    await reopen();
    expect(await inStream()).toEqual([3]);
  });

  it('is reported in order, like every change of metadata, to followers of metadata streams', async () => {
    const read = await raw.subscribe({ prefixes: [prefix, `$$${prefix}`] }).caughtUp();
    await client.appendToStream(a, events(1));
    await client.setStreamMetadata(a, { maxCount: 7 });
    await client.deleteStream(a);
    await client.appendToStream(a, events(1), { streamState: NO_STREAM });
    await read.until(() => read.events.length === 5);
    expect(read.events.map(({ stream, type, data }) => [stream, type, data])).toEqual([
      [a, 'SampleRecorded', '{"n":0}'],
      [`$$${a}`, '$metadata', '{"$maxCount":7}'],
      [`$$${a}`, '$metadata', '{"$tb":9223372036854775807}'],
      [a, 'SampleRecorded', '{"n":0}'],
      [`$$${a}`, '$metadata', '{"$tb":1}'],
    ]);
  });

  it('is also revived by new metadata', async () => {
    await client.appendToStream(a, events(2));
    await client.deleteStream(a);
    await client.setStreamMetadata(a, { maxCount: 7 });
    await client.appendToStream(a, events(1));
    expect(await inStream()).toEqual([2]);
  });

  it('is not deleted if another last revision is expected', async () => {
    await client.appendToStream(a, events(2));
    await expect(client.deleteStream(a, { expectedRevision: 5n })).rejects.toThrow(/WrongExpectedVersion/);
    expect(await inStream()).toEqual([0, 1]);
  });
});

describe('metadata', () => {
  it('hide events by count and by revision from readers of the stream only', async () => {
    await client.appendToStream(a, events(6));
    await client.setStreamMetadata(a, { maxCount: 2 });
    expect(await inStream()).toEqual([4, 5]);
    await client.setStreamMetadata(a, { truncateBefore: 3 });
    expect(await inStream()).toEqual([3, 4, 5]);
    expect(await inAll()).toEqual([0, 1, 2, 3, 4, 5]);
    expect((await client.getStreamMetadata(a)).metadata).toEqual({ truncateBefore: 3 });
  });

  it('hide events by their age', async () => {
    await client.appendToStream(a, events(2));
    await client.setStreamMetadata(a, { maxAge: 1 });
    while ((await inStream()).length > 0) await sleep(50);
    expect(await inAll()).toEqual([0, 1]);
  });
});

it('a tombstone is in $all under the name of the stream, with the highest possible revision', async () => {
  await client.appendToStream(a, events(2));
  await client.tombstoneStream(a);
  const read = await raw.readAll({ prefixes: [prefix] }).whole();
  expect(read.events.map(({ type, revision }) => [type, revision])).toEqual([
    ['SampleRecorded', 0n],
    ['SampleRecorded', 1n],
    ['$streamDeleted', 2n ** 63n - 1n],
  ]);
  await reopen();
  await expect(client.appendToStream(a, events(1))).rejects.toThrow(StreamDeletedError);
  expect((await raw.readStream(a).error()).details).toContain('is deleted');
});

describe('a scavenge', () => {
  it('keeps the last event of a soft-deleted stream, and the visible events of others', async () => {
    const [b, c, d] = ['b', 'c', 'd'].map((name) => prefix + name) as [string, string, string];
    for (const stream of [a, b, c, d]) await client.appendToStream(stream, events(4));
    await client.deleteStream(a);
    await client.setStreamMetadata(b, { maxCount: 2 });
    await client.tombstoneStream(c);
    expect((await server.scavenge()).removed).toBeGreaterThanOrEqual(9);
    const left = async () => (await raw.readAll({ prefixes: [prefix] }).whole()).events;
    const expected = ['a3', 'b2', 'b3', 'd0', 'd1', 'd2', 'd3', 'c9223372036854775807'];
    const names = async () => (await left()).map(({ stream, revision }) => `${stream.slice(-1)}${revision}`);
    expect(await names()).toEqual(expected);
    await reopen();
    expect(await names()).toEqual(expected);
    const revived = await client.appendToStream(a, events(1), { streamState: 3n });
    expect(revived.nextExpectedRevision).toBe(4n);
    expect(await inStream()).toEqual([4]);
  });

  it('makes positions jump, and keeps earlier positions usable, even of removed events', async () => {
    await client.appendToStream(a, events(4));
    const positions = (await raw.readAll({ prefixes: [prefix] }).whole()).events.map(({ position }) => position);
    const live = await raw.subscribe({ prefixes: [prefix] }).caughtUp();
    await client.setStreamMetadata(a, { maxCount: 1 });
    const { head } = await server.state();
    await server.scavenge();
    await reopen();
    const { position } = await client.appendToStream(a, events(1));
    const jump = (position?.commit ?? 0n) - BigInt(head);
    expect(jump).toBeGreaterThan(0n);
    expect(jump).toBeLessThanOrEqual(256n * 1024n * 1024n);
    expect(position?.commit).toBe(((position?.commit ?? 0n) / (1024n * 1024n * 256n)) * 1024n * 1024n * 256n);
    for (const from of positions) {
      expect((await raw.readAll({ prefixes: [prefix], from }).whole()).revisions).toEqual([3, 4]);
      const resumed = await raw.subscribe({ prefixes: [prefix], from }).caughtUp();
      expect(resumed.revisions).toEqual(from === positions[3] ? [4] : [3, 4]);
    }
    expect(live.revisions).toEqual([0, 1, 2, 3]);
  });

  it('runs during a subscription, which misses none of the kept events', async () => {
    await client.appendToStream(a, events(4));
    await client.setStreamMetadata(a, { maxCount: 1 });
    const live = await raw.subscribe({ prefixes: [prefix] }).caughtUp();
    await server.scavenge();
    await client.appendToStream(a, events(2));
    await live.until(() => live.events.length === 6);
    expect(live.revisions).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('a log restored from an older copy', () => {
  it('ends with its last event of that time, and reuses later positions', async () => {
    await client.appendToStream(a, events(2));
    const { head: backup } = await server.state();
    await client.appendToStream(a, events(2));
    await client.deleteStream(a);
    const { head: lost } = await server.state();
    const live = await raw.subscribe({ prefixes: [prefix] }).caughtUp();
    const restored = await server.rollBackTo(BigInt(backup));
    expect(restored.head).toBe(backup);
    expect((await live.error()).code).toBe(14);
    expect(await inStream()).toEqual([0, 1]);
    await reopen();
    expect(await inAll()).toEqual([0, 1]);
    const { nextExpectedRevision, position } = await client.appendToStream(a, events(1), { streamState: 1n });
    expect(nextExpectedRevision).toBe(2n);
    expect(position?.commit).toBeLessThan(BigInt(lost));
  });

  it('can end in the middle of foreign events', async () => {
    await server.foreign(a, 10);
    const fourth = (await raw.readAll({ prefixes: [prefix] }).whole()).events[3];
    await server.rollBackTo(fourth?.position ?? 0n);
    expect(await inAll()).toEqual([0, 1, 2, 3]);
    await server.foreign(a, 1);
    expect(await inAll()).toEqual([0, 1, 2, 3, 4]);
  });
});
