import { describe, expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import { scenario } from '#kernel/testing';
import { register } from '../register.js';
import {
  BASE,
  BASE_CELL,
  CELL,
  founding,
  given as founded,
  ON,
  OTHER_BASE,
  OTHER_CELL,
  reorganize,
  reorganized,
  survivor,
  ward,
  WARD,
  type Wish,
} from '../testing.js';
import { structureOn } from './structure.js';

const { given } = scenario(register);

const names = (on: string) => (s: Parameters<typeof structureOn>[0]) =>
  [...structureOn(s, plainDate(on)).values()].map((o) => o.name).sort();

describe('sáp nhập: one survives', () => {
  const absorb = reorganize('ABSORPTION', { from: [CELL, OTHER_CELL], into: [survivor(CELL)] });
  it('ends all but the survivor, which goes on', () => {
    given(...ward)
      .when(absorb)
      .thenRecorded(
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
      );
    given(...ward)
      .when(absorb)
      .thenState((s) => {
        expect(structureOn(s, plainDate(ON)).has(CELL)).toBe(true);
        expect(structureOn(s, plainDate(ON)).has(OTHER_CELL)).toBe(false);
        expect(structureOn(s, plainDate('2026-03-31')).has(OTHER_CELL)).toBe(true);
      });
  });
  it('refuses where nothing is absorbed, nothing survives, or something is founded', () => {
    const refused = (wish: Wish) =>
      given(...ward)
        .when(reorganize('ABSORPTION', wish))
        .thenRefused('NotOfThatManner');
    refused({ from: [CELL], into: [survivor(CELL)] });
    refused({ from: [CELL, OTHER_CELL], into: [survivor(BASE_CELL)] });
    refused({ from: [CELL, OTHER_CELL], into: [founding('Chi bộ mới')] });
    refused({ from: [CELL, OTHER_CELL], into: [survivor(CELL), founding('Chi bộ mới')] });
    refused({ from: [CELL, CELL], into: [survivor(CELL)] });
  });
  it('refuses to absorb what still has others under it, unless they come under another', () => {
    const bases = { from: [BASE, OTHER_BASE], into: [survivor(OTHER_BASE)] };
    given(...ward)
      .when(reorganize('ABSORPTION', bases))
      .thenRefused('HasSubordinates', { on: ON, organizationId: BASE });
    const children = [CELL, OTHER_CELL].map((organizationId) => ({ organizationId, parentId: OTHER_BASE }));
    given(...ward)
      .when(reorganize('ABSORPTION', { ...bases, reparented: children }))
      .thenState((s) => {
        expect(structureOn(s, plainDate(ON)).get(CELL)?.parentId).toBe(OTHER_BASE);
      });
  });
});

describe('hợp nhất: a new one arises', () => {
  const consolidate = reorganize('CONSOLIDATION', { from: [CELL, OTHER_CELL], into: [founding('Chi bộ mới')] });
  it('ends all and founds one', () => {
    given(...ward)
      .when(consolidate)
      .thenState((s) => {
        expect(names(ON)(s)).toEqual(['Chi bộ mới', 'Tổ chức 0', 'Tổ chức 1', 'Tổ chức 2', 'Tổ chức 5']);
        expect(structureOn(s, plainDate(ON)).get(founded(0))?.establishedOn).toBe(ON);
      });
  });
  it('refuses fewer than two, a survivor, or two new ones', () => {
    const refused = (wish: Wish) =>
      given(...ward)
        .when(reorganize('CONSOLIDATION', wish))
        .thenRefused('NotOfThatManner');
    refused({ from: [CELL], into: [founding('Chi bộ mới')] });
    refused({ from: [CELL, OTHER_CELL], into: [survivor(CELL)] });
    refused({ from: [CELL, OTHER_CELL], into: [founding('Chi bộ mới'), founding('Chi bộ mới 2')] });
  });
  it('lets children come under what the same decision founds', () => {
    given(...ward)
      .when(
        reorganize('CONSOLIDATION', {
          from: [BASE, OTHER_BASE],
          into: [founding('Đảng bộ mới', 'BASE_ORGANIZATION', WARD)],
          reparented: [CELL, OTHER_CELL].map((organizationId) => ({ organizationId, parentId: { into: 0 } })),
        }),
      )
      .thenState((s) => {
        expect(structureOn(s, plainDate(ON)).get(CELL)?.parentId).toBe(founded(0));
      });
  });
});

describe('chia: the old one ends', () => {
  it('ends one and founds two or more', () => {
    given(...ward)
      .when(reorganize('DIVISION', { from: [CELL], into: [founding('Chi bộ A'), founding('Chi bộ B')] }))
      .thenState((s) => {
        expect(structureOn(s, plainDate(ON)).has(CELL)).toBe(false);
        expect(structureOn(s, plainDate(ON)).get(founded(1))?.name).toBe('Chi bộ B');
      });
  });
  it('founds a base organization and the cells under it by one decision', () => {
    given(...ward)
      .when(
        reorganize('DIVISION', {
          from: [BASE_CELL],
          into: [
            founding('Đảng bộ mới', 'BASE_ORGANIZATION', WARD),
            founding('Chi bộ A', 'SUB_CELL', { into: 0 }),
            founding('Chi bộ B', 'SUB_CELL', { into: 0 }),
          ],
        }),
      )
      .thenState((s) => {
        expect(structureOn(s, plainDate(ON)).get(founded(2))?.parentId).toBe(founded(0));
      });
  });
  it('refuses two old ones, one new one, or a survivor', () => {
    const refused = (wish: Wish) =>
      given(...ward)
        .when(reorganize('DIVISION', wish))
        .thenRefused('NotOfThatManner');
    refused({ from: [CELL, OTHER_CELL], into: [founding('Chi bộ A'), founding('Chi bộ B')] });
    refused({ from: [CELL], into: [founding('Chi bộ A')] });
    refused({ from: [CELL], into: [survivor(CELL), founding('Chi bộ A')] });
  });
});

describe('tách: the old one survives', () => {
  it('founds others beside the one that goes on', () => {
    given(...ward)
      .when(reorganize('SEPARATION', { from: [CELL], into: [survivor(CELL), founding('Tổ chức 3B')] }))
      .thenState((s) => {
        expect(names(ON)(s)).toContain('Tổ chức 3B');
      });
  });
  it('refuses where nothing is founded or another survives', () => {
    const refused = (wish: Wish) =>
      given(...ward)
        .when(reorganize('SEPARATION', wish))
        .thenRefused('NotOfThatManner');
    refused({ from: [CELL], into: [survivor(CELL)] });
    refused({ from: [CELL], into: [survivor(OTHER_CELL), founding('Chi bộ A')] });
  });
});
