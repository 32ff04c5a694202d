import { describe, expect, it } from '@jest/globals';
import { type Organization, register, type Structure, structureOn } from '#features/organizations';
import type { Context } from '#kernel/command';
import { plainDate } from '#kernel/dates';
import { itemId, Uuid } from '#kernel/ids';
import { demoRegister } from './register-steps.js';

const ACTOR = Uuid.parse('00000000-0000-4000-8000-000000000001');
const { steps } = demoRegister(ACTOR);

let history = register.empty;
for (const { decider, stream, commandId, recordedAt, command } of steps) {
  const context: Context = {
    now: recordedAt,
    actor: { id: ACTOR, role: 'clerk', organizationId: null, delegationId: null },
    stream,
    facts: {},
    newId: (ordinal) => itemId(stream, commandId, ordinal),
  };
  const revision = history.size;
  const recorded = decider.handle(command, history, context);
  history = register.append(
    history,
    recorded.map(({ type, data }, i) => ({ type, data, revision: revision + i })),
  );
}

const on = (day: string) => structureOn(history.state, plainDate(day));
/** The ward itself is not counted. */
const below = (structure: Structure) => [...structure.values()].filter((one) => one.parentId !== null);
const direct = (structure: Structure) => below(structure).filter((one) => one.type.startsWith('BASE_'));
const membersOf = (some: readonly Organization[]) => some.reduce((sum, one) => sum + (one.members?.count ?? 0), 0);

describe('the demo ward', () => {
  it('has 8 base organizations, 25 base cells and 87 cells under them when the term begins', () => {
    const byType = below(on('2025-08-16'));
    const number = (type: string) => byType.filter((one) => one.type === type).length;
    expect(byType).toHaveLength(120);
    expect([number('BASE_ORGANIZATION'), number('BASE_CELL'), number('SUB_CELL')]).toEqual([8, 25, 87]);
    expect(direct(on('2025-08-16'))).toHaveLength(33);
  });

  it('has the cells and the members that its description gives each base organization', () => {
    const structure = on('2025-08-16');
    const sizes = below(structure)
      .filter((one) => one.type === 'BASE_ORGANIZATION')
      .map((one) => {
        const own = below(structure).filter((cell) => cell.parentId === one.organizationId);
        return [one.name, own.length, membersOf(own)];
      });
    expect(sizes.sort(([a], [b]) => String(a).localeCompare(String(b), 'vi'))).toEqual([
      ['Đảng bộ Các cơ quan Đảng phường', 4, 62],
      ['Đảng bộ Công an phường', 5, 96],
      ['Đảng bộ Công ty Cổ phần Cơ khí Phượng Đỏ', 9, 214],
      ['Đảng bộ khu dân cư An Lạc', 18, 1440],
      ['Đảng bộ khu dân cư Bến Phượng', 14, 840],
      ['Đảng bộ khu dân cư Vĩnh Tường 1', 16, 1120],
      ['Đảng bộ khu dân cư Vĩnh Tường 2', 15, 975],
      ['Đảng bộ Ủy ban nhân dân phường', 6, 118],
    ]);
    expect(membersOf(below(structure).filter((one) => one.type === 'BASE_CELL'))).toBe(660);
    expect(membersOf(below(structure))).toBe(5525);
    expect(below(structure).every((one) => one.type === 'BASE_ORGANIZATION' || (one.members?.count ?? 0) >= 3)).toBe(
      true,
    );
  });

  it.each([
    ['2026-03-31', 120, 33],
    ['2026-04-01', 119, 33],
    ['2026-05-18', 119, 33],
    ['2026-05-19', 120, 34],
    ['2026-06-01', 121, 34],
    ['2026-06-30', 121, 34],
    ['2026-08-31', 121, 34],
    ['2026-09-01', 122, 35],
    ['2026-10-31', 122, 35],
  ])(
    'on %s has %i organizations, %i of them directly under the ward committee, and 5,525 members',
    (day, all, near) => {
      expect([below(on(day)).length, direct(on(day)).length, membersOf(below(on(day)))]).toEqual([all, near, 5525]);
    },
  );

  it('has 15 schools, and the residential groups 1 to 63 each once', () => {
    const names = below(on('2025-08-16')).map((one) => one.name);
    expect(names.filter((name) => name.includes('Trường '))).toHaveLength(15);
    for (let n = 1; n <= 63; n++) expect(names.filter((name) => name === `Chi bộ Tổ dân phố ${n}`)).toHaveLength(1);
    expect(new Set(names).size).toBe(120);
  });

  it('is recorded by a clock that never goes back, under ids that are always the same', () => {
    const times = steps.map(({ recordedAt }) => recordedAt as string);
    expect(times).toEqual([...times].sort());
    expect(new Set(steps.map(({ commandId }) => commandId)).size).toBe(steps.length);
    expect(demoRegister(ACTOR).steps).toEqual(steps);
  });
});
