import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Client } from 'pg';
import { instant } from '#kernel/dates';
import type { EventRecord } from '#kernel/record';
import type { EventStore } from '#platform/event-store/event-store';
import { MemoryEventStore } from '#platform/event-store/memory.event-store';
import { operationsOf } from '#platform/projections/operations';
import { facts, projection, text } from '#platform/projections/projection';
import { CutAppends } from '../faults/cut-appends.js';
import {
  type Happened,
  histories,
  lamp,
  lamps,
  lampStream,
  notes,
  POISON,
  recordsOf,
  whose,
} from '../support/worlds/lamps.js';
import { ReadModels } from '../support/servers/read-models.js';
import { rounds } from '../support/rounds.js';

/** A read model with an index that accepts no long word, so that the database refuses some of its rows. */
const indexed = projection({
  name: 'indexed',
  version: 1,
  of: lamp.events,
  tables: { words: facts({ word: text }, { whose, indexes: [['word']] }) },
  ignore: ['LampHung', 'LampMended', 'StreetRenamed'],
  on: { LampDamaged: (e, { words }) => words.put(e, { word: e.data.note }) },
});
const ALL = [notes, lamps, indexed];
const LONG = Array.from({ length: 9000 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919) % 20_000))).join('');

const opened: ReadModels[] = [];
afterEach(() => Promise.all(opened.splice(0).map((models) => models.close())));
async function open(store?: EventStore): Promise<ReadModels> {
  const models = await ReadModels.open(store);
  opened.push(models);
  return models;
}

/** Collects every committed position of a checkpoint and of the log's time. */
async function noting({ database }: ReadModels) {
  const asOwner = async <Row>(sql: string): Promise<Row[]> => {
    const client = new Client({ connectionString: database.adminUrl });
    await client.connect();
    const { rows } = await client.query(sql);
    await client.end();
    return rows as Row[];
  };
  await asOwner(`
    create table public.stood (what text not null, position bigint not null);
    create function public.note() returns trigger language plpgsql security definer as $$
    begin
      insert into public.stood values (tg_table_name, new.position);
      return null;
    end $$;
    create trigger note after insert or update on read.checkpoints for each row execute function public.note();
    create trigger note after insert or update on read.log_time for each row execute function public.note();`);
  return async (): Promise<{ what: string; position: bigint }[]> => {
    const rows = await asOwner<{ what: string; position: string }>('select distinct * from public.stood');
    return rows.map(({ what, position }) => ({ what, position: BigInt(position) }));
  };
}

interface Story {
  readonly appends: readonly (readonly EventRecord[])[];
  readonly batchSizes: readonly [number, number];
}
const cut = fc.record({
  stream: fc.integer({ min: 0, max: 3 }),
  size: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 5, max: 20 })),
  ms: fc.integer({ min: 0, max: 5 }),
});
const batchSize = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 6, max: 50 }));

/**
 * A history of a few streams, in appends of random size. Some events fail in a handler or are refused by the database,
 * inside an append or at its end. The records of one append have different recording times.
 */
const stories = fc
  .record({
    history: histories,
    cuts: fc.array(cut, { minLength: 1, maxLength: 30 }),
    ill: fc.array(fc.nat(), { maxLength: 3 }),
    long: fc.array(fc.nat(), { maxLength: 3 }),
    orders: fc.array(
      fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom('notes', 'lamps', 'indexed'), fc.boolean()),
      {
        maxLength: 4,
      },
    ),
    batchSizes: fc.tuple(batchSize, batchSize),
  })
  .map(({ history, cuts, ill, long, orders, batchSizes }): Story => {
    const told = spoiled(spoiled(history, ill, POISON), long, LONG);
    const records = recordsOf([...told, ...orders.map((order) => ordered(told, ...order))]);
    return { appends: inAppends(records, cuts), batchSizes };
  });

function spoiled(story: readonly Happened[], picks: readonly number[], note: string): readonly Happened[] {
  const damages = story.filter(({ type }) => type === 'LampDamaged');
  const chosen = new Set(picks.map((pick) => damages[pick % Math.max(damages.length, 1)]));
  return story.map((one) => (chosen.has(one) ? { ...one, data: { ...one.data, note } } : one));
}

/** Retries a stream, or skips its first bad entry. */
function ordered(story: readonly Happened[], n: number, of: string, isSkip: boolean): Happened {
  const stream = lampStream(n);
  const mine = story.filter((one) => one.stream === stream);
  const revision = mine.findIndex(({ data }) => data.note === (of === 'indexed' ? LONG : POISON));
  const order = { projection: of, stream, reason: 'looked at' };
  return isSkip && revision >= 0
    ? { stream: operationsOf(of), type: 'ParkedEventSkipped', data: { ...order, revision } }
    : { stream: operationsOf(of), type: 'ParkedStreamRetried', data: order };
}

/**
 * Mixes the streams, each in its own order, a random number of events at a time; retries and skips, and the rest, one
 * by one.
 */
function inAppends(records: readonly EventRecord[], cuts: readonly { stream: number; size: number; ms: number }[]) {
  const left = new Map<string, EventRecord[]>();
  for (const record of records) left.set(record.stream, [...(left.get(record.stream) ?? []), record]);
  const base = Date.UTC(2026, 10, 1);
  const appends: EventRecord[][] = [];
  for (const { stream, size, ms } of cuts) {
    const append = left.get(lampStream(stream))?.splice(0, size) ?? [];
    if (append.length > 0)
      appends.push(
        append.map((one, i) => ({ ...one, recordedAt: instant(new Date(base + appends.length * 20 + i * ms)) })),
      );
  }
  for (const record of [...left.values()].flat()) appends.push([record]);
  return appends;
}

async function append({ store }: ReadModels, appends: Story['appends']): Promise<Set<bigint>> {
  const ends = new Set<bigint>([0n]);
  for (const records of appends) {
    const [first] = records;
    if (first) ends.add((await store.append(first.stream, first.revision - 1, records)).position);
  }
  return ends;
}
const tables = async (models: ReadModels) => Promise.all(ALL.map((one) => models.tables(one)));

describe('the checkpoints of tables', () => {
  it('are always at the end of an append, also if its events are parked or refused, with the same tables', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async ({ appends, batchSizes: [first, second] }) => {
        const [calm, models] = await Promise.all([ReadModels.open(), ReadModels.open()]);
        try {
          const stood = await noting(models);
          // Tables of an empty log serve at once, with their indexes; others get indexes when they are built.
          await Promise.all([calm.runOnce(ALL), models.runOnce(ALL)]);
          const half = Math.ceil(appends.length / 2);
          const ends = await append(models, appends.slice(0, half));
          await models.runOnce(ALL, { batchSize: first });
          models.run(ALL, { batchSize: second });
          for (const end of await append(models, appends.slice(half))) ends.add(end);
          await models.caughtUp(...ALL);
          expect((await stood()).filter(({ position }) => !ends.has(position))).toEqual([]);

          await append(calm, appends);
          await calm.runOnce(ALL);
          expect(await tables(models)).toEqual(await tables(calm));
        } finally {
          await Promise.all([calm.close(), models.close()]);
        }
      }),
      { numRuns: rounds(100), endOnFailure: true },
    );
  });

  it('are inside an append if batches end anywhere: the planted fault', async () => {
    const models = await open(new CutAppends(new MemoryEventStore(), 3));
    const stood = await noting(models);
    const story = Array.from({ length: 30 }, (_, i): Happened => {
      const data = { street: 'A', height: 3, owner: null };
      return { stream: lampStream(Math.floor(i / 5)), type: 'LampHung', data };
    });
    const records = recordsOf(story);
    const ends = await append(
      models,
      Array.from({ length: 6 }, (_, i) => records.slice(i * 5, i * 5 + 5)),
    );
    await models.runOnce(ALL);
    const inside = (await stood()).filter(({ position }) => !ends.has(position));
    expect(new Set(inside.map(({ what }) => what))).toEqual(new Set(['checkpoints', 'log_time']));
  });
});
