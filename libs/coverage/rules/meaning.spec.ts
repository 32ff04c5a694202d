import { describe, expect, it } from '@jest/globals';
import { DEFAULT_RULE } from '#features/counting-rules';
import { plainDate } from '#kernel/dates';
import { coverage } from '../coverage.js';
import { CoverageFacts } from '../facts/coverage-facts.js';
import { fraction, of, TERM, Ward } from '../testing.js';

const CONCLUDED = { concludedOn: '2026-03-10' };
const small = () => {
  const ward = new Ward();
  const base = ward.found('BASE_ORGANIZATION');
  const [a, b] = [ward.found('SUB_CELL', base), ward.found('SUB_CELL', base)];
  const baseCell = ward.found('BASE_CELL');
  return { ward, base, a, b, baseCell };
};
const on = (day: string) => ({ asOf: plainDate(day) });
const reasons = (ward: Ward, ...asked: Parameters<Ward['ask']>) =>
  Object.fromEntries(ward.ask(...asked).excluded.map(({ reason, engagements }) => [reason, engagements]));

/** The numbers of the points are those in docs/architecture.md "What a question means". */
describe('what is known (points 1 and 2)', () => {
  it('counts what was recorded up to a log position: late entries are not known before it', () => {
    const { ward, a } = small();
    const before = ward.position;
    ward.engage([a], CONCLUDED);
    expect(fraction(ward.ask({}, { known: before }))).toBe('0/4');
    expect(fraction(ward.ask())).toBe('1/4');
  });
  it('counts an engagement as opened until its conclusion is recorded', () => {
    const { ward, a } = small();
    const engagementId = ward.engage([a], CONCLUDED);
    const [opening] = ward.rowsOf(engagementId).openings;
    const known = opening?.position ?? 0;
    expect(reasons(ward, {}, { known })).toEqual({ NOT_REACHED: 1 });
    expect(fraction(ward.ask({ milestone: 'DECIDED' }, { known }))).toBe('1/4');
  });
  it('takes an entry as last corrected, and leaves out what was annulled, from the correction on', () => {
    const { ward, a } = small();
    const engagementId = ward.engage([a], { concludedOn: '2025-08-01' });
    const before = ward.position;
    ward.redate(engagementId, '2026-03-10');
    expect(fraction(ward.ask({}, { known: before }))).toBe('0/4');
    expect(of(ward.ask(), a).by).toMatchObject({ day: '2026-03-10' });
    const corrected = ward.position;
    ward.annul(engagementId);
    expect(fraction(ward.ask({}, { known: corrected }))).toBe('1/4');
    expect(ward.ask()).toMatchObject({ counters: { engagements: 0 }, excluded: [] });
  });
});

describe('the structure of a day (point 3)', () => {
  it('holds a change on its very day', () => {
    const { ward, base, a } = small();
    ward.dissolve(a, '2026-05-01');
    ward.found('SUB_CELL', base, '2026-06-01');
    const totals = ['2026-04-30', '2026-05-01', '2026-05-31', '2026-06-01'].map(
      (day) => ward.ask({}, on(day)).figure.total,
    );
    expect(totals).toEqual([4, 3, 3, 4]);
  });
  it('spreads work down to the organizations that were below on the day of the act', () => {
    const { ward, base, a, b } = small();
    const other = ward.found('BASE_ORGANIZATION');
    ward.engage([base], CONCLUDED);
    ward.move(a, other, '2026-03-10');
    ward.move(b, other, '2026-03-11');
    const answer = ward.ask({ spread: 'DOWN' });
    expect([a, b].map((id) => of(answer, id).covered)).toEqual([false, true]);
  });
});

describe('the denominator (point 4)', () => {
  const moving = () => {
    const told = small();
    const { ward, base, a } = told;
    ward.dissolve(a, '2025-12-01');
    const passing = ward.found('SUB_CELL', base, '2026-01-01');
    ward.dissolve(passing, '2026-02-01');
    return { ...told, passing, late: ward.found('SUB_CELL', base, '2026-08-31') };
  };
  it('is what exists on the day asked about, on the first day of the term, or on any day of it', () => {
    const { ward } = moving();
    const total = (organizations: (typeof DEFAULT_RULE.rule)['organizations'], day = '2026-10-31') =>
      ward.ask({ organizations }, on(day)).figure.total;
    expect(total('AT_REPORT')).toBe(4);
    expect(total('AT_START')).toBe(4);
    expect(total('EVER')).toBe(6);
    expect(total('EVER', '2026-01-15')).toBe(5);
    expect(total('EVER', '2025-08-15')).toBe(0);
    expect(total('AT_START', '2025-08-01')).toBe(4);
  });
  it('leaves the newly founded out for so many months, a month without that day ending on its last', () => {
    const { ward } = moving();
    const total = (graceMonths: number, day: string) =>
      ward.ask({ organizations: 'AT_REPORT_WITH_GRACE', graceMonths }, on(day)).figure.total;
    expect([total(1, '2026-09-29'), total(1, '2026-09-30')]).toEqual([3, 4]);
    expect([total(6, '2027-02-27'), total(6, '2027-02-28')]).toEqual([3, 4]);
  });
  it('includes the organizations below the scope on the days that the rule names', () => {
    const { ward, base, baseCell, a } = small();
    ward.move(a, ward.found('BASE_ORGANIZATION'), '2026-01-01');
    const asked = (organizations: 'AT_REPORT' | 'EVER') =>
      ward.ask({ organizations, denominator: 'DIRECT' }, { scope: base });
    expect(asked('AT_REPORT').figures.map((one) => one.total)).toEqual([1, 1, 1]);
    expect(asked('EVER').figures.map((one) => one.total)).toEqual([2, 2, 2]);
    expect(ward.ask({}, { scope: baseCell }).figure).toMatchObject({ total: 0, percent: null });
    expect(ward.ask({}, { scope: ward.newId() }).figure.total).toBe(0);
  });
});

describe('acts (point 5)', () => {
  it('count from the first to the last day of the term, and not after the day asked about', () => {
    const { ward, a } = small();
    const counts = (concludedOn: string, day = '2031-01-01') => {
      const engagementId = ward.engage([a], { decidedOn: '2025-08-01', concludedOn });
      const answer = fraction(ward.ask({}, on(day))) === '1/4';
      ward.annul(engagementId);
      return answer;
    };
    const days = ['2025-08-15', '2025-08-16', '2030-08-15', '2030-08-16'];
    expect(days.map((day) => counts(day))).toEqual([false, true, true, false]);
    expect([counts('2026-10-31', '2026-10-31'), counts('2026-11-01', '2026-10-31')]).toEqual([true, false]);
  });
  it.each(['cancel', 'revoke', 'remove'] as const)('count no more from the day on which one says %s', (how) => {
    const { ward, a } = small();
    ward[how](ward.engage([a], { decidedOn: '2026-01-05', ...CONCLUDED }), '2026-04-01');
    for (const milestone of ['DECIDED', 'CONCLUDED'] as const)
      expect(['2026-03-31', '2026-04-01'].map((day) => fraction(ward.ask({ milestone }, on(day))))).toEqual([
        '1/4',
        '0/4',
      ]);
  });
  it('are left out for the first reason that applies; an engagement for that of its most advanced act', () => {
    const { ward, base, a, b } = small();
    const cancelled = ward.engage([a], CONCLUDED);
    ward.cancel(cancelled, '2026-04-01');
    ward.revoke(ward.engage([a], CONCLUDED), '2026-04-01');
    ward.engage([a]);
    ward.engage([a], { concludedOn: null });
    ward.engage([a], { concludedOn: '2025-07-10' });
    ward.engage([a], { ...CONCLUDED, body: 'CELL' });
    const lower = ward.engage([a, b], { ...CONCLUDED, of: base, body: 'COMMITTEE' });
    ward.remove(lower, '2026-04-01');
    ward.engage([a], { ...CONCLUDED, of: null });
    ward.engage([a], { decidedOn: '2026-11-01' });
    const each = { CANCELLED: 1, REVOKED: 1, NOT_REACHED: 1, NO_DAY: 1, BEFORE_WINDOW: 1, OTHER_BODY: 1 };
    expect(reasons(ward)).toEqual({ ...each, LOWER_BODY: 1, HIGHER_BODY: 1 });
    expect(reasons(ward, { kinds: ['SUP_THEMATIC'] })).toEqual({ KIND: 8 });
    expect(ward.ask().excluded.reduce((all, { turns }) => all + turns, 0)).toBe(9);
  });
  it('with a conclusion but no entry of the conduct count as conducted on an unknown day', () => {
    const { ward, a } = small();
    ward.engage([a], CONCLUDED);
    expect(reasons(ward, { milestone: 'CONDUCTED' })).toEqual({ NO_DAY: 1 });
    expect(reasons(ward, { milestone: 'CONDUCTED' }, on('2026-03-09'))).toEqual({});
    ward.engage([a], { conductedOn: '2026-02-02' });
    expect(of(ward.ask({ milestone: 'CONDUCTED' }), a).by).toMatchObject({ day: '2026-02-02' });
  });
  it('are by a body of the scope, or of one below it on the day, or else by a higher one', () => {
    const { ward, base, a } = small();
    ward.engage([a], { ...CONCLUDED, of: base, body: 'COMMITTEE' });
    expect(reasons(ward)).toEqual({ LOWER_BODY: 1 });
    expect(fraction(ward.ask({ actors: ['LOWER'] }))).toBe('1/4');
    expect(fraction(ward.ask({}, { scope: base }))).toBe('1/2');
    ward.engage([a], CONCLUDED);
    expect(reasons(ward, {}, { scope: base })).toEqual({ HIGHER_BODY: 1 });
    expect(fraction(ward.ask({ actors: ['OWN_COMMITTEE'] }))).toBe('0/4');
  });
});

describe('reach (point 6)', () => {
  it('covers the organizations in which the team worked, and none below them, under NAMED', () => {
    const { ward, base, a, b } = small();
    ward.engage([base], { ...CONCLUDED, workedAt: [a] });
    expect(fraction(ward.ask({ spread: 'NONE' }))).toBe('1/4');
    const answer = ward.ask({ spread: 'NAMED' });
    expect([base, a, b].map((id) => of(answer, id).by?.clause)).toEqual(['OWN', 'NAMED', undefined]);
    expect(answer.counters).toMatchObject({ organizationTurns: 1, distinctOrganizations: 1 });
  });
  it('on a leader covers only the organization of the leader', () => {
    const { ward, base } = small();
    ward.engage([{ of: base, capacity: 'DEPUTY_SECRETARY' }], CONCLUDED);
    expect(fraction(ward.ask({ subjects: 'ORG_OR_LEADER', spread: 'DOWN' }))).toBe('1/4');
  });
});

describe('the deciding act (point 9)', () => {
  it('is the earliest by day, of one day by position, of one entry by the order of its subjects', () => {
    const { ward, a } = small();
    const decidedFirst = ward.engage([a], { decidedOn: '2026-01-05', concludedOn: '2026-03-11' });
    const first = ward.engage([a, a], CONCLUDED);
    ward.engage([a], CONCLUDED);
    const [one] = ward.rowsOf(first).subjects;
    expect(of(ward.ask({ milestone: 'DECIDED' }), a).by).toMatchObject({ engagementId: decidedFirst });
    expect(of(ward.ask(), a).by).toMatchObject({ engagementId: first, subjectId: one?.subjectId });
  });
  it('is, if both verbs are required, the act that completes them', () => {
    const { ward, a } = small();
    ward.engage([a], CONCLUDED);
    const later = ward.engage([a], { kind: 'SUP_THEMATIC', concludedOn: '2026-05-05' });
    expect(of(ward.ask({ verb: 'BOTH' }), a).by).toMatchObject({ engagementId: later });
    expect(of(ward.ask({ verb: 'SUPERVISED' }), a).by).toMatchObject({ engagementId: later });
    expect(of(ward.ask({ verb: 'INSPECTED' }), a).by).toMatchObject({ kind: 'INSP_COMPLIANCE' });
  });
});

describe('facts', () => {
  it('give the same answer in whatever order streams arrive, and after a stream arrives again', () => {
    const { ward, a } = small();
    const engagementId = ward.engage([a], CONCLUDED);
    const facts = new CoverageFacts();
    const ask = () =>
      fraction(
        coverage(facts, {
          ...on('2026-10-31'),
          known: ward.position,
          scope: null,
          rule: DEFAULT_RULE.rule,
          windowOf: () => TERM,
        }),
      );
    facts.setEngagement(engagementId, ward.rowsOf(engagementId));
    expect(ask()).toBe('0/0');
    facts.setRegister(ward.id, ward.registerRows);
    expect(ask()).toBe('1/4');
    ward.cancel(engagementId, '2026-04-01');
    facts.setEngagement(engagementId, ward.rowsOf(engagementId));
    expect(ask()).toBe('0/4');
  });
  it('of a register without a term are left out, and it is named', () => {
    const { ward, a } = small();
    ward.engage([a], CONCLUDED);
    const answer = ward.ask({}, { windowOf: () => null });
    expect(answer).toMatchObject({ figure: { total: 0 }, counters: { engagements: 0 }, withoutTerm: [ward.id] });
  });
});
