import { describe, expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { scenario } from '#kernel/testing';
import { legacySums } from './legacy-sums.js';
import { legacyTotals } from './legacy-totals.js';
import { term } from './term.js';
import { ended, FOOTNOTE_6, opened, targetSet, WARD } from './testing.js';
import { overlap, termOn } from './window.js';

/** The program acts alone, so that these rules show at once what a proposal of persons would record. */
const alone = { id: WARD, role: 'system', organizationId: null, delegationId: null } as const;
const { given } = scenario(term, { actor: alone, facts: { otherTerms: [] } });
const open = (change: object = {}) => ({ type: 'OpenTerm' as const, data: { ...opened().data, ...change } });
const end = (endsOn: string) => ({ type: 'EndTerm' as const, data: { endsOn: plainDate(endsOn) } });
const { targetId: made, ...target } = targetSet().data;
const setTarget = (change: object = {}) => ({ type: 'SetTarget' as const, data: { ...target, ...change } });
const correct = (corrects: number, field: string, from: string | boolean | null, to: string | boolean | null) => ({
  type: 'CorrectEntry' as const,
  data: { corrects, reason: 'nhập sai', changes: [{ field, from, to }] },
});

describe('a term', () => {
  it('opens with an end that is assumed or not known', () => {
    given().when(open()).thenRecorded(opened());
    given()
      .when(open({ endsOn: null, endAssumed: false }))
      .thenRecorded(opened({ endsOn: null, endAssumed: false }));
  });
  it('refuses an end before its start, and takes one on the same day', () => {
    given()
      .when(open({ endsOn: '2025-08-15' }))
      .thenRefused('EndsBeforeStart', { startsOn: '2025-08-16', endsOn: '2025-08-15' });
    given(opened()).when(end('2025-08-15')).thenRefused('EndsBeforeStart');
    given(opened()).when(end('2025-08-16')).thenRecorded(ended('2025-08-16'));
  });
  it('refuses a correction that lets it end before it starts', () => {
    given(opened(), ended('2030-06-20'))
      .when(correct(0, 'startsOn', '2025-08-16', '2030-06-21'))
      .thenRefused('EndsBeforeStart', { endsOn: '2030-06-20' });
  });
  it('refuses an assumed end that is not given', () => {
    given()
      .when(open({ endsOn: null }))
      .thenRefused('NoEndToAssume');
  });
  it('is opened once, ended once, and the same said again records nothing', () => {
    given(opened())
      .when(open({ name: 'Khác' }))
      .thenRefused('TermOpenedAlready');
    given(opened()).when(open()).thenNothing();
    given(opened(), ended('2030-06-20')).when(end('2030-06-21')).thenRefused('TermEndedAlready');
    given(opened(), ended('2030-06-20')).when(end('2030-06-20')).thenNothing();
  });
  it('refuses whatever else before it is opened, or after the opening was annulled', () => {
    given().when(end('2030-06-20')).thenRefused('NoSuchTerm');
    given().when(setTarget()).thenRefused('NoSuchTerm');
    const annulled = { type: 'TermOpenedAnnulled' as const, data: { corrects: 0, reason: 'nhập sai' } };
    given(opened(), annulled).when(setTarget()).thenRefused('NoSuchTerm');
  });
  it('refuses another ward, or another id of a target, by correction', () => {
    given(opened())
      .when(correct(0, 'organizationId', WARD, made))
      .thenRefused('IdFixed', { field: 'organizationId' });
    given(opened(), targetSet())
      .when(correct(1, 'targetId', made, WARD))
      .thenRefused('IdFixed', { field: 'targetId' });
  });
});

describe('the days and targets of a term', () => {
  const proposed = (persons: number, ...acts: readonly { type: string; data: object }[]) => ({
    type: 'TermActProposed' as const,
    data: { persons, acts: acts.map((act) => ({ ...act, schema: 1 })) },
  });
  const by = (facts: Readonly<Record<string, boolean>> = {}) => scenario(term, { facts: { otherTerms: [], ...facts } });
  const annul = (corrects: number) => ({ type: 'AnnulEntry' as const, data: { corrects, reason: 'nhập sai' } });

  it('take three persons, to record, to correct and to annul', () => {
    by().given().when(open()).thenRecorded(proposed(3, opened()));
    by()
      .given(opened())
      .when(end('2030-06-20'))
      .thenRecorded(proposed(3, ended('2030-06-20')));
    by().given(opened()).when(setTarget()).thenRecorded(proposed(3, targetSet()));
    const startsOn = { corrects: 0, reason: 'nhập sai', data: opened({ startsOn: plainDate('2025-08-17') }).data };
    by()
      .given(opened())
      .when(correct(0, 'startsOn', '2025-08-16', '2025-08-17'))
      .thenRecorded(proposed(3, { type: 'TermOpenedCorrected', data: startsOn }));
    for (const [n, type] of ['TermOpened', 'TermEnded', 'TargetSet'].entries())
      by()
        .given(opened(), ended('2030-06-20'), targetSet())
        .when(annul(n))
        .thenRecorded(proposed(3, { type: `${type}Annulled`, data: annul(n).data }));
  });
  it('take two in the set-up of a ward', () => {
    by({ setUp: true }).given().when(open()).thenRecorded(proposed(2, opened()));
  });
});

describe('a term that shares a day with another term of its ward', () => {
  const other = (startsOn: string, endsOn: string | null) => ({
    organizationId: WARD,
    name: 'Nhiệm kỳ khác',
    startsOn,
    endsOn,
    endAssumed: false,
  });
  const beside = (startsOn: string, endsOn: string | null) =>
    scenario(term, { actor: alone, facts: { otherTerms: [other(startsOn, endsOn)] } });
  const next = beside('2030-08-16', '2035-08-15');

  it('is refused, with name and days of the other term', () => {
    beside('2020-08-01', '2025-08-16')
      .given()
      .when(open())
      .thenRefused('TermsOverlap', { name: 'Nhiệm kỳ khác', startsOn: '2020-08-01', endsOn: '2025-08-16' });
    beside('2020-08-01', null).given().when(open()).thenRefused('TermsOverlapOpenEnd', { startsOn: '2020-08-01' });
    beside('2020-08-01', '2025-08-15').given().when(open()).thenRecorded(opened());
  });
  it('is refused by a correction, by an end, and by the annulment of an end', () => {
    next
      .given(opened())
      .when(correct(0, 'endsOn', '2030-08-15', '2030-08-16'))
      .thenRefused('TermsOverlap');
    next.given(opened()).when(end('2030-08-16')).thenRefused('TermsOverlap');
    const openEnd = opened({ endsOn: null, endAssumed: false });
    next
      .given(openEnd, ended('2030-08-15'))
      .when({ type: 'AnnulEntry', data: { corrects: 1, reason: 'nhập sai' } })
      .thenRefused('TermsOverlap');
  });
  it('of an old log is not refused again: its days can be corrected, and what is no day of it can', () => {
    const both = beside('2030-08-01', '2035-08-15');
    both.given(opened()).when(end('2030-08-10')).thenRecorded(ended('2030-08-10'));
    both.given(opened()).when(setTarget()).thenRecorded(targetSet());
  });
});

describe('a target', () => {
  it('gets its id from the command', () => {
    given(opened()).when(setTarget()).thenRecorded(targetSet());
  });
  it('of coverage states the least percentage', () => {
    given(opened())
      .when(setTarget({ atLeastPercent: null }))
      .thenRefused('CoverageNeedsPercent');
    given(opened(), targetSet())
      .when(correct(1, 'atLeastPercent', '100.00', null))
      .thenRefused('CoverageNeedsPercent');
  });
  it('is one for each number, by correction too', () => {
    given(opened(), targetSet()).when(setTarget()).thenNothing();
    given(opened(), targetSet())
      .when(setTarget({ wording: 'Khác' }))
      .thenRefused('TargetNumberTaken', { number: '5' });
    given(opened(), targetSet(), targetSet({ number: '6', targetId: WARD }))
      .when(correct(2, 'number', '6', '5'))
      .thenRefused('TargetNumberTaken');
  });
});

describe('the window of a ward', () => {
  const window = (startsOn: string, endsOn: string | null, endAssumed = false) => ({
    organizationId: WARD,
    startsOn: plainDate(startsOn),
    endsOn: endsOn === null ? null : plainDate(endsOn),
    endAssumed,
  });
  const first = window('2020-08-01', '2025-08-15');
  const second = window('2025-08-16', '2030-08-15', true);

  it('is the term that the day falls in', () => {
    const on = (day: string) => termOn([first, second], WARD, plainDate(day));
    expect(on('2020-07-31')).toBeNull();
    expect(on('2025-08-15')).toBe(first);
    expect(on('2025-08-16')).toBe(second);
    expect(termOn([first], WARD, plainDate('2025-08-16'))).toBeNull();
    expect(termOn([first], Uuid.parse(made), plainDate('2025-01-01'))).toBeNull();
  });
  it('goes on past an end that is only assumed', () => {
    expect(termOn([first, second], WARD, plainDate('2031-01-01'))).toBe(second);
  });
  it('is the one that began last if two overlap', () => {
    const third = window('2029-01-01', null);
    expect([overlap(first, second), overlap(second, third), overlap(third, second)]).toEqual([false, true, true]);
    expect(termOn([third, second], WARD, plainDate('2029-06-01'))).toBe(third);
  });
});

describe('totals of an old report', () => {
  const record = { type: 'RecordLegacyTotals' as const, data: FOOTNOTE_6 };
  const recorded = { type: 'LegacyTotalsRecorded' as const, data: FOOTNOTE_6 };

  it('are kept as they stand, once', () => {
    const story = scenario(legacyTotals);
    story.given().when(record).thenRecorded(recorded);
    story.given(recorded).when(record).thenNothing();
    story
      .given(recorded)
      .when({ ...record, data: { ...FOOTNOTE_6, remark: null } })
      .thenRefused('TotalsRecordedAlready');
  });
  it('refuse one line twice', () => {
    const lines = [...FOOTNOTE_6.lines, ...FOOTNOTE_6.lines.slice(0, 1)];
    scenario(legacyTotals)
      .given()
      .when({ ...record, data: { ...FOOTNOTE_6, lines } })
      .thenRefused('LineTwice', { code: 'COMMITTEE_INSPECTIONS' });
  });
  it('of footnote 6 add up to 141, 72, 213, and 281 only mechanically', () => {
    const sums = legacySums(FOOTNOTE_6.lines);
    expect(sums.map(({ value, meaning }) => [value, meaning.vi])).toEqual([
      [141, 'cộng số cuộc'],
      [72, 'cộng số cuộc'],
      [213, 'cộng số cuộc'],
      [281, 'cộng cơ học, không phải số không trùng'],
    ]);
  });
  it('have no sum of what no line counts', () => {
    expect(legacySums(FOOTNOTE_6.lines.filter(({ by }) => by === null)).map(({ value }) => value)).toEqual([281]);
  });
});
