import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Uuid } from '#kernel/ids';
import { rounds } from '../../../tests/support/rounds.js';
import { type Comparable, foldedPerson, mayBeOne, meetingPoints } from './alike.js';

const organization = (n: number) => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const [HERE, THERE] = [organization(1), organization(2)];
const person = (more: Partial<Comparable> = {}) =>
  foldedPerson(Object.assign({ name: 'Nguyễn Văn A', bornOn: null, cardNumber: null, organizations: [HERE] }, more));

describe('two records may be of one person', () => {
  it('if name and day of birth agree, wherever they are members', () => {
    const [a, b] = [
      person({ bornOn: '1970-02-03', organizations: [null] }),
      person({ name: 'NGUYEN VĂN A', bornOn: '1970-02-03', organizations: [THERE] }),
    ];
    expect(mayBeOne(a, b)).toBe(true);
  });

  it('if the numbers of their cards agree, whatever their names', () => {
    const [a, b] = [person({ cardNumber: '12 345 678' }), person({ name: 'Nguyễn Thị B', cardNumber: '12.345.678' })];
    expect(mayBeOne(a, b)).toBe(true);
  });

  it('if names agree in one organization, unless both days of birth are known and differ', () => {
    expect(mayBeOne(person(), person({ bornOn: '1970-02-03' }))).toBe(true);
    expect(mayBeOne(person({ bornOn: '1971-02-03' }), person({ bornOn: '1970-02-03' }))).toBe(false);
    expect(mayBeOne(person(), person({ organizations: [THERE] }))).toBe(false);
    expect(mayBeOne(person({ organizations: [null] }), person({ organizations: [null] }))).toBe(false);
  });

  it('only if they meet, whatever is stated of them, and whichever is asked first', () => {
    const any = fc
      .record({
        name: fc.constantFrom('Nguyễn Văn A', 'nguyen van a', 'Trần B', '%'),
        bornOn: fc.constantFrom(null, '1970-02-03', '1971-02-03'),
        cardNumber: fc.constantFrom(null, '1', ' 1', '2', '-'),
        organizations: fc.subarray([HERE, THERE, null]),
      })
      .map(foldedPerson);
    let met = 0;
    const property = fc.property(any, any, (a, b) => {
      const isOne = mayBeOne(a, b);
      if (isOne) met++;
      const meet = meetingPoints(a).some((point) => meetingPoints(b).includes(point));
      return isOne === mayBeOne(b, a) && (!isOne || meet);
    });
    fc.assert(property, { numRuns: rounds(5000) });
    expect(met).toBeGreaterThan(0);
  });
});
