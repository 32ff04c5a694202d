import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { status } from '@grpc/grpc-js';
import {
  DeadlineExceededError,
  jsonEvent,
  KurrentDBClient,
  MaxAppendSizeExceededError,
  NotLeaderError,
  UnavailableError,
  UnknownError,
} from '@kurrent/kurrentdb-client';
import { randomUUID } from 'node:crypto';
import { type StandIn, standInServer } from '../../support/servers/kurrentdb.js';
import { RawCalls } from '../../support/servers/kurrentdb-calls.js';

/** Ends of calls in a cluster that lost its leader, and the error of a smaller limit of the server. */
let server: StandIn;
let client: KurrentDBClient;
let raw: RawCalls;
let stream: string;

beforeAll(async () => {
  server = await standInServer({ maxAppendSize: 921_600 });
});
afterAll(() => server.close());
beforeEach(() => {
  stream = `mc_${randomUUID()}`;
  client = KurrentDBClient.connectionString(server.url);
  raw = new RawCalls(server.url);
});
afterEach(async () => {
  raw.close();
  await client.dispose();
});

const event = (bytes = 1) => jsonEvent({ type: 'SampleRecorded', data: { text: 'x'.repeat(bytes) } });
const append = () => client.appendToStream(stream, event());
const failure = (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error);

/** The transport may notice the end of the connection before its cause. */
const RESET = /(read ECONNRESET|Connection dropped)$/;
const DROPPED = /Connection dropped$/;

describe.each([
  { fault: 'cancelCalls', code: status.CANCELLED, details: /Cancelled on client$/, error: Error },
  { fault: 'resetConnections', code: status.UNAVAILABLE, details: RESET, error: UnavailableError },
  { fault: 'dropConnections', code: status.UNAVAILABLE, details: DROPPED, error: UnavailableError },
] as const)('the fault $fault', ({ fault, code, details, error }) => {
  it('ends one append, which was written', async () => {
    await server.faults.set({ [fault]: 1 });
    const failed = await failure(append());
    expect(failed).toBeInstanceOf(error);
    expect(failed).toMatchObject({ code, message: expect.stringMatching(details) });
    const again = KurrentDBClient.connectionString(server.url);
    expect((await again.appendToStream(stream, event())).nextExpectedRevision).toBe(1n);
    await again.dispose();
  });

  it('ends one read, and the next is answered', async () => {
    await append();
    await server.faults.set({ [fault]: 1 });
    expect(await raw.readAll({}).error()).toMatchObject({ code, details: expect.stringMatching(details) });
    expect((await raw.readStream(stream).whole()).revisions).toEqual([0]);
  });

  it('ends one subscription at its start', async () => {
    await server.faults.set({ [fault]: 1 });
    expect(await raw.subscribe({}).error()).toMatchObject({ code, details: expect.stringMatching(details) });
    await raw.subscribe({}).caughtUp();
  });
});

it.each([
  ['reset', RESET],
  ['drop', DROPPED],
] as const)('a live subscription ends with its connection: %s', async (how, details) => {
  const live = await raw.subscribe({}).caughtUp();
  expect((await server.faults.endConnections(how)).ended).toBeGreaterThan(0);
  expect(await live.error()).toMatchObject({ code: status.UNAVAILABLE, details: expect.stringMatching(details) });
  expect((await server.state()).openSubscriptions).toBe(0);
});

it('reads, subscriptions and appends get “not leader”, each by its own fault', async () => {
  await server.faults.set({ notLeaderOnReads: 2, notLeader: 1 });
  for (const read of [raw.readAll({}), raw.subscribe({})]) {
    const error = await read.error();
    expect(error).toMatchObject({ code: status.NOT_FOUND, details: 'Leader info available' });
    expect(error.metadata.get('exception')).toEqual(['not-leader']);
    expect(error.metadata.get('leader-endpoint-port')).toEqual([new URL(server.url).port]);
  }
  const refused = client.appendToStream(stream, event(), { requiresLeader: true });
  expect(await failure(refused)).toBeInstanceOf(NotLeaderError);
  await append();
});

it('calls without an answer: a read, an append that was written, and one that was not', async () => {
  await server.faults.set({ hangReads: 1, swallowReplies: 1 });
  const hanging = raw.readAll({});
  const unanswered = () => failure(client.appendToStream(stream, event(), { deadline: 500 }));
  expect(await unanswered()).toBeInstanceOf(DeadlineExceededError);
  expect((await raw.readStream(stream).whole()).revisions).toEqual([0]);
  await server.faults.set({ hangAppends: 1 });
  expect(await unanswered()).toBeInstanceOf(DeadlineExceededError);
  expect((await raw.readStream(stream).whole()).revisions).toEqual([0]);
  expect(hanging.messages).toEqual([]);
  expect(hanging.ending).toBeUndefined();
});

it('refuses an append that is larger than its own limit, and names the limit', async () => {
  await client.appendToStream(stream, event(900_000));
  const refused = await failure(client.appendToStream(stream, event(921_600)));
  expect(refused).toBeInstanceOf(MaxAppendSizeExceededError);
  expect(refused).toMatchObject({ code: status.INVALID_ARGUMENT, maxAppendSize: 921_600 });
  expect(String(refused)).toContain('Maximum Append Size of 921600 Exceeded.');
  expect((await raw.readStream(stream).whole()).revisions).toEqual([0]);
});

it('a cancellation with the client’s own message is an unknown error to the client, without a reconnect', async () => {
  await server.faults.set({ cancelCalls: 1 });
  expect(await failure(append())).toBeInstanceOf(UnknownError);
});
