import { describe, expect, it } from '@jest/globals';
import { Uuid } from '#kernel/ids';
import { kinOf } from './kin.js';

const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const [WARD, BASE, A, B, MERGED, C, D] = [1, 2, 3, 4, 5, 6, 7].map(id) as [Uuid, Uuid, Uuid, Uuid, Uuid, Uuid, Uuid];
/** A and B merged, the merged cell was later absorbed by C. D is a cell of the ward. */
const kin = kinOf({
  lineage: [
    { predecessorId: A, successorId: MERGED },
    { predecessorId: B, successorId: MERGED },
    { predecessorId: MERGED, successorId: C },
    { predecessorId: C, successorId: C },
  ],
  parents: [
    { organizationId: BASE, parentId: WARD },
    { organizationId: A, parentId: BASE },
    { organizationId: B, parentId: BASE },
    { organizationId: MERGED, parentId: BASE },
    { organizationId: C, parentId: BASE },
    { organizationId: D, parentId: WARD },
  ],
});

describe('two organizations', () => {
  it('are of one line if one arose from the other, over any number of steps', () => {
    for (const [a, b] of [
      [A, A],
      [A, MERGED],
      [A, C],
      [C, B],
    ] as const)
      expect([kin(a, b), kin(b, a)]).toEqual(['same', 'same']);
  });
  it('are not of one line because they became one organization', () => {
    expect(kin(A, B)).toBe('none');
  });
  it('are of two levels if one was ever above the other', () => {
    expect([kin(A, BASE), kin(WARD, C), kin(D, WARD)]).toEqual(['other level', 'other level', 'other level']);
    expect([kin(D, A), kin(D, BASE)]).toEqual(['none', 'none']);
  });
});
