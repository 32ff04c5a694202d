import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, type Json } from '#kernel/canonical-json';
import { type EventStore, Unavailable } from '#platform/event-store/event-store';
import { EVERYTHING } from '#platform/access/reader';
import { Mirror, type StreamRows } from '#platform/projections/mirror';
import { operationsOf } from '#platform/projections/operations';
import { rebuild } from '#platform/projections/running';
import { type Happened, histories, lampStream, notes, POISON, recordsOf } from '../support/lamps.js';
import { ReadModels } from '../support/read-models.js';

let models: ReadModels;
beforeEach(async () => {
  models = await ReadModels.open();
});
afterEach(() => models.close());

function copyOf(read: ReadModels, log: Pick<EventStore, 'readAll'> = read.store) {
  const streams = new Map<string, StreamRows>();
  let cleared = 0;
  const mirror = new Mirror(
    read.db,
    log,
    EVERYTHING('lamps'),
    [{ projection: notes, tables: { hung: ['street', 'height', 'owner', 'tags'], words: ['word'] } }],
    {
      clear: () => {
        streams.clear();
        cleared += 1;
      },
      take: (stream, rows) => void streams.set(stream, rows),
    },
  );
  const rows = (table: string) =>
    [...streams.values()].flatMap((one) => one[table] ?? []).map((row) => canonicalJson({ ...row }));
  return {
    mirror,
    cleared: () => cleared,
    hung: () => rows('notes.hung').sort(),
    words: () => rows('notes.words').sort(),
  };
}

/** The same rows, asked of the database. */
async function stored(table: 'hung' | 'words'): Promise<string[]> {
  const { [table]: rows = [] } = await models.tables(notes);
  const names = { known_from: 'knownFrom', known_to: 'knownTo' } as const;
  return rows
    .map((row) => {
      const named = Object.entries(row as object).map(([name, value]: [string, unknown]) => [
        name in names ? names[name as keyof typeof names] : name,
        typeof value === 'bigint' ? Number(value) : value,
      ]);
      return canonicalJson(Object.fromEntries(named) as Json);
    })
    .sort();
}

const [ill, well] = [lampStream(1), lampStream(2)];
const hung = (stream = ill): Happened => ({ stream, type: 'LampHung', data: { street: 'A', height: 3, owner: null } });
const damaged = (note: string, stream = ill): Happened => ({ stream, type: 'LampDamaged', data: { lamp: 0, note } });

describe('a mirror of facts', () => {
  it('holds what the tables hold after every step of any history', async () => {
    const copy = copyOf(models);
    const runner = models.run([notes]);
    // The tables come into being with the first event, and a history may have none.
    await models.append(...recordsOf([hung()]));
    await models.caughtUp(notes);
    await copy.mirror.follow();
    let n = 0;
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 9 }), async (story, step) => {
        const base = 10 * (n += 1);
        const moved = story.map((event) => ({
          ...event,
          stream: lampStream(base + Number(event.stream.slice(-2)) + 100),
        }));
        const records = recordsOf(moved);
        for (let i = 0; i < records.length; i += step) {
          await models.append(...records.slice(i, i + step));
          await models.caughtUp(notes);
          await copy.mirror.follow();
        }
        expect(copy.hung()).toEqual(await stored('hung'));
        expect(copy.words()).toEqual(await stored('words'));
      }),
      { numRuns: 12 },
    );
    expect(copy.hung().length).toBeGreaterThan(0);
    await runner.stop();
  }, 120_000);

  it('takes up rows of a parked stream that come in behind what it has seen', async () => {
    const copy = copyOf(models);
    models.run([notes]);
    const skip = {
      stream: operationsOf('notes'),
      type: 'ParkedEventSkipped',
      data: { projection: 'notes', stream: ill, revision: 1, reason: 'looked at' },
    };
    const records = recordsOf([hung(), damaged(POISON), damaged('later'), hung(well), damaged('fine', well), skip]);
    await models.append(...records.slice(0, 5));
    await models.caughtUp(notes);
    await copy.mirror.follow();
    expect(copy.words()).toHaveLength(1);
    await models.append(...records.slice(5));
    await models.caughtUp(notes);
    await copy.mirror.follow();
    expect(copy.words()).toEqual(await stored('words'));
    expect(copy.words()).toHaveLength(2);
  });

  it('goes by the tables alone while the log cannot be read, and does not begin anew for it', async () => {
    const copy = copyOf(models, { readAll: () => Promise.reject(new Unavailable('gone')) });
    models.run([notes]);
    const records = recordsOf([hung(), damaged('one'), hung(well), damaged('two three', well)]);
    for (const some of [records.slice(0, 2), records.slice(2)]) {
      await models.append(...some);
      await models.caughtUp(notes);
      await copy.mirror.follow();
      expect(copy.words()).toEqual(await stored('words'));
    }
    expect([copy.words().length, copy.cleared()]).toEqual([3, 1]);
  });

  it('begins anew when another generation serves, and only then', async () => {
    const copy = copyOf(models);
    models.run([notes]);
    await models.append(...recordsOf([hung(), damaged('one two')]));
    await models.caughtUp(notes);
    await Promise.all([copy.mirror.follow(), copy.mirror.follow()]);
    await copy.mirror.follow();
    expect(copy.cleared()).toBe(1);
    await rebuild(models.pool, models.store, notes, { pollMs: 10 });
    await copy.mirror.follow();
    expect(copy.cleared()).toBe(2);
    expect(copy.words()).toEqual(await stored('words'));
  });
});
