import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { contentFaults, tidied } from './content.js';
import { type Declarations, v1 } from './event.js';
import { decider } from './decider.js';
import { PlainDate } from './dates.js';
import { WHOLE_STORE } from './concern.js';
import { name, text } from './text.js';
import { scenario } from './testing.js';

const faults = (data: object, type = 'Name') => contentFaults({ type, data }).map(({ field, fault }) => [field, fault]);

describe('a name', () => {
  it.each([
    ['Chi bộ\u200b 1', 'hidden-character'],
    ['Chi\u00adbộ 1', 'hidden-character'],
    ['Chi bộ \u202e1', 'hidden-character'],
    ['Chi bộ\u2066 1', 'hidden-character'],
    ['Chi bộ 1\ufe0f', 'hidden-character'],
    ['Chi bộ\n1', 'line-break'],
    ['Chi bộ\t1', 'line-break'],
    ['– …', 'no-letter'],
    ['\u3164', 'hidden-character'],
  ])('%j is refused as %s', (value, fault) => {
    expect(faults({ name: value })).toEqual([['name', fault]]);
    expect(name(50).safeParse(value).success).toBe(false);
  });
  it('is one of the Vietnamese ones in use', () => {
    for (const value of ['Chi bộ 1', '15-QĐ/UBKTĐU', 'Đảng bộ Trường THCS “Nguyễn Trãi” (hư cấu)', '7', "K'Ho"])
      expect(faults({ name: value })).toEqual([]);
  });
  it('has one space for each run of blanks once it is recorded', () => {
    expect(tidied({ name: 'Chi bộ   1', note: 'a  b' })).toEqual({ name: 'Chi bộ 1', note: 'a  b' });
    expect(tidied({ of: [{ number: '15\u00a0 QĐ' }], n: 1, no: null })).toEqual({
      of: [{ number: '15 QĐ' }],
      n: 1,
      no: null,
    });
    expect(name(20).parse('Tổ   kiểm  tra')).toBe('Tổ kiểm tra');
  });
  it('is found wherever it stands in a command', () => {
    expect(faults({ into: [{ founded: { name: 'A' } }, { founded: { name: 'B\u200b' } }] })).toEqual([
      ['into.1.founded.name', 'hidden-character'],
    ]);
    const changes = [{ field: 'into.0.founded.name', from: 'A\u200b', to: 'A\nB' }];
    expect(faults({ corrects: 0, reason: 'ghi nhận nhập sai', changes }, 'CorrectEntry')).toEqual([
      ['changes.0.to', 'line-break'],
    ]);
  });
});

describe('a text of several lines', () => {
  it('may have line breaks, and no character that cannot be seen', () => {
    expect(faults({ note: 'dòng một\n\tdòng hai' })).toEqual([]);
    expect(faults({ note: 'dòng\u200b một' })).toEqual([['note', 'hidden-character']]);
  });
});

describe('the reason of a correction or an annulment', () => {
  it.each(['x', 'nhập sai', '1234567890123', 'a. b, c; d - e ! f ? g 12345'])('%j is too short', (reason) => {
    for (const type of ['CorrectEntry', 'AnnulEntry'])
      expect(faults({ corrects: 0, reason }, type)).toEqual([['reason', 'reason-too-short']]);
    expect(faults({ reason }, 'CancelEngagement')).toEqual([]);
  });
  it('has at least ten letters', () => {
    expect(faults({ corrects: 0, reason: 'nhập hai lần' }, 'AnnulEntry')).toEqual([]);
    expect(faults({ corrects: 0, reason: 'nhập sai ngày' }, 'CorrectEntry')).toEqual([]);
  });
});

const events = {
  PlanMade: v1({ name: text(20), madeOn: PlainDate.nullable(), parts: z.array(z.strictObject({ dueOn: PlainDate })) }),
} satisfies Declarations;
const Command = z.strictObject({
  name: text(20),
  madeOn: PlainDate.nullable(),
  parts: z.array(z.strictObject({ dueOn: PlainDate })),
});
const plan = decider<null>()({
  category: 'plan',
  twins: 'none: a kind of record of tests',
  commands: { MakePlan: Command },
  routes: null,
  events,
  initial: null,
  decide: { MakePlan: (data) => [{ type: 'PlanMade', data }] },
  ahead: ['dueOn'],
  evolve: { PlanMade: () => null },
  concerns: { judged: 'by record', of: () => WHOLE_STORE },
  restriction: 'none',
  depending: 'none',
});

describe('a day after the day of recording', () => {
  const { given } = scenario(plan);
  const make = (madeOn: string | null, dueOn: string) => ({
    type: 'MakePlan' as const,
    data: Command.parse({ name: 'A  B', madeOn, parts: [{ dueOn }] }),
  });
  const made = (madeOn: string | null, dueOn: string, label = 'A B') => ({
    type: 'PlanMade' as const,
    data: Object.assign({}, make(madeOn, dueOn).data, { name: label }),
  });
  it('is refused where it is the day of a fact, and the field is named', () => {
    given()
      .when(make('2026-11-01', '2026-11-01'))
      .thenRefused('InTheFuture', { field: 'madeOn', on: '2026-11-01', today: '2026-10-31' });
    given().when(make('2026-10-31', '2026-10-31')).thenRecorded(made('2026-10-31', '2026-10-31'));
  });
  it('may stand in a field that plans ahead, at most ten years on', () => {
    given().when(make(null, '2036-10-31')).thenRecorded(made(null, '2036-10-31'));
    given().when(make(null, '2062-01-01')).thenRefused('TooFarAhead', { field: 'parts.0.dueOn', on: '2062-01-01' });
  });
  it('that an older release took does not stop the correction of another field', () => {
    const correct = (field: string, from: string, to: string) => ({
      type: 'CorrectEntry' as const,
      data: { corrects: 0, reason: 'ghi nhận nhập sai', changes: [{ field, from, to }] },
    });
    const data = (label: string, on: string) => made(on, '2027-01-01', label).data;
    given(made('2062-01-01', '2027-01-01'))
      .when(correct('name', 'A B', 'A  C'))
      .thenRecorded({
        type: 'PlanMadeCorrected',
        data: { corrects: 0, reason: 'ghi nhận nhập sai', data: data('A C', '2062-01-01') },
      });
    given(made('2062-01-01', '2027-01-01'))
      .when(correct('madeOn', '2062-01-01', '2061-01-01'))
      .thenRefused('InTheFuture', { on: '2061-01-01' });
  });
});
