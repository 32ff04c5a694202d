import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { operationsOf } from '#platform/projections/operations';
import { facts, projection, text } from '#platform/projections/projection';
import { rebuild } from '#platform/projections/running';
import { readCheckpoints, parkedRevision } from '#platform/projections/serving/served';
import { type Happened, lamp, lampStream, notes, POISON, recordsOf, whose } from '../support/worlds/lamps.js';
import { ReadModels } from '../support/servers/read-models.js';

let models: ReadModels;
beforeEach(async () => {
  models = await ReadModels.open();
});
afterEach(() => models.close());

const [ill, well] = [lampStream(1), lampStream(2)];
const reason = 'looked at with the committee';
const hung = (stream = ill): Happened => ({ stream, type: 'LampHung', data: { street: 'A', height: 3, owner: null } });
const damaged = (note: string, stream = ill): Happened => ({ stream, type: 'LampDamaged', data: { lamp: 0, note } });
const ordered = (type: string, more: object = {}): Happened => ({
  stream: operationsOf('notes'),
  type,
  data: { projection: 'notes', stream: ill, reason, ...more },
});
const skip = (revision: number) => ordered('ParkedEventSkipped', { revision });
const words = async (): Promise<unknown> => {
  const { words: rows = [] } = await models.tables(notes);
  return JSON.parse(JSON.stringify(rows, (_, v: unknown) => (typeof v === 'bigint' ? Number(v) : v)));
};
const tell = async (story: Happened[], batchSize = 2000) => {
  await models.append(...recordsOf(story));
  models.run([notes], { batchSize });
  await models.caughtUp(notes);
};

describe('an event that a projection cannot process', () => {
  it('parks its stream, and other streams go on', async () => {
    await tell([hung(), damaged(POISON), damaged('later'), hung(well), damaged('fine', well)]);
    expect(await words()).toEqual([expect.objectContaining({ stream: well, word: 'fine' })]);
    const [seen] = (await readCheckpoints(models.db, [notes])).checkpoints;
    expect(seen?.parked).toEqual([{ stream: ill, revision: 1, position: 2n }]);
    expect(await parkedRevision(models.db, 'notes', ill)).toBe(1);
  });

  it('leaves none of its content in the stored error', async () => {
    await tell([hung(), damaged(POISON)]);
    const { parked = [] } = await models.tables(notes);
    expect(parked).toEqual([expect.objectContaining({ error: 'RangeError' })]);
  });

  it.each([1, 2, 2000])(
    'is left out by a recorded act, and a rebuild gives the same tables (batches of %i)',
    async (size) => {
      await tell([hung(), damaged(POISON), damaged('one two'), skip(1), damaged('three')], size);
      expect(await words()).toMatchObject([
        { revision: 2, item: 0, known_from: 3, word: 'one' },
        { revision: 2, item: 1, known_from: 3, word: 'two' },
        { revision: 3, item: 0, known_from: 5, word: 'three' },
      ]);
      expect(await models.isParked(notes, ill)).toBe(false);
      expect(await rebuild(models.pool, notes, { pollMs: 10 })).toEqual({ outcome: 'switched' });
      expect(await words()).toHaveLength(3);
    },
  );

  it('keeps its stream parked after a skip of another event, and after a retry that fails', async () => {
    await tell([hung(), damaged(POISON), damaged('later'), skip(2), ordered('ParkedStreamRetried')]);
    expect(await words()).toEqual([]);
    expect(await parkedRevision(models.db, 'notes', ill)).toBe(1);
  });

  it('is processed by a retry after a fix of the program, with its original positions', async () => {
    await tell([hung(), damaged(POISON), damaged('later')]);
    await models.close();
    models = await ReadModels.open();
    let healed = false;
    const moody = projection({
      name: 'notes',
      version: 1,
      of: lamp.events,
      tables: { words: facts({ word: text }, { whose }) },
      ignore: ['LampHung', 'LampMended', 'StreetRenamed'],
      on: {
        LampDamaged: (e, { words: table }) => {
          if (!healed && e.data.note === POISON) throw new RangeError('not yet');
          return table.put(e, { word: e.data.note });
        },
      },
    });
    const told = recordsOf([
      hung(),
      damaged(POISON),
      damaged('later'),
      ordered('ParkedStreamRetried'),
      damaged('last'),
    ]);
    await models.append(...told.slice(0, 3));
    models.run([moody]);
    await models.caughtUp(moody);
    expect(await models.tables(moody)).toMatchObject({ words: [], parked: [{ revision: 1 }] });
    healed = true;
    await models.append(...told.slice(3));
    await models.caughtUp(moody);
    const grown = await models.tables(moody);
    expect(grown).toMatchObject({ words: [{ known_from: 2n }, { known_from: 3n }, { known_from: 5n }], parked: [] });
    expect(await rebuild(models.pool, moody, { pollMs: 10 })).toEqual({ outcome: 'switched' });
    expect(await models.tables(moody)).toEqual(grown);
  });

  it('parks only its own stream if the database refuses its rows; other events of the batch are written once', async () => {
    const tooLong = projection({
      name: 'indexed',
      version: 1,
      of: lamp.events,
      tables: { words: facts({ word: text }, { whose, indexes: [['word']] }) },
      ignore: ['LampHung', 'LampMended', 'StreetRenamed'],
      on: { LampDamaged: (e, { words: table }) => table.put(e, { word: e.data.note }) },
    });
    models.run([tooLong, notes]);
    await models.caughtUp(tooLong, notes);
    const long = Array.from({ length: 9000 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919) % 20_000))).join('');
    const told = [damaged('a', well), damaged('b'), damaged(long), damaged('c'), damaged('d', well)];
    await models.append(...recordsOf(told));
    await models.caughtUp(tooLong, notes);
    expect(await models.tables(tooLong)).toMatchObject({
      words: [{ word: 'b' }, { word: 'a' }, { word: 'd' }],
      parked: [{ stream: ill, revision: 1, error: 'error 54000' }],
    });
    expect(((await words()) as object[]).length).toBe(told.length);
    expect(await models.isParked(notes, ill)).toBe(false);
  });
});

it('an event of an unknown type stops the runner, and health reports it', async () => {
  await models.append(...recordsOf([{ stream: ill, type: 'LampStolen', data: {} }]));
  const fatal = new Promise<Error>((resolve) => {
    models.run([notes], { onFatal: resolve });
  });
  expect((await fatal).message).toContain('unknown event LampStolen');
});
