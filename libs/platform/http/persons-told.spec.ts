import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { idsAt, memberPathsIn, withPersons } from './persons-told.js';

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const shape = {
  subject: z.strictObject({ memberId: z.uuid().nullable(), organizationId: z.uuid() }).optional(),
  team: z.array(z.strictObject({ memberId: z.uuid() })),
  opened: z.array(z.union([z.strictObject({ members: z.array(z.uuid()) }), z.strictObject({ other: z.string() })])),
  members: z.int(),
};

describe('the persons whom an answer names', () => {
  it('are found in the schema, in whatever part of it, and numbers of members are no persons', () => {
    expect(memberPathsIn(z.strictObject(shape)).map((path) => path.join('.'))).toEqual([
      'subject.memberId',
      'team.[].memberId',
      'opened.[].members.[]',
    ]);
    expect(Object.keys(withPersons(shape))).toEqual([...Object.keys(shape), 'persons']);
    expect(withPersons({ members: z.int() })).not.toHaveProperty('persons');
  });

  it('are found in the answer, each once', () => {
    const paths = memberPathsIn(z.strictObject(shape));
    const answer = {
      subject: { memberId: id(1), organizationId: id(9) },
      team: [{ memberId: id(2) }, { memberId: id(1) }],
      opened: [{ members: [id(3)] }, { other: id(4) }],
      members: 7,
    };
    expect([...idsAt(paths, answer)]).toEqual([id(1), id(2), id(3)]);
    expect([...idsAt(paths, { ...answer, subject: undefined, team: [], opened: [] })]).toEqual([]);
  });
});
