import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { instant } from '#kernel/dates';
import { type Knowledge, TimeTravel } from './time-travel.js';

/** A log of three events and one that is still to come; its read models come to its end while somebody waits. */
function lagging() {
  const log = ['2026-11-01T01:00:00.000Z', '2026-11-02T01:00:00.000Z', '2026-11-03T01:00:00.000Z'].map((at) =>
    instant(new Date(at)),
  );
  let projected = 1n;
  const knowledge: Knowledge = {
    served: () => Promise.resolve(projected),
    incomplete: () => Promise.resolve([]),
    knownAt: (moment) => Promise.resolve(BigInt(log.slice(0, Number(projected)).filter((at) => at <= moment).length)),
    waitFor: async (position) => {
      await sleep(5);
      projected = position;
      log[Number(position) - 1] ??= instant(new Date());
    },
    head: () => Promise.resolve(4n),
    ageOf: () => Promise.resolve(0),
  };
  return { log, time: new TimeTravel(knowledge) };
}
const known = async (query: { readonly knownAt?: string; readonly after?: string }) =>
  (await lagging().time.moment(query as Parameters<TimeTravel['moment']>[0], ['some'])).known;

describe('the moment of a question', () => {
  it('of a known day includes all that was recorded by then, where the read models had to be waited for', async () => {
    expect(await known({ knownAt: '2026-11-02', after: '3' })).toBe(2n);
  });

  it('ends where the read models stand, where nothing is waited for', async () => {
    expect([await known({}), await known({ knownAt: '2026-11-02' }), await known({ after: '3' })]).toEqual([
      1n,
      1n,
      3n,
    ]);
  });

  it('ends before what was recorded after the known day', async () => {
    expect(await known({ knownAt: '2026-10-31', after: '3' })).toBe(0n);
  });

  it('is not before anything that is in the answer, also where that came while it was waited for', async () => {
    const { log, time } = lagging();
    const { known: last, knownAt } = await time.moment({ after: '4' }, ['some']);
    expect([last, log.every((recordedAt) => recordedAt <= knownAt)]).toEqual([4n, true]);
  });
});
