import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, type Json } from '#kernel/canonical-json';
import type { StreamId } from '#kernel/ids';
import { EVERYTHING } from '#platform/access/reader';
import { Mirror, type StreamRows } from '#platform/projections/mirror';
import { operationsOf } from '#platform/projections/operations';
import { rebuild } from '#platform/projections/running';
import { type Happened, histories, lampStream, notes, POISON, recordsOf } from '../support/worlds/lamps.js';
import { ReadModels } from '../support/servers/read-models.js';
import { rounds } from '../support/rounds.js';

let models: ReadModels;
beforeEach(async () => {
  models = await ReadModels.open();
});
afterEach(() => models.close());

/** Values that a process without projections does not hold in memory. */
const UNKNOWN = () => null;

function copyOf(read: ReadModels, streamsBetween: (after: bigint, upTo: bigint) => readonly StreamId[] | null) {
  const streams = new Map<string, StreamRows>();
  let cleared = 0;
  const mirror = new Mirror(
    read.db,
    { streamsBetween },
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

/** The same rows, read from the database. */
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

describe.each([true, false])('a replica of facts, in the process that runs the projections: %s', (keeps) => {
  const followed = () => {
    const runner = models.run([notes]);
    return copyOf(models, keeps ? (after, upTo) => runner.progress.streamsBetween(after, upTo) : UNKNOWN);
  };

  it('equals the tables after every step of any history', async () => {
    const copy = followed();
    // The tables are created with the first event, and a random history may be empty.
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
      { numRuns: rounds(120) },
    );
    expect(copy.hung().length).toBeGreaterThan(0);
  }, 120_000);

  it('takes in rows of a retried stream at positions that it has passed', async () => {
    const copy = followed();
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

  it('starts again when another generation serves, and only then', async () => {
    const copy = followed();
    await models.append(...recordsOf([hung(), damaged('one two')]));
    await models.caughtUp(notes);
    await Promise.all([copy.mirror.follow(), copy.mirror.follow()]);
    await copy.mirror.follow();
    expect(copy.cleared()).toBe(1);
    await rebuild(models.pool, notes, { pollMs: 10 });
    await copy.mirror.follow();
    expect(copy.cleared()).toBe(2);
    expect(copy.words()).toEqual(await stored('words'));
  });
});

it('a replica does not query changed streams if the runner in this process knows them', async () => {
  const runner = models.run([notes]);
  let known = 0;
  const copy = copyOf(models, (after, upTo) => {
    const streams = runner.progress.streamsBetween(after, upTo);
    if (streams) known += 1;
    return streams;
  });
  for (const some of [[hung()], [hung(well)]]) {
    await models.append(...recordsOf(some));
    await models.caughtUp(notes);
    await copy.mirror.follow();
  }
  expect([known, copy.hung().length]).toEqual([1, 2]);
});
