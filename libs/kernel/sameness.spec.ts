import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rounds } from '../../tests/support/rounds.js';
import { sameName, samePaperNumber, withMarks } from './sameness.js';

describe('names may be the same', () => {
  it.each([
    ['Chi bộ Hoà', 'Chi bộ Hòa'],
    ['Chi bộ Thuỷ lợi', 'Chi bộ Thủy lợi'],
    ['Chi bộ 1', ' CHI  BỘ\t1 '],
    ['Chi bộ 1', 'Chi bộ 1'.normalize('NFD')],
    ['Chi bộ 1', 'Chi\u200b bộ\u2060 1\ufeff'],
    ['Chi bộ Ba', 'Chi bộ Bà'],
    ['Đảng ủy', 'Ðảng uỷ'],
    ['Chi bộ khu phố 3 (hư cấu)', 'Chi bộ khu phố 3, hư cấu'],
    ['Chi bộ 1', 'Chi bộ\u00a0１'],
  ])('%j and %j', (a, b) => expect(sameName(a)).toBe(sameName(b)));

  it.each([
    ['Chi bộ 1', 'Chi bộ 10'],
    ['Chi bộ 1', 'Chi bộ 1 2'],
    ['Chi bộ Đông', 'Chi bộ Đồng Tâm'],
  ])('%j and %j are two', (a, b) => expect(sameName(a)).not.toBe(sameName(b)));

  it('folding twice gives the same as folding once, whatever the text', () => {
    const settled = fc.property(fc.string({ unit: 'binary' }), (text) => sameName(sameName(text)) === sameName(text));
    fc.assert(settled, { numRuns: rounds(20_000) });
  });
});

describe('numbers of papers may be the same', () => {
  it.each([' 20 - qđ/đu', '20-QD/DU', '20–QĐ/ĐU', '020-QĐ/ĐU', 'Số 20-QĐ/ĐU', 'số: 20 - QĐ ∕ ĐU', '20‑QĐ\u200b/ĐU'])(
    '20-QĐ/ĐU and %j',
    (other) => expect(samePaperNumber(other)).toBe(samePaperNumber('20-QĐ/ĐU')),
  );
  it.each(['2-QĐ/ĐU', '200-QĐ/ĐU', '20-TB/ĐU', '20-QĐ/UBKT', '20a-QĐ/ĐU', '2-0-QĐ/ĐU'])(
    '20-QĐ/ĐU and %j are two',
    (other) => expect(samePaperNumber(other)).not.toBe(samePaperNumber('20-QĐ/ĐU')),
  );
});

describe('texts are typed alike', () => {
  it.each([
    ['Hoà', 'hòa'],
    ['uỷ ban', 'ủy ban'],
    ['Chi bộ'.normalize('NFD'), 'Chi\u200b  bộ'],
  ])('%j and %j', (a, b) => expect(withMarks(a)).toBe(withMarks(b)));
  it.each([
    ['Ba', 'Bà'],
    ['Đông', 'Dong'],
    ['bộ', 'bô'],
  ])('%j and %j are not', (a, b) => expect(withMarks(a)).not.toBe(withMarks(b)));
});
