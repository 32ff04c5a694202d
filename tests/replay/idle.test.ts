import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { FenceLost, type Generation, moveTogether } from '#platform/projections/generation';
import { facts, projection, text } from '#platform/projections/projection';
import { inTransaction } from '#platform/projections/transaction';
import { type Happened, lamp, lampStream, notes, recordsOf } from '../support/lamps.js';
import { ReadModels } from '../support/read-models.js';

const streets = projection({
  name: 'streets',
  version: 1,
  of: lamp.events,
  tables: { known: facts({ street: text }) },
  on: { LampHung: (e, { known }) => known.put(e, { street: e.data.street }) },
});

let models: ReadModels;
beforeEach(async () => {
  models = await ReadModels.open();
  models.run([notes, streets]);
});
afterEach(() => models.close());

const hung = (lampNo: number): Happened => ({
  ...{ stream: lampStream(lampNo), type: 'LampHung', data: { street: 'A', height: 3, owner: null } },
});

async function generations(): Promise<Generation[]> {
  const { rows } = await models.pool.query<Omit<Generation, 'of' | 'parked' | 'skipped'>>(
    `select projection, version, generation, status, position, epoch from read.checkpoints
     where projection in ('notes', 'streets') order by projection`,
  );
  return rows.map((row) => ({ ...row, of: notes, parked: new Map(), skipped: new Map() }));
}
const positions = async () => (await generations()).map(({ position }) => position);

it('a read model that an event tells nothing comes to the same position as the others', async () => {
  await models.append(
    ...recordsOf([hung(1), { stream: lampStream(1), type: 'LampDamaged', data: { lamp: 0, note: 'x' } }]),
  );
  await models.caughtUp(notes, streets);
  expect(await positions()).toEqual([2n, 2n]);
  expect((await models.tables(streets)).known).toHaveLength(1);
});

it.each(['position', 'epoch'] as const)('none of them moves where the %s of one is another by now', async (what) => {
  await models.append(...recordsOf([hung(1)]));
  await models.caughtUp(notes, streets);
  const [first, second] = await generations();
  if (!first || !second) throw new Error('both serve');
  const stale = { ...second, [what]: second[what] + 1n };
  const moving = inTransaction(models.pool, (client) => moveTogether(client, [first, stale], 9n));
  await expect(moving).rejects.toThrow(FenceLost);
  expect(await positions()).toEqual([1n, 1n]);
});
