import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jsonEvent, KurrentDBClient } from '@kurrent/kurrentdb-client';
import { randomUUID } from 'node:crypto';
import { type StandIn, standInServer } from '../../support/servers/kurrentdb.js';
import { RawCalls } from '../../support/servers/kurrentdb-calls.js';
import { noFaults } from './faults.js';

/** Behavior of real servers on 29/11/2026, which the stand-in must share for its tests to be valid. */
let server: StandIn;
let client: KurrentDBClient;
let raw: RawCalls;
let prefix: string;

beforeAll(async () => {
  server = await standInServer();
});
afterAll(() => server.close());
beforeEach(() => {
  prefix = `mc_${randomUUID().slice(0, 8)}_`;
  client = KurrentDBClient.connectionString(server.url);
  raw = new RawCalls(server.url);
});
afterEach(async () => {
  raw.close();
  await client.dispose();
  await server.faults.set(noFaults());
});

const events = (count: number) =>
  Array.from({ length: count }, (_, n) => jsonEvent({ type: 'SampleRecorded', data: { n } }));
const append = (stream: string, count: number) => client.appendToStream(prefix + stream, events(count));
const ours = () => [prefix];
const lastOfOurs = async () =>
  (await raw.readAll({ prefixes: ours(), from: 'end', backwards: true }).whole()).revisions;

describe('an append of several events', () => {
  it('that is canceled while being sent looks complete: the transport ends it normally', async () => {
    await raw.cancelledAppend(`${prefix}cut`, 5);
    expect((await raw.readAll({ prefixes: ours() }).whole()).revisions).toEqual([0, 1, 2, 3, 4]);
  });

  it('reaches readers of $all one event after another, and is answered when all are visible', async () => {
    const live = await raw.subscribe({ prefixes: ours() }).caughtUp();
    await server.faults.set({ pauseInsideAppends: 400 });
    let answered = false;
    const answer = append('a', 5).then(() => (answered = true));
    await live.until(() => live.events.length >= 2);
    expect((await lastOfOurs())[0]).toBeLessThan(4);
    expect(answered).toBe(false);
    const late = await raw.subscribe({ prefixes: ours() }).caughtUp();
    const atCaughtUp = late.events.length;
    await answer;
    await live.until(() => live.events.length === 5);
    await late.until(() => late.events.length === 5);
    expect(atCaughtUp).toBeLessThan(5);
    expect(late.revisions).toEqual([0, 1, 2, 3, 4]);
    expect(await lastOfOurs()).toEqual([4, 3, 2, 1, 0]);
  });

  it('is visible in part, without an answer, if the server dies inside it; after the restart it is complete', async () => {
    const live = await raw.subscribe({ prefixes: ours() }).caughtUp();
    await server.faults.set({ dieInsideAppend: 2 });
    const sent = events(5);
    const answer = client.appendToStream(`${prefix}a`, sent).catch((error: unknown) => error);
    await server.gone();
    await live.until(({ ending }) => ending !== undefined);
    expect(live.revisions).toEqual([0, 1]);
    expect(await answer).toBeInstanceOf(Error);
    await server.restart();
    expect((await raw.readAll({ prefixes: ours() }).whole()).revisions).toEqual([0, 1, 2, 3, 4]);
    const again = KurrentDBClient.connectionString(server.url);
    const repeated = await again.appendToStream(`${prefix}a`, sent, { streamState: 'no_stream' });
    expect(repeated.nextExpectedRevision).toBe(4n);
    await again.dispose();
  });

  it('is not overtaken by the next append', async () => {
    const live = await raw.subscribe({ prefixes: ours() }).caughtUp();
    await server.faults.set({ pauseInsideAppends: 20 });
    const first = append('a', 5);
    await live.until(() => live.events.length > 0);
    await Promise.all([first, append('b', 1)]);
    await live.until(() => live.events.length === 6);
    expect(live.events.map(({ stream, revision }) => `${stream.slice(-1)}${revision}`)).toEqual([
      'a0',
      'a1',
      'a2',
      'a3',
      'a4',
      'b0',
    ]);
  });
});

describe('a filtered read of $all', () => {
  it('does not end with its last allowed event, and is silent while nothing matches', async () => {
    await append('a', 2);
    await server.foreign('theirs', 100_000);
    await server.faults.set({ scanPerSecond: 1_000 });
    const forwards = await raw.readAll({ prefixes: ours(), count: 2 }).until((read) => read.events.length === 2);
    const backwards = raw.readAll({ prefixes: ours(), from: 'end', backwards: true, count: 1 });
    await raw.readAll({ from: 'end', backwards: true, count: 1 }).whole();
    expect(forwards.ending).toBeUndefined();
    expect(backwards.messages).toEqual([]);
  });

  it('ends at the next match, or at the end of the log, and never sends more than its limit', async () => {
    await append('a', 3);
    await server.foreign('theirs', 1_500_000);
    const from = (await raw.readAll({ prefixes: ours() }).whole()).events[0]?.position ?? 0n;
    const reading = (count: number) => raw.readAll({ prefixes: ours(), from, count }).whole();
    expect((await reading(3)).revisions).toEqual([0, 1, 2]);
    const last = await raw.readAll({ prefixes: ours(), from: 'end', backwards: true, count: 1 }).whole();
    expect(last.revisions).toEqual([2]);
    await server.faults.set({ scanPerSecond: 1_000 });
    expect((await reading(2)).revisions).toEqual([0, 1]);
  });

  it('continues in a subscription, which sends checkpoints of its progress', async () => {
    await append('a', 1);
    await server.foreign('theirs', 320);
    await append('a', 1);
    const read = await raw.subscribe({ prefixes: ours() }).caughtUp();
    const [first, last] = read.events;
    const between = read.checkpoints.filter((at) => at > (first?.position ?? 0n) && at < (last?.position ?? 0n));
    expect(between.length).toBeGreaterThanOrEqual(9);
    expect(read.checkpoints).toEqual([...new Set(read.checkpoints)].sort((a, b) => (a < b ? -1 : 1)));
    const resumed = await raw.subscribe({ prefixes: ours(), from: between.at(-1) ?? 0n }).caughtUp();
    expect(resumed.revisions).toEqual([1]);
    const before = read.checkpoints.length;
    await server.foreign('theirs', 64);
    await read.until(({ checkpoints }) => checkpoints.length >= before + 2);
  });

  it('finds foreign events if its filter includes them, also after a restart', async () => {
    const theirs = `theirs-${prefix}`;
    await server.foreign(theirs, 3);
    await server.restart();
    await server.foreign(theirs, 2);
    const read = await raw.readAll({ prefixes: [theirs], count: 10 }).whole();
    expect(read.revisions).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(read.events.map(({ id }) => id)).size).toBe(5);
    expect((await raw.readStream(theirs).whole()).revisions).toEqual([0, 1, 2, 3, 4]);
    const [, second] = read.events;
    const from = second?.position ?? 0n;
    expect((await raw.readAll({ prefixes: [theirs], from }).whole()).revisions).toEqual([1, 2, 3, 4]);
    expect((await raw.readAll({ prefixes: [theirs], from, backwards: true }).whole()).revisions).toEqual([0]);
  });
});

describe('a position past the end', () => {
  it('is no error for a read or a subscription, which sends only later events', async () => {
    await append('a', 1);
    const beyond = BigInt((await server.state()).head) + 100_000n;
    expect((await raw.readAll({ prefixes: ours(), from: beyond }).whole()).messages).toEqual([]);
    const lost = await raw.subscribe({ prefixes: ours(), from: beyond }).caughtUp();
    const right = await raw.subscribe({ prefixes: ours() }).caughtUp();
    await append('a', 5);
    await right.until(() => right.events.length === 6);
    await server.foreign('theirs', 10_000);
    expect(BigInt((await server.state()).head)).toBeGreaterThan(beyond);
    await append('a', 1);
    await lost.until(() => lost.events.length > 0);
    expect(lost.revisions).toEqual([6]);
    expect(lost.messages.slice(0, 2)).toEqual([{ kind: 'confirmation' }, { kind: 'caught up' }]);
  });

  it('differs from a position at which no event begins, which is refused', async () => {
    await append('a', 3);
    const [, second] = (await raw.readAll({ prefixes: ours() }).whole()).events;
    const inside = (second?.position ?? 0n) + 1n;
    for (const read of [raw.readAll({ from: inside }), raw.subscribe({ from: inside })])
      expect((await read.error()).details).toBe('Trying to read from an invalid position.');
  });
});
