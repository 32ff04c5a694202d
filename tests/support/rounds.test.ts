import { afterEach, expect, it } from '@jest/globals';
import { rounds } from './rounds.js';

const { ROUNDS } = process.env;
afterEach(() => {
  process.env.ROUNDS = ROUNDS;
});

it.each([
  ['1', 50, 1, 50],
  ['0.1', 50, 1, 5],
  ['0.1', 50, 20, 20],
  ['0.1', 8, 1, 1],
  ['3', 10, 1, 30],
])('ROUNDS=%s of %i, at least %i, is %i', (share, full, least, count) => {
  process.env.ROUNDS = share;
  expect(rounds(full, least)).toBe(count);
});

it.each(['', '0', '-1', 'many'])('ROUNDS=%j is refused', (share) => {
  process.env.ROUNDS = share;
  expect(() => rounds(10)).toThrow('ROUNDS is a share');
});
