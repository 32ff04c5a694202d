import { describe, expect, it } from '@jest/globals';
import { COUNTED_FROM, type CountedFrom, DEFAULT_RULE } from '#features/counting-rules';
import { plainDate } from '#kernel/dates';
import { percentOf } from './rules/figures.js';
import { fraction, of, TERM, Ward } from './testing.js';

const CONCLUDED = { concludedOn: '2026-03-10' };
const SUPERVISED = { kind: 'SUP_THEMATIC', ...CONCLUDED } as const;
const EVERY_MILESTONE = Object.keys(COUNTED_FROM) as CountedFrom[];
const LATEST = { asOf: plainDate('2030-08-15') };

/** 33 direct organizations with one concluded inspection each. */
const inspectedDirectly = () => {
  const told = Ward.ofReport();
  for (const one of told.direct) told.ward.engage([one], CONCLUDED);
  return told;
};

describe('the vectors of the domain', () => {
  it('T1: 33 direct organizations with one inspection each are 33 of 33', () => {
    const answer = inspectedDirectly().ward.ask({ denominator: 'DIRECT' });
    expect(answer.figure).toMatchObject({ covered: 33, total: 33, percent: '100.00' });
  });
  it('T2: the same are 33 of all 120, since work on a base organization does not cover its cells', () => {
    const answer = inspectedDirectly().ward.ask();
    expect(answer.figure).toMatchObject({ covered: 33, total: 120, percent: '27.50' });
    expect(fraction(answer, 'CELLS')).toBe('25/112');
  });
  it('T3: spread downward, work on 8 base organizations covers their 87 cells: 120 of 120', () => {
    const { ward, cells, bases } = inspectedDirectly();
    const answer = ward.ask({ spread: 'DOWN' });
    expect(answer.figure).toMatchObject({ covered: 120, total: 120, percent: '100.00' });
    expect(of(answer, cells[0] ?? ward.id).by).toMatchObject({ clause: 'DOWN', subjectOrganizationId: bases[0] });
  });
  it('T4: where both verbs are asked for, inspections alone cover none of 33', () => {
    const answer = inspectedDirectly().ward.ask({ denominator: 'DIRECT', verb: 'BOTH' });
    expect(answer.figure).toMatchObject({ covered: 0, total: 33, inspected: 33, supervised: 0, both: 0, either: 33 });
  });
  it('T5: one cell inspected five times is five turns and one organization', () => {
    const { ward, cells } = Ward.ofReport();
    for (let n = 0; n < 5; n++) ward.engage(cells.slice(0, 1), CONCLUDED);
    const { figure, counters } = ward.ask();
    expect(figure.covered).toBe(1);
    expect(counters).toMatchObject({ engagements: 5, organizationTurns: 5, distinctOrganizations: 1 });
  });
  it('T6: what is decided in the term and concluded after the next congress does not count in the term', () => {
    const { ward, cells } = Ward.ofReport();
    ward.engage(cells.slice(0, 1), { decidedOn: '2029-12-20', concludedOn: '2030-09-01' });
    const answer = ward.ask({}, { asOf: plainDate('2030-12-31') });
    expect(fraction(answer)).toBe('0/120');
    expect(answer.excluded).toEqual([{ reason: 'AFTER_WINDOW', engagements: 1, turns: 1 }]);
    expect(fraction(ward.ask({ milestone: 'DECIDED' }, LATEST))).toBe('1/120');
  });
  it('T7: when a covered and an uncovered cell merge, the successor is covered and the denominator one less', () => {
    const { ward, cells } = Ward.ofReport();
    const [one = ward.id, other = ward.id] = cells;
    const engagementId = ward.engage([one], CONCLUDED);
    const [fresh = ward.id] = ward.reorganize('CONSOLIDATION', [one, other], [], 1, '2026-04-01');
    const answer = ward.ask();
    expect(fraction(answer)).toBe('1/119');
    expect(of(answer, fresh).by).toMatchObject({ engagementId, clause: 'OWN', lineage: 'INHERITED', through: [one] });
  });
  it('T8: 120 covered and two founded since are 120 of 122', () => {
    const { ward, all } = Ward.ofReport();
    ward.engage(all, CONCLUDED);
    for (let n = 0; n < 2; n++) ward.found('BASE_CELL', ward.id, '2026-05-19');
    expect(ward.ask().figure).toMatchObject({ covered: 120, total: 122, percent: '98.36' });
  });
  it.each(EVERY_MILESTONE)(
    'T9: a supervision that was cancelled counts no more, whatever was reached: %s',
    (milestone) => {
      const { ward, cells } = Ward.ofReport();
      const days = { decidedOn: '2026-01-05', conductedOn: '2026-02-02', concludedOn: '2026-03-10' };
      const engagementId = ward.engage(cells.slice(0, 1), { kind: 'SUP_THEMATIC', ...days });
      expect(fraction(ward.ask({ milestone }))).toBe('1/120');
      ward.cancel(engagementId, '2026-04-01');
      const answer = ward.ask({ milestone });
      expect(fraction(answer)).toBe('0/120');
      expect(answer.excluded).toEqual([{ reason: 'CANCELLED', engagements: 1, turns: 1 }]);
      expect(fraction(ward.ask({ milestone }, { asOf: plainDate('2026-03-31') }))).toBe('1/120');
    },
  );
  it('T10: routine supervision is no kind that a rule could count', () => {
    const kinds: readonly string[] = DEFAULT_RULE.rule.kinds;
    expect(kinds).not.toContain('SUP_ROUTINE');
    expect(fraction(Ward.ofReport().ward.ask())).toBe('0/120');
  });
  it('T11: an inspection of the secretary alone covers the cell only where leaders count', () => {
    const { ward, cells } = Ward.ofReport();
    const [cell = ward.id] = cells;
    ward.engage(
      [
        { of: cell, capacity: 'SECRETARY' },
        { of: cells[1] ?? ward.id, capacity: 'MEMBER' },
      ],
      CONCLUDED,
    );
    expect(fraction(ward.ask({ subjects: 'ORG_ONLY' }))).toBe('0/120');
    const answer = ward.ask({ subjects: 'ORG_OR_LEADER' });
    expect(fraction(answer)).toBe('1/120');
    expect(of(answer, cell).by).toMatchObject({ clause: 'LEADER' });
  });
  it('T12: one operation on 3 organizations and 4 members is one operation, 3 turns and 3 distinct, 4 turns of members', () => {
    const { ward, cells } = Ward.ofReport();
    const [cell = ward.id] = cells;
    const members = Array.from({ length: 4 }, () => ({ of: cell, capacity: 'MEMBER' as const }));
    ward.engage([...cells.slice(0, 3), ...members], CONCLUDED);
    expect(ward.ask().counters).toMatchObject({
      engagements: 1,
      organizationTurns: 3,
      distinctOrganizations: 3,
      memberTurns: 4,
      distinctMembers: 4,
      byVerb: { INSPECTION: { engagements: 1 }, SUPERVISION: { engagements: 0 } },
    });
  });
});

describe('figures', () => {
  it('truncates a percentage and never rounds it up to 100.00', () => {
    expect(percentOf(119, 120)).toBe('99.16');
    expect(percentOf(99_999, 100_000)).toBe('99.99');
    expect(percentOf(120, 120)).toBe('100.00');
    expect(percentOf(5, 122)).toBe('4.09');
    expect(percentOf(0, 122)).toBe('0.00');
  });
  it('has no percentage if there is nothing to cover', () => {
    const answer = new Ward().ask();
    expect(answer.figure).toMatchObject({ covered: 0, total: 0, percent: null });
  });
  it('shows all, direct and cells side by side, and inspected, supervised, both and either', () => {
    const { ward, baseCells, cells } = Ward.ofReport();
    ward.engage([...cells.slice(0, 2), ...baseCells.slice(0, 1)], CONCLUDED);
    ward.engage([...cells.slice(1, 3)], SUPERVISED);
    expect(ward.ask().figures).toMatchObject([
      { denominator: 'ALL', total: 120, covered: 4, inspected: 3, supervised: 2, both: 1, either: 4 },
      { denominator: 'DIRECT', total: 33, covered: 1, inspected: 1, supervised: 0 },
      { denominator: 'CELLS', total: 112, covered: 4, inspected: 3, supervised: 2 },
    ]);
  });
  it('counts only those organizations of a custom list that are under the scope', () => {
    const { ward, cells } = inspectedDirectly();
    ward.engage(cells.slice(0, 1), CONCLUDED);
    const custom = [...cells.slice(0, 3), ward.id, ward.newId()];
    const answer = ward.ask({ denominator: { custom } });
    expect(answer.figure).toMatchObject({ denominator: 'CUSTOM', total: 3, covered: 1 });
    expect(answer.figures.map(({ denominator }) => denominator)).toEqual(['ALL', 'DIRECT', 'CELLS', 'CUSTOM']);
    expect(answer.organizations('DIRECT')).toHaveLength(33);
  });
  it('reports the results of the turns that count, by the day', () => {
    const { ward, cells } = Ward.ofReport();
    ward.engage(cells.slice(0, 2), { ...CONCLUDED, outcome: 'SHORTCOMINGS' });
    ward.engage(cells.slice(2, 3), { ...CONCLUDED, outcome: 'GOOD' });
    ward.engage(cells.slice(3, 4), { concludedOn: '2025-08-01', outcome: 'SHORTCOMINGS' });
    expect(ward.ask().depth).toMatchObject({ organizationTurns: 3, withFaults: 2 });
    const decided = ward.engage(cells.slice(0, 1), {
      decidedOn: '2026-01-05',
      concludedOn: '2026-09-10',
      outcome: 'MUST_DISCIPLINE',
    });
    expect(ward.ask({ milestone: 'DECIDED' }, { asOf: plainDate('2026-09-09') }).depth.withFaults).toBe(2);
    expect(ward.ask({ milestone: 'DECIDED' }).depth.withFaults).toBe(3);
    const [subject] = ward.rowsOf(decided).subjects;
    const remedy = (dueOn: string) => {
      const remedyId = ward.newId();
      const row = { ...ward.row(), remedyId, subjectId: subject?.subjectId ?? ward.id, dueOn: plainDate(dueOn) };
      ward.rowsOf(decided).remedies.push(row);
      return remedyId;
    };
    const [done] = [remedy('2026-10-01'), remedy('2026-10-02'), remedy('2026-12-01')];
    const follow = (followedUpOn: string, ofRemedy = done) =>
      ward
        .rowsOf(decided)
        .followUps.push({ ...ward.row(), remedyId: ofRemedy, followedUpOn: plainDate(followedUpOn), done: true });
    follow('2026-10-20');
    expect(ward.ask().depth.remedies).toEqual({ asked: 3, done: 1, overdue: 1, open: 1 });
    expect(ward.ask({}, { asOf: plainDate('2026-10-02') }).depth.remedies).toEqual({
      asked: 3,
      done: 0,
      overdue: 1,
      open: 2,
    });
  });
  it('give the pace: elapsed days, organizations due by now at an even pace and needed per year, both rounded up', () => {
    const { ward, all } = Ward.ofReport();
    for (let n = 0; n < 2; n++) ward.found('BASE_CELL', ward.id, '2026-05-19');
    ward.engage(all.slice(0, 43), CONCLUDED);
    expect(ward.ask().pace).toEqual({ elapsedShare: '24.20', evenPace: 30, neededPerYear: 21 });
    expect(ward.ask({}, LATEST).pace).toEqual({ elapsedShare: '100.00', evenPace: 122, neededPerYear: null });
    expect(ward.ask({}, { windowOf: () => ({ ...TERM, to: null }) }).pace).toBeNull();
    expect(ward.ask({}, { asOf: plainDate('2025-08-15') }).pace).toBeNull();
  });
  it('counts two operations of one decision as two, or as one if the rule says so', () => {
    const { ward, cells } = Ward.ofReport();
    const inspection = ward.engage(cells.slice(0, 1), CONCLUDED);
    const supervision = ward.engage(cells.slice(0, 1), { ...SUPERVISED, combinedWith: inspection });
    expect(ward.ask().counters).toMatchObject({ engagements: 2, organizationTurns: 2, distinctOrganizations: 1 });
    expect(ward.ask({ combined: 'ONE' }).counters).toMatchObject({ engagements: 1, organizationTurns: 2 });
    ward.cancel(supervision, '2026-04-01');
    expect(ward.ask({ combined: 'ONE' }).counters.engagements).toBe(1);
  });
});
