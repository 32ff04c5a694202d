import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Uuid } from '#kernel/ids';
import { rounds } from '../../tests/support/rounds.js';
import { SamePersons } from './same-persons.js';

const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}` as Uuid;
const PEOPLE = [1, 2, 3, 4, 5, 6].map(id);
const [AN, BINH, CUONG, DUNG] = PEOPLE as [Uuid, Uuid, Uuid, Uuid];
const entry = (otherId: Uuid, revision: number) => ({ otherId, revision });
const of = (same: SamePersons, person: Uuid) => [...same.of(person)].sort();

describe('the records of one person', () => {
  it('are one record where nothing is linked', () => {
    expect(of(new SamePersons(), AN)).toEqual([AN]);
  });

  it('are those linked from either side, and those linked with these', () => {
    const same = new SamePersons();
    same.set(BINH, [entry(AN, 1)], []);
    same.set(BINH, [entry(AN, 1), entry(CUONG, 2)], []);
    for (const one of [AN, BINH, CUONG]) expect(of(same, one)).toEqual([AN, BINH, CUONG]);
    expect(of(same, DUNG)).toEqual([DUNG]);
  });

  it('are two again after the link ended, and one after they are linked once more', () => {
    const same = new SamePersons();
    same.set(AN, [entry(BINH, 1)], [entry(BINH, 2)]);
    expect(of(same, BINH)).toEqual([BINH]);
    same.set(AN, [entry(BINH, 1), entry(BINH, 3)], [entry(BINH, 2)]);
    expect(of(same, BINH)).toEqual([AN, BINH]);
  });

  it('are again two when the entry of the link no longer counts', () => {
    const same = new SamePersons();
    same.set(AN, [entry(BINH, 1)], []);
    same.set(AN, [], []);
    expect(of(same, BINH)).toEqual([BINH]);
  });

  it('are for a set of persons those of each', () => {
    const same = new SamePersons();
    same.set(AN, [entry(BINH, 1)], []);
    expect([...same.ofAll(new Set([BINH, DUNG]))].sort()).toEqual([AN, BINH, DUNG]);
  });

  it('are those that can be reached by links, whatever the order in which the links became known', () => {
    const person = fc.constantFrom(...PEOPLE);
    const change = fc.record({ from: person, others: fc.array(person, { maxLength: 2 }) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
        const same = new SamePersons();
        const known = new Map<Uuid, readonly Uuid[]>();
        for (const { from, others } of changes) {
          same.set(
            from,
            others.map((one, i) => entry(one, i)),
            [],
          );
          known.set(from, others);
          for (const one of PEOPLE) expect(of(same, one)).toEqual(reached(known, one));
        }
      }),
      { numRuns: rounds(500) },
    );
  });
});

/** Everybody who can be reached from a person, step by step, until nobody is added. */
function reached(known: ReadonlyMap<Uuid, readonly Uuid[]>, from: Uuid): readonly Uuid[] {
  const links = [...known].flatMap(([a, others]) => others.map((b) => [a, b] as const));
  const met = new Set([from]);
  for (let before = 0; before < met.size;) {
    before = met.size;
    for (const [a, b] of links) if (met.has(a) || met.has(b)) met.add(a).add(b);
  }
  return [...met].sort();
}
