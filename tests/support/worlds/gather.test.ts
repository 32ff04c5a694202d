import { expect, it } from '@jest/globals';
import { gather, unless } from './gather.js';

it('draws until no case is missing, and names the missing cases if the limit is reached', async () => {
  const drawn: number[] = [];
  const draw = () => Promise.resolve(drawn.push(drawn.length));
  await gather(draw, () => unless(drawn.includes(2), 'a two'), 5);
  expect(drawn).toEqual([0, 1, 2]);
  const never = () => [...unless(drawn.includes(3), 'a three'), ...unless(drawn.includes(-1), 'a negative number')];
  await expect(gather(draw, never, 5)).rejects.toThrow('5 draws did not give a negative number');
  expect(drawn).toHaveLength(8);
});
