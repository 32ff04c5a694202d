import { describe, expect, it } from '@jest/globals';
import { Instant } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { type Counted, ReadingReport } from './report.js';

const id = (n: number) => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const at = (hour: number) => Instant.parse(`2026-03-01T0${hour}:00:00.000Z`);
const actor = { id: id(1), role: 'inspector', organizationId: null, delegationId: null };
const reading = (hour: number, more: Partial<Counted> = {}): Counted => ({
  at: at(hour),
  actor,
  data: { kind: 'SEALED', route: 'GET /a', purpose: 'AUDIT' },
  opened: [{ category: 'disciplineCase', id: id(7), members: [id(8)] }],
  ...more,
});
const reportOf = (...readings: readonly Counted[]) => {
  const report = new ReadingReport();
  for (const one of readings) report.add(one);
  return report.answer;
};

describe('the report of readings', () => {
  it('is empty without readings', () => {
    expect(reportOf()).toEqual({ readings: 0, readers: [] });
  });

  it('tells first and last time and how often, in whatever order readings come', () => {
    const { readers } = reportOf(reading(5), reading(2), reading(9));
    const times = { first: at(2), last: at(9), times: 3 };
    expect(readers).toMatchObject([{ ...times, ways: [times], records: [times] }]);
  });

  it('has an entry for each person, role, organization and delegation', () => {
    const others = [{ id: id(2) }, { role: 'auditor' }, { organizationId: id(3) }, { delegationId: id(4) }];
    const { readings, readers } = reportOf(
      reading(1),
      ...others.map((other) => reading(2, { actor: { ...actor, ...other } })),
    );
    expect([readings, readers.length]).toEqual([5, 5]);
  });

  it('counts a record once for each reading, also if an answer names it in parts', () => {
    const part = (member: Uuid) => ({ category: 'engagement', id: id(7), members: [member] });
    const { readers } = reportOf(reading(1, { opened: [part(id(8)), part(id(9))] }));
    expect(readers[0]?.records).toEqual([
      { category: 'engagement', id: id(7), members: [id(8), id(9)], first: at(1), last: at(1), times: 1 },
    ]);
  });

  it('tells by which routes and purposes, and how many of these readings opened something', () => {
    const report = { kind: 'SEALED', route: 'GET /a', purpose: 'REPORT' } as const;
    const { readers } = reportOf(reading(1), reading(2, { opened: [] }), reading(3, { data: report }));
    expect(readers[0]?.ways.map(({ purpose, times, opened }) => [purpose, times, opened])).toEqual([
      ['AUDIT', 2, 1],
      ['REPORT', 1, 1],
    ]);
  });
});
