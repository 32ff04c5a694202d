import { describe, expect, it } from '@jest/globals';
import { plainDate } from './dates.js';
import { paperName } from './paper-types.js';

const named = (number: string | null, signedOn: string | null = '2026-03-02') =>
  paperName({ number, signedOn: signedOn === null ? null : plainDate(signedOn) });

describe('the name of a paper', () => {
  it.each([
    ['15-QĐ/UBKTĐU', 'Quyết định số 15-QĐ/UBKTĐU ngày 2/3/2026', 'Decision 15-QĐ/UBKTĐU of 2 March 2026'],
    ['64-TB/VPĐU', 'Thông báo số 64-TB/VPĐU ngày 2/3/2026', 'Notice 64-TB/VPĐU of 2 March 2026'],
    ['05a-ctr/ĐU', 'Chương trình số 05a-ctr/ĐU ngày 2/3/2026', 'Programme 05a-ctr/ĐU of 2 March 2026'],
    ['15-QĐ/ĐU'.normalize('NFD'), `Quyết định số ${'15-QĐ/ĐU'.normalize('NFD')} ngày 2/3/2026`, expect.any(String)],
    ['7-KL', 'Kết luận số 7-KL ngày 2/3/2026', 'Conclusion 7-KL of 2 March 2026'],
    ['15', 'văn bản số 15 ngày 2/3/2026', 'paper 15 of 2 March 2026'],
    ['15-XY/ĐU', 'văn bản số 15-XY/ĐU ngày 2/3/2026', 'paper 15-XY/ĐU of 2 March 2026'],
    ['1-constructor/ĐU', 'văn bản số 1-constructor/ĐU ngày 2/3/2026', expect.any(String)],
  ])('%s begins with its type', (number, vi, en) => {
    expect(named(number)).toEqual({ vi, en });
  });

  it('says what is not known, and is null without number and day', () => {
    expect(named(null)).toEqual({
      vi: 'văn bản chưa rõ số ngày 2/3/2026',
      en: 'paper of unknown number of 2 March 2026',
    });
    expect(named('7-NQ/ĐU', null)?.vi).toBe('Nghị quyết số 7-NQ/ĐU');
    expect([named(null, null), paperName(null)]).toEqual([null, null]);
  });
});
