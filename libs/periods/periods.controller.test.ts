import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { dayOf, instant } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { CoverageApi, type Query } from '../../tests/support/worlds/coverage-api.js';
import { grantRoles, signedIn } from '../../tests/support/worlds/grants.js';
import type { Headers, WardApi } from '../../tests/support/worlds/ward-api.js';
import { answered } from '#platform/http/time-travel';
import { periodsAnswer } from './answers.js';

let of: CoverageApi;
let ward: WardApi;
let path: string;
let [first, second, third]: Headers[] = [];
beforeAll(async () => {
  of = await CoverageApi.start();
  ward = of.ward;
  path = `/api/organizations/${ward.ward}/periods`;
  await of.term();
  await of.work('INSP_COMPLIANCE', [ward.cells[1], of.subCells[0]], '2025-12-31');
  await of.work('SUP_THEMATIC', [of.subCells[0]], '2026-02-10');
  const somebody = async () => {
    const person = Uuid.parse(randomUUID());
    await grantRoles(ward.api.api, person, ['clerk', 'committee']);
    return signedIn(ward.api.api, person);
  };
  [first, second, third] = [await somebody(), await somebody(), await somebody()];
});
afterAll(() => of.close());

const WINTER = { from: '2025-12-01', to: '2026-02-28' };
const Figures = z.looseObject({ covered: z.int(), total: z.int(), inspected: z.int(), supervised: z.int() });
const PeriodsAnswer = answered(periodsAnswer);
const periods = async (query = '') => PeriodsAnswer.parse((await ward.ask(`${path}${query}`)).json).periods;
const coverage = async (query: Query) => {
  const asked = new URLSearchParams({ scope: ward.ward, ...WINTER, asOf: WINTER.to, ...query }).toString();
  return Figures.parse((await ward.ask(`/api/coverage?${asked}`)).json);
};
const review = async () =>
  z
    .looseObject({ revision: z.int(), contentHash: z.string(), status: z.string() })
    .parse((await ward.api.get(`${path}/review`)).json);
const verdict = async (route: string, who: Headers = {}, more: object = {}) => {
  const { revision, contentHash } = await review();
  const headers = { ...who, 'if-match': `"${revision}"` };
  const answer = await ward.api.post(`${path}/${route}`, { contentHash, ...more }, headers);
  return answer.status === 201 ? 201 : (answer.json as { code: string }).code;
};
const waiting = async () => (await ward.ask('/api/confirmations?recordKind=PERIOD')).text.includes(ward.ward);

describe('the figures of a period', () => {
  it('are the coverage of its last day, as known when they were prepared', async () => {
    await ward.record(path, WINTER, first);
    const [prepared] = await periods();
    expect(prepared).toMatchObject({ ...WINTER, status: 'PREPARED', hasChanged: false });
    const { figures } = prepared ?? {};
    const { covered, total, inspected, supervised } = await coverage({ knownAt: figures?.knownAt ?? '' });
    expect(figures).toMatchObject({ covered, total, inspected, supervised, inspections: 1, supervisions: 1 });
    expect([covered, total, figures?.approved]).toEqual([2, 6, false]);
  });

  it('are closed by a third person, after a second person has confirmed them', async () => {
    expect(await waiting()).toBe(true);
    await ward.refused(`${path}/closing`, WINTER, 409, 'PeriodNotConfirmed', third);
    expect(await verdict('confirmation', first)).toBe('OwnEntries');
    expect(await verdict('confirmation', second)).toBe(201);
    await ward.refused(`${path}/closing`, WINTER, 409, 'ThreePersonsForPeriod', first);
    await ward.refused(`${path}/closing`, WINTER, 409, 'ThreePersonsForPeriod', second);
    await ward.refused(`${path}/closing`, { ...WINTER, to: '2026-01-31' }, 409, 'NotPrepared', third);
    await ward.record(`${path}/closing`, WINTER, third);
    expect(await periods()).toMatchObject([{ status: 'CLOSED', hasChanged: false }]);
    expect([await waiting(), await verdict('confirmation', second)]).toEqual([false, 'NothingPrepared']);
  });

  it('stay as they were closed; late entries are shown beside them', async () => {
    await of.work('INSP_COMPLIANCE', [ward.cells[2]], '2026-01-15');
    const [closed] = await periods();
    expect(closed).toMatchObject({ hasChanged: true, figures: { covered: 2, inspections: 1 } });
    expect(closed?.restated).toMatchObject({ covered: 3, inspections: 2, total: 6, supervised: 1 });
    const before = await periods(`?knownAt=${closed?.figures.knownAt ?? ''}`);
    expect(before).toEqual([]); // the figures were prepared, and no entry held them yet
    await ward.refused(path, WINTER, 409, 'PeriodClosedAlready', first);
    const { text } = await ward.ask(`/api/streams/periodClosing/${ward.ward}/history?`);
    expect(text).toContain('Chốt số liệu kỳ từ 1/12/2025 đến 28/2/2026');
  });

  it('are shown as they were known at a moment, and only those of a period that is over on the day', async () => {
    const { knownAt } = PeriodsAnswer.parse((await ward.ask(path)).json);
    await of.work('INSP_COMPLIANCE', [of.subCells[1]], '2026-01-20');
    expect(await periods()).toMatchObject([{ restated: { covered: 4 } }]);
    expect(await periods(`?knownAt=${knownAt}`)).toMatchObject([{ restated: { covered: 3 } }]);
    expect(await periods('?asOf=2026-02-27')).toEqual([]);
    expect(await periods('?asOf=2026-02-28')).toHaveLength(1);
  });

  it('are reviewed as they were recorded at a moment; a past state cannot be confirmed', async () => {
    const { knownAt } = PeriodsAnswer.parse((await ward.ask(path)).json);
    const spring = { from: '2026-03-01', to: '2026-04-30' };
    await ward.record(path, spring, first);
    const look = async (query: string) => (await ward.api.get(`${path}/review${query}`, second)).json;
    const revision = 3;
    expect(await look(`?knownAt=${knownAt}`)).toMatchObject({ revision: 2, mayConfirm: false, knownAt });
    expect(await look('')).toMatchObject({ revision, status: 'WAITING', mayConfirm: true });
    expect((await ward.api.get(`${path}/review?knownAt=2000-01-01`, second)).status).toBe(404);
  });

  it('that are prepared anew have to be confirmed anew, and may be sent back', async () => {
    const spring = { from: '2026-03-01', to: '2026-05-31' };
    await ward.record(path, spring, first);
    expect(await verdict('confirmation', third)).toBe(201); // the person who closed the last period may confirm the next
    await ward.record(path, spring, first);
    await ward.refused(`${path}/closing`, spring, 409, 'PeriodNotConfirmed', second);
    expect(await verdict('return', second, { ground: 'DIFFERS' })).toBe(201);
    expect((await periods()).map(({ status }) => status)).toEqual(['CLOSED', 'RETURNED']);
  });

  it('are visible after closing to a reader of one cell, for the own organizations and those above', async () => {
    const secretary = Uuid.parse(randomUUID());
    await grantRoles(ward.api.api, secretary, ['cell-secretary'], Uuid.parse(ward.cells[0]));
    const headers = await signedIn(ward.api.api, secretary);
    const seen = PeriodsAnswer.parse((await ward.api.get(path, headers)).json).periods;
    expect(seen.map(({ status }) => status)).toEqual(['CLOSED']);
    const other = await ward.api.get(`/api/organizations/${ward.cells[1] ?? ''}/periods`, headers);
    expect(other.status).toBe(404);
  });

  it('are those of days that are over, and of an organization that there is', async () => {
    const today = dayOf(instant(new Date()));
    // Each request waits until the log is read to its end.
    await Promise.all([
      ward.refused(path, { from: '2026-01-01', to: today }, 409, 'PeriodNotOver'),
      ward.refused(`/api/organizations/${randomUUID()}/periods`, WINTER, 404, 'not-found'),
    ]);
    await ward.refused(path, { from: '2026-02-01', to: '2026-01-01' }, 409, 'PeriodReversed');
    const { fields } = await ward.refused(path, { from: '2026-01-01' }, 422, 'invalid-request');
    expect(fields).toEqual(['to']);
  });
});
