import { describe, expect, it } from '@jest/globals';
import { instant } from '#kernel/dates';
import { type Knowledge, TimeTravel } from './time-travel.js';

/** A log of three events whose read models come to its end while somebody waits for them. */
function lagging() {
  const log = ['2026-11-01T01:00:00.000Z', '2026-11-02T01:00:00.000Z', '2026-11-03T01:00:00.000Z'].map((at) =>
    instant(new Date(at)),
  );
  let projected = 1n;
  const knowledge: Knowledge = {
    served: () => Promise.resolve(projected),
    incomplete: () => Promise.resolve([]),
    knownAt: (moment) => Promise.resolve(BigInt(log.slice(0, Number(projected)).filter((at) => at <= moment).length)),
    waitFor: (position) => {
      projected = position;
      return Promise.resolve();
    },
    head: () => Promise.resolve(BigInt(log.length)),
    ageOf: () => Promise.resolve(0),
  };
  return new TimeTravel(knowledge);
}
const known = async (query: { readonly knownAt?: string; readonly after?: string }) =>
  (await lagging().moment(query as Parameters<TimeTravel['moment']>[0], ['some'])).known;

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
});
