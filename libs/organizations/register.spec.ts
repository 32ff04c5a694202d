import { describe, expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import { scenario } from '#kernel/testing';
import { register } from './register.js';
import { structureOn } from './rules/structure.js';
import {
  BASE,
  BASE_CELL,
  CELL,
  count,
  counted,
  dissolve,
  dissolved,
  establish,
  established,
  given as founded,
  id,
  move,
  moved,
  OTHER_BASE,
  OTHER_CELL,
  reclassified,
  reclassify,
  rename,
  renamed,
  ward,
  WARD,
} from './testing.js';

const { given } = scenario(register);

describe('founding', () => {
  it('begins with the ward itself, which brings its id', () => {
    given()
      .when(establish(WARD, 'WARD_ORGANIZATION', null))
      .thenRecorded(established(WARD, 'WARD_ORGANIZATION', null));
  });
  it('refuses anything before the ward itself', () => {
    given()
      .when(establish(BASE, 'BASE_ORGANIZATION', WARD))
      .thenRefused('WardNotEstablished');
    given()
      .when(rename(WARD, 'Đảng bộ phường', '2025-07-01'))
      .thenRefused('NoSuchOrganization');
  });
  it('refuses a ward that is none, and a second ward', () => {
    given()
      .when(establish(WARD, 'BASE_CELL', null))
      .thenRefused('ParentKindMismatch');
    given(...ward)
      .when(establish(id(9), 'WARD_ORGANIZATION', null))
      .thenRefused('SecondWard');
    const second = establish(id(9), 'WARD_ORGANIZATION', null);
    given(...ward)
      .when({ ...second, data: { ...second.data, organizationId: null } })
      .thenRefused('SecondWard');
  });
  it('gives every other organization its id', () => {
    given(...ward)
      .when(establish(id(9), 'SUB_CELL', BASE, '2026-01-01'))
      .thenRecorded({
        type: 'OrganizationEstablished',
        data: { ...established(id(9), 'SUB_CELL', BASE, '2026-01-01').data, organizationId: founded(0) },
      });
  });
  it.each([
    ['BASE_ORGANIZATION', BASE],
    ['BASE_CELL', BASE],
    ['SUB_CELL', WARD],
    ['SUB_CELL', BASE_CELL],
    ['SECTIONAL_ORGANIZATION', WARD],
    ['WARD_ORGANIZATION', WARD],
  ] as const)('refuses a %s under an organization that cannot have one', (type, parent) => {
    given(...ward)
      .when(establish(id(9), type, parent))
      .thenRefused('ParentKindMismatch', { on: '2025-07-01' });
  });
  it('takes a sectional organization under a base organization, and cells under it', () => {
    given(...ward, established(id(9), 'SECTIONAL_ORGANIZATION', BASE))
      .when(establish(id(10), 'SUB_CELL', id(9)))
      .thenState((s) => {
        expect(structureOn(s, plainDate('2025-07-01')).size).toBe(8);
      });
  });
  it('refuses a parent that is unknown, not yet established, or ended', () => {
    given(...ward)
      .when(establish(id(9), 'SUB_CELL', id(77)))
      .thenRefused('ParentNotExisting');
    given(...ward)
      .when(establish(id(9), 'SUB_CELL', BASE, '2025-06-30'))
      .thenRefused('ParentNotExisting', { on: '2025-06-30', organizationId: founded(0) });
    given(...ward, dissolved(OTHER_BASE, '2026-03-01'))
      .when(establish(id(9), 'SUB_CELL', OTHER_BASE, '2026-03-01'))
      .thenRefused('ParentNotExisting', { on: '2026-03-01' });
  });
  it('refuses a late founding under a parent that ended meanwhile, naming the day of that end and its entry', () => {
    given(...ward, dissolved(OTHER_BASE, '2026-03-01'))
      .when(establish(id(9), 'SUB_CELL', OTHER_BASE, '2026-02-01'))
      .thenRefused('HasSubordinates', { on: '2026-03-01', organizationId: OTHER_BASE, entry: 6 });
  });
});

describe('change', () => {
  it('takes a fact recorded long after its day', () => {
    given(...ward, renamed(CELL, 'Chi bộ B', '2026-06-01'))
      .when(rename(CELL, 'Chi bộ A', '2025-09-01'))
      .thenState((s) => {
        expect(structureOn(s, plainDate('2025-08-31')).get(CELL)?.name).toBe('Tổ chức 3');
        expect(structureOn(s, plainDate('2025-09-01')).get(CELL)?.name).toBe('Chi bộ A');
        expect(structureOn(s, plainDate('2026-06-01')).get(CELL)?.name).toBe('Chi bộ B');
      });
  });
  it('takes a signed decision that takes effect in the future', () => {
    given(...ward)
      .when(dissolve(CELL, '2030-01-01'))
      .thenRecorded(dissolved(CELL, '2030-01-01'));
  });
  it('lets the entry recorded last hold among those of one day', () => {
    given(...ward, renamed(CELL, 'Chi bộ A', '2026-01-01'))
      .when(rename(CELL, 'Chi bộ B', '2026-01-01'))
      .thenState((s) => {
        expect(structureOn(s, plainDate('2026-01-01')).get(CELL)?.name).toBe('Chi bộ B');
      });
  });
  it('refuses a change before the founding or after the end', () => {
    given(...ward)
      .when(rename(CELL, 'Chi bộ A', '2025-06-30'))
      .thenRefused('NotYetEstablished', {
        on: '2025-06-30',
        conflict: 'NotYetEstablished',
        organizationId: CELL,
        entry: 6,
      });
    given(...ward, dissolved(CELL, '2026-01-01'))
      .when(rename(CELL, 'Chi bộ A', '2026-01-01'))
      .thenRefused('AlreadyEnded', { on: '2026-01-01' });
  });
  it('refuses a late end before a change that is recorded already, naming that change', () => {
    given(...ward, renamed(CELL, 'Chi bộ A', '2026-06-01'), counted(CELL, 12, '2026-05-01'))
      .when(dissolve(CELL, '2026-01-01'))
      .thenRefused('AlreadyEnded', { on: '2026-05-01', entry: 7, organizationId: CELL });
  });
  it('takes an end before a count of members that an older release dated ahead', () => {
    given(...ward, counted(CELL, 12, '2027-05-01'))
      .when(dissolve(CELL, '2026-01-01'))
      .thenRecorded(dissolved(CELL, '2026-01-01'));
    given(...ward)
      .when(count(CELL, 12, '2027-05-01'))
      .thenRefused('InTheFuture', { field: 'countedOn' });
  });
  it('refuses a founding of 2062 for one of 2026', () => {
    given(...ward)
      .when(establish(id(50), 'SUB_CELL', BASE, '2062-03-01'))
      .thenRefused('TooFarAhead', { field: 'establishedOn' });
  });
  it('refuses a second end', () => {
    given(...ward, dissolved(CELL, '2026-01-01'))
      .when(dissolve(CELL, '2025-12-01'))
      .thenRefused('AlreadyEnded');
  });
  it('refuses an unknown organization', () => {
    given(...ward)
      .when(rename(id(77), 'Chi bộ A', '2026-01-01'))
      .thenRefused('NoSuchOrganization');
  });
  it('moves a cell to another base organization, but not under a cell or out of the tree', () => {
    given(...ward)
      .when(move(CELL, OTHER_BASE, '2026-01-01'))
      .thenRecorded(moved(CELL, OTHER_BASE, '2026-01-01'));
    given(...ward)
      .when(move(CELL, OTHER_CELL, '2026-01-01'))
      .thenRefused('ParentKindMismatch');
    given(...ward)
      .when(move(WARD, BASE, '2026-01-01'))
      .thenRefused('ParentKindMismatch');
  });
  it('refuses an organization under itself or under one of its subordinates', () => {
    given(...ward)
      .when(move(BASE, BASE, '2026-01-01'))
      .thenRefused('ParentKindMismatch');
    given(...ward)
      .when(move(BASE, CELL, '2026-01-01'))
      .thenRefused('ParentKindMismatch');
  });
  it('raises a cell to a base cell by one decision on kind and parent', () => {
    given(...ward)
      .when(reclassify(CELL, 'BASE_CELL', null, '2026-01-01'))
      .thenRefused('ParentKindMismatch');
    given(...ward)
      .when(reclassify(CELL, 'BASE_CELL', WARD, '2026-01-01'))
      .thenState((s) => {
        const after = structureOn(s, plainDate('2026-01-01')).get(CELL);
        expect([after?.type, after?.parentId]).toEqual(['BASE_CELL', WARD]);
      });
  });
  it('refuses to make a cell of a base organization while cells stand under it', () => {
    given(...ward)
      .when(reclassify(BASE, 'BASE_CELL', null, '2026-01-01'))
      .thenRefused('ParentKindMismatch', { on: '2026-01-01', organizationId: CELL });
    given(...ward)
      .when(reclassify(OTHER_BASE, 'BASE_CELL', null, '2026-01-01'))
      .thenRecorded(reclassified(OTHER_BASE, 'BASE_CELL', null, '2026-01-01'));
  });
  it('refuses a reclassification that states nothing', () => {
    given(...ward)
      .when(reclassify(BASE, null, null, '2026-01-01'))
      .thenRefused('NothingReclassified');
  });
  it('refuses an end while others stand under it', () => {
    given(...ward)
      .when(dissolve(BASE, '2026-01-01'))
      .thenRefused('HasSubordinates', { on: '2026-01-01', organizationId: BASE });
    given(...ward, moved(CELL, OTHER_BASE, '2026-01-01'), dissolved(OTHER_CELL, '2026-01-01'))
      .when(dissolve(BASE, '2026-01-01'))
      .thenRecorded(dissolved(BASE, '2026-01-01'));
  });
  it('keeps disbandment, a form of discipline, apart from dissolution', () => {
    given(...ward)
      .when({ type: 'DisbandOrganization', data: { ...dissolve(CELL, '2026-01-01').data, disciplineCaseId: id(500) } })
      .thenRecorded({
        type: 'OrganizationDisbanded',
        data: { ...dissolved(CELL, '2026-01-01').data, disciplineCaseId: id(500) },
      });
  });
  it('counts the members of what exists on the day, and only then', () => {
    given(...ward)
      .when(count(CELL, 0, '2026-01-01'))
      .thenRecorded(counted(CELL, 0, '2026-01-01'));
    given(...ward)
      .when(count(CELL, 12, '2025-06-30'))
      .thenRefused('NotYetEstablished');
    given(...ward, dissolved(CELL, '2026-01-01'))
      .when(count(CELL, 12, '2026-01-01'))
      .thenRefused('AlreadyEnded');
  });
  it('records nothing where the last statement for that day is the very same', () => {
    given(...ward, counted(CELL, 12, '2026-01-01'))
      .when(count(CELL, 12, '2026-01-01'))
      .thenNothing();
    given(...ward, counted(CELL, 12, '2026-01-01'))
      .when(count(CELL, 13, '2026-01-01'))
      .thenRecorded(counted(CELL, 13, '2026-01-01'));
    given(...ward, renamed(CELL, 'A', '2026-01-01'), renamed(CELL, 'B', '2026-01-01'))
      .when(rename(CELL, 'A', '2026-01-01'))
      .thenRecorded(renamed(CELL, 'A', '2026-01-01'));
    given(...ward, dissolved(CELL, '2026-01-01'))
      .when(dissolve(CELL, '2026-01-01'))
      .thenNothing();
  });
});
