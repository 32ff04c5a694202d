import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { recordText } from '#kernel/record';
import type { StoredEvent } from '#platform/event-store/event-store';
import { decode } from '#platform/projections/folding/decode';
import type { Generation } from '#platform/projections/writing/generation';
import { facts, projection, text } from '#platform/projections/projection';
import { together } from '#platform/projections/writing/together';
import { Writer } from '#platform/projections/writing/writer';
import { type Happened, lamp, lampCatalog, lampStream, notes, recordsOf, whose } from '../support/worlds/lamps.js';
import { ReadModels } from '../support/servers/read-models.js';

const streets = projection({
  name: 'streets',
  version: 1,
  of: lamp.events,
  tables: { known: facts({ street: text }, { whose }) },
  ignore: ['LampDamaged', 'LampMended', 'StreetRenamed'],
  on: { LampHung: (e, { known }) => known.put(e, { street: e.data.street }) },
});

let models: ReadModels;
beforeEach(async () => {
  models = await ReadModels.open();
  models.run([notes, streets]);
});
afterEach(() => models.close());

const hung = (lampNo: number): Happened => ({
  stream: lampStream(lampNo),
  type: 'LampHung',
  data: { street: 'A', height: 3, owner: null },
});

async function generations(): Promise<Generation[]> {
  const { rows } = await models.pool.query<Omit<Generation, 'of' | 'parked' | 'skipped'>>(
    `select projection, version, generation, status, position, epoch from read.checkpoints
     where projection in ('notes', 'streets') order by projection`,
  );
  return rows.map((row) => ({
    ...row,
    of: row.projection === 'notes' ? notes : streets,
    parked: new Map(),
    skipped: new Map(),
  }));
}
const sources = () => {
  const { pool, store } = models;
  return { pool, store, decode: (one: StoredEvent) => decode(lampCatalog, one) };
};
const stored = (happened: Happened) => {
  const [record] = recordsOf([happened]);
  if (!record) throw new Error('one thing happened');
  return { record, text: recordText(record), endsAppend: true };
};
const positions = async () => (await generations()).map(({ position }) => position);

it('a read model that ignores an event moves to the same position as the others', async () => {
  await models.append(
    ...recordsOf([hung(1), { stream: lampStream(1), type: 'LampDamaged', data: { lamp: 0, note: 'x' } }]),
  );
  await models.caughtUp(notes, streets);
  expect(await positions()).toEqual([2n, 2n]);
  expect((await models.tables(streets)).known).toHaveLength(1);
});

it.each(['position', 'epoch'] as const)('writes nothing if the %s of one read model has changed', async (what) => {
  await models.append(...recordsOf([hung(1)]));
  await models.caughtUp(notes, streets);
  const writers = (await generations()).map(
    (one, i) => new Writer(sources(), { ...one, ...(i === 1 ? { [what]: one[what] + 1n } : {}) }),
  );
  const position = what === 'position' ? 3n : 2n; // a read model that is assumed to be at 2 but is not there yet
  const event = decode(lampCatalog, { position, ...stored(hung(2)) });
  await expect(together(models.pool, writers, [event])).rejects.toMatchObject({ code: 'MC201' });
  expect(await positions()).toEqual([1n, 1n]);
  expect([(await models.tables(streets)).known, (await models.tables(notes)).hung]).toMatchObject([[{}], [{}]]);
  expect(writers.map((writer) => writer.mayShare([{ ...event, position: 9n }]))).toEqual([false, false]);
});

it('is written completely if no other process moved a checkpoint', async () => {
  await models.append(...recordsOf([hung(1)]));
  await models.caughtUp(notes, streets);
  const writers = (await generations()).map((one) => new Writer(sources(), one));
  expect(await together(models.pool, writers, [decode(lampCatalog, { position: 2n, ...stored(hung(2)) })])).toEqual([]);
  expect(await positions()).toEqual([2n, 2n]);
  expect((await models.tables(notes)).hung).toHaveLength(2);
});
