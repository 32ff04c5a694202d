import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { project, type GivenEvent } from '#platform/projections/testing';
import { rebuild } from '#platform/projections/running';
import { type Happened, histories, lamps, lampStream, notes, recordsOf } from '../support/worlds/lamps.js';
import { ReadModels } from '../support/servers/read-models.js';
import { rounds } from '../support/rounds.js';

const opened: ReadModels[] = [];
const open = async () => {
  const models = await ReadModels.open();
  opened.push(models);
  return models;
};
afterEach(() => Promise.all(opened.splice(0).map((models) => models.close())));

const both = async (models: ReadModels) => ({ notes: await models.tables(notes), lamps: await models.tables(lamps) });

describe('the tables of a history', () => {
  it('are the same event by event, in batches of any size, and after a rebuild', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 7 }), async (story, batchSize) => {
        const [grown, batched] = await Promise.all([ReadModels.open(), ReadModels.open()]);
        try {
          grown.run([notes, lamps]);
          await grown.caughtUp(notes, lamps);
          const records = recordsOf(story);
          for (const record of records) {
            await grown.append(record);
            await grown.caughtUp(notes, lamps);
          }
          await batched.append(...records);
          await batched.runOnce([notes, lamps], { batchSize });
          expect(await both(batched)).toEqual(await both(grown));
          expect(await rebuild(grown.pool, lamps, { pollMs: 10 })).toEqual({ outcome: 'switched' });
          expect(await rebuild(grown.pool, notes, { pollMs: 10 })).toEqual({ outcome: 'switched' });
          expect(await both(grown)).toEqual(await both(batched));
        } finally {
          await Promise.all([grown.close(), batched.close()]);
        }
      }),
      { numRuns: rounds(120) },
    );
  });

  it('are the same when the log is replayed twice', async () => {
    const story = fc.sample(histories, { numRuns: 60, seed: 20_261_031 }).flatMap((part, i) => moved(part, i * 10));
    const records = recordsOf(story);
    const [first, second] = [await open(), await open()];
    for (const models of [first, second]) {
      await models.append(...records);
      await models.runOnce([notes, lamps]);
    }
    expect(await both(second)).toEqual(await both(first));
  });

  it('are the same with several runners that take over from each other', async () => {
    const records = recordsOf(
      fc.sample(histories, { numRuns: 20, seed: 20_261_127 }).flatMap((part, i) => moved(part, i * 10)),
    );
    const [alone, shared] = [await open(), await open()];
    await alone.append(...records);
    await alone.runOnce([notes, lamps]);
    const waiting = [1, 2, 3].map(() => shared.run([notes, lamps], { batchSize: 3 }));
    const third = Math.ceil(records.length / 3);
    for (const [i, record] of records.entries()) {
      await shared.append(record);
      if (i === 0 || i % third > 0) continue;
      await shared.caughtUp(notes, lamps);
      const leads = () => waiting.findIndex((runner) => runner.health().role === 'leading');
      while (leads() < 0) await sleep(20);
      await Promise.all(waiting.splice(leads(), 1).map((leader) => leader.stop()));
    }
    expect(waiting).toHaveLength(1);
    await shared.caughtUp(notes, lamps);
    expect(await both(shared)).toEqual(await both(alone));
  });

  it('equal the fold in memory', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (story) => {
        const models = await ReadModels.open();
        try {
          await models.append(...recordsOf(story));
          await models.runOnce([notes]);
          const told: GivenEvent[] = story.map(({ stream, type, data }) => ({ stream, type, data }));
          const { hung, words } = project(notes, told);
          const tables = await models.tables(notes);
          expect(tables.hung).toHaveLength(hung.length);
          expect(new Set(tables.words?.map((row) => JSON.stringify(row, plain)))).toEqual(
            new Set(
              words.map(({ knownFrom, knownTo, word, ...key }) =>
                JSON.stringify({ ...key, known_from: knownFrom, known_to: knownTo, word }, plain),
              ),
            ),
          );
        } finally {
          await models.close();
        }
      }),
      { numRuns: rounds(100) },
    );
  });
});

const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
const moved = (story: readonly Happened[], by: number): Happened[] =>
  story.map((event) => ({ ...event, stream: lampStream(Number(event.stream.slice(-12)) + by) }));
