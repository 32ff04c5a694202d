import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { answered } from '#platform/http/time-travel';
import { DisciplineApi } from '../../../tests/support/worlds/discipline-api.js';
import { engagementWords, paper } from '../../../tests/support/worlds/engagement-words.js';
import { historyAnswer } from './answer.js';

let cases: DisciplineApi;
beforeAll(async () => {
  cases = await DisciplineApi.start();
});
afterAll(() => cases.close());

const { body, cell, open, change } = engagementWords(() => cases.ward);
const entriesOf = async (path: string, query = '') =>
  answered(historyAnswer).parse((await cases.ward.ask(`/api/streams/${path}/history?${query}`)).json).entries;

const Subjects = z.looseObject({ subjects: z.array(z.looseObject({ subjectId: z.string() })) });
const subjectsOf = async (id: string) =>
  z
    .looseObject({ engagement: Subjects })
    .parse((await cases.ward.ask(`/api/engagements/${id}`)).json)
    .engagement.subjects.map(({ subjectId }) => subjectId);

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

describe('the figures that an entry moved', () => {
  const inTerm = 'figures=true&asOf=2026-06-30';
  const figuresOf = async (path: string) => (await entriesOf(path, inTerm)).map(({ figures }) => figures);

  it('go from 0 to 1 by the conclusion of a first inspection, name the cell, and go back by its annulment', async () => {
    const { ward } = cases;
    const days = { startsOn: '2025-08-16', endsOn: '2030-08-15' };
    const term = await ward.decide('/api/terms', { organizationId: ward.ward, name: 'Nhiệm kỳ 2025–2030', ...days });
    let now = await open({ subjects: [cell(0)] });
    const [subjectId] = await subjectsOf(now.id);
    now = await change(now, 'conclusion', {
      concludedOn: '2026-04-18',
      notice: paper('77-TB/ĐU', '2026-04-20'),
      outcomes: [{ subjectId, outcome: 'GOOD' }],
    });
    now = await change(now, 'annulments', { corrects: 1, reason: 'ghi nhầm chi bộ' });
    const [before, after] = [
      { covered: 0, total: 3 },
      { covered: 1, total: 3 },
    ];
    const changed = { organizationId: ward.cells[0], name: 'Chi bộ 1' };
    const organizations = [{ ...changed, before: 'UNCOVERED', after: 'COVERED' }];
    const back = [{ ...changed, before: 'COVERED', after: 'UNCOVERED' }];
    const path = `engagement/${now.id}`;
    expect(await figuresOf(path)).toEqual([
      null,
      { before, after, changed: 1, organizations },
      { before: after, after: before, changed: 1, organizations: back },
    ]);
    // They are told only if asked for, since they cost two evaluations each.
    expect((await entriesOf(path, 'asOf=2026-06-30')).map(({ figures }) => figures)).toEqual([null, null, null]);
    // The last agreement and the opening are one append, so both tell the same; before it no term was known.
    const opened = await figuresOf(`term/${term.id}`);
    expect(opened.at(-1)).toMatchObject({ before: null, after: before, changed: 3 });
    expect(opened[0]).toBeNull();
  });

  it('are null for a kind of record that decides no figure', async () => {
    const one = await cases.openCase({ openedOn: '2025-08-21' });
    expect(await figuresOf(`disciplineCase/${one.id}`)).toEqual([null]);
  });
});

it('the rule of an entry is the rule set that it applied, and the warnings by a rule that it brought', async () => {
  const decidingBody = { ...body(), body: 'INSPECTION_COMMITTEE' };
  let now = await open({ subjects: [cell(0)], decidingBody });
  now = await change(now, 'deployment', { deployedOn: '2026-03-10' });
  const [opened, deployed] = await entriesOf(`engagement/${now.id}`);
  expect(opened?.rule).toMatchObject({
    ruleSet: { id: 'KTGS-296' },
    warnings: [{ code: 'COMPETENCE', article: 'Điều 30, Điều 32' }],
  });
  expect(deployed?.rule).toBeNull();
});
