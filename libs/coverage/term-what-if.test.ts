import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { answered } from '#platform/http/time-travel';
import { AS_OF, CoverageApi, fraction } from '../../tests/support/worlds/coverage-api.js';
import { coverageAnswer, termWhatIfAnswer } from './answers.js';

let of: CoverageApi;
let termId: string;
beforeAll(async () => {
  of = await CoverageApi.start();
  termId = await of.term();
  const [first, second] = of.ward.cells;
  await of.work('INSP_COMPLIANCE', [first], '2025-11-03');
  await of.work('SUP_THEMATIC', [second], '2026-04-02');
});
afterAll(() => of.close());

const path = () => `/api/coverage/what-if-term?asOf=2026-06-30&after=${of.ward.last}`;
const whatIf = async (change: object) => {
  const { status, json, text } = await of.ward.api.post(path(), change);
  expect([status, status === 200 ? '' : text]).toEqual([200, '']);
  return answered(termWhatIfAnswer).parse(json);
};
const Names = z.object({ errors: z.array(z.object({ in: z.string(), field: z.string(), code: z.string() })) });

describe('a what-if of a term', () => {
  it('tells the figure now and with a term that is opened, the organizations that change, and the overlap', async () => {
    const { store } = of.ward.api.api.platform;
    const head = await store.head();
    const answer = await whatIf({ organizationId: of.ward.ward, startsOn: '2026-01-01' });
    expect([answer.now, answer.withTerm].map((figure) => figure && fraction(figure))).toEqual(['2/6', '1/6']);
    expect(answer.organizations).toEqual([
      { organizationId: of.ward.cells[0], name: 'Chi bộ 1', now: 'COVERED', withTerm: 'UNCOVERED' },
    ]);
    expect(answer).toMatchObject({ changed: 1, overlaps: [{ termId, name: 'Nhiệm kỳ 2025–2030' }] });
    expect(answer.sentence.vi).toMatch(/^Nếu nhiệm kỳ từ ngày 1\/1\/2026 .*: 1\/6 .*hiện nay: 2\/6; 1 tổ chức/);
    expect(await store.head()).toBe(head);
    expect(fraction(await of.ask('', coverageAnswer, AS_OF))).toBe('2/6');
  });

  it('tells the same of a change of the first day, and of an end after which no term runs', async () => {
    const later = await whatIf({ termId, startsOn: '2026-05-01' });
    expect([later.withTerm && fraction(later.withTerm), later.changed, later.overlaps]).toEqual(['0/6', 2, []]);
    const ended = await whatIf({ termId, endsOn: '2026-03-31' });
    expect([ended.withTerm, ended.changed]).toEqual([null, 6]);
    expect(ended.organizations.map((one) => one.withTerm)).toEqual(Array.from({ length: 6 }, () => 'NOT_COUNTED'));
    const same = await whatIf({ termId, endsOn: '2030-06-30' });
    expect([same.withTerm, same.changed]).toEqual([same.now, 0]);
  });

  it('is refused with the field named', async () => {
    const opening = { organizationId: of.ward.ward, startsOn: '2026-01-01' };
    const wrong: readonly (readonly [object, string, string])[] = [
      [{}, 'organizationId', 'required'],
      [{ ...opening, organizationId: of.ward.cells[0] }, 'organizationId', 'not-a-ward'],
      [{ organizationId: of.ward.ward }, 'startsOn', 'required'],
      [{ termId: randomUUID() }, 'termId', 'not-found'],
      [{ termId, organizationId: of.ward.cells[0] }, 'organizationId', 'not-with-term'],
      [{ termId, endsOn: '2025-01-01' }, 'endsOn', 'before-start'],
      [{ ...opening, endAssumed: true }, 'endsOn', 'required'],
    ];
    for (const [change, field, code] of wrong) {
      const { status, json } = await of.ward.api.post(path(), change);
      expect([change, status, Names.parse(json).errors]).toEqual([change, 422, [{ in: 'body', field, code }]]);
    }
  });
});
