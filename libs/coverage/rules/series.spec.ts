import { describe, expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import { seriesDays, type Step } from './series.js';

const days = (from: string, until: string, step: Step) => seriesDays(plainDate(from), plainDate(until), step);

describe('the days of a series', () => {
  it('are the last day of each month from the first of the term on, and the day itself', () => {
    expect(days('2025-11-16', '2026-03-10', 'month')).toEqual([
      '2025-11-30',
      '2025-12-31',
      '2026-01-31',
      '2026-02-28',
      '2026-03-10',
    ]);
  });
  it('name the day itself once where it ends a month, a quarter or a year', () => {
    expect(days('2025-11-16', '2025-12-31', 'month')).toEqual(['2025-11-30', '2025-12-31']);
    expect(days('2025-11-16', '2025-12-31', 'quarter')).toEqual(['2025-12-31']);
    expect(days('2025-11-16', '2025-12-31', 'year')).toEqual(['2025-12-31']);
  });
  it.each(['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'])(
    'keep to the quarters and years of the calendar, whatever month the term begins in: %s',
    (month) => {
      const ends = ['2025-03-31', '2025-06-30', '2025-09-30', '2025-12-31', '2026-01-05'];
      expect(days(`2025-${month}-15`, '2026-01-05', 'quarter')).toEqual(ends.filter((end) => end > `2025-${month}-15`));
      expect(days(`2025-${month}-15`, '2026-01-05', 'year')).toEqual(['2025-12-31', '2026-01-05']);
    },
  );
  it('end a leap February on its 29th', () => {
    expect(days('2028-02-01', '2028-03-01', 'month')).toEqual(['2028-02-29', '2028-03-01']);
  });
  it('are only the day itself if no first day is given, or if the day is the first day or before it', () => {
    expect(days('2026-03-10', '2026-03-10', 'year')).toEqual(['2026-03-10']);
    expect(days('2026-03-10', '2026-03-10', 'month')).toEqual(['2026-03-10']);
    expect(days('2026-05-01', '2026-03-10', 'month')).toEqual(['2026-03-10']);
  });
  it('are the last two hundred at most', () => {
    const told = days('1930-02-03', '2026-03-10', 'month');
    expect([told.length, told.at(0), told.at(-2), told.at(-1)]).toEqual([
      200,
      '2009-08-31',
      '2026-02-28',
      '2026-03-10',
    ]);
  });
});
