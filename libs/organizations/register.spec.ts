import { describe, expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import type { Rejection } from '#kernel/rejection';
import { scenario } from '#kernel/testing';
import { register } from './register.js';
import { structureOn } from './structure.js';
import {
  annul,
  BASE,
  BASE_CELL,
  CELL,
  correct,
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
  it('refuses a parent that nobody knows, that is not yet there, or that is gone', () => {
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
  it('refuses a second end', () => {
    given(...ward, dissolved(CELL, '2026-01-01'))
      .when(dissolve(CELL, '2025-12-01'))
      .thenRefused('AlreadyEnded');
  });
  it('refuses an organization that nobody knows', () => {
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
  it('refuses an organization under itself or under what stands below it', () => {
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

describe('correction and annulment', () => {
  it('refuses a corrected day after which the timeline could not be', () => {
    given(...ward)
      .when(correct(1, 'establishedOn', '2025-07-01', '2025-08-01'))
      .thenRefused('ParentNotExisting', { on: '2025-07-01', organizationId: CELL, entry: 3 });
    given(...ward)
      .when(correct(3, 'establishedOn', '2025-07-01', '2025-08-01'))
      .thenState((s) => {
        expect(structureOn(s, plainDate('2025-07-31')).has(CELL)).toBe(false);
      });
  });
  it('names the first conflict by day where a correction brings several', () => {
    given(...ward, counted(BASE, 40, '2025-07-15'))
      .when(correct(1, 'establishedOn', '2025-07-01', '2025-08-01'))
      .thenRefused('ParentNotExisting', { on: '2025-07-01', entry: 3 });
    given(
      ...ward,
      moved(CELL, OTHER_BASE, '2026-01-01'),
      dissolved(OTHER_CELL, '2026-01-01'),
      dissolved(BASE, '2026-02-01'),
    )
      .when(annul(6))
      .thenRefused('HasSubordinates', { on: '2026-02-01', organizationId: BASE, entry: 8 });
  });
  it('refuses to annul the founding of what others rest on', () => {
    given(...ward)
      .when(annul(1))
      .thenRefused('ParentNotExisting');
    given(...ward, counted(CELL, 12, '2026-01-01'))
      .when(annul(3))
      .thenRefused('NoSuchOrganization', { entry: 6 });
    given(...ward)
      .when(annul(3))
      .thenRecorded({ type: 'OrganizationEstablishedAnnulled', data: annul(3).data });
  });
  it('lets a ward entered by mistake be annulled and entered anew', () => {
    given(established(WARD, 'WARD_ORGANIZATION', null), {
      type: 'OrganizationEstablishedAnnulled',
      data: annul(0).data,
    })
      .when(establish(WARD, 'WARD_ORGANIZATION', null, '2025-06-30'))
      .thenRecorded(established(WARD, 'WARD_ORGANIZATION', null, '2025-06-30'));
  });
  it('corrects which organization an entry is about', () => {
    given(...ward, counted(CELL, 12, '2026-01-01'))
      .when(correct(6, 'organizationId', CELL, OTHER_CELL))
      .thenState((s) => {
        const on = structureOn(s, plainDate('2026-01-01'));
        expect([on.get(CELL)?.members, on.get(OTHER_CELL)?.members?.count]).toEqual([null, 12]);
      });
  });
  it('refuses to correct the id that a founding gave', () => {
    given(...ward)
      .when(correct(5, 'organizationId', BASE_CELL, id(99)))
      .thenRefused('FoundedIdFixed');
    given(established(WARD, 'WARD_ORGANIZATION', null))
      .when(correct(0, 'organizationId', WARD, id(99)))
      .thenRefused('FoundedIdFixed');
  });
  it('refuses a correction that empties a reclassification', () => {
    given(...ward, reclassified(OTHER_BASE, 'BASE_CELL', null, '2026-01-01'))
      .when(correct(6, 'type', 'BASE_CELL', null))
      .thenRefused('NothingReclassified');
  });
});

it('tells a refusal in both languages, with the day as people write it', () => {
  let refusal: Rejection | undefined;
  try {
    given(...ward)
      .when(dissolve(BASE, '2026-01-05'))
      .thenNothing();
  } catch (error) {
    refusal = error as Rejection;
  }
  expect(refusal?.title.vi).toContain('Ngày 05/01/2026 tổ chức đảng này kết thúc hoạt động');
  expect(refusal?.title.en).toContain('On 2026-01-05');
});
