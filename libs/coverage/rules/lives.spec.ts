import { describe, expect, it } from '@jest/globals';
import { COUNTED_FROM, type CountedFrom } from '#features/counting-rules';
import { plainDate } from '#kernel/dates';
import { fraction, of, Ward } from '../testing.js';

const on = (day: string) => ({ asOf: plainDate(day) });
const reasons = (ward: Ward, ...asked: Parameters<Ward['ask']>) =>
  Object.fromEntries(ward.ask(...asked).excluded.map(({ reason, engagements }) => [reason, engagements]));
const MILESTONES = Object.keys(COUNTED_FROM) as CountedFrom[];

/** A base organization with an old cell, and a cell that is founded on 1/10/2026. */
const founding = () => {
  const ward = new Ward();
  const base = ward.found('BASE_ORGANIZATION');
  const old = ward.found('SUB_CELL', base);
  return { ward, base, old, young: ward.found('SUB_CELL', base, '2026-10-01') };
};

describe('an act before its subject existed (decision 036)', () => {
  it.each(MILESTONES)(
    'does not count on a day before the founding of the subject, and counts from that day on: %s',
    (milestone) => {
      const at = (day: string) => {
        const { ward, young } = founding();
        ward.engage([young], { decidedOn: day, conductedOn: day, concludedOn: day });
        return [fraction(ward.ask({ milestone })), reasons(ward, { milestone })];
      };
      expect(at('2026-09-30')).toEqual(['0/3', { BEFORE_SUBJECT_EXISTED: 1 }]);
      expect(at('2026-10-01')).toEqual(['1/3', {}]);
    },
  );
  it('does not reach an organization that is founded later, whether from above or as a place of work', () => {
    const { ward, base, old, young } = founding();
    ward.engage([base], { concludedOn: '2026-09-20', workedAt: [old, young] });
    expect(fraction(ward.ask({ spread: 'DOWN' }))).toBe('2/3');
    expect(fraction(ward.ask({ spread: 'NAMED' }))).toBe('2/3');
  });
  it('counts as a turn of the member and reaches no organization, if its subject is the leader', () => {
    const { ward, young } = founding();
    ward.engage([{ of: young, capacity: 'SECRETARY' }], { concludedOn: '2026-09-20' });
    const answer = ward.ask({ subjects: 'ORG_OR_LEADER' });
    expect(fraction(answer)).toBe('0/3');
    expect(answer).toMatchObject({ counters: { memberTurns: 1 }, excluded: [] });
  });
  it('does not count if the subject was added to the engagement after its conclusion', () => {
    const { ward, old } = founding();
    const engagementId = ward.engage([old], { decidedOn: '2026-01-05', concludedOn: '2026-02-20' });
    const rows = ward.rowsOf(engagementId);
    rows.subjects = rows.subjects.map((row) => ({ ...row, since: plainDate('2026-03-01') }));
    expect(reasons(ward)).toEqual({ BEFORE_SUBJECT_EXISTED: 1 });
    expect(fraction(ward.ask({ milestone: 'DECIDED' }))).toBe('1/3');
  });
  it('is inherited by no successor: a part that a division founds has no act from before that day', () => {
    const { ward, old } = founding();
    const [part = old] = ward.reorganize('DIVISION', [old], [], 2, '2026-04-01');
    ward.engage([part], { concludedOn: '2026-03-31' });
    expect(reasons(ward, { split: 'INHERIT' })).toEqual({ BEFORE_SUBJECT_EXISTED: 1 });
    expect(ward.ask({ split: 'INHERIT' }).figure.covered).toBe(0);
  });
});

describe('a subject in no register', () => {
  it('is told of in the whole and in no ward, and not before an earlier reason', () => {
    const { ward, old } = founding();
    ward.engage([ward.newId()], { concludedOn: '2026-03-10' });
    ward.cancel(ward.engage([ward.newId()], { concludedOn: '2026-03-10' }), '2026-04-01');
    ward.engage([old], { concludedOn: '2025-08-01' });
    const inWard = { BEFORE_WINDOW: 1 };
    expect(reasons(ward)).toEqual(inWard);
    expect(reasons(ward, {}, { scope: null })).toEqual({ ...inWard, CANCELLED: 1, UNKNOWN_SUBJECT: 1 });
  });
  it('whose founding was annulled belongs to the ward of its register, with and without a scope', () => {
    const { ward, young } = founding();
    ward.engage([young], { concludedOn: '2026-10-10' });
    ward.unfound(young);
    expect(reasons(ward)).toEqual({ UNKNOWN_SUBJECT: 1 });
    expect(reasons(ward, {}, { scope: null })).toEqual({ UNKNOWN_SUBJECT: 1 });
  });
});

describe('an inspection on signs of violation', () => {
  it('is told of subject by subject once one subject is concluded, and not at all before', () => {
    const { ward, base, old } = founding();
    const engagementId = ward.engage([base, old], { kind: 'INSP_SIGNS', decidedOn: '2026-01-05' });
    expect(reasons(ward)).toEqual({});
    const rows = ward.rowsOf(engagementId);
    const subjectId = rows.subjects[0]?.subjectId ?? ward.id;
    const countsOn = plainDate('2026-03-10');
    rows.conclusions.push({ ...ward.row(), subjectId, countsOn, outcome: null, workedAt: [] });
    expect(ward.ask()).toMatchObject({ figure: { covered: 1 }, excluded: [{ reason: 'NOT_REACHED', turns: 1 }] });
  });
});

describe('where each organization of the term stands', () => {
  it('adds up: covered, inherited, not covered, ended and how, moved away, too new', () => {
    const { ward, base, old, young } = founding();
    const other = ward.found('BASE_ORGANIZATION');
    const cells = Array.from({ length: 5 }, () => ward.found('SUB_CELL', base));
    const [merged = old, survivor = old, gone = old, moved = old] = cells;
    ward.engage([merged, base], { concludedOn: '2026-03-10' });
    ward.reorganize('ABSORPTION', [merged, survivor], [survivor], 0, '2026-04-01');
    ward.dissolve(gone, '2026-05-01');
    ward.move(moved, other, '2026-06-01');
    const rule = { actors: ['HIGHER' as const], organizations: 'AT_REPORT_WITH_GRACE' as const, graceMonths: 6 };
    const answer = ward.ask(rule, { scope: base });
    expect(answer.states).toEqual({
      COVERED: 0,
      INHERITED: 1,
      UNCOVERED: 2,
      SUBJECT_ENDED: 2,
      LEFT_SCOPE: 1,
      TOO_NEW: 1,
      NOT_AT_START: 0,
      NOT_LISTED: 0,
    });
    const told = new Map(answer.leftOut().map((one) => [one.organizationId, one]));
    expect(told.get(merged)).toMatchObject({
      state: 'SUBJECT_ENDED',
      ended: { on: '2026-04-01', how: 'ABSORPTION', into: [survivor] },
    });
    expect(told.get(gone)).toMatchObject({ ended: { on: '2026-05-01', how: 'DISSOLVED', into: [] } });
    expect(told.get(moved)).toMatchObject({ state: 'LEFT_SCOPE', ended: null });
    expect(told.get(young)).toMatchObject({ state: 'TOO_NEW', ended: null });
    expect(ward.ask({ denominator: 'DIRECT' }).states).toMatchObject({ COVERED: 1, UNCOVERED: 1, NOT_LISTED: 7 });
    expect(ward.ask({ organizations: 'AT_START' }).states).toMatchObject({ NOT_AT_START: 1, SUBJECT_ENDED: 0 });
    expect(ward.ask({}, on('2025-08-15')).states).toMatchObject({ COVERED: 0, UNCOVERED: 8, SUBJECT_ENDED: 0 });
  });
});

describe('an organization that is a subject in three capacities', () => {
  it('is one turn of one engagement, and one turn with a fault', () => {
    const { ward, old } = founding();
    const named = (['ORGANIZATION', 'COMMITTEE', 'INSPECTION_COMMITTEE'] as const).map((capacity) => ({
      of: old,
      capacity,
    }));
    ward.engage(named, { concludedOn: '2026-03-10', outcome: 'SHORTCOMINGS' });
    expect(ward.ask().counters).toMatchObject({ engagements: 1, organizationTurns: 1, distinctOrganizations: 1 });
    expect(ward.ask().depth).toMatchObject({ organizationTurns: 1, withFaults: 1 });
    ward.engage([old], { concludedOn: '2026-03-11' });
    expect(ward.ask().counters).toMatchObject({ engagements: 2, organizationTurns: 2, distinctOrganizations: 1 });
  });
});

describe('several subjects of one entry that reach one organization', () => {
  it('are its own act before the act from above, and before an inherited one', () => {
    const { ward, base, old } = founding();
    const first = ward.engage([base, old], { decidedOn: '2026-01-05' });
    const [, own] = ward.rowsOf(first).subjects;
    const rule = { milestone: 'DECIDED', spread: 'DOWN' } as const;
    expect(of(ward.ask(rule), old).by).toMatchObject({ clause: 'OWN', subjectId: own?.subjectId });
    const survivor = ward.found('SUB_CELL', base);
    const second = ward.engage([old, survivor], { decidedOn: '2026-01-04' });
    ward.reorganize('ABSORPTION', [survivor, old], [survivor], 0, '2026-04-01');
    const [, named] = ward.rowsOf(second).subjects;
    expect(of(ward.ask(rule), survivor).by).toMatchObject({ lineage: null, subjectId: named?.subjectId });
  });
});

describe('the results of the turns that count', () => {
  it('hold nothing that is dated after the day asked about', () => {
    const { ward, old } = founding();
    const engagementId = ward.engage([old], {
      decidedOn: '2025-11-01',
      conductedOn: '2025-11-03',
      concludedOn: '2025-11-20',
      outcome: 'SHORTCOMINGS',
    });
    const rows = ward.rowsOf(engagementId);
    const subjectId = rows.subjects[0]?.subjectId ?? ward.id;
    rows.remedies.push({ ...ward.row(), remedyId: ward.newId(), subjectId, dueOn: plainDate('2025-11-01') });
    const depth = (day: string) => ward.ask({ milestone: 'CONDUCTED' }, on(day)).depth;
    const none = { asked: 0, done: 0, overdue: 0, open: 0 };
    expect(depth('2025-11-19')).toEqual({ organizationTurns: 1, withFaults: 0, remedies: none });
    expect(depth('2025-11-20')).toEqual({
      organizationTurns: 1,
      withFaults: 1,
      remedies: { ...none, asked: 1, overdue: 1 },
    });
  });
});
