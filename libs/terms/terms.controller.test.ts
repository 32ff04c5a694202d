import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ofRecord } from '#platform/http/record-steps';
import { answered } from '#platform/http/time-travel';
import { type Answered, type TestApi, testApi } from '../../tests/support/servers/api.js';
import { carriedOut, openTermAlone, otherPersons, proposalIn } from '../../tests/support/worlds/several-persons.js';
import { legacyTotalsAnswer, oneTermAnswer, termsAnswer } from './answers.js';
import { FOOTNOTE_6 } from './testing.js';

let api: TestApi;
let ward: string;
let last = '0';
const Receipt = z.looseObject({ id: z.uuid().optional(), revision: z.int(), position: z.string() });

const send = async (path: string, body: object): Promise<string> => received(path, await api.post(path, body));
/** Sends a command that takes three persons, who all agree. */
const decide = async (path: string, body: object): Promise<string> => received(path, await carriedOut(api, path, body));
const received = (path: string, answer: Answered): string => {
  expect([path, answer.status, answer.status === 201 ? '' : answer.text]).toEqual([path, 201, '']);
  const receipt = Receipt.parse(answer.json);
  last = receipt.position;
  return receipt.id ?? '';
};
const refused = async (path: string, body: object, status: number, code: string) => {
  const { status: got, json } = await api.post(path, body);
  const problem = json as {
    code: string;
    titles: { vi: string; en: string };
    errors: { field: string; code: string }[];
  };
  expect([path, got, problem.code]).toEqual([path, status, code]);
  return problem;
};
const ask = async <S extends z.ZodRawShape>(path: string, shape: S) => {
  const answer = await api.get(`${path}${path.includes('?') ? '&' : '?'}after=${last}`);
  expect([path, answer.status]).toEqual([path, 200]);
  return answered(shape).parse(answer.json);
};
const found = (name: string, type: string, parentId: string | null) =>
  send('/api/organizations', { name, type, parentId, establishedOn: '2025-07-01' });

const opening2025 = { name: 'Nhiệm kỳ 2025–2030', startsOn: '2025-08-16', endsOn: '2030-08-15', endAssumed: true };
const target = { number: '5', wording: '100% được kiểm tra, giám sát', measure: 'COVERAGE', atLeastPercent: '100.00' };

beforeAll(async () => {
  api = await testApi();
  ward = await found('Đảng bộ phường Thử Nghiệm', 'WARD_ORGANIZATION', null);
});
afterAll(() => api.close());

describe('terms', () => {
  it('are opened, given targets and ended, and tell their window on any day', async () => {
    const termId = await decide('/api/terms', { ...opening2025, organizationId: ward });
    const targetId = await decide(`/api/terms/${termId}/targets`, target);
    const { term: open } = await ask(`/api/terms/${termId}?asOf=2031-01-01`, ofRecord(oneTermAnswer));
    expect(open).toMatchObject({ endsOn: '2030-08-15', endAssumed: true, current: true, overlaps: [] });
    expect(open.targets).toMatchObject([{ targetId, atLeastPercent: '100.00' }]);
    await decide(`/api/terms/${termId}/end`, { endsOn: '2030-06-20' });
    const { terms } = await ask(`/api/terms?organizationId=${ward}&asOf=2031-01-01`, termsAnswer);
    expect(terms).toMatchObject([{ termId, endsOn: '2030-06-20', endAssumed: false, current: false }]);
    const second = { organizationId: ward, name: 'Nhiệm kỳ 2030–2035', startsOn: '2030-06-20' };
    const { titles } = await refused('/api/terms', second, 409, 'TermsOverlap');
    expect(titles.vi).toContain('“Nhiệm kỳ 2025–2030” (16/8/2025 – 20/6/2030)');
    const { id: next, position } = await openTermAlone(api.api, second);
    last = String(position);
    const { terms: both } = await ask(`/api/terms?organizationId=${ward}&asOf=2030-06-20`, termsAnswer);
    expect(both.map(({ overlaps, current }) => [overlaps, current])).toEqual([
      [[next], false],
      [[termId], true],
    ]);
    const changes = [{ field: 'startsOn', from: '2030-06-20', to: '2030-06-21' }];
    await decide(`/api/terms/${next}/corrections`, { corrects: 0, reason: 'đại hội bế mạc ngày 20', changes });
    const { term: corrected } = await ask(`/api/terms/${next}`, ofRecord(oneTermAnswer));
    expect(corrected).toMatchObject({ startsOn: '2030-06-21', overlaps: [] });
    await decide(`/api/terms/${next}/annulments`, { corrects: 0, reason: 'ghi nhận nhập sai' });
    expect((await api.get(`/api/terms/${next}?after=${last}`)).status).toBe(410);
  });

  it('have no effect while one person, or the same persons again, asked for them', async () => {
    const organizationId = await found('Đảng bộ phường Ba Người', 'WARD_ORGANIZATION', null);
    const answer = await api.post('/api/terms', { ...opening2025, organizationId });
    const { path, proposal } = proposalIn(answer);
    last = Receipt.parse(answer.json).position;
    const there = async () => (await ask(`/api/terms?organizationId=${organizationId}`, termsAnswer)).terms.length;
    expect(await there()).toBe(0);
    await refused(`${path}/agreement`, { proposal }, 409, 'ActTakesOthers');
    const [second = {}, third = {}] = await otherPersons(api);
    expect((await api.post(`${path}/agreement`, { proposal }, second)).status).toBe(201);
    expect((await api.post(`${path}/agreement`, { proposal }, second)).json).toMatchObject({ code: 'ActTakesOthers' });
    expect(await there()).toBe(0);
    last = Receipt.parse((await api.post(`${path}/agreement`, { proposal }, third)).json).position;
    expect(await there()).toBe(1);
  });

  it('refuse an end before the start, an organization that is no ward, and a term that nobody opened', async () => {
    const bad = { ...opening2025, organizationId: ward, endsOn: '2025-08-01' };
    expect((await refused('/api/terms', bad, 409, 'EndsBeforeStart')).titles.vi).toContain('1/8/2025');
    const base = await found('Đảng bộ khu dân cư', 'BASE_ORGANIZATION', ward);
    for (const organizationId of [base, randomUUID()]) {
      const { errors } = await refused('/api/terms', { ...opening2025, organizationId }, 422, 'invalid-request');
      expect(errors).toMatchObject([{ field: 'organizationId', code: 'not-a-ward' }]);
    }
    await refused(`/api/terms/${randomUUID()}/end`, { endsOn: '2030-06-20' }, 404, 'not-found');
    const percent = { ...target, atLeastPercent: '100,00' };
    await refused(`/api/terms/${randomUUID()}/targets`, percent, 422, 'invalid-request');
  });
});

describe('totals of an old report', () => {
  it('come back marked, with their sums, and give no coverage', async () => {
    const id = await send('/api/legacy-totals', { ...FOOTNOTE_6, organizationId: ward });
    const { legacyTotals } = await ask(`/api/legacy-totals?organizationId=${ward}`, legacyTotalsAnswer);
    expect(legacyTotals.map(({ mark }) => mark)).toEqual([
      { vi: 'số tổng hợp, không có chi tiết', en: 'aggregated, no detail' },
    ]);
    expect(legacyTotals[0]?.sums.map(({ value }) => value)).toEqual([141, 72, 213, 281]);
    const { status, json } = await api.get(`/api/legacy-totals/${id}/coverage?after=${last}`);
    const problem = json as { code: string; titles: { vi: string; en: string } };
    expect([status, problem.code]).toEqual([422, 'no-detail']);
    expect(problem.titles.vi).toContain('chỉ là số tổng hợp');
    expect(problem.titles.en).toContain('coverage cannot be computed');
    expect((await api.get(`/api/legacy-totals/${randomUUID()}/coverage`)).status).toBe(404);
    await send(`/api/legacy-totals/${id}/annulments`, { corrects: 0, reason: 'nhập hai lần' });
    expect((await ask('/api/legacy-totals', legacyTotalsAnswer)).legacyTotals).toEqual([]);
    expect((await api.get(`/api/legacy-totals/${id}/coverage?after=${last}`)).status).toBe(410);
  });
});

it('rule sets are answered by day, and code lists of every feature by name', async () => {
  const on = (await api.get('/api/rule-sets?on=2026-08-17')).json as {
    inForce: { family: string; ruleSetId: string | null }[];
    ruleSets: { id: string }[];
  };
  expect(on.inForce.find(({ family }) => family === 'KL')).toEqual({ family: 'KL', ruleSetId: 'KL-212' });
  expect(on.ruleSets.map(({ id }) => id)).toEqual(['KTGS-21', 'KL-212', 'NOTDO-207', 'FORM-399']);
  expect((await api.get('/api/rule-sets?on=2026-02-30')).status).toBe(422);
  const lists = (await api.get('/api/code-lists')).json as { lists: { name: string; codes: number }[] };
  expect(lists.lists).toContainEqual({ name: 'legacy-units', codes: 3 });
  const manners = (await api.get('/api/code-lists/manners')).json as { codes: { code: string }[] };
  expect(manners.codes.map(({ code }) => code)).toEqual(['ABSORPTION', 'CONSOLIDATION', 'DIVISION', 'SEPARATION']);
  expect((await api.get('/api/code-lists/constructor')).status).toBe(404);
});
