import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { answered } from '#platform/http/time-travel';
import { DisciplineApi } from '../../../tests/support/worlds/discipline-api.js';
import { engagementWords } from '../../../tests/support/worlds/engagement-words.js';
import { historyAnswer } from './answer.js';

let cases: DisciplineApi;
beforeAll(async () => {
  cases = await DisciplineApi.start();
});
afterAll(() => cases.close());

const { body, cell, open, change } = engagementWords(() => cases.ward);
const entriesOf = async (path: string, query = '') =>
  answered(historyAnswer).parse((await cases.ward.ask(`/api/streams/${path}/history?${query}`)).json).entries;

/** The status that `?revision=` answers for each of the first entries; null if it answers none. */
async function statusByStep(path: string, member: string, entries: number): Promise<(string | null)[]> {
  const steps = [];
  for (let revision = 0; revision < entries; revision++) {
    const answer = await cases.ward.api.get(`${path}?revision=${revision}`);
    const told = z.record(z.string(), z.looseObject({ status: z.string() }).catch({ status: '' }));
    steps.push(answer.status === 200 ? (told.parse(answer.json)[member]?.status ?? null) : null);
  }
  return steps;
}

describe('the state after an entry', () => {
  it('is the status of the engagement that ?revision= tells for the same entry', async () => {
    let now = await open({ subjects: [cell(0), cell(1)] });
    now = await change(now, 'deployment', { deployedOn: '2026-03-10' });
    now = await change(now, 'start', { conductedOn: '2026-03-15' });
    now = await change(now, 'annulments', { corrects: 2, reason: 'ghi nhầm ngày' });
    now = await change(now, 'cancellation', { cancelledOn: '2026-04-10', by: body(), reason: 'trùng với cuộc khác' });
    now = await change(now, 'annulments', { corrects: 0, reason: 'ghi nhầm phường khác' });
    const entries = await entriesOf(`engagement/${now.id}`);
    const codes = entries.map(({ state }) => state?.code ?? null);
    expect(codes).toEqual(['DECIDED', 'DEPLOYED', 'CONDUCTED', 'DEPLOYED', 'CANCELLED', null]);
    expect(codes).toEqual(await statusByStep(`/api/engagements/${now.id}`, 'engagement', codes.length));
    expect(entries[1]?.state).toEqual({ code: 'DEPLOYED', vi: 'đã triển khai', en: 'deployed' });
    const before = await entriesOf(`engagement/${now.id}`, 'asOf=2026-03-05');
    expect(before.map(({ state }) => state?.code ?? null)).toEqual([...Array<string>(5).fill('DECIDED'), null]);
  });

  it('is the status of the case that ?revision= tells for the same entry', async () => {
    const one = await cases.openCase({ openedOn: '2025-08-21' });
    await one.next('postponement', { on: '2025-09-01', reason: 'POSTPONE_ILLNESS' });
    await one.next('decision', cases.decision('REPRIMAND', 'CELL', '2025-09-12'));
    await one.next('annulments', { corrects: 2, reason: 'nhập hai lần' });
    const entries = await entriesOf(`disciplineCase/${one.id}`);
    const codes = entries.map(({ state }) => state?.code ?? null);
    expect(codes).toEqual(['OPEN', 'POSTPONED', 'DECIDED', 'POSTPONED']);
    expect(codes).toEqual(await statusByStep(`/api/discipline-cases/${one.id}`, 'case', codes.length));
  });

  it('is null for a kind of record that has no status', async () => {
    const states = (await entriesOf(`register/${cases.ward.ward}`)).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set([null]));
  });
});
