import { describe, expect, it } from '@jest/globals';
import { Uuid } from './ids.js';
import { personsIn } from './persons.js';

const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);

describe('the persons whom a content names', () => {
  it('are found wherever they stand, each with the path of its field', () => {
    const content = {
      subjects: [
        { organizationId: id(1), memberId: id(2) },
        { organizationId: id(1), memberId: null },
      ],
      team: [{ memberId: id(3), role: 'HEAD' }],
      combinedWith: id(4),
      personId: id(5),
    };
    expect(personsIn(content)).toEqual([
      { id: id(2), field: 'subjects.0.memberId', as: 'member' },
      { id: id(3), field: 'team.0.memberId', as: 'member' },
      { id: id(5), field: 'personId', as: 'person' },
    ]);
  });

  it('are found in the new values of a correction, not in the old ones', () => {
    const changes = [
      { field: 'team.0.memberId', from: id(1), to: id(2) },
      { field: 'subjects.1', from: { memberId: id(3) }, to: { organizationId: id(4), memberId: id(5) } },
      { field: 'combinedWith', from: null, to: id(6) },
    ];
    expect(personsIn({ corrects: 0, reason: 'nhập sai', changes })).toEqual([
      { id: id(2), field: 'changes.0.to', as: 'member' },
      { id: id(5), field: 'changes.1.to.memberId', as: 'member' },
    ]);
  });

  it('are found in the acts of a proposal and in the content of a correction that was recorded', () => {
    const acts = [{ type: 'RoutineSupervisionAssigned', schema: 1, data: { memberId: id(1) } }];
    expect(personsIn({ acts, data: { memberId: id(2) } }).map((one) => one.id)).toEqual([id(1), id(2)]);
  });
});
