import { describe, expect, it } from '@jest/globals';
import { Role } from '#features/access';
import { Uuid } from '#kernel/ids';
import { roles } from '../../roles.js';
import { rightsInWords, roleInWords, rolesHeld, WORDED_GROUPS } from './rights.js';

const WARD = Uuid.parse('00000000-0000-4000-8000-000000000001');

describe('what a person may do', () => {
  it('is said in words for every permission of every role', () => {
    const worded = new Set<string>(WORDED_GROUPS.flatMap(({ permissions }) => permissions));
    const unworded = Role.options.flatMap((role) => roles.of(role)).filter((one) => !worded.has(one));
    expect(unworded).toEqual([]);
  });

  it('says of each group something else, in both languages', () => {
    for (const language of ['vi', 'en'] as const)
      expect(new Set(WORDED_GROUPS.map((group) => group[language])).size).toBe(WORDED_GROUPS.length);
  });

  it('says "in part" where a role lacks permissions of a group', () => {
    const of = (role: Role) => rightsInWords((one) => roles.permits(role, one)).map(({ en }) => en);
    expect(of('clerk')).toContain('Record inspections and supervisions');
    expect(of('registrar')).toContain('Record inspections and supervisions (in part)');
    expect(of('operator')).not.toContain('See the front page');
    expect(rightsInWords(() => false)).toEqual([]);
  });

  it('names a role once for each place where it is held', () => {
    const ground = { role: 'clerk', organizationId: null, delegation: null };
    const held = rolesHeld(() => [ground, { ...ground, organizationId: WARD }]);
    const clerk = { vi: 'cán bộ nhập liệu', en: 'clerk' };
    const worded = held.map((one) => roleInWords(one, clerk, new Map([[WARD, 'Đảng bộ phường A']])));
    expect(worded.map(({ vi }) => vi)).toEqual([
      'Cán bộ nhập liệu, ở mọi tổ chức',
      'Cán bộ nhập liệu, ở Đảng bộ phường A và cấp dưới',
    ]);
    const delegation = { id: WARD, delegatorId: WARD };
    expect(roleInWords({ ...ground, delegation }, clerk, new Map()).en).toBe(
      'Clerk, for all organizations, by delegation',
    );
  });
});
