import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#kernel/canonical-json';
import type { Milestone } from '../codes.js';
import { CELL, day, id, NOT_TOLD } from '../testing.js';
import { engagementOn, type KnownEngagement } from './engagement-on-day.js';
import { gapsOf, warningsOf } from './remarks.js';

const [SUBJECT, REMEDY] = [id(101), id(301)];
const subject = (over: Partial<KnownEngagement['subjects'][number]> = {}) => ({
  revision: 0,
  item: 0,
  subjectId: SUBJECT,
  organizationId: CELL,
  capacity: 'ORGANIZATION' as const,
  memberId: null,
  isCommitteeMember: null,
  post: null,
  since: null,
  ...over,
});
const conclusion = (over: Partial<KnownEngagement['conclusions'][number]> = {}) => ({
  revision: 1,
  item: 0,
  subjectId: SUBJECT,
  concludedOn: null,
  noticeNumber: '5-TB/ĐU',
  noticeSignedOn: day('2026-04-01'),
  countsOn: day('2026-04-01'),
  outcome: 'GOOD' as const,
  sealedOutcome: null,
  eventId: id(9),
  rulings: [],
  amounts: [],
  contentCodes: [],
  workedAt: [],
  ...over,
});
const milestone = (what: Milestone, on: string | null, detail: JsonObject = {}, revision = 1) => ({
  revision,
  item: 0,
  what,
  happenedOn: on === null ? null : day(on),
  detail,
});
const followUp = (on: string, done: boolean, revision = 5) => ({
  revision,
  item: 0,
  remedyId: REMEDY,
  followedUpOn: day(on),
  done,
});
const known = (over: Partial<KnownEngagement> = {}): KnownEngagement => ({
  opening: {
    kind: 'INSP_COMPLIANCE',
    verb: 'INSPECTION',
    bodyOrganizationId: id(0),
    body: 'COMMITTEE',
    bodyName: null,
    decisionNumber: '1-QĐ/ĐU',
    signedOn: day('2026-03-02'),
    ...NOT_TOLD,
    theme: null,
    contentCodes: [],
    reviewFrom: null,
    reviewTo: null,
    dueOn: day('2026-05-01'),
    team: [],
    programmeItemId: null,
    combinedWith: null,
    arisesFromEngagementId: null,
    arisesFromSubjectId: null,
    secrecyGrade: null,
    ruleSetId: 'KTGS-296',
    recordedAt: '2026-05-01T00:00:00.000Z',
  },
  subjects: [subject()],
  removals: [],
  conclusions: [],
  milestones: [],
  revocations: [],
  remedies: [],
  followUps: [],
  discharges: [],
  ...over,
});
const on = (asOf: string, over: Partial<KnownEngagement> = {}) => engagementOn(known(over), day(asOf));

describe('an engagement on a day', () => {
  it('is overdue from the day after its time limit on, and no longer once it is extended', () => {
    expect([on('2026-05-01').overdue, on('2026-05-02').overdue]).toEqual([false, true]);
    const milestones = [milestone('EXTENDED', '2026-05-10', { dueOn: '2026-06-01' })];
    expect(on('2026-05-09', { milestones })).toMatchObject({ overdue: true, dueOn: '2026-05-01' });
    expect(on('2026-05-10', { milestones })).toMatchObject({ overdue: false, dueOn: '2026-06-01' });
  });

  it('counts undated facts as already happened', () => {
    expect(on('2026-03-02', { milestones: [milestone('REPORTED', null)] }).status).toBe('REPORTED');
    const undated = conclusion({ noticeSignedOn: null, countsOn: null });
    expect(on('2026-03-02', { conclusions: [undated] }).status).toBe('CONCLUDED');
  });

  it('ends a postponement at the next milestone, or on the day set for it', () => {
    const postponed = milestone('POSTPONED', '2026-03-10', { resumesOn: '2026-04-01' });
    const status = (asOf: string, ...more: ReturnType<typeof milestone>[]) =>
      on(asOf, { milestones: [milestone('DEPLOYED', '2026-03-05'), postponed, ...more] }).status;
    expect([status('2026-03-09'), status('2026-03-10'), status('2026-03-31'), status('2026-04-01')]).toEqual([
      'DEPLOYED',
      'POSTPONED',
      'POSTPONED',
      'DEPLOYED',
    ]);
    expect(status('2026-03-20', milestone('CONDUCTED', '2026-03-20'))).toBe('CONDUCTED');
  });

  it('without the day of its decision began on the first day that is known of it', () => {
    const opening = { ...known().opening, signedOn: null };
    const told = { opening, milestones: [milestone('CONDUCTED', '2026-03-15')], conclusions: [conclusion()] };
    expect(['2026-03-14', '2026-03-15'].map((asOf) => on(asOf, told).status)).toEqual(['NOT_YET', 'CONDUCTED']);
    expect(on('1990-01-01', { opening }).status).toBe('DECIDED');
  });

  it('has the subjects of the day only', () => {
    const added = subject({ subjectId: id(102), since: day('2026-03-20') });
    const removals = [{ subjectId: SUBJECT, removedOn: day('2026-03-20') }];
    const told = { subjects: [subject(), added], removals };
    expect(on('2026-03-19', told).subjects).toMatchObject([{ subjectId: SUBJECT, removedOn: null }]);
    expect(on('2026-03-20', told).subjects.map(({ removedOn }) => removedOn)).toEqual(['2026-03-20', null]);
    expect(on('2026-04-01', { ...told, conclusions: [conclusion({ subjectId: id(102) })] }).status).toBe('CONCLUDED');
  });

  it.each([
    ['2026-06-01', [], 'IN_TIME'],
    ['2026-06-02', [], 'OVERDUE'],
    ['2026-06-02', [followUp('2026-05-20', true)], 'DONE'],
    ['2026-05-19', [followUp('2026-05-20', true)], 'IN_TIME'],
    ['2026-06-02', [followUp('2026-05-20', true), followUp('2026-05-25', false)], 'OVERDUE'],
    ['2026-06-02', [followUp('2026-05-20', false, 7), followUp('2026-05-20', true, 6)], 'OVERDUE'],
  ])('tells a remedy due on 1/6/2026 on %s, after %j, as %s', (asOf, followUps, state) => {
    const remedy = { revision: 1, item: 0, remedyId: REMEDY, subjectId: SUBJECT, what: '', eventId: id(9) };
    const told = { conclusions: [conclusion()], remedies: [{ ...remedy, dueOn: day('2026-06-01') }], followUps };
    expect(on(asOf, told).subjects[0]?.remedies).toMatchObject([{ state }]);
  });
});

const NO_REGISTER = { lives: new Map(), nameOf: () => null };

describe('remarks', () => {
  const opening = { ...known().opening, revision: 0 };

  it('name every gap with the entry that could be corrected', () => {
    const conclusions = [conclusion({ noticeNumber: null, noticeSignedOn: null, outcome: null })];
    const told = on('2026-05-01', { conclusions, milestones: [milestone('DEPLOYED', null, {}, 3)] });
    const gaps = gapsOf({ ...opening, ruleSetId: null }, told).map(({ code, entry }) => `${code} ${entry}`);
    expect(gaps).toEqual(['RULE_SET 0', 'MILESTONE_DAY 3', 'NOTICE_NUMBER 1', 'NOTICE_DAY 1', 'OUTCOME 1']);
    expect(gapsOf(opening, on('2026-05-01'))).toEqual([]);
  });

  it('name the notice of a supervision by its result, never as a conclusion', () => {
    const conclusions = [conclusion({ noticeNumber: null, noticeSignedOn: null })];
    const of = (verb: typeof opening.verb, over: Parameters<typeof conclusion>[0] = {}) =>
      gapsOf({ ...opening, verb }, on('2026-05-01', { conclusions: [conclusion({ ...conclusions[0], ...over })] }))
        .flatMap(({ vi, en }) => [vi, en])
        .join('; ');
    for (const over of [{}, { countsOn: null }]) {
      expect(of('INSPECTION', over)).toMatch(/kết luận.*conclusion/);
      expect(of('SUPERVISION', over)).toMatch(/kết quả.*result/);
      expect(of('SUPERVISION', over)).not.toMatch(/kết luận|conclusion/i);
    }
  });

  it('warn of an unusual body, of unusual subjects and of a rule set that applies to another day', () => {
    const codes = (over: Partial<typeof opening>, subjects = [subject()]) =>
      warningsOf({ ...opening, ...over }, on('2026-05-01', { subjects }), NO_REGISTER).map(({ code }) => code);
    expect(codes({})).toEqual([]);
    expect(codes({ body: 'INSPECTION_COMMITTEE' })).toEqual(['COMPETENCE']);
    const person = subject({ capacity: 'MEMBER', memberId: id(7) });
    expect(codes({ kind: 'INSP_FINANCE' }, [person])).toContain('MEMBERS_AS_SUBJECTS');
    expect(codes({ ruleSetId: 'KTGS-21' })).toEqual(['RULE_SET_CHANGED']);
  });

  it('warn of a subject that joined after its conclusion, or that was founded after an act on it', () => {
    const codes = (begunOn: string, since: string | null) => {
      const subjects = [subject({ since: since === null ? null : day(since) })];
      const then = on('2026-05-01', { subjects, conclusions: [conclusion()] });
      const life = { begunOn: day(begunOn), assumed: false, endedOn: null, kinds: [] };
      const lives = new Map(then.subjects.map(({ organizationId }) => [organizationId, life]));
      return warningsOf(opening, then, { lives, nameOf: () => 'Chi bộ 1' }).map(({ code }) => code);
    };
    const countsOn = conclusion().countsOn ?? '';
    expect(codes('2020-01-01', null)).toEqual([]);
    expect(codes('2020-01-01', countsOn)).toEqual([]);
    expect(codes('2020-01-01', '2026-05-01')).toEqual(['BEFORE_SUBJECT_EXISTED']);
    expect(codes('2026-05-01', null)).toEqual(['BEFORE_SUBJECT_EXISTED']);
  });
});
