import { describe, expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { scenario } from '#kernel/testing';
import { register } from '../register.js';
import {
  BASE,
  CELL,
  counted,
  dissolved,
  established,
  founding,
  given as founded,
  id,
  ON,
  OTHER_CELL,
  renamed,
  reorganize,
  reorganized,
  survivor,
  ward,
  WARD,
} from '../testing.js';
import { structureOn } from './structure.js';

const { given } = scenario(register);

describe('any reorganization', () => {
  const absorb = (on: string) => reorganize('ABSORPTION', { from: [CELL, OTHER_CELL], into: [survivor(CELL)], on });
  it('refuses one that is not there on the day, as old or as survivor', () => {
    given(...ward, dissolved(OTHER_CELL, '2026-01-01'))
      .when(absorb(ON))
      .thenRefused('AlreadyEnded', { organizationId: OTHER_CELL });
    given(...ward, dissolved(CELL, '2026-01-01'))
      .when(absorb(ON))
      .thenRefused('AlreadyEnded', { organizationId: CELL });
    given(...ward)
      .when(absorb('2025-06-30'))
      .thenRefused('NotYetEstablished', { on: '2025-06-30' });
    given(...ward)
      .when(reorganize('ABSORPTION', { from: [CELL, id(77)], into: [survivor(CELL)] }))
      .thenRefused('NoSuchOrganization');
  });
  it('refuses a late one where a later entry speaks of what it ended', () => {
    given(...ward, renamed(OTHER_CELL, 'Chi bộ A', '2026-06-01'))
      .when(absorb(ON))
      .thenRefused('AlreadyEnded', { on: '2026-06-01', organizationId: OTHER_CELL, entry: 6 });
    given(...ward, renamed(CELL, 'Chi bộ A', '2026-06-01'), counted(OTHER_CELL, 9, '2026-03-31'))
      .when(absorb(ON))
      .thenState((s) => {
        expect(structureOn(s, plainDate('2026-06-01')).get(CELL)?.name).toBe('Chi bộ A');
      });
  });
  it('refuses a second one on the same organizations', () => {
    given(
      ...ward,
      reorganized(
        {
          manner: 'ABSORPTION',
          from: [CELL, OTHER_CELL],
          into: [{ organizationId: CELL, founded: null }],
          continues: CELL,
          reparented: [],
        },
        ON,
      ),
    )
      .when(absorb('2026-05-01'))
      .thenRefused('AlreadyEnded', { organizationId: OTHER_CELL });
  });
  it('refuses a parent of what it founds that is not there or not of the right kind', () => {
    const divide = (parent: Uuid) =>
      reorganize('DIVISION', { from: [CELL], into: [founding('A', 'SUB_CELL', parent), founding('B')] });
    given(...ward)
      .when(divide(id(77)))
      .thenRefused('ParentNotExisting', { organizationId: founded(0) });
    given(...ward)
      .when(divide(CELL))
      .thenRefused('ParentNotExisting', { organizationId: founded(0) });
    given(...ward)
      .when(divide(WARD))
      .thenRefused('ParentKindMismatch', { organizationId: founded(0) });
  });
  it('refuses a reference to a place of the list that founds nothing', () => {
    const into = (place: number) => [survivor(CELL), founding('Chi bộ A', 'SUB_CELL', { into: place })];
    given(...ward)
      .when(reorganize('SEPARATION', { from: [CELL], into: into(0) }))
      .thenRefused('NotOfThatManner');
    given(...ward)
      .when(reorganize('SEPARATION', { from: [CELL], into: into(2) }))
      .thenRefused('NotOfThatManner');
  });
  it('refuses a correction that would break its manner', () => {
    const separated = reorganized(
      {
        manner: 'SEPARATION',
        from: [CELL],
        into: [
          { organizationId: CELL, founded: null },
          { organizationId: id(9), founded: { name: 'A', type: 'SUB_CELL', sector: null, parentId: BASE } },
        ],
        continues: CELL,
        reparented: [],
      },
      ON,
    );
    const change = (field: string, from: unknown, to: unknown) => ({
      type: 'CorrectEntry' as const,
      data: { corrects: 6, reason: 'ghi nhận nhập sai', changes: [{ field, from: from as string, to: to as string }] },
    });
    given(...ward, separated)
      .when(change('manner', 'SEPARATION', 'DIVISION'))
      .thenRefused('NotOfThatManner');
    given(...ward, separated)
      .when(change('into.1.organizationId', id(9), id(10)))
      .thenRefused('FoundedIdFixed');
    given(...ward, separated)
      .when(change('into.1.founded.name', 'A', 'B'))
      .thenState((s) => {
        expect(structureOn(s, plainDate(ON)).get(id(9))?.name).toBe('B');
      });
    given(...ward, separated, established(id(10), 'BASE_CELL', WARD, '2026-05-01'))
      .when(change('effectiveOn', ON, '2025-06-01'))
      .thenRefused('NotYetEstablished', { on: '2025-06-01', organizationId: CELL });
  });
});
