import { describe, expect, it } from '@jest/globals';
import type { Kin } from '#features/organizations';
import { plainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { isOneTwice, judge, type Link, type LinkedEngagement, type LinkingAct, withPersons } from './links.js';

const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const [CELL, SUCCESSOR, BASE, OTHER, WARD] = [id(1), id(2), id(3), id(4), id(5)] as const;
const [SUBJECT, MEMBER, COLLEAGUE] = [id(6), id(7), id(8)] as const;
/** The cell became its successor, and both are under the base. */
const kin: Kin = (a, b) => {
  const line = [CELL, SUCCESSOR];
  if (a === b || (line.includes(a) && line.includes(b))) return 'same';
  return [a, b].includes(BASE) && [a, b].some((one) => line.includes(one)) ? 'other level' : 'none';
};
const on = (day: string) => plainDate(day);
const act = (more: Partial<LinkingAct> = {}): LinkingAct => ({
  kind: 'INSP_SIGNS',
  body: { organizationId: WARD, body: 'INSPECTION_COMMITTEE' },
  decision: { number: '7-QĐ/UBKTĐU', signedOn: on('2026-03-20') },
  subjects: [{ organizationId: CELL, memberId: null }],
  ...more,
});
const other = (more: Partial<LinkedEngagement> = {}): LinkedEngagement => ({
  kind: 'SUP_THEMATIC',
  body: { organizationId: WARD, body: 'INSPECTION_COMMITTEE' },
  decision: { number: '7-QĐ/UBKTĐU', signedOn: on('2026-03-20') },
  subjects: [{ subjectId: SUBJECT, organizationId: CELL, memberId: null }],
  conclusions: [{ subjectId: SUBJECT, countsOn: on('2026-03-10'), outcome: 'SIGNS_FOUND' }],
  ...more,
});
const SOURCE: Link = { how: 'SOURCE', id: id(9), subjectId: null, field: 'arisesFrom.engagementId' };
const from = (own: LinkingAct, source: LinkedEngagement, subjectId: Uuid | null = null) =>
  judge({ ...SOURCE, subjectId }, own, source, kin);
const FITS = { wrong: null, unusual: [] };
const of = (organizationId: Uuid, memberId: Uuid | null = null) => ({ organizationId, memberId });

describe('an act that arises from a conclusion', () => {
  it('is about the subject of that conclusion, or about what became of it', () => {
    expect(from(act(), other())).toEqual(FITS);
    expect(from(act({ subjects: [of(SUCCESSOR)] }), other(), SUBJECT)).toEqual(FITS);
    expect(from(act({ subjects: [of(OTHER), of(CELL)] }), other(), SUBJECT)).toEqual(FITS);
  });
  it('is refused where it is about another organization or another person', () => {
    expect(from(act({ subjects: [of(OTHER)] }), other()).wrong).toBe('FROM_OTHER_SUBJECT');
    const ofMember = other({ subjects: [{ subjectId: SUBJECT, organizationId: CELL, memberId: MEMBER }] });
    expect(from(act({ subjects: [of(CELL, COLLEAGUE)] }), ofMember).wrong).toBe('FROM_OTHER_SUBJECT');
    expect(from(act({ subjects: [of(OTHER, MEMBER)] }), ofMember).wrong).toBeNull();
    expect(from(act({ subjects: [of(CELL, MEMBER)] }), other()).wrong).toBeNull();
  });
  it('may be about another record of the same person', () => {
    const personOf = (one: Uuid) => (one === COLLEAGUE ? MEMBER : one);
    const ofMember = other({ subjects: [{ subjectId: SUBJECT, organizationId: CELL, memberId: MEMBER }] });
    const own = act({ subjects: [of(OTHER, COLLEAGUE)] });
    expect(from(withPersons(own, personOf), withPersons(ofMember, personOf)).wrong).toBeNull();
    expect(from(own, ofMember).wrong).toBe('FROM_OTHER_SUBJECT');
  });
  it('may be about an organization above or below, which is reported', () => {
    expect(from(act({ subjects: [of(BASE)] }), other())).toEqual({ wrong: null, unusual: ['OTHER_LEVEL'] });
  });
  it('is reported where the source is not concluded, found nothing that calls for the act, or is later', () => {
    expect(from(act(), other({ conclusions: [] })).unusual).toEqual(['SOURCE_NOT_CONCLUDED']);
    const concluded = (outcome: 'GOOD' | 'MUST_DISCIPLINE' | null, day: string | null) =>
      other({ conclusions: [{ subjectId: SUBJECT, countsOn: day === null ? null : on(day), outcome }] });
    expect(from(act(), concluded('GOOD', '2026-03-10')).unusual).toEqual(['SOURCE_WITHOUT_CAUSE']);
    expect(from(act({ kind: null, body: null }), concluded('MUST_DISCIPLINE', '2026-03-10'))).toEqual(FITS);
    expect(from(act({ kind: null, body: null }), concluded('GOOD', '2026-03-10')).unusual).toHaveLength(1);
    expect(from(act(), concluded(null, null))).toEqual(FITS);
    expect(from(act(), concluded(null, '2026-03-21')).unusual).toEqual(['SOURCE_LATER']);
    expect(from(act(), concluded(null, '2026-03-20'))).toEqual(FITS);
    expect(from(act({ kind: 'INSP_FINANCE' }), concluded('GOOD', '2026-03-10'))).toEqual(FITS);
  });
});

describe('the subjects of an engagement', () => {
  it('hold one person twice where two different records are of one person', () => {
    const one = () => MEMBER;
    const apart = (id: Uuid) => id;
    expect(isOneTwice([of(CELL, MEMBER), of(CELL, COLLEAGUE)], one)).toBe(true);
    expect(isOneTwice([of(CELL, MEMBER), of(CELL, COLLEAGUE)], apart)).toBe(false);
    expect(isOneTwice([of(CELL, MEMBER), of(OTHER, MEMBER), of(CELL)], one)).toBe(false);
  });
});

describe('an inspection and a supervision by one decision', () => {
  const together = (own: Partial<LinkingAct>, more: Partial<LinkedEngagement> = {}) =>
    judge({ how: 'COMBINED', id: id(9), field: 'combinedWith' }, act(own), other(more), kin);
  it('are of one body and one paper', () => {
    expect(together({})).toEqual(FITS);
    expect(together({ decision: { number: null, signedOn: null } })).toEqual(FITS);
  });
  it('are refused where both are inspections, or decided by two organizations', () => {
    expect(together({}, { kind: 'INSP_FINANCE' }).wrong).toBe('COMBINED_SAME_WORK');
    expect(together({}, { body: { organizationId: BASE, body: 'COMMITTEE' } }).wrong).toBe('COMBINED_OTHER_BODY');
    expect(together({}, { body: { organizationId: null, body: 'INSPECTION_COMMITTEE' } })).toEqual(FITS);
  });
  it('are reported where number, day or body differ', () => {
    for (const more of [
      { decision: { number: '8-QĐ/UBKTĐU', signedOn: null } },
      { decision: { number: null, signedOn: on('2026-03-21') } },
      { body: { organizationId: WARD, body: 'STANDING_COMMITTEE' } },
    ])
      expect(together({}, more)).toEqual({ wrong: null, unusual: ['COMBINED_OTHER_DECISION'] });
  });
});

describe('a conversion', () => {
  const into = (more: Partial<LinkedEngagement>, own: Partial<LinkingAct> = {}) => {
    const supervision = act({ kind: 'SUP_THEMATIC', ...own });
    return judge({ how: 'INTO', id: id(9), field: 'into' }, supervision, other({ kind: 'INSP_SIGNS', ...more }), kin);
  };
  it('leads into an inspection on signs of violation of the same subject', () => {
    expect(into({})).toEqual(FITS);
    expect(into({ kind: 'INSP_FINANCE' }).wrong).toBe('INTO_NOT_ON_SIGNS');
    expect(into({}, { subjects: [of(OTHER)] }).wrong).toBe('FROM_OTHER_SUBJECT');
    expect(into({}, { subjects: [of(BASE)] })).toEqual({ wrong: null, unusual: ['OTHER_LEVEL'] });
  });
  it('is reported where that inspection was decided earlier', () => {
    expect(into({ decision: { number: null, signedOn: on('2026-03-19') } }).unusual).toEqual(['INTO_EARLIER']);
  });
});
