import { describe, expect, it } from '@jest/globals';
import type { Uuid } from '#kernel/ids';
import { alikeKeys } from './alike-keys.js';

const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}` as Uuid;
const [CELL, AN, AGAIN, OTHER] = [id(1), id(2), id(3), id(4)] as [Uuid, Uuid, Uuid, Uuid];
const key = (memberId: Uuid) => `CASE  ${CELL} ${memberId} CELL_PROPOSAL 2026-03-05`;
const groups = new Map([
  [AN, new Set([AN, AGAIN])],
  [AGAIN, new Set([AN, AGAIN])],
]);

describe('the key of a case', () => {
  it('means the same as that of a case about another record of the same person, and no other', () => {
    expect(alikeKeys(key(AN), groups)).toEqual([key(AGAIN)]);
    expect(alikeKeys(key(AGAIN), groups)).toEqual([key(AN)]);
    expect(alikeKeys(key(OTHER), groups)).toEqual([]);
    expect(alikeKeys(key(AN), new Map())).toEqual([]);
  });
  it('is the only kind of key that names a person', () => {
    expect(alikeKeys(`PAPER ${AN} 7-QĐ 2026-03-05`, groups)).toEqual([]);
  });
});
