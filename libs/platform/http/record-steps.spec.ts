import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainDate } from '#kernel/dates';
import type { StoredEvent } from '../event-store/event-store.js';
import { rounds } from '../../../tests/support/rounds.js';
import { momentOfRecord } from './record-steps.js';
import type { TimeTravel } from './time-travel.js';

/** A record of appends with these numbers of events, among events of other records. */
function recorded(appends: readonly number[]): StoredEvent[] {
  let [revision, position] = [0, 0n];
  return appends.flatMap((count) => {
    position += 3n;
    return Array.from({ length: count }, (_, i) => {
      position += 1n;
      const record = { revision: revision++, recordedAt: '2026-11-30T01:00:00.000Z' };
      return { position, record, text: '', endsAppend: i === count - 1 } as StoredEvent;
    });
  });
}

const asked: Pick<TimeTravel, 'moment'> = {
  moment: ({ after }) =>
    Promise.resolve({
      asOf: plainDate('2026-11-30'),
      knownAt: '2026-11-30T01:00:00.000Z' as never,
      position: BigInt(after ?? 1_000_000),
      incomplete: [],
      checkpoints: [],
    }),
};
const at = (events: readonly StoredEvent[], revision?: number) =>
  momentOfRecord(asked as TimeTravel, { revision }, ['x'], () => Promise.resolve(events));

describe('the moment right after an entry', () => {
  it('is the end of its append, and the steps back visit every append once, in any record', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 8 }), async (appends) => {
        const events = recorded(appends);
        for (const { record } of events) {
          const end = events.find((event) => event.endsAppend && event.record.revision >= record.revision);
          expect(await at(events, record.revision)).toMatchObject({
            position: end?.position,
            revision: end?.record.revision,
          });
        }
        const visited: (number | null)[] = [];
        for (let step = await at(events); ; step = await at(events, step.previous)) {
          visited.push(step.revision);
          if (step.previous === null) break;
          expect((await at(events, step.previous)).next).toBe(step.revision);
        }
        const ends = events.filter(({ endsAppend }) => endsAppend).map(({ record }) => record.revision);
        expect(visited).toEqual(ends.toReversed());
      }),
      { numRuns: rounds(500) },
    );
  });

  it('does not exist after the last entry, and is not asked for together with knownAt', async () => {
    const events = recorded([1, 2]);
    await expect(at(events, 3)).rejects.toMatchObject({ code: 'not-found' });
    const both = { revision: 1, knownAt: plainDate('2026-11-30') };
    const twice = momentOfRecord(asked as TimeTravel, both, ['x'], () => Promise.resolve(events));
    await expect(twice).rejects.toThrow();
  });
});
