import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Role } from '#features/access';
import { features } from './features.js';
import { roles } from './roles.js';

/** Role → permissions: every change of a role changes that file, too. */
const written: unknown = JSON.parse(readFileSync('tests/security/roles.json', 'utf8'));

describe('the roles', () => {
  it('hold exactly the permissions in roles.json', () => {
    expect(Object.fromEntries(Role.options.map((role) => [role, roles.of(role)]))).toEqual(written);
  });
  it('hold, together, every permission of the features', () => {
    const named = features.flatMap(({ permissions }) => Object.values(permissions).flat());
    expect(named.filter((permission) => !roles.all().has(permission))).toEqual([]);
  });
  it('separate recording from approving, and running the product from reading its records', () => {
    for (const role of Role.options) {
      const records = roles.permits(role, 'RecordConcludedEngagement') || roles.permits(role, 'DecideDiscipline');
      expect([role, records && roles.permits(role, 'ApproveErasure')]).toEqual([role, false]);
    }
    for (const role of ['operator', 'admin', 'viewer', 'guest'] as const)
      expect(
        roles.of(role).filter((permission) => /engagement|discipline|facts|history|routine/i.test(permission)),
      ).toEqual([]);
  });
  it('of an auditor permit no change, except to agree, as the second person, to a reset or a grant', () => {
    expect(roles.of('auditor').filter((permission) => !/^(read|see):/.test(permission))).toEqual([
      'AgreeToAccountReset',
      'AgreeToGrantAct',
      'DeclineGrantAct',
    ]);
  });
  it('that do not exist hold nothing', () => {
    expect([roles.permits('root', 'read:coverage'), roles.permits('toString', 'read:coverage')]).toEqual([
      false,
      false,
    ]);
  });
});
