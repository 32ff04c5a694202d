import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { AS_OF, CoverageApi, type Query } from '../../tests/support/worlds/coverage-api.js';
import { otherPersons } from '../../tests/support/worlds/several-persons.js';
import type { Headers, Recorded } from '../../tests/support/worlds/ward-api.js';
import { coverageAnswer, organizationsAnswer, seriesAnswer } from './answers.js';

let of: CoverageApi;
let chair: Headers = {};
let [first, second]: Recorded[] = [];
beforeAll(async () => {
  of = await CoverageApi.start();
  await of.term();
  [chair = {}] = await otherPersons(of.ward.api);
  first = await of.work('INSP_COMPLIANCE', [of.ward.cells[0], of.ward.cells[1]], '2025-11-03');
  second = await of.work('SUP_THEMATIC', [of.ward.cells[1]], '2026-04-02');
});
afterAll(() => of.close());

const unconfirmed = async (query: Query = {}) => (await of.ask('', coverageAnswer, { ...AS_OF, ...query })).unconfirmed;
/** A second person confirms the engagement, or sends it back. */
async function judge(engagement: Recorded | undefined, route: 'confirmation' | 'return') {
  const { id = '', revision } = engagement ?? {};
  const { contentHash } = z
    .looseObject({ contentHash: z.string() })
    .parse((await of.ward.api.get(`/api/engagements/${id}/review`, chair)).json);
  const body = route === 'return' ? { contentHash, ground: 'OTHER' } : { contentHash };
  const headers = { ...chair, 'if-match': `"${revision}"` };
  return of.ward.record(`/api/engagements/${id}/${route}`, body, headers);
}

it('a figure says how many of its engagements no second person has confirmed, as known at its moment', async () => {
  const { knownAt, unconfirmed: all } = await of.ask('', coverageAnswer, AS_OF);
  expect(all).toBe(2);
  const { revision } = await judge(first, 'confirmation');
  expect([await unconfirmed(), await unconfirmed({ knownAt })]).toEqual([1, 2]);
  const { organizations } = await of.ask('/organizations', organizationsAnswer, AS_OF);
  const acts = organizations.flatMap(({ inspection, supervision }) => [inspection, supervision]);
  const confirmedOf = (id: string | undefined) =>
    acts.flatMap((act) => (act?.engagementId === id ? [act?.confirmed] : []));
  expect([confirmedOf(first?.id), confirmedOf(second?.id)]).toEqual([[true, true], [false]]);
  const { series } = await of.ask('/series', seriesAnswer, AS_OF);
  expect(series.map((one) => one.unconfirmed).slice(-3)).toEqual([1, 1, 1]);
  expect(series.map((one) => one.unconfirmed).slice(0, 3)).toEqual([0, 0, 0]);
  await judge({ id: first?.id ?? '', revision }, 'return');
  expect(await unconfirmed()).toBe(2);
});
