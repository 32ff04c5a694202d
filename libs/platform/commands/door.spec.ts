import { describe, expect, it } from '@jest/globals';
import type { CommandBus } from '@nestjs/cqrs';
import { Uuid } from '#kernel/ids';
import { personsIn } from '#kernel/persons';
import { CommandDoor } from './door.js';

const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const [ENTERED, HOLDER, NOBODY] = [id(1), id(2), id(3)];
const register = {
  missing: (ids: Iterable<Uuid>) => Promise.resolve(new Set([...ids].filter((one) => one !== ENTERED))),
};
const accounts = { among: (ids: readonly Uuid[]) => Promise.resolve(new Set(ids.filter((one) => one === HOLDER))) };
const door = new CommandDoor({} as CommandBus, register, accounts);

const unknown = async (content: Parameters<typeof personsIn>[0], past: readonly object[] = []) =>
  (
    await door.unknownPersons(
      personsIn(content),
      past.map((data) => ({ data })),
    )
  ).map(({ field }) => field);

describe('the persons whom a command names', () => {
  it('must be in the register, each by its field', async () => {
    const subjects = [{ memberId: ENTERED }, { memberId: NOBODY }, { memberId: null }];
    expect(await unknown({ subjects, team: [{ memberId: NOBODY }] })).toEqual([
      'subjects.1.memberId',
      'team.0.memberId',
    ]);
    expect(await unknown({ subjects: [{ memberId: ENTERED }] })).toEqual([]);
  });

  it('may be holders of an account where they are given something to do, and not where a record is about them', async () => {
    expect(await unknown({ personId: HOLDER })).toEqual([]);
    expect(await unknown({ personId: NOBODY })).toEqual(['personId']);
    expect(await unknown({ memberId: HOLDER })).toEqual(['memberId']);
  });

  it('stay where the record named them before, in whatever entry', async () => {
    const changes = [{ field: 'subject', from: null, to: { memberId: NOBODY } }];
    const correction = { corrects: 0, reason: 'nhập sai', changes };
    expect(await unknown(correction)).toEqual(['changes.0.to.memberId']);
    expect(await unknown(correction, [{ subject: { memberId: NOBODY } }])).toEqual([]);
    expect(await unknown(correction, [{ corrects: 0, reason: 'x', data: { team: [{ memberId: NOBODY }] } }])).toEqual(
      [],
    );
  });
});
