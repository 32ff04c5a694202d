import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { PlainDate } from '#kernel/dates';
import { judgedByDays } from '#kernel/day-ranges';
import { dayBetween, orderedDays } from './day-filters.js';
import { fieldErrors } from './field-errors.js';

const day = (text: string) => PlainDate.parse(text);
const Query = orderedDays(z.strictObject({ ...dayBetween('decided', 'decided'), from: PlainDate.optional() }));

describe('a filter of days', () => {
  it('whose first day is after its last day is refused by the names of both', () => {
    const { error } = Query.safeParse({ decidedFrom: '2026-03-02', decidedTo: '2026-03-01' });
    const errors = fieldErrors('query', error?.issues ?? []);
    expect(errors.map(({ field, code }) => [field, code])).toEqual([
      ['decidedFrom', 'reversed'],
      ['decidedTo', 'reversed'],
    ]);
  });

  it('may name one day, or only one end', () => {
    expect(Query.safeParse({ decidedFrom: '2026-03-01', decidedTo: '2026-03-01' }).success).toBe(true);
    expect(Query.safeParse({ decidedTo: '2026-03-01', from: '2026-04-01' }).success).toBe(true);
  });

  it('admits a record with a day in the range, both ends included', () => {
    const range = { from: day('2026-03-01'), to: day('2026-03-31') };
    const of = (...days: (string | null)[]) => judgedByDays([[range, days.map((one) => (one ? day(one) : null))]]);
    expect([of('2026-03-01'), of('2026-03-31'), of('2026-02-28', '2026-03-05')]).toEqual(Array(3).fill('within'));
    expect([of('2026-02-28'), of('2026-04-01', null)]).toEqual(['outside', 'outside']);
    expect([of(null), of()]).toEqual(['unknown', 'unknown']);
  });

  it('counts a record without the day only where it meets every other range', () => {
    const spring = { from: day('2026-03-01') };
    expect(
      judgedByDays([
        [spring, [day('2026-04-01')]],
        [spring, [null]],
      ]),
    ).toBe('unknown');
    expect(
      judgedByDays([
        [spring, [day('2026-02-01')]],
        [spring, [null]],
      ]),
    ).toBe('outside');
    expect(judgedByDays([[{}, [null]]])).toBe('within');
  });
});
