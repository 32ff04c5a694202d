import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, dayOf, endOfDay, type Instant, type PlainDate, plainDate } from '#kernel/dates';
import { logTime } from '#platform/projections/running';
import { SettledDays } from '#platform/projections/serving';
import { readCheckpoints } from '#platform/projections/serving/served';
import { lampStream, notes, recordsOf } from '../support/worlds/lamps.js';
import { ReadModels } from '../support/servers/read-models.js';
import { rounds } from '../support/rounds.js';

let models: ReadModels;
beforeEach(async () => {
  models = await ReadModels.open();
  models.run([notes]);
});
afterEach(() => models.close());

const FIRST = plainDate('2026-03-01');
const DAYS = Array.from({ length: 16 }, (_, n) => addDays(FIRST, n - 3));
let lampNo = 0;

/** Records one event for each moment, in this order; moments may go back, as after a clock was set back. */
async function recorded(moments: readonly Instant[]): Promise<void> {
  for (const recordedAt of moments) {
    const story = [{ stream: lampStream(++lampNo), type: 'LampHung', data: { street: 'A', height: 3, owner: null } }];
    await models.append(...recordsOf(story).map((record) => ({ ...record, recordedAt })));
  }
  await models.caughtUp(notes);
}
const hoursLater = (hours: number) => new Date(Date.parse(`${FIRST}T00:00:00Z`) + hours * 3_600_000).toISOString();
const lookedUp = async (day: PlainDate) => (await readCheckpoints(models.db, [logTime], endOfDay(day))).knownAt;

describe('the end of a day that is over', () => {
  it('has the position that a query gives, for any order of recording, and does not change', async () => {
    const days = new SettledDays(models.db);
    const settled = new Map<PlainDate, bigint>();
    let newest = '';
    const steps = fc.array(fc.array(fc.integer({ min: 0, max: 240 }), { maxLength: 6 }), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (story) => {
        for (const hours of story) {
          const moments = hours.map((hour) => hoursLater(hour) as Instant);
          await recorded(moments);
          await days.follow();
          newest = [newest, ...moments].reduce((a, b) => (a > b ? a : b));
          for (const day of DAYS) {
            const last = days.lastOf(day);
            expect(last === null).toBe(newest === '' || day >= dayOf(newest as Instant));
            if (last === null) continue;
            expect([last, settled.get(day) ?? last]).toEqual([await lookedUp(day), last]);
            settled.set(day, last);
          }
        }
      }),
      { numRuns: rounds(80), examples: [[[[], [0, 240, 3]]]] }, // an empty log, then days that are over
    );
    expect(settled.size).toBeGreaterThan(0);
  });

  it('is unknown while the newest event is of that day, since another event of that day may follow', async () => {
    const days = new SettledDays(models.db);
    await recorded(['2026-03-01T16:59:59.999Z' as Instant]); // the last millisecond of 1 March in Asia/Ho_Chi_Minh
    await days.follow();
    expect([days.lastOf(plainDate('2026-02-28')), days.lastOf(FIRST)]).toEqual([0n, null]);
    await recorded(['2026-03-01T17:00:00.000Z' as Instant]);
    expect(days.lastOf(FIRST)).toBeNull(); // no event was followed since
    await days.follow();
    expect(days.lastOf(FIRST)).toBe(1n);
  });
});
