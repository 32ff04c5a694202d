import { expect, it } from '@jest/globals';
import { Pace } from './postgres.pace.js';

/** A pace after one batch. `asking`: time in which the callers ask again after an answer; `call`: time of the call. */
function after({ callers, asking, call }: { callers: number; asking: number; call: number }): Pace {
  let now = 0;
  const pace = new Pace(() => now);
  pace.answered(callers);
  for (let n = 1; n <= callers; n++) {
    now = (asking * n) / callers;
    pace.asked();
  }
  pace.sent();
  now += call;
  pace.answered(callers);
  return pace;
}

it('sends at once what a caller alone asks for', () => {
  const pace = after({ callers: 1, asking: 0.1, call: 5 });
  expect([pace.alone, pace.enough]).toEqual([true, 1]);
});

it('sends half of the callers while the others prepare, where a call is quick', () => {
  expect(after({ callers: 32, asking: 2, call: 3 }).enough).toBe(16);
});

it('does not make two calls for a few callers', () => {
  expect(after({ callers: 15, asking: 2, call: 1 }).enough).toBe(15);
});

it('lets all callers share a call that takes much longer than they need to ask again', () => {
  expect(after({ callers: 32, asking: 2, call: 6 }).enough).toBe(32);
});

it('waits for nobody before it has seen anybody', () => {
  const pace = new Pace(() => 0);
  expect([pace.alone, pace.enough]).toEqual([true, 1]);
});
