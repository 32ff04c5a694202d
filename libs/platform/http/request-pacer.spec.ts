import { setImmediate as nextIteration } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { RequestPacer } from './request-pacer.js';

it('starts at most the limit per iteration of the event loop, in order of arrival', async () => {
  const pacer = new RequestPacer(2);
  const started: number[] = [];
  for (let i = 0; i < 5; i++) pacer.admit(() => started.push(i));
  expect(started).toEqual([0, 1]);
  await nextIteration();
  expect(started).toEqual([0, 1, 2, 3]);
  await nextIteration();
  expect(started).toEqual([0, 1, 2, 3, 4]);
});

it('lets nobody who comes later overtake those who wait', async () => {
  const pacer = new RequestPacer(2);
  const started: string[] = [];
  for (const name of ['a', 'b', 'c', 'd', 'e']) pacer.admit(() => started.push(name));
  await nextIteration();
  pacer.admit(() => started.push('late'));
  expect(started).toEqual(['a', 'b', 'c', 'd']);
  await nextIteration();
  expect(started).toEqual(['a', 'b', 'c', 'd', 'e', 'late']);
});

it('starts at once where the last burst is over', async () => {
  const pacer = new RequestPacer(1);
  const started: string[] = [];
  pacer.admit(() => started.push('first'));
  await nextIteration();
  pacer.admit(() => started.push('second'));
  expect(started).toEqual(['first', 'second']);
});
