import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  type EventData,
  jsonEvent,
  KurrentDBClient,
  NO_STREAM,
  START,
  streamNameFilter,
} from '@kurrent/kurrentdb-client';
import { z } from 'zod';
import type { Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { BEGINNING } from '#platform/event-store/event-store';
import { KurrentDbEventStore } from '#platform/event-store/kurrentdb.event-store';
import { toEvent } from '#platform/event-store/kurrentdb.codec';
import { appendAll, CALLERS, freshRecords } from './append.js';
import { concurrently, interleaved, perSecond, type Rounds } from './measure.js';
import { startProgram } from './programs.js';
import type { Figure, Part } from './report.js';

const ROUNDS = 5;
const READ = 20_000;
/**
 * Credentials for each call; they are not sent without TLS. With them the vendor's client keeps its deadlines, as the
 * adapter's calls do.
 */
const credentials = { username: 'nobody', password: 'nothing' };

interface BareEvent {
  readonly stream: string;
  readonly streamState: bigint | typeof NO_STREAM;
  readonly event: EventData;
}

/** The same events in the form of the vendor's client. */
const bareEvents = (records: readonly EventRecord[]): BareEvent[] =>
  records.map((record) => {
    const { metadata } = toEvent(record, { index: 1, size: 1 });
    return {
      stream: `bare_${record.stream}`,
      streamState: record.revision === 0 ? NO_STREAM : BigInt(record.revision - 1),
      event: jsonEvent({
        type: record.type,
        data: record.data,
        metadata: z.record(z.string(), z.string()).parse(JSON.parse(Buffer.from(metadata).toString('utf8'))),
      }),
    };
  });

/** The floor of every append: the vendor's client, without checks and without a cache. */
const appendBare = (client: KurrentDBClient, events: readonly BareEvent[], callers: number): Promise<void> =>
  concurrently(callers, events.length, async (i) => {
    const one = events[i];
    if (!one) return;
    const options = { credentials, deadline: 5_000, streamState: one.streamState };
    await client.appendToStream(one.stream, one.event, options);
  });

async function readAll(store: KurrentDbEventStore): Promise<number> {
  const end = new AbortController();
  let count = 0;
  for await (const batch of store.subscribe(BEGINNING, end.signal)) {
    count += batch.length;
    if (batch.length === 0) end.abort();
  }
  return count;
}

/** The floor of reading: a subscription of the vendor's client until it has caught up. */
async function readBare(client: KurrentDBClient, prefix: string): Promise<number> {
  const filter = streamNameFilter({ prefixes: [prefix] });
  const subscription = client.subscribeToAll({ fromPosition: START, filter, credentials });
  let count = 0;
  await new Promise<void>((resolve, reject) => {
    subscription.on('data', () => count++);
    subscription.on('caughtUp', () => resolve());
    subscription.on('error', reject);
  });
  await subscription.unsubscribe();
  return count;
}

/**
 * Measures the KurrentDB adapter, and beside it the vendor's client by itself, with the stand-in server of the contract
 * tests.
 */
export async function kurrentdb(): Promise<Part> {
  const server = startProgram('tests/contract/kurrentdb/serve', {}, ['0']);
  const closing: (() => Promise<unknown>)[] = [];
  try {
    const answer = Promise.race([
      once(server, 'message'),
      once(server, 'exit').then(() => Promise.reject(new Error('the stand-in server ended'))),
    ]);
    const { url } = z.object({ url: z.string() }).parse((await answer)[0]);
    const store = new KurrentDbEventStore({ connectionString: url });
    const client = KurrentDBClient.connectionString(url);
    closing.push(
      () => store.close(),
      () => client.dispose(),
    );
    const log = randomUUID() as Uuid;
    const reader = new KurrentDbEventStore({ connectionString: url, prefix: 'read_' });
    closing.push(() => reader.close());
    const recorded = freshRecords(log, READ, 1);
    await appendAll(reader, recorded, CALLERS);
    const expectAll = (count: number) => {
      if (count !== recorded.length) throw new Error(`${count} of ${recorded.length} events were read`);
    };
    const read = await interleaved(
      [
        { name: 'adapter', run: () => perSecond(READ, async () => expectAll(await readAll(reader))) },
        { name: 'client', run: () => perSecond(READ, async () => expectAll(await readBare(client, 'read_'))) },
      ],
      ROUNDS,
    );
    const append = async (callers: number, count: number) =>
      interleaved(
        [
          {
            name: 'adapter',
            run: (round) => {
              const records = freshRecords(log, count, callers * 10_000 + round);
              return perSecond(count, () => appendAll(store, records, callers));
            },
          },
          {
            name: 'client',
            run: (round) => {
              const events = bareEvents(freshRecords(log, count, callers * 10_000 + round));
              return perSecond(count, () => appendBare(client, events, callers));
            },
          },
        ],
        ROUNDS,
      );
    return {
      figures: [
        figure('append to KurrentDB (stand-in), 32 callers', await append(CALLERS, 2_000), 0.8),
        figure('append to KurrentDB (stand-in), alone', await append(1, 400), 0.8),
        figure(`reading all ${READ.toLocaleString('en-US')} events from it`, read, 0.7),
      ],
      notes: [
        'KurrentDB: a stand-in that keeps everything in memory, in a process of its own; the floor is the vendor’s client by itself, measured in turns with the adapter.',
      ],
    };
  } finally {
    for (const close of closing) await close();
    server.kill();
  }
}

const figure = (name: string, rounds: Rounds, atLeast: number): Figure => ({
  figure: name,
  unit: 'events/s',
  product: rounds.get('adapter') ?? [],
  floor: rounds.get('client') ?? [],
  goal: { atLeast },
});
