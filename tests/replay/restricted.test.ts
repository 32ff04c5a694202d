import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { engagement, engagements } from '#features/engagements';
import type { Caller } from '#platform/access/caller';
import { readerOf } from '#platform/access/reader';
import { maySee } from '#platform/access/wall';
import { knownAt, rowsFor } from '#platform/projections/rows-for';
import { caller, type EngagementTold, engagementsTold } from '../support/worlds/plans.js';
import { ReadModels } from '../support/servers/read-models.js';
import { rounds } from '../support/rounds.js';

/** The verdicts that occurred, to check that every kind of verdict occurred. */
const judged = {
  open: 0,
  outOfScope: 0,
  restrictedAndSeen: 0,
  restrictedAndHidden: 0,
  lifted: 0,
  revealedByNothing: 0,
};

let models: ReadModels;
beforeAll(async () => {
  models = await ReadModels.open();
  models.run([engagements], { catalog: engagement.catalog });
});
afterAll(() => models.close());

const TABLES = ['openings', 'subjects', 'conclusions'] as const;

/** The streams of which a reader gets rows of a table, at any position. */
async function streamsRead(of: typeof engagements, by: Caller, table: (typeof TABLES)[number]) {
  const db = rowsFor(models.db, of, readerOf(by));
  const rows = await db.selectFrom(table).select('stream').distinct().execute();
  return new Set(rows.map(({ stream }) => stream));
}

async function record(told: readonly EngagementTold[]): Promise<void> {
  await models.append(...told.flatMap(({ records }) => records));
  await models.caughtUp(engagements);
}

/** Streams that a reader sees in the tables but not in the log, or in the log but not in the tables. */
async function differences(of: typeof engagements, told: readonly EngagementTold[], by: Caller): Promise<string[]> {
  const read = await Promise.all(TABLES.map((table) => streamsRead(of, by, table)));
  return told.flatMap(({ stream, past }) => {
    const expected = maySee(engagement, past, by);
    count(past, expected);
    const held = TABLES.map((table) => table !== 'conclusions' || past.some(({ type }) => type === 'SubjectConcluded'));
    return read.every((streams, i) => streams.has(stream) === (expected && held[i])) ? [] : [stream];
  });
}

function count(past: EngagementTold['past'], seen: boolean): void {
  const wasPlan = past.some(({ data }) => JSON.stringify(data).includes('INSP_SIGNS'));
  const isRestricted = engagement.restrictionOf(past) !== 'none';
  if (!isRestricted) judged[seen ? 'open' : 'outOfScope'] += 1;
  else judged[seen ? 'restrictedAndSeen' : 'restrictedAndHidden'] += 1;
  if (wasPlan && !isRestricted) judged.lifted += 1;
  const last = past.at(-1)?.type;
  if (isRestricted && last && /^EngagementOpened(Corrected|Annulled)$/.test(last)) judged.revealedByNothing += 1;
}

const callers = fc.array(caller, { minLength: 6, maxLength: 6 });

describe('the rows that a reader gets', () => {
  it('are of the records that the reader may see in the log, and no others', async () => {
    await fc.assert(
      fc.asyncProperty(engagementsTold, callers, async (told, all) => {
        await record(told);
        for (const { by } of all) expect(await differences(engagements, told, by)).toEqual([]);
      }),
      { numRuns: rounds(400, 40), endOnFailure: true },
    );
    for (const [what, often] of Object.entries(judged)) expect([what, often > 20]).toEqual([what, true]);
  });

  it('are too many without the condition of restriction: the planted fault', async () => {
    const forgetful = { ...engagements, restricted: null };
    const held = async (told: readonly EngagementTold[], by: Caller) =>
      (await differences(forgetful, told, by)).length === 0;
    const property = fc.asyncProperty(engagementsTold, callers, async (told, all) => {
      await record(told);
      for (const { by } of all) if (!(await held(told, by))) throw new Error('noticed');
    });
    expect((await fc.check(property, { numRuns: 40, endOnFailure: true })).failed).toBe(true);
  });

  it('are of the same records at every position of the log', async () => {
    const [told = []] = fc.sample(engagementsTold, 1);
    const before = await models.store.head();
    await record(told);
    for (const { by } of fc.sample(caller, rounds(200))) {
      const db = rowsFor(models.db, engagements, readerOf(by));
      for (let known = await models.store.head(); known > before; known--) {
        const rows = await db.selectFrom('openings').where(knownAt(known)).select('stream').execute();
        const read = new Set(rows.map(({ stream }) => stream));
        const seen = told.filter(({ past }) => maySee(engagement, past, by)).map(({ stream }) => stream);
        expect(told.filter(({ stream }) => read.has(stream) && !seen.includes(stream))).toEqual([]);
      }
    }
  });

  it('are the same in a recursive query, and in a self-join', async () => {
    const [told = []] = fc.sample(engagementsTold, 1);
    await record(told);
    for (const { by } of fc.sample(caller, 10)) {
      const rows = await rowsFor(models.db, engagements, readerOf(by))
        .withRecursive('walked', (q) =>
          q
            .selectFrom('openings as o')
            .select('o.stream')
            .union((u) =>
              u.selectFrom('walked as w').innerJoin('subjects as s', 's.stream', 'w.stream').select('s.stream'),
            ),
        )
        .selectFrom('walked')
        .innerJoin('openings as a', 'a.stream', 'walked.stream')
        .leftJoin('openings as b', 'b.stream', 'a.stream')
        .select('b.stream')
        .execute();
      const read = new Set(rows.map(({ stream }) => stream));
      for (const { stream, past } of told)
        expect([stream, read.has(stream)]).toEqual([stream, maySee(engagement, past, by)]);
    }
  });
});
