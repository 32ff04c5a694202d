import { expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import { statedTwice, type Statement } from './stated-twice.js';

const at = (entry: number, on: string, more: Partial<Statement>): Statement =>
  Object.assign({ entry, on: plainDate(on) }, more);

it('two different values of one organization and day are told, in the order of recording', () => {
  const told = statedTwice([
    at(7, '2026-03-01', { name: 'Chi bộ B' }),
    at(4, '2026-03-01', { name: 'Chi bộ A', type: null }),
    at(8, '2026-03-01', { parentId: 'x' }),
  ]);
  expect(told).toMatchObject([{ code: 'STATED_TWICE_ON_ONE_DAY', field: 'name', on: '2026-03-01', entries: [4, 7] }]);
  expect(told[0]?.vi).toContain('mục ghi sau cùng được tính');
});
it('the same value twice, other days and different values of one day are no matter', () => {
  expect(
    statedTwice([
      at(1, '2026-03-01', { members: 12 }),
      at(2, '2026-03-01', { members: 12 }),
      at(3, '2026-03-02', { members: 13, name: 'A' }),
      at(4, '2026-03-02', { type: 'SUB_CELL' }),
    ]),
  ).toEqual([]);
});
