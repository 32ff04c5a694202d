import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rounds } from '../../../tests/support/rounds.js';
import { byGivenName, fitsTyped, formsOf, sameCard } from './names.js';

const NAMES = ['Nguyễn Văn A', 'Nguyễn Vân An', 'Trần Thị Hoà', 'Trần Thị Hòa', 'Đặng Văn Bảy', 'Lê Thuỷ'];
const found = (typed: string): readonly string[] => {
  const fits = fitsTyped(typed);
  if (!fits) return [];
  return NAMES.flatMap((name) => {
    const fit = fits(formsOf(name));
    return fit === null ? [] : [{ name, fit }];
  })
    .sort((a, b) => a.fit - b.fit)
    .map(({ name }) => name);
};

describe('a name is found', () => {
  it.each([
    ['nguyen van a', ['Nguyễn Văn A', 'Nguyễn Vân An']],
    ['Van A', ['Nguyễn Văn A', 'Nguyễn Vân An']],
    ['Vân A', ['Nguyễn Vân An', 'Nguyễn Văn A']],
    ['a nguyen', ['Nguyễn Văn A']],
    ['Trần Thị Hòa', ['Trần Thị Hoà', 'Trần Thị Hòa']],
    ['hoà', ['Trần Thị Hoà', 'Trần Thị Hòa']],
    ['dang bay', ['Đặng Văn Bảy']],
    ['ĐẶNG  VĂN', ['Đặng Văn Bảy']],
    ['thủy', ['Lê Thuỷ']],
    ['Nguyễn Văn A'.normalize('NFD'), ['Nguyễn Văn A', 'Nguyễn Vân An']],
  ])('by %j', (typed, names) => expect(found(typed)).toEqual(names));

  it.each(['%', '_', '😀', '', '   ', '*', 'nguyen nguyen', 'uyen', 'nguyen van a b', '%nguyen% 😀 x'])(
    'not by %j',
    (typed) => expect(found(typed)).toEqual([]),
  );

  it('by each of its words, by all of them in any order, and by the beginning of one', () => {
    const name = fc
      .array(fc.constantFrom('Nguyễn', 'Văn', 'Thị', 'Hoà', 'Đức', 'Ủy', 'An', 'Ân'), { minLength: 1, maxLength: 5 })
      .map((words) => words.join(' '));
    const property = fc.property(name, fc.nat(), fc.nat(), (full, which, length) => {
      const words = full.split(' ');
      const [word = ''] = words.slice(which % words.length);
      const typed = [word, [...words].reverse().join(' '), word.slice(0, 1 + (length % word.length))];
      return typed.every((one) => fitsTyped(one)?.(formsOf(full)) != null);
    });
    fc.assert(property, { numRuns: rounds(2000) });
  });
});

describe('names in a list', () => {
  it('are in the order of given names, as Vietnamese lists are', () => {
    const sorted = [...NAMES].sort((a, b) => byGivenName(formsOf(a), formsOf(b)));
    expect(sorted.map((name) => name.split(' ').at(-1))).toEqual(['A', 'An', 'Bảy', 'Hoà', 'Hòa', 'Thuỷ']);
  });
});

describe('numbers of cards', () => {
  it('are the same however they are spaced, and keep their zeros', () => {
    expect([' 00.123 456', '00-123-456'].map(sameCard)).toEqual(['00123456', '00123456']);
    expect(sameCard('123456')).not.toBe(sameCard('0123456'));
  });
});
