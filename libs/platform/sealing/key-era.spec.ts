import { beforeEach, describe, expect, it } from '@jest/globals';
import { KeyEra } from './key-era.js';

const AGE = 15_000;
let [now, ring, reads, found] = [0, 'first', 0, 0];
let waits: (() => void)[] | null = null;
let era: KeyEra;
beforeEach(() => {
  [now, ring, reads, found, waits] = [0, 'first', 0, 0, null];
  era = new KeyEra({
    ageMs: AGE,
    now: () => now,
    onNew: () => found++,
    read: async () => {
      reads++;
      const read = ring;
      const waiting = waits;
      if (waiting) await new Promise<void>((resolve) => waiting.push(resolve));
      return read;
    },
  });
});

describe('the era of the keys', () => {
  it('is read once in each maximum age, however many ask', async () => {
    expect(await Promise.all(Array.from({ length: 9 }, () => era.current()))).toEqual(Array(9).fill('first'));
    now = AGE - 1;
    await era.current();
    expect([reads, found]).toEqual([1, 1]);
    now = AGE;
    await era.current();
    expect([reads, found]).toEqual([2, 1]);
  });

  it('is another one within the maximum age after another process destroyed a key', async () => {
    await era.current();
    ring = 'second';
    now = AGE - 1;
    expect(await era.current()).toBe('first');
    now = AGE;
    expect(await era.current()).toBe('second');
    expect(found).toBe(2);
  });

  it('is read anew after this process destroyed a key, also by those who were just reading', async () => {
    const held: (() => void)[] = [];
    waits = held;
    const reading = era.current();
    [ring, waits] = ['second', null];
    era.drop();
    expect(await era.current()).toBe('second');
    for (const go of held) go();
    expect(await reading).toBe('second');
  });
});
