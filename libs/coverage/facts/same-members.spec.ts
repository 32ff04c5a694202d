import { describe, expect, it } from '@jest/globals';
import { Uuid } from '#kernel/ids';
import { SameMembers } from './same-members.js';

const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const [A, B, C, ELSEWHERE] = [id(1), id(2), id(3), id(4)];
/** Numbers of members who are subjects of engagements. */
const NUMBERS = new Map([
  [A, 0],
  [B, 1],
  [C, 2],
]);
const row = (otherId: Uuid, revision: number, knownFrom: number, knownTo: number | null = null) => ({
  otherId,
  revision,
  knownFrom,
  knownTo,
});

describe('members who are recorded twice', () => {
  it('are one person from the recording of the link to that of its end', () => {
    const same = new SameMembers();
    same.set(A, { links: [row(B, 1, 10)], unlinks: [row(B, 2, 20)] });
    expect([9, 10, 19, 20].map((known) => same.at(known, NUMBERS)?.size ?? 0)).toEqual([0, 1, 1, 0]);
    const [pair] = [...(same.at(15, NUMBERS) ?? [])];
    expect(pair?.toSorted()).toEqual([0, 1]);
  });

  it('are others again where the link is annulled, and were one as known before', () => {
    const same = new SameMembers();
    same.set(A, { links: [row(B, 1, 10, 30)], unlinks: [] });
    expect([29, 30].map((known) => same.at(known, NUMBERS) !== null)).toEqual([true, false]);
  });

  it('are one through a record that is the subject of nothing', () => {
    const same = new SameMembers();
    same.set(A, { links: [row(ELSEWHERE, 1, 10)], unlinks: [] });
    expect(same.at(10, NUMBERS)).toBeNull();
    same.set(ELSEWHERE, { links: [row(C, 1, 11)], unlinks: [] });
    expect(same.at(11, NUMBERS)?.size).toBe(1);
  });
});
