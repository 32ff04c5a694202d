import { describe, expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import type { StoredEvent } from '#platform/event-store/event-store';
import { appendsOf } from './figures.js';

const event = (revision: number, position: bigint, endsAppend: boolean) =>
  ({
    position,
    record: { revision, recordedAt: '2026-11-30T01:00:00.000Z' },
    text: '',
    endsAppend,
  }) as StoredEvent;
const EVENTS = [event(0, 5n, true), event(1, 9n, false), event(2, 10n, true), event(3, 20n, true)];
const ALL = new Set([0, 1, 2, 3]);

describe('the append of an entry', () => {
  it('is asked about right before its first event and at its last, on the day of its recording', () => {
    const of = appendsOf(EVENTS, ALL, new Set(), undefined);
    const asOf = plainDate('2026-11-30');
    expect(of.get(0)).toEqual({ before: 4n, end: 5n, asOf });
    expect([of.get(1), of.get(2)]).toEqual(Array(2).fill({ before: 8n, end: 10n, asOf }));
    expect(appendsOf(EVENTS, ALL, new Set(), plainDate('2026-01-02')).get(3)?.asOf).toBe('2026-01-02');
  });

  it('is not asked about if the reader may not know one of its entries, or does not ask for the entry', () => {
    expect([...appendsOf(EVENTS, ALL, new Set([2]), undefined).keys()]).toEqual([0, 3]);
    expect([...appendsOf(EVENTS, new Set([1]), new Set(), undefined).keys()]).toEqual([1]);
  });
});
