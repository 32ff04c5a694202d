import { describe, expect, it } from '@jest/globals';
import { Intact } from './postgres.intact.js';

const range = (first: number, last: number) => ({
  kind: 'missingPositions' as const,
  stream: null,
  revision: null,
  event: null,
  positions: { first: String(first), last: String(last) },
});

describe('positions that are missing from a log', () => {
  it('are told where nobody has set them aside', () => expect(new Intact().ofGap([5n, 8n])).toEqual([5n, 8n]));

  it.each([
    [[range(5, 8)], null],
    [[range(7, 8), range(5, 6)], null], // two ranges set aside one by one, in any order
    [[range(1, 20)], null],
    [[range(5, 6)], [7n, 8n]],
    [[range(7, 8)], [5n, 6n]],
    [[range(6, 6)], [5n, 5n]], // positions 7 and 8 are missing, too, and are reported later
    [
      [range(1, 4), range(9, 12)],
      [5n, 8n],
    ],
  ])('of which %j were set aside leave %p', (things, left) => {
    const intact = new Intact();
    intact.setAside(things);
    expect(intact.ofGap([5n, 8n])).toEqual(left);
  });

  it('are none where the gap is empty', () => expect(new Intact().ofGap([5n, 4n])).toBeNull());
});
