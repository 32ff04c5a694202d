import { expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import { byDecision, withTaken } from './decision-taken.js';

it('the history states the day of the meeting and the capacity of the signature, if known', () => {
  const paper = { number: '15-QĐ/UBKTĐU', signedOn: plainDate('2026-03-02') };
  expect(byDecision(paper, { metOn: plainDate('2026-03-01'), signedAs: 'ON_BEHALF' })).toEqual({
    vi: ' (Quyết định số 15-QĐ/UBKTĐU ngày 2/3/2026, họp ngày 1/3/2026, ký T/M, thay mặt tập thể)',
    en: ' (Decision 15-QĐ/UBKTĐU of 2 March 2026, met on 1 March 2026, signed T/M, on behalf of the body)',
  });
  expect(byDecision({ number: '15-QĐ', signedOn: null }, { signedAs: null }).vi).toBe(' (Quyết định số 15-QĐ)');
});

it('of a decision recorded before anybody was asked, neither is known', () =>
  expect(withTaken({ reason: 'x' })).toEqual({ reason: 'x', metOn: null, signedAs: null }));
