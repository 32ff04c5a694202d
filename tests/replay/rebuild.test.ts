import { afterEach, beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { StoredEvent } from '#platform/event-store/event-store';
import { MemoryEventStore } from '#platform/event-store/memory.event-store';
import { LogReplaced } from '#platform/event-store/log-watch';
import { facts, projection, text } from '#platform/projections/projection';
import { rebuild } from '#platform/projections/running';
import { assertServing, ReadModelRebuilding } from '#platform/projections/serving/served';
import { type Happened, histories, lamp, lamps, lampStream, notes, recordsOf, whose } from '../support/worlds/lamps.js';
import { ReadModels } from '../support/servers/read-models.js';

class CountingStore extends MemoryEventStore {
  readonly batches: bigint[] = [];
  slowMs = 0;
  override async readAll(after: bigint, limit: number): Promise<readonly StoredEvent[]> {
    if (limit > 1) this.batches.push(after); // a limit of one only checks whether there is an event
    if (this.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, this.slowMs));
    return super.readAll(after, limit);
  }
}

let models: ReadModels;
let store: CountingStore;
beforeEach(async () => {
  store = new CountingStore();
  models = await ReadModels.open(store);
});
afterEach(() => models.close());

const story = (count: number): Happened[] =>
  Array.from({ length: count }, (_, i) => ({
    stream: lampStream(i % 7),
    type: 'LampHung',
    data: { street: `street ${i}`, height: i % 20, owner: null },
  }));

it('all projections of a rebuild share one read of each batch', async () => {
  await models.append(...recordsOf(story(95)));
  await models.runOnce([notes, lamps], { batchSize: 10 });
  const read = store.batches.filter((after) => after < 95n);
  expect(read).toEqual([0n, 10n, 20n, 30n, 40n, 50n, 60n, 70n, 80n, 90n]);
});

it('the comparison reports a wrong cell by key and column, a missing and an extra row, and nothing on equal tables', async () => {
  const told = fc.sample(histories, { numRuns: 20, seed: 7 }).flat();
  await models.append(...recordsOf(told));
  models.run([notes]);
  await models.caughtUp(notes);
  expect(await rebuild(models.pool, notes, { pollMs: 10 })).toEqual({ outcome: 'switched' });
  const one = `(select ctid from read.notes_hung_v1_g2 order by position offset $1 limit 1)`;
  await models.pool.query(`update read.notes_hung_v1_g2 set height = height + 1 where ctid = ${one}`, [5]);
  await models.pool.query(`delete from read.notes_hung_v1_g2 where ctid = ${one}`, [9]);
  await models.pool.query(
    `insert into read.notes_words_v1_g2 (stream, revision, item, position, known_from, word)
     values ('lamp-x', 0, 0, 1, 1, 'invented')`,
  );
  const found = await rebuild(models.pool, notes, { pollMs: 10 });
  expect(found).toMatchObject({
    outcome: 'differs',
    differences: expect.arrayContaining([
      expect.objectContaining({ table: 'hung', kind: 'changed', columns: ['height'] }),
      expect.objectContaining({ table: 'hung', kind: 'extra' }),
      expect.objectContaining({ table: 'words', kind: 'missing', key: expect.objectContaining({ stream: 'lamp-x' }) }),
    ]),
  });
  expect(found.outcome === 'differs' && found.differences).toHaveLength(3);
  expect(await rebuild(models.pool, notes, { pollMs: 10, ifDifferent: 'switch' })).toEqual({
    outcome: 'switched',
  });
  expect(await rebuild(models.pool, notes, { pollMs: 10 })).toEqual({ outcome: 'switched' });
});

it('a canceled rebuild continues from its checkpoint, while the old tables serve', async () => {
  await models.append(...recordsOf(story(400)));
  const runner = models.run([notes], { batchSize: 10 });
  await models.caughtUp(notes);
  store.slowMs = 15;
  const cancel = new AbortController();
  const seen: bigint[] = [];
  const cancelled = await rebuild(models.pool, notes, {
    pollMs: 10,
    signal: cancel.signal,
    onProgress: ({ done, head }) => {
      seen.push(done);
      expect(head >= done && head <= 400n).toBe(true);
      if (done >= 50n) cancel.abort();
    },
  });
  expect(cancelled).toEqual({ outcome: 'cancelled' });
  await assertServing(models.db, notes);
  await runner.stop();
  const { rows } = await models.pool.query<{ position: bigint }>(
    `select position from read.checkpoints where status = 'paused'`,
  );
  const stood = rows[0]?.position ?? 0n;
  expect(stood).toBeGreaterThanOrEqual(50n);
  store.slowMs = 0;
  store.batches.length = 0;
  models.run([notes], { batchSize: 10 });
  expect(await rebuild(models.pool, notes, { pollMs: 10 })).toEqual({ outcome: 'switched' });
  expect(store.batches.filter((after) => after < stood)).toEqual([]);
  expect((await models.tables(notes)).hung).toHaveLength(400);
});

it('a raised version is built beside while the old tables are read, and switched without a gap', async () => {
  await models.append(...recordsOf(story(300)));
  await models.runOnce([notes]);
  const raised = projection({
    name: 'notes',
    version: 2,
    of: lamp.events,
    tables: { hung: facts({ lane: text }, { whose }) },
    ignore: ['LampDamaged', 'LampMended', 'StreetRenamed'],
    on: { LampHung: (e, { hung }) => hung.put(e, { lane: e.data.street.toUpperCase() }) },
  });
  store.slowMs = 5;
  const counts = new Set<number>();
  let reading = true;
  const readers = Array.from({ length: 4 }, async () => {
    while (reading) counts.add((await models.pool.query('select * from read.notes_hung')).rows.length);
  });
  models.run([raised], { batchSize: 10 });
  await expect(assertServing(models.db, raised)).rejects.toThrow(ReadModelRebuilding);
  await models.caughtUp(raised);
  reading = false;
  await Promise.all(readers);
  expect([...counts]).toEqual([300]);
  const { rows } = await models.pool.query('select distinct lane from read.notes_hung');
  expect(rows).toHaveLength(300);
});

it('a rebuild without a leader ends, says so once, and is continued later', async () => {
  await models.append(...recordsOf(story(20)));
  const runner = models.run([notes]);
  await models.caughtUp(notes);
  await runner.stop();
  const told: string[] = [];
  const options = { pollMs: 1, patienceMs: 50, onProgress: ({ status }: { status: string }) => told.push(status) };
  expect(await rebuild(models.pool, notes, options)).toMatchObject({ outcome: 'stalled', done: 0n });
  expect(told).toEqual(['building']);
  models.run([notes]);
  expect(await rebuild(models.pool, notes, { pollMs: 10 })).toEqual({ outcome: 'switched' });
});

it('a rebuild ends with the alarm of the log', async () => {
  await models.append(...recordsOf(story(20)));
  const trouble = new LogReplaced([{ position: 20n, leaf: 'f'.repeat(64) }]);
  await expect(rebuild(models.pool, notes, { pollMs: 1, trouble: () => trouble })).rejects.toBe(trouble);
});
