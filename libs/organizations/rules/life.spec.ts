import { describe, expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { existenceOn, type Life, lifeRemarks, type Mention, typeOn } from './life.js';

const CELL = Uuid.parse('00000000-0000-4000-8000-000000000001');
const day = plainDate;
const life: Life = {
  begunOn: day('2026-10-01'),
  assumed: false,
  endedOn: day('2026-12-01'),
  kinds: [
    { from: day('2026-10-01'), type: 'SUB_CELL' },
    { from: day('2026-11-01'), type: 'BASE_ORGANIZATION' },
  ],
};
const DECISION = { vi: 'quyết định', en: 'decision' };
const remarks = (on: string | null, more: Partial<Mention> = {}, of: Partial<Life> = {}) =>
  lifeRemarks(
    [
      {
        organizationId: CELL,
        as: 'SUBJECT',
        body: null,
        acts: [{ what: DECISION, on: on === null ? null : day(on) }],
        ...more,
      },
    ],
    new Map([[CELL, { ...life, ...of }]]),
    () => 'Chi bộ 1',
  );
const codes = (...asked: Parameters<typeof remarks>) => remarks(...asked).map(({ code }) => code);

describe('the life of an organization', () => {
  it('begins on the day of its founding, and the day of its end is no day of it', () => {
    const days = ['2026-09-30', '2026-10-01', '2026-11-30', '2026-12-01'];
    expect(days.map((on) => existenceOn(life, day(on)))).toEqual(['NOT_YET', 'EXISTING', 'EXISTING', 'ENDED']);
    expect(existenceOn({ ...life, endedOn: null }, day('2199-12-31'))).toBe('EXISTING');
  });
  it('has one kind on each day: before the first day the first one', () => {
    const on = (at: string) => typeOn(life, day(at));
    expect(['2026-09-30', '2026-10-31', '2026-11-01'].map(on)).toEqual(['SUB_CELL', 'SUB_CELL', 'BASE_ORGANIZATION']);
    expect(typeOn({ ...life, kinds: [] }, day('2026-11-01'))).toBeNull();
  });
});

describe('remarks on a record that names organizations', () => {
  it('tell of an act before the founding and of one after the end, of a subject and of a body', () => {
    expect(codes('2026-09-30')).toEqual(['BEFORE_SUBJECT_EXISTED']);
    expect(codes('2026-10-01')).toEqual([]);
    expect(codes('2026-12-01')).toEqual(['AFTER_SUBJECT_ENDED']);
    expect(codes('2026-09-30', { as: 'BODY' })).toEqual(['BEFORE_BODY_EXISTED']);
    expect(codes('2026-12-01', { as: 'BODY' })).toEqual(['AFTER_BODY_ENDED']);
    expect(codes(null)).toEqual([]);
  });
  it('name the organization and both days, and say that a day is assumed', () => {
    const [remark] = remarks('2026-09-20', {}, { assumed: true });
    expect(remark?.vi).toBe(
      '“Chi bộ 1” được thành lập ngày 1/10/2026 (ngày tạm tính), sau quyết định ngày 20/9/2026; hãy kiểm tra hai ngày này',
    );
    expect(remark?.en).toMatch(/“Chi bộ 1” was founded on .* \(an assumed day\), after the decision of .*2026/);
  });
  it('tell of a body that does not stand in such an organization on the day, with the source', () => {
    const committee = { body: 'INSPECTION_COMMITTEE' } as const;
    expect(remarks('2026-10-01', committee)).toMatchObject([{ code: 'BODY_OUT_OF_PLACE', confidence: 'U' }]);
    expect(codes('2026-11-01', committee)).toEqual([]);
    expect(codes('2026-11-01', { body: 'CELL', as: 'BODY' })).toEqual(['BODY_OUT_OF_PLACE']);
    expect(codes('2026-10-01', { body: 'CELL', as: 'BODY' })).toEqual([]);
  });
  it('are told once each, and not of an organization without a life', () => {
    const twice = [{ what: DECISION, on: day('2026-09-30') }];
    const mention: Mention = { organizationId: CELL, as: 'SUBJECT', body: null, acts: twice };
    const lives = new Map([[CELL, life]]);
    expect(lifeRemarks([mention, mention], lives, () => null)).toHaveLength(1);
    expect(lifeRemarks([mention], new Map(), () => null)).toEqual([]);
  });
});
