import { describe, expect, it } from '@jest/globals';
import type { Body } from '#features/papers';
import { plainDate, type PlainDate } from '#kernel/dates';
import { body, CELL, id, MEMBER } from '../testing.js';
import { type CaseAmongOthers, type CaseRecord, caseOn, effectOfCase, gapsOf, statusOn } from './case-record.js';
import { warningsOf } from './competence.js';
import { organizationsIn, remarksOf } from './remarks.js';
import { summarize } from './summary.js';

const day = plainDate;
const nothing: CaseRecord = {
  caseId: id(40),
  entry: 0,
  openedOn: day('2025-08-20'),
  ruleSetIdAtOpening: 'KTGS-296',
  note: null,
  subject: { class: 'OFFICIAL_MEMBER', organizationId: CELL, memberId: MEMBER, isCommitteeMember: false },
  source: { engagementId: null, subjectId: null, other: 'CELL_PROPOSAL' },
  ballots: [],
  decision: null,
  announcement: null,
  receipt: null,
  notImposed: null,
  postponements: [],
  changes: [],
  erased: [],
};
const decision = (
  on: PlainDate | null,
  form: 'REPRIMAND' | 'WARNING' | 'EXPULSION' | null,
  kind: Body = body('CELL'),
) => ({
  entry: 1,
  form,
  posts: [],
  decidingBody: kind,
  votedOn: on,
  signedOn: on,
  ruleSetId: 'KL-69+264',
  document: { number: null, signedOn: null },
  signedAs: null,
});
const decided = (on: string | null, form: Parameters<typeof decision>[1], more: Partial<CaseRecord> = {}) => ({
  ...nothing,
  decision: decision(on === null ? null : day(on), form),
  ...more,
});
const alone = (...records: CaseRecord[]): CaseAmongOthers[] => records.map((record) => ({ record, others: [] }));
const asOf = day('2026-10-31');

describe('a case on a day', () => {
  const postponed = {
    ...nothing,
    postponements: [{ entry: 1, on: day('2025-09-10'), until: day('2025-12-01'), reason: null }],
  };
  it('is shown from its first fact on, with a warning if that is before the opening', () => {
    const ballot = {
      entry: 1,
      ballotId: id(60),
      body: body('CELL'),
      heldOn: day('2025-08-10'),
      stage: 'DECIDING' as const,
      entitled: 5,
      present: 5,
      votes: null,
    };
    const early = { ...nothing, ballots: [ballot] };
    expect(['2025-08-09', '2025-08-10'].map((at) => statusOn(early, day(at)))).toEqual([null, 'OPEN']);
    expect(caseOn(early, day('2025-08-10'))?.ballots).toHaveLength(1);
    expect(statusOn(decided('2025-08-15', 'REPRIMAND'), day('2025-08-15'))).toBe('DECIDED');
    const codes = (record: CaseRecord) => remarksOf(record, new Map(), () => null).map(({ code }) => code);
    expect(codes(early)).toEqual(['BEFORE_OPENING']);
    expect(codes(decided('2025-08-15', 'REPRIMAND'))).toEqual(['BEFORE_OPENING']);
    expect(codes(decided('2025-08-20', 'REPRIMAND'))).toEqual([]);
  });
  it('warns of a decision on an organization before its founding, and of a body that does not stand there', () => {
    const life = {
      begunOn: day('2025-10-01'),
      assumed: false,
      endedOn: null,
      kinds: [{ from: day('2025-10-01'), type: 'WARD_ORGANIZATION' as const }],
    };
    const decidedBy = decided('2025-09-01', 'REPRIMAND');
    const lives = new Map(organizationsIn(decidedBy).map((organizationId) => [organizationId, life]));
    const codes = remarksOf(decidedBy, lives, () => null).map(({ code }) => code);
    expect(codes).toEqual(['BEFORE_SUBJECT_EXISTED', 'BODY_OUT_OF_PLACE']);
  });
  it('is not there before it was opened', () => {
    expect(statusOn(nothing, day('2025-08-19'))).toBeNull();
    expect(caseOn(nothing, day('2025-08-19'))).toBeNull();
    expect(statusOn(nothing, day('2025-08-20'))).toBe('OPEN');
    expect(statusOn({ ...nothing, openedOn: null }, day('2020-01-01'))).toBe('OPEN');
  });
  it('is postponed until the day that was set, and no longer on it', () => {
    const on = ['2025-09-09', '2025-09-10', '2025-11-30', '2025-12-01'].map((at) => statusOn(postponed, day(at)));
    expect(on).toEqual(['OPEN', 'POSTPONED', 'POSTPONED', 'OPEN']);
  });
  it('is decided from the day of the decision on: of a cell that of the vote', () => {
    const record = { ...nothing, decision: { ...decision(day('2025-10-01'), 'WARNING'), signedOn: day('2025-10-09') } };
    expect(statusOn(record, day('2025-09-30'))).toBe('OPEN');
    expect(statusOn(record, day('2025-10-01'))).toBe('DECIDED');
    expect(caseOn(record, day('2025-09-30'))?.decision).toBeNull();
    expect(statusOn({ ...record, decision: { ...record.decision, decidingBody: body() } }, day('2025-10-08'))).toBe(
      'OPEN',
    );
  });
  it('reports the gaps of its papers', () => {
    expect(gapsOf(nothing)).toEqual([]);
    expect(gapsOf({ ...decided(null, 'WARNING'), openedOn: null })).toEqual([
      'OPENING_DAY',
      'DECISION_NUMBER',
      'VOTING_DAY',
      'SIGNING_DAY',
      'ANNOUNCEMENT',
      'RECEIPT',
    ]);
    expect(gapsOf({ ...nothing, notImposed: { entry: 1, on: null, reason: null, note: null } })).toEqual([
      'DAY_OF_END',
    ]);
  });
  it('has no effect without a decision', () =>
    expect(effectOfCase({ record: nothing, others: [] }, asOf)).toMatchObject({ inForce: false, endsOn: null }));
  it('has an unknown end if another case of its subject was opened, unless that case ended without discipline', () => {
    const record = decided('2025-09-12', 'REPRIMAND', { announcement: { entry: 2, announcedOn: day('2025-09-12') } });
    const other = {
      ...nothing,
      openedOn: day('2026-01-10'),
      notImposed: { entry: 1, on: day('2026-10-01'), reason: null, note: null },
    };
    const effect = (at: string) => effectOfCase({ record, others: [other] }, day(at));
    expect(effect('2026-01-09')).toMatchObject({ inForce: true, endsOn: '2026-09-12' });
    expect(effect('2026-09-30')).toMatchObject({ inForce: null, endsOn: null });
    expect(effect('2026-10-01')).toMatchObject({ inForce: false, endsOn: '2026-09-12' });
  });
  it('has an unknown end if the other case has no day of opening, unless that case was decided before', () => {
    const record = decided('2025-09-12', 'REPRIMAND', { announcement: { entry: 2, announcedOn: day('2025-09-12') } });
    const beside = (other: CaseRecord) =>
      effectOfCase({ record, others: [{ ...other, openedOn: null }] }, day('2026-10-01')).endsOn;
    expect(beside(decided('2026-03-02', 'WARNING'))).toBeNull();
    expect(beside(nothing)).toBeNull();
    expect(beside(decided('2025-09-11', 'WARNING'))).toBe('2026-09-12');
  });
});

describe('the table of competence', () => {
  it('warns of a cell that expels, and does not if the cell may decide or the form cannot be read', () => {
    expect(warningsOf(decided('2025-10-01', 'EXPULSION'), 'BASE')).toMatchObject([
      { code: 'COMPETENCE', confidence: 'S' },
    ]);
    expect(warningsOf(decided('2025-10-01', 'WARNING'), 'BASE')).toEqual([]);
    expect(warningsOf(decided('2025-10-01', null), 'BASE')).toEqual([]);
    expect(warningsOf(nothing, 'WARD')).toEqual([]);
  });
  it('warns of a ward that expels a member of its own committee', () => {
    const record = decided('2025-10-01', 'EXPULSION', { subject: { ...nothing.subject, isCommitteeMember: true } });
    const byWard = { ...record, decision: decision(day('2025-10-01'), 'EXPULSION', body('STANDING_COMMITTEE')) };
    expect(warningsOf(byWard, 'WARD')).toHaveLength(1);
    expect(warningsOf({ ...byWard, subject: nothing.subject }, 'WARD')).toEqual([]);
  });
  it('says nothing of a body outside every register', () => {
    const city = { organizationId: null, body: 'CELL' as const, name: 'Chi bộ khác' };
    expect(warningsOf({ ...nothing, decision: decision(day('2025-10-01'), 'EXPULSION', city) }, 'BASE')).toEqual([]);
  });
});

describe('the summary', () => {
  it('counts a form whose key is destroyed separately', () => {
    const { members } = summarize(alone(decided('2026-01-01', null), decided('2026-01-01', 'WARNING')), null, asOf);
    expect(members.decided).toMatchObject({ decisions: 2, unreadable: 1, forms: { WARNING: 1, REPRIMAND: 0 } });
  });
  it('counts decisions, and different members apart', () => {
    const twice = alone(decided('2026-01-01', 'WARNING'), decided('2026-02-01', 'REPRIMAND'));
    expect(summarize(twice, null, asOf).members).toMatchObject({ decided: { decisions: 2 }, distinct: 1 });
  });
  it('counts two records of one person as one member', () => {
    const first = decided('2026-01-01', 'WARNING');
    const second = { ...first, subject: Object.assign({}, first.subject, { memberId: CELL }) };
    expect(summarize(alone(first, second), null, asOf).members.distinct).toBe(2);
    expect(summarize(alone(first, second), null, asOf, () => MEMBER).members.distinct).toBe(1);
  });
  it('leaves an annulled decision out of the forms of the day', () => {
    const change = {
      entry: 3,
      changedOn: day('2026-03-01'),
      by: body(),
      how: 'ANNULLED' as const,
      form: null,
      posts: [],
      metOn: null,
      signedAs: null,
    };
    const record = decided('2026-01-01', 'WARNING', {
      changes: [{ ...change, document: { number: null, signedOn: null } }],
    });
    expect(summarize(alone(record), null, asOf).members).toMatchObject({
      decided: { decisions: 1 },
      now: { decisions: 0 },
      annulled: 1,
      lapsed: 0,
    });
    expect(summarize(alone(record), null, day('2026-02-28')).members).toMatchObject({
      now: { decisions: 1 },
      annulled: 0,
    });
  });
  it('counts from a day on; an undated decision always counts, and is reported', () => {
    const record = alone(
      decided('2025-12-31', 'WARNING'),
      decided('2026-01-01', 'WARNING'),
      decided(null, 'REPRIMAND'),
    );
    expect(summarize(record, day('2026-01-01'), asOf).members).toMatchObject({
      decided: { decisions: 2 },
      withoutDay: 1,
    });
    expect(summarize(record, null, day('2025-12-31')).members).toMatchObject({ decided: { decisions: 2 } });
  });
});
