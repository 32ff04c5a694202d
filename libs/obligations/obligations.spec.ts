import { describe, expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import type { CaseOfEngagement, Concluded, Facts, InspectionOnSigns } from './obligations.js';
import { obligations } from './obligations.js';

const id = (n: number) => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const [engagementId, subjectId, organizationId, memberId, other] = [id(1), id(2), id(3), id(4), id(5)];
const day = plainDate;
const found = (outcome: Concluded['outcome'], more: Partial<Concluded> = {}): Concluded => ({
  engagementId,
  subjectId,
  organizationId,
  memberId: null,
  capacity: 'ORGANIZATION',
  noticeNumber: null,
  since: day('2026-03-01'),
  outcome,
  ...more,
});
const inspection = (more: Partial<InspectionOnSigns> = {}): InspectionOnSigns => ({
  engagementId: id(10),
  arisesFrom: { engagementId, subjectId },
  subjects: [{ organizationId, memberId: null }],
  decidedOn: day('2026-04-01'),
  ...more,
});
const aCase = (status: CaseOfEngagement['status'], more: Partial<CaseOfEngagement> = {}): CaseOfEngagement => ({
  caseId: id(20),
  organizationId,
  memberId: null,
  arisesFrom: { engagementId, subjectId },
  status,
  endedOn: status === 'OPEN' || status === 'POSTPONED' ? null : day('2026-05-01'),
  ...more,
});
const NOTHING: Facts = {
  conclusions: [],
  inspections: [],
  cases: [],
  discharges: [],
  disbandments: { cases: [], ends: [] },
  kin: (a, b) => (a === b ? 'same' : 'none'),
  personOf: (id) => id,
  answering: (of) => ({ organizationIds: [of], through: [] }),
};
const ask = (facts: Partial<Facts>) => obligations(Object.assign({}, NOTHING, facts));
const closedBy = (facts: Partial<Facts>) => ask(facts).map(({ closed }) => closed?.by ?? null);

describe('an obligation', () => {
  it('is opened by signs of violation and by a violation that calls for discipline, and by no other outcome', () => {
    expect(ask({ conclusions: [found('SIGNS_FOUND')] })).toMatchObject([{ obliges: 'INSPECT_SIGNS', closed: null }]);
    expect(ask({ conclusions: [found('MUST_DISCIPLINE')] })).toMatchObject([{ obliges: 'DISCIPLINE', closed: null }]);
    const others = ['GOOD', 'REMINDED', 'SHORTCOMINGS', 'NO_VIOLATION', 'VIOLATION_NO_DISCIPLINE'] as const;
    expect(ask({ conclusions: others.map((outcome) => found(outcome)) })).toEqual([]);
  });
  it('to inspect signs is closed by an inspection that arises from that very subject', () => {
    const conclusions = [found('SIGNS_FOUND')];
    expect(closedBy({ conclusions, inspections: [inspection()] })).toEqual(['ENGAGEMENT']);
    for (const arisesFrom of [
      { engagementId: other, subjectId },
      { engagementId, subjectId: other },
    ])
      expect(closedBy({ conclusions, inspections: [inspection({ arisesFrom })] })).toEqual([null]);
    expect(closedBy({ conclusions, cases: [aCase('DECIDED')] })).toEqual([null]);
  });
  it('is closed by an act that names the engagement only, where the subject of both is the same', () => {
    const arisesFrom = { engagementId, subjectId: null };
    const by = (subjects: InspectionOnSigns['subjects']) =>
      closedBy({ conclusions: [found('SIGNS_FOUND')], inspections: [inspection({ arisesFrom, subjects })] });
    expect(by([{ organizationId, memberId: null }])).toEqual(['ENGAGEMENT']);
    expect(by([{ organizationId, memberId }])).toEqual([null]);
    expect(by([{ organizationId: other, memberId: null }])).toEqual([null]);
  });
  it('on a person is closed by an act on another record of that person, and by none on another person', () => {
    const conclusions = [found('MUST_DISCIPLINE', { memberId })];
    for (const arisesFrom of [
      { engagementId, subjectId },
      { engagementId, subjectId: null },
    ]) {
      const cases = [aCase('DECIDED', { memberId: other, arisesFrom })];
      expect(closedBy({ conclusions, cases, personOf: () => memberId })).toEqual(['DECISION']);
      expect(closedBy({ conclusions, cases })).toEqual([null]);
    }
  });
  it('to consider discipline is closed by a case that was decided or ended without discipline', () => {
    const conclusions = [found('MUST_DISCIPLINE')];
    expect(closedBy({ conclusions, cases: [aCase('DECIDED')] })).toEqual(['DECISION']);
    expect(closedBy({ conclusions, cases: [aCase('NOT_IMPOSED')] })).toEqual(['NO_DISCIPLINE']);
    expect(closedBy({ conclusions, inspections: [inspection()] })).toEqual([null]);
  });
  it('stays open while its case is under way, and says so', () => {
    for (const status of ['OPEN', 'POSTPONED'] as const)
      expect(ask({ conclusions: [found('MUST_DISCIPLINE')], cases: [aCase(status)] })).toMatchObject([
        { closed: null, underWay: id(20) },
      ]);
    const both = [aCase('OPEN', { caseId: id(21) }), aCase('DECIDED')];
    expect(ask({ conclusions: [found('MUST_DISCIPLINE')], cases: both })).toMatchObject([
      { closed: { by: 'DECISION' }, underWay: null },
    ]);
  });
  it('on a person is not closed by what was done about another person of the same organization', () => {
    const conclusions = [found('MUST_DISCIPLINE', { memberId, capacity: 'MEMBER' })];
    const from = { arisesFrom: { engagementId, subjectId: null } };
    expect(closedBy({ conclusions, cases: [aCase('DECIDED', { ...from, memberId: other })] })).toEqual([null]);
    expect(closedBy({ conclusions, cases: [aCase('DECIDED', { ...from, memberId })] })).toEqual(['DECISION']);
  });
  it('is closed by a discharge, with its reason', () => {
    const discharges = [{ engagementId, subjectId, on: day('2026-03-05'), reason: 'NOT_CONFIRMED' as const }];
    expect(ask({ conclusions: [found('SIGNS_FOUND')], discharges })).toMatchObject([
      { closed: { by: 'DISCHARGE', on: '2026-03-05', id: null, reason: 'NOT_CONFIRMED' } },
    ]);
    expect(closedBy({ conclusions: [found('SIGNS_FOUND', { subjectId: other })], discharges })).toEqual([null]);
  });
  it('is closed by the earliest of several', () => {
    const discharges = [{ engagementId, subjectId, on: day('2026-04-02'), reason: 'OTHER' as const }];
    const facts = { conclusions: [found('SIGNS_FOUND')], discharges, inspections: [inspection()] };
    expect(closedBy(facts)).toEqual(['ENGAGEMENT']);
  });
  it('is closed by an act of the same day or later only', () => {
    const conclusions = [found('SIGNS_FOUND')];
    const by = (on: string | null) =>
      ask({ conclusions, inspections: [inspection({ decidedOn: on === null ? null : day(on) })] })[0];
    expect(by('2026-03-01')).toMatchObject({ closed: { on: '2026-03-01' }, notClosedBy: [] });
    expect(by('2026-02-28')).toMatchObject({ closed: null, notClosedBy: [{ id: id(10), because: 'EARLIER' }] });
    expect(by(null)).toMatchObject({ closed: null, notClosedBy: [{ id: id(10), because: 'DAY_UNKNOWN' }] });
    const undated = { conclusions: [found('SIGNS_FOUND', { since: null })], inspections: [inspection()] };
    expect(ask(undated)).toMatchObject([{ closed: null, notClosedBy: [{ because: 'DAY_UNKNOWN' }] }]);
    const early = aCase('DECIDED', { endedOn: day('2025-03-01') });
    expect(ask({ conclusions: [found('MUST_DISCIPLINE')], cases: [early] })).toMatchObject([
      { closed: null, notClosedBy: [{ id: id(20), because: 'EARLIER' }] },
    ]);
  });
  it('is not closed by an act that names its subject and is about another one', () => {
    const about = (who: { organizationId: Uuid; memberId: Uuid | null }) =>
      ask({ conclusions: [found('SIGNS_FOUND')], inspections: [inspection({ subjects: [who] })] });
    expect(about({ organizationId: other, memberId: null })).toMatchObject([
      { closed: null, notClosedBy: [{ id: id(10), because: 'OTHER_SUBJECT' }] },
    ]);
    expect(about({ organizationId, memberId })).toMatchObject([{ closed: { by: 'ENGAGEMENT' } }]);
  });
  it('is closed by an act about what became of the organization, and told to whom it passed', () => {
    const [facts] = ask({
      conclusions: [found('SIGNS_FOUND')],
      inspections: [inspection({ subjects: [{ organizationId: other, memberId: null }] })],
      kin: () => 'same',
      personOf: (id) => id,
      answering: () => ({ organizationIds: [other], through: [] }),
    });
    expect(facts).toMatchObject({ closed: { by: 'ENGAGEMENT' }, answering: { organizationIds: [other] } });
  });
  it('comes before younger ones, one without a day first', () => {
    const days = ['2026-03-01', null, '2026-01-01'];
    const conclusions = days.map((on, n) =>
      found('SIGNS_FOUND', { subjectId: id(30 + n), since: on === null ? null : day(on) }),
    );
    expect(ask({ conclusions }).map(({ since }) => since)).toEqual([null, '2026-01-01', '2026-03-01']);
  });
});

describe('a disbandment', () => {
  const decided = { caseId: id(40), organizationId, disbands: true, decidedOn: day('2026-03-01'), isOpen: false };
  const ended = { organizationId, how: 'DISBANDED' as const, on: day('2026-04-01'), entry: 7 };
  it('that was decided is an open obligation until the register records it', () => {
    expect(ask({ disbandments: { cases: [decided], ends: [] } })).toMatchObject([
      { obliges: 'REGISTER_DISBANDMENT', caseId: id(40), since: '2026-03-01', closed: null, organizationId },
    ]);
    expect(ask({ disbandments: { cases: [decided], ends: [ended] } })).toMatchObject([
      { obliges: 'REGISTER_DISBANDMENT', closed: { by: 'REGISTER', on: '2026-04-01' } },
      { obliges: 'DECIDE_DISBANDMENT', registerEntry: 7, closed: { by: 'DECISION', id: id(40), on: '2026-03-01' } },
    ]);
  });
  it('that the register records is an open obligation until it was decided', () => {
    expect(ask({ disbandments: { cases: [], ends: [ended] } })).toMatchObject([
      { obliges: 'DECIDE_DISBANDMENT', registerEntry: 7, since: '2026-04-01', closed: null, underWay: null },
    ]);
    const underWay = { caseId: id(41), organizationId, disbands: false, decidedOn: null, isOpen: true };
    expect(ask({ disbandments: { cases: [underWay], ends: [ended] } })).toMatchObject([{ underWay: id(41) }]);
    const dissolved = { organizationId, how: 'DISSOLVED' as const, on: day('2026-04-01'), entry: 7 };
    expect(ask({ disbandments: { cases: [underWay], ends: [dissolved] } })).toEqual([]);
  });
});
