import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { instant } from '#kernel/dates';
import type { StreamId } from '#kernel/ids';
import { NoSuchPosition } from '../projections/serving.js';
import { type Knowledge, TimeTravel } from './time-travel.js';

/** A log of three events, and a fourth that comes later. Its read models reach the end of the log during a wait. */
function lagging() {
  const log = ['2026-11-01T01:00:00.000Z', '2026-11-02T01:00:00.000Z', '2026-11-03T01:00:00.000Z'].map((at) =>
    instant(new Date(at)),
  );
  let projected = 1n;
  const knowledge: Knowledge = {
    setAside: () => [],
    checkpoints: ([projection = ''], moment) => {
      const knownAt = moment && BigInt(log.slice(0, Number(projected)).filter((at) => at <= moment).length);
      const parked = [
        { stream: 'lamp-1' as StreamId, revision: 0, position: 1n },
        { stream: 'lamp-2' as StreamId, revision: 4, position: 3n },
      ].filter(({ position }) => position <= projected);
      const one = { projection, version: 1, generation: 1, position: projected, parked, skipped: 0 };
      return Promise.resolve({ checkpoints: [one, one], served: projected, knownAt });
    },
    waitFor: () => Promise.reject(new Error('nobody waits without a position that was named')),
    reach: async (position) => {
      if (position <= projected) return;
      if (position > 4n) throw new NoSuchPosition(position, 4n);
      await sleep(5);
      projected = position;
      log[Number(position) - 1] ??= instant(new Date());
    },
    onMove: () => () => undefined,
    end: () => Promise.resolve({ position: 4n, at: new Date() }),
    seenSince: (at) => Promise.resolve({ position: 4n, at }),
    behind: () => Promise.resolve({ positions: 0n, seconds: 0, unseenSince: null }),
    streamsBetween: () => null,
  };
  return { log, time: new TimeTravel(knowledge) };
}
const moment = (query: { readonly knownAt?: string; readonly after?: string }) =>
  lagging().time.moment(query as Parameters<TimeTravel['moment']>[0], ['some']);
const known = async (query: Parameters<typeof moment>[0]) => (await moment(query)).position;

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
    const { position: last, knownAt } = await time.moment({ after: '4' }, ['some']);
    expect([last, log.every((recordedAt) => recordedAt <= knownAt)]).toEqual([4n, true]);
  });

  it('names each stream that was parked at or before it, once, and no other', async () => {
    expect((await moment({ after: '3' })).incomplete).toEqual(['lamp-1', 'lamp-2']);
    expect((await moment({ after: '3', knownAt: '2026-11-02' })).incomplete).toEqual(['lamp-1']);
    expect((await moment({ after: '3', knownAt: '2026-10-31' })).incomplete).toEqual([]);
  });
});
