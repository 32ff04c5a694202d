import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { rounds } from '../../tests/support/rounds.js';
import { Rights } from './rights.js';
import { type Placed, Tree } from './tree.js';

const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const [CHAIR, DEPUTY, CLERK] = [id(1), id(2), id(3)];
const office = (role: string, startsOn = '2026-01-01', endsOn: string | null = null) => ({
  id: id(50),
  role,
  organizationId: null,
  startsOn: plainDate(startsOn),
  endsOn: endsOn === null ? null : plainDate(endsOn),
  position: 1,
  withdrawnOn: null,
});
const given = (delegateId: Uuid, startsOn = '2026-01-01', endsOn: string | null = null) => ({
  ...office('inspection-chair', startsOn, endsOn),
  delegateId,
  position: 2,
  endedOn: null,
});
const on = plainDate;
const held: Readonly<Record<string, string>> = { clerk: 'OpenEngagement', 'inspection-chair': 'ApproveErasure' };
const roles = { permits: (role: string, permission: string) => held[role] === permission };

describe('a permission', () => {
  it('holds from the first to the last day of a grant', () => {
    const rights = new Rights(roles);
    rights.set(CLERK, { grants: [office('clerk', '2026-02-01', '2026-02-28')], delegations: [] });
    const holds = (day: string) => rights.grounds(CLERK, 'OpenEngagement', on(day)).length;
    expect(['2026-01-31', '2026-02-01', '2026-02-28', '2026-03-01'].map(holds)).toEqual([0, 1, 1, 0]);
    expect(rights.grounds(CLERK, 'ApproveErasure', on('2026-02-01'))).toEqual([]);
  });

  it('is held by a delegate while both the delegation and the role are in force', () => {
    const rights = new Rights(roles);
    const delegation = given(DEPUTY, '2026-03-01', '2026-03-15');
    const held = office('inspection-chair', '2026-01-01', '2026-03-31');
    rights.set(CHAIR, { grants: [held], delegations: [delegation] });
    const grounds = (day: string) => rights.grounds(DEPUTY, 'ApproveErasure', on(day));
    expect(grounds('2026-03-01')).toEqual([
      { role: 'inspection-chair', organizationId: null, delegation: { id: delegation.id, delegatorId: CHAIR } },
    ]);
    expect([grounds('2026-02-28'), grounds('2026-03-16')]).toEqual([[], []]);
    rights.set(CHAIR, { grants: [held], delegations: [{ ...delegation, endedOn: on('2026-03-02') }] });
    expect(grounds('2026-03-02')).toEqual([]);
    rights.set(CHAIR, { grants: [{ ...held, withdrawnOn: on('2026-03-02') }], delegations: [delegation] });
    expect(grounds('2026-03-02')).toEqual([]);
  });

  it('is lost and regained at once, even if it was asked for before on the same day', () => {
    const rights = new Rights(roles);
    const delegation = given(DEPUTY);
    const ofDeputy = () => rights.grounds(DEPUTY, 'ApproveErasure', on('2026-03-02')).length;
    expect(ofDeputy()).toBe(0);
    rights.set(CHAIR, { grants: [office('inspection-chair')], delegations: [delegation] });
    expect(ofDeputy()).toBe(1);
    rights.set(CHAIR, { grants: [], delegations: [delegation] });
    expect(ofDeputy()).toBe(0);
    rights.set(DEPUTY, { grants: [office('inspection-chair')], delegations: [] });
    expect(ofDeputy()).toBe(1);
    expect(rights.grounds(DEPUTY, 'OpenEngagement', on('2026-03-02'))).toEqual([]);
    expect(rights.grounds(CHAIR, 'ApproveErasure', on('2026-03-02'))).toEqual([]);
  });

  it('that was delegated cannot be delegated again', () => {
    const rights = new Rights(roles);
    rights.set(CHAIR, {
      grants: [office('inspection-chair')],
      delegations: [given(DEPUTY)],
    });
    rights.set(DEPUTY, { grants: [], delegations: [given(CLERK)] });
    expect(rights.grounds(CLERK, 'ApproveErasure', on('2026-03-02'))).toEqual([]);
  });
});

describe('the tree of organizations', () => {
  const placed = (organizationId: Uuid, parentId: Uuid | null, effectiveOn = '2025-07-01', position = 0): Placed => ({
    organizationId,
    parentId,
    effectiveOn: plainDate(effectiveOn),
    position,
  });
  const [WARD, BASE, CELL] = [id(10), id(11), id(12)];

  it('uses the latest placement in effect; an organization that begins later has its first parent', () => {
    const tree = new Tree();
    tree.set(WARD, [
      placed(WARD, null),
      placed(BASE, WARD),
      placed(CELL, BASE),
      placed(CELL, WARD, '2026-06-01', 5),
      placed(id(13), BASE, '2027-01-01', 6),
    ]);
    const under = (day: string) => [tree.isUnder(CELL, BASE, on(day)), tree.isUnder(id(13), BASE, on(day))];
    expect([under('2026-05-31'), under('2026-06-01')]).toEqual([
      [true, true],
      [false, true],
    ]);
    expect([...tree.under(BASE, on('2026-06-01'))].sort()).toEqual([BASE, id(13)].sort());
    expect(tree.isUnder(WARD, BASE, on('2026-06-01'))).toBe(false);
    expect(tree.isUnder(id(99), WARD, on('2026-06-01'))).toBe(false);
  });

  it('answers anew after a register has changed and on another day', () => {
    const tree = new Tree();
    const under = (day: string) => tree.under(BASE, on(day)).has(CELL);
    const founded = [placed(WARD, null), placed(BASE, WARD)];
    tree.set(WARD, founded);
    expect(under('2026-01-01')).toBe(false);
    tree.set(WARD, [...founded, placed(CELL, BASE), placed(CELL, WARD, '2026-01-02', 5)]);
    expect([under('2026-01-01'), under('2026-01-02'), under('2026-01-01')]).toEqual([true, false, true]);
  });

  it('gives the same answer for one organization and for the list of all under another', () => {
    const parents = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(parents, (list) => {
        const nodes = [0, ...list.map((_, i) => i + 1)];
        const parentOf = (n: number) => (n === 0 ? null : (list[n - 1] ?? 0) % n);
        const tree = new Tree();
        tree.set(
          id(0),
          nodes.map((n) => {
            const up = parentOf(n);
            return placed(id(n), up === null ? null : id(up));
          }),
        );
        const isUnder = (n: number, above: number): boolean => {
          for (let at: number | null = n; at !== null; at = parentOf(at)) if (at === above) return true;
          return false;
        };
        for (const above of nodes) {
          const all = tree.under(id(above), on('2026-01-01'));
          for (const n of nodes) {
            expect(tree.isUnder(id(n), id(above), on('2026-01-01'))).toBe(isUnder(n, above));
            expect(all.has(id(n))).toBe(isUnder(n, above));
          }
        }
      }),
      { numRuns: rounds(500) },
    );
  });
});
