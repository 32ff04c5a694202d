import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DEFAULT_RULE } from '#features/counting-rules';
import { answered } from '#platform/http/time-travel';
import { AS_OF, CoverageApi, fraction, type Query } from '../../tests/support/worlds/coverage-api.js';
import type { WardApi } from '../../tests/support/worlds/ward-api.js';
import { coverageAnswer } from './answers.js';

let of: CoverageApi;
let ward: WardApi;
beforeAll(async () => {
  of = await CoverageApi.start();
  ward = of.ward;
});
afterAll(() => of.close());

const coverage = (query: Query = {}) => of.ask('', coverageAnswer, query);
const Problem = z.looseObject({ errors: z.array(z.object({ in: z.string(), field: z.string() })) });

describe('before a term is recorded', () => {
  it('every question that states no days is refused with a sentence that says what to do', async () => {
    const refusal = { in: 'query', field: 'term', code: 'no-term' };
    for (const path of ['', '/organizations', '/organizations.csv', '/series'])
      expect([path, await of.objection(AS_OF, path)]).toEqual([path, refusal]);
    expect(await of.objection({}, '/stream')).toEqual(refusal);
    const { json } = await ward.api.get(of.url('', AS_OF));
    expect(JSON.stringify(json)).toContain('hãy ghi nhận nhiệm kỳ');
    expect(fraction(await coverage({ ...AS_OF, from: '2025-08-16' }))).toBe('0/6');
  });
});

describe('a question about coverage', () => {
  let termId: string;
  beforeAll(async () => {
    termId = await of.term();
  });

  it('is refused with the field named, in both languages', async () => {
    const nobody = randomUUID();
    const refusals: [Query, string, string][] = [
      [{ scope: nobody }, 'scope', 'not-found'],
      [{ rule: nobody }, 'rule', 'not-found'],
      [{ rule: nobody, version: '2' }, 'rule', 'not-found'],
      [{ rule: 'default', version: '2' }, 'version', 'not-found'],
      [{ version: '1' }, 'rule', 'required'],
      [{ term: nobody }, 'term', 'not-found'],
      [{ to: '2026-01-01' }, 'from', 'required'],
      [{ from: '2026-01-01', term: termId }, 'term', 'not-with-from'],
      [{ asOf: '2020-01-01' }, 'term', 'no-term'],
    ];
    for (const [query, field, code] of refusals)
      expect([query, await of.objection({ ...AS_OF, ...query })]).toEqual([query, { in: 'query', field, code }]);
    for (const query of [
      { denominator: 'CUSTOM' },
      { rule: 'mine' },
      { scope: 'ward' },
      { version: '0', rule: 'default' },
    ])
      expect((await of.objection({ ...AS_OF, ...query })).field).toBe(Object.keys(query)[0]);
    const reversed = await ward.api.get(of.url('', { ...AS_OF, from: '2026-01-02', to: '2026-01-01' }));
    expect(Problem.parse(reversed.json).errors.map(({ field }) => field)).toEqual(['from', 'to']);
    expect((await of.objection({ ...AS_OF, cursor: 'made-up' }, '/organizations')).field).toBe('cursor');
    expect((await of.objection({ ...AS_OF, step: 'day' }, '/series')).field).toBe('step');
    const body = { rule: { ...DEFAULT_RULE.rule, kinds: [] } };
    const problem = Problem.parse((await ward.api.post(of.url('/what-if', AS_OF), body)).json);
    expect(problem.errors.map(({ in: place, field }) => `${place} ${field}`)).toEqual(['body rule.kinds']);
  });

  it('refuses the term of another ward', async () => {
    const other = { name: 'Đảng bộ phường Khác', type: 'WARD_ORGANIZATION', parentId: null };
    const { id } = await ward.record('/api/organizations', { ...other, establishedOn: '2025-07-01' });
    const term = { organizationId: id, name: 'Nhiệm kỳ', startsOn: '2025-09-01' };
    const { id: otherTerm } = await ward.decide('/api/terms', term);
    expect(await of.objection({ ...AS_OF, term: otherTerm })).toEqual({
      in: 'query',
      field: 'term',
      code: 'not-found',
    });
    expect((await coverage({ ...AS_OF, scope: id })).pace).toBeNull();
    const both = answered(coverageAnswer).parse((await ward.ask('/api/coverage?asOf=2026-06-30')).json);
    expect([fraction(both), both.term, both.pace, both.withoutTerm]).toEqual(['0/6', null, null, []]);
  });
});
