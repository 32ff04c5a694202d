import { describe, expect, it } from '@jest/globals';
import type { CountingRule } from '#features/counting-rules';
import { plainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { fraction, of, Ward } from '../testing.js';

const BEFORE = { concludedOn: '2026-03-10' };
const ON = '2026-04-01';
const AFTER = { concludedOn: '2026-06-10' };
const SUPERVISION = { kind: 'SUP_THEMATIC' } as const;

/** A ward with a base organization and cells under it. */
const wardOf = (count: number) => {
  const ward = new Ward();
  const base = ward.found('BASE_ORGANIZATION');
  const cells = Array.from({ length: count }, () => ward.found('SUB_CELL', base));
  const [a = base, b = base, c = base] = cells;
  return { ward, base, a, b, c };
};
const isCovered = (ward: Ward, id: Uuid, rule: Partial<CountingRule>) => of(ward.ask(rule), id).covered;

/** Both manners of merging: one of the organizations survives, or a new one is founded. */
const MERGERS = ['ABSORPTION', 'CONSOLIDATION'] as const;
const merge = (ward: Ward, manner: (typeof MERGERS)[number], from: readonly Uuid[], on = ON): Uuid => {
  const [survivor = ward.id] = from;
  if (manner === 'ABSORPTION') ward.reorganize(manner, from, [survivor], 0, on);
  else return ward.reorganize(manner, from, [], 1, on)[0] ?? ward.id;
  return survivor;
};

describe.each(MERGERS)('a merger by %s', (manner) => {
  it('passes on what any predecessor had under INHERIT_ANY, and what every predecessor had under INHERIT_ALL', () => {
    const { ward, a, b } = wardOf(2);
    ward.engage([b], BEFORE);
    const merged = merge(ward, manner, [a, b]);
    expect(of(ward.ask({ merger: 'INHERIT_ANY' }), merged).by).toMatchObject({ lineage: 'INHERITED', through: [b] });
    expect(isCovered(ward, merged, { merger: 'INHERIT_ALL' })).toBe(false);
    expect(isCovered(ward, merged, { merger: 'NONE' })).toBe(false);
    const other = ward.engage([a], { concludedOn: '2026-03-20' });
    expect(of(ward.ask({ merger: 'INHERIT_ALL' }), merged)).toMatchObject({ covered: true });
    expect(isCovered(ward, merged, { merger: 'NONE' })).toBe(manner === 'ABSORPTION');
    ward.revoke(other, '2026-07-01');
    expect(isCovered(ward, merged, { merger: 'INHERIT_ALL' })).toBe(false);
  });
  it('leaves what happened since to the successor itself', () => {
    const { ward, a, b } = wardOf(2);
    const merged = merge(ward, manner, [a, b]);
    const engagementId = ward.engage([merged], AFTER);
    for (const merger of ['NONE', 'INHERIT_ANY', 'INHERIT_ALL'] as const)
      expect(of(ward.ask({ merger }), merged).by).toMatchObject({ engagementId, lineage: null, through: [] });
  });
  it('inherits verb by verb: A inspected and B supervised are both by INHERIT_ANY, and neither by INHERIT_ALL', () => {
    const { ward, a, b } = wardOf(2);
    ward.engage([a], BEFORE);
    ward.engage([b], { ...BEFORE, ...SUPERVISION });
    const merged = merge(ward, manner, [a, b]);
    expect(isCovered(ward, merged, { verb: 'BOTH', merger: 'INHERIT_ANY' })).toBe(true);
    expect(isCovered(ward, merged, { verb: 'BOTH', merger: 'INHERIT_ALL' })).toBe(false);
    expect(ward.ask({ merger: 'INHERIT_ALL' }).figure).toMatchObject({ inspected: 0, supervised: 0, either: 0 });
  });
  it('passes through several steps, and names the way', () => {
    const { ward, a, b, c } = wardOf(3);
    ward.engage([c], BEFORE);
    const first = merge(ward, manner, [b, c]);
    const second = merge(ward, manner, [a, first], '2026-05-01');
    expect(of(ward.ask(), second).by).toMatchObject({ lineage: 'INHERITED', through: [first, c] });
    expect(isCovered(ward, second, { merger: 'INHERIT_ALL' })).toBe(false);
    ward.engage([a, b], BEFORE);
    expect(isCovered(ward, second, { merger: 'INHERIT_ALL' })).toBe(true);
  });
  it('credits an organization that it ended with later acts on the successor itself, in a frozen list', () => {
    const { ward, a, b, c } = wardOf(3);
    ward.engage([a], BEFORE);
    const merged = merge(ward, manner, [a, b]);
    expect(fraction(ward.ask({ organizations: 'AT_START' }))).toBe('1/4');
    const engagementId = ward.engage([merged], AFTER);
    const answer = ward.ask({ organizations: 'AT_START' });
    expect(of(answer, b).by).toMatchObject({ engagementId, lineage: 'SUCCESSOR', through: [merged] });
    expect(isCovered(ward, b, { organizations: 'AT_START', merger: 'NONE' })).toBe(false);
    expect(isCovered(ward, b, { organizations: 'EVER' })).toBe(true);
    merge(ward, manner, [c, merged], '2026-07-01');
    expect(of(ward.ask({ organizations: 'AT_START' }), b).by).toMatchObject({ through: [merged] });
  });
  it('passes an act dated after the end of its subject to the successor only, and marks it', () => {
    const { ward, a, b } = wardOf(2);
    const merged = merge(ward, manner, [a, b]);
    ward.engage([b], AFTER);
    expect(of(ward.ask(), merged).by).toMatchObject({ afterEnd: true, lineage: 'INHERITED', through: [b] });
    expect(isCovered(ward, b, { organizations: 'AT_START' })).toBe(false);
    const answer = ward.ask({ merger: 'NONE' });
    expect(answer.excluded).toEqual([{ reason: 'AFTER_SUBJECT_ENDED', engagements: 1, turns: 1 }]);
    expect(ward.ask().counters.organizationTurns).toBe(1);
  });
  it('is not there before its day', () => {
    const { ward, a, b } = wardOf(2);
    ward.engage([b], BEFORE);
    merge(ward, manner, [a, b]);
    const answer = ward.ask({}, { asOf: plainDate('2026-03-31') });
    expect(fraction(answer)).toBe('1/3');
    expect(of(answer, a).covered).toBe(false);
  });
});

describe('a survivor', () => {
  it('satisfies INHERIT_ALL by its acts before the merger only if those that it absorbed have acts too', () => {
    const { ward, a, b } = wardOf(2);
    ward.engage([a], BEFORE);
    expect(isCovered(ward, a, { merger: 'INHERIT_ALL' })).toBe(true);
    ward.reorganize('ABSORPTION', [a, b], [a], 0, ON);
    expect(isCovered(ward, a, { merger: 'INHERIT_ALL' })).toBe(false);
    ward.engage([a], { concludedOn: ON });
    expect(isCovered(ward, a, { merger: 'INHERIT_ALL' })).toBe(true);
  });
});

describe('a division', () => {
  it('leaves the parts nothing, or what the old organization had, as axis J says', () => {
    const { ward, a } = wardOf(1);
    ward.engage([a], BEFORE);
    const [part = a, other = a] = ward.reorganize('DIVISION', [a], [], 2, ON);
    expect(fraction(ward.ask({ split: 'NONE' }))).toBe('0/3');
    const answer = ward.ask({ split: 'INHERIT' });
    expect(fraction(answer)).toBe('2/3');
    expect([part, other].map((id) => of(answer, id).by?.through)).toEqual([[a], [a]]);
    ward.engage([a], AFTER);
    expect(ward.ask({ split: 'NONE' }).excluded).toMatchObject([{ reason: 'AFTER_SUBJECT_ENDED' }]);
    expect(ward.ask({ split: 'INHERIT' }).excluded).toEqual([]);
  });
  it('credits the old one with nothing, in a frozen list', () => {
    const { ward, a } = wardOf(1);
    ward.engage(ward.reorganize('DIVISION', [a], [], 2, ON), AFTER);
    expect(isCovered(ward, a, { organizations: 'AT_START', split: 'INHERIT' })).toBe(false);
  });
});

describe('a separation', () => {
  it('leaves the survivor its acts; the new part gets of the acts before that day what axis J says', () => {
    const { ward, a } = wardOf(1);
    const [part = a] = ward.reorganize('SEPARATION', [a], [a], 1, ON);
    ward.engage([a], { concludedOn: ON });
    expect(isCovered(ward, part, { split: 'INHERIT' })).toBe(false);
    ward.engage([a], { concludedOn: '2026-03-31' });
    expect(isCovered(ward, a, { split: 'NONE' })).toBe(true);
    expect(isCovered(ward, part, { split: 'NONE' })).toBe(false);
    expect(of(ward.ask({ split: 'INHERIT' }), part).by).toMatchObject({ day: '2026-03-31', through: [a] });
  });
  it('may be undone: a part that comes back is its ancestor’s predecessor, and there is no circle', () => {
    const { ward, a } = wardOf(1);
    const [part = a] = ward.reorganize('SEPARATION', [a], [a], 1, ON);
    ward.engage([part], { concludedOn: '2026-05-10' });
    ward.reorganize('ABSORPTION', [a, part], [a], 0, '2026-06-01');
    for (const split of ['NONE', 'INHERIT'] as const) {
      expect(of(ward.ask({ split }), a).by).toMatchObject({ lineage: 'INHERITED', through: [part] });
      expect(isCovered(ward, a, { split, merger: 'INHERIT_ALL' })).toBe(false);
    }
  });
  it('followed by a merger, many times over, is computed without delay', () => {
    const { ward, a } = wardOf(1);
    ward.engage([a], BEFORE);
    let one = a;
    for (let n = 0; n < 40; n++) {
      const on = (month: number) =>
        `20${String(27 + Math.floor(n / 6))}-${String((n % 6) * 2 + month).padStart(2, '0')}-01`;
      const parts = ward.reorganize('DIVISION', [one], [], 2, on(1));
      [one = a] = ward.reorganize('CONSOLIDATION', parts, [], 1, on(2));
    }
    const rule = { split: 'INHERIT', merger: 'INHERIT_ALL' } as const;
    expect(
      of(
        ward.ask(rule, {
          asOf: plainDate('2040-01-01'),
          windowOf: () => ({ from: plainDate('2025-08-16'), to: null }),
        }),
        one,
      ).by?.through,
    ).toHaveLength(80);
  });
});
