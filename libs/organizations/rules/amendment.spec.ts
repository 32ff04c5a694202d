import { describe, expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import type { Rejection } from '#kernel/rejection';
import { scenario } from '#kernel/testing';
import { register } from '../register.js';
import {
  annul,
  BASE,
  BASE_CELL,
  CELL,
  correct,
  counted,
  dissolve,
  dissolved,
  establish,
  established,
  id,
  moved,
  OTHER_BASE,
  OTHER_CELL,
  reclassified,
  ward,
  WARD,
} from '../testing.js';
import { structureOn } from './structure.js';

const { given } = scenario(register);

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

it('writes the day of a refusal as people write it, in both languages', () => {
  let refusal: Rejection | undefined;
  try {
    given(...ward)
      .when(dissolve(BASE, '2026-01-05'))
      .thenNothing();
  } catch (error) {
    refusal = error as Rejection;
  }
  expect(refusal?.title.vi).toContain('Ngày 5/1/2026 tổ chức đảng này kết thúc hoạt động');
  expect(refusal?.title.en).toContain('On 5 January 2026');
});
