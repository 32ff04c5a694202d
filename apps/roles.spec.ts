import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Role } from '#features/access';
import { features } from './features.js';
import { roles } from './roles.js';

/** Role → permissions, written out: a change of what a role may do is a change of that file too. */
const written: unknown = JSON.parse(readFileSync('tests/security/roles.json', 'utf8'));

describe('the roles', () => {
  it('hold what is written of them, no more and no less', () => {
    expect(Object.fromEntries(Role.options.map((role) => [role, roles.of(role)]))).toEqual(written);
  });
  it('hold, together, everything that the features name', () => {
    const named = features.flatMap(({ permissions }) => Object.values(permissions).flat());
    expect(named.filter((permission) => !roles.all().has(permission))).toEqual([]);
  });
  it('part who records from who approves, and who runs the product from who reads its records', () => {
    for (const role of Role.options) {
      const records = roles.permits(role, 'RecordConcludedEngagement') || roles.permits(role, 'DecideDiscipline');
      expect([role, records && roles.permits(role, 'ApproveErasure')]).toEqual([role, false]);
    }
    for (const role of ['operator', 'admin', 'viewer', 'guest'] as const)
      expect(roles.of(role).filter((one) => /engagement|discipline|facts|history|routine/i.test(one))).toEqual([]);
  });
  it('of an auditor changes nothing', () => {
    expect(roles.of('auditor').filter((one) => !one.startsWith('read:'))).toEqual([]);
  });
  it('that nobody knows hold nothing', () => {
    expect([roles.permits('root', 'read:coverage'), roles.permits('toString', 'read:coverage')]).toEqual([
      false,
      false,
    ]);
  });
});
