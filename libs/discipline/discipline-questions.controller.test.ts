import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ofRecord } from '#platform/http/record-steps';
import { randomUUID } from 'node:crypto';
import { DisciplineApi } from '../../tests/support/worlds/discipline-api.js';
import { effectAnswer, listAnswer, summaryAnswer } from './answers.js';

let of: DisciplineApi;
beforeAll(async () => {
  of = await DisciplineApi.start();
});
afterAll(() => of.close());

// The summary counts all cases, so this test runs before those that record further cases.
describe('the summary', () => {
  it('summarizes sixteen months of discipline: by form, by body, as decided and as of now', async () => {
    const ofCell = (on: string, form = 'REPRIMAND') => of.decidedCase(form, 'CELL', on, on);
    await ofCell('2025-09-12');
    await ofCell('2025-10-20');
    for (const on of ['2026-01-09', '2026-02-06', '2026-04-24', '2026-06-05', '2026-07-10']) await ofCell(on);
    await ofCell('2026-09-11');
    await ofCell('2026-03-20', 'WARNING');
    await of.decidedCase('REPRIMAND', 'INSPECTION_COMMITTEE', '2025-12-23', '2025-12-26');
    await of.decidedCase('REPRIMAND', 'INSPECTION_COMMITTEE', '2026-06-30', '2026-07-03');
    const lowered = await of.decidedCase('WARNING', 'INSPECTION_COMMITTEE', '2026-04-28', '2026-05-04');
    await lowered.next('change', {
      changedOn: '2026-07-30',
      by: of.by('STANDING_COMMITTEE'),
      how: 'LOWERED',
      form: 'REPRIMAND',
    });
    await of.decidedCase('EXPULSION', 'STANDING_COMMITTEE', '2026-04-06', '2026-04-10');
    await of.decidedCase('REMOVAL', 'STANDING_COMMITTEE', '2026-10-23', '2026-10-26');
    await of.decidedCase('REPRIMAND', 'STANDING_COMMITTEE', '2026-10-23', '2026-10-26', { class: 'ORGANIZATION' });
    const nursing = await of.openCase({ openedOn: '2026-05-04' });
    await nursing.next('postponement', { on: '2026-05-11', reason: 'POSTPONE_PREGNANCY', until: '2027-01-31' });
    const struckOff = await of.openCase({ class: 'PROBATIONARY_MEMBER', openedOn: '2026-05-28' });
    await struckOff.next('not-imposed', { on: '2026-06-19', reason: 'STRUCK_OFF' });

    const { members, organizations } = await of.ask('/summary?asOf=2026-10-31', summaryAnswer);
    expect(members).toMatchObject({
      decided: { decisions: 14, forms: { REPRIMAND: 10, WARNING: 2, REMOVAL: 1, EXPULSION: 1 }, unreadable: 0 },
      distinct: 14,
      now: { decisions: 14, forms: { REPRIMAND: 11, WARNING: 1, REMOVAL: 1, EXPULSION: 1 } },
      byBody: [
        { body: 'CELL', decisions: 9, forms: { REPRIMAND: 8, WARNING: 1 } },
        { body: 'INSPECTION_COMMITTEE', decisions: 3, forms: { REPRIMAND: 2, WARNING: 1 } },
        { body: 'STANDING_COMMITTEE', decisions: 2, forms: { REMOVAL: 1, EXPULSION: 1 } },
      ],
      annulled: 0,
      lapsed: 2,
      endNotKnown: 2,
      effectNotKnown: 2,
      inForce: 10,
      withoutDay: 0,
      notImposed: { cases: 1, reasons: { STRUCK_OFF: 1 } },
      postponed: 1,
      open: 0,
    });
    expect(organizations).toMatchObject({ decided: { decisions: 1, forms: { REPRIMAND: 1 } }, postponed: 0 });
    const july = await of.ask('/summary?asOf=2026-07-29', summaryAnswer);
    expect(july.members.now.forms).toMatchObject({ REPRIMAND: 9, WARNING: 2 });
    const year = await of.ask('/summary?asOf=2026-10-31&decidedFrom=2026-08-17', summaryAnswer);
    expect(year.members.decided).toMatchObject({ decisions: 2, forms: { REPRIMAND: 1, REMOVAL: 1 } });
  });
});

describe('questions about discipline cases', () => {
  it('lists cases latest first, page by page, and those of one status', async () => {
    const memberId = randomUUID();
    const days = ['2026-01-03', '2026-01-01', null, '2026-01-02'];
    for (const openedOn of days) await of.openCase({ memberId, openedOn });
    const opened = `?memberId=${memberId}&openedFrom=2026-01-02&openedTo=2026-01-31`;
    expect(await of.ask(opened, listAnswer)).toMatchObject({
      cases: [{ openedOn: '2026-01-03' }, { openedOn: '2026-01-02' }],
      withoutDay: 1,
    });
    const undecided = await of.ask(`?memberId=${memberId}&decidedFrom=2026-01-01`, listAnswer);
    expect([undecided.cases.length, undecided.withoutDay]).toEqual([0, 4]);
    const walked: (string | null)[] = [];
    for (let next: string | null = ''; next !== null;) {
      const at: string = next === '' ? '' : `&cursor=${next}`;
      const page = await of.ask(`?memberId=${memberId}&limit=3${at}`, listAnswer);
      walked.push(...page.cases.map(({ openedOn }) => openedOn));
      next = page.next;
    }
    expect(walked).toEqual(['2026-01-03', '2026-01-02', '2026-01-01', null]);
    expect((await of.ask(`?memberId=${memberId}&status=DECIDED`, listAnswer)).cases).toEqual([]);
    expect((await of.ask(`?memberId=${memberId}&status=OPEN&asOf=2026-01-02`, listAnswer)).cases).toHaveLength(3);
    const foreign = await of.ward.api.get(
      `/api/discipline-cases?cursor=${Buffer.from('["x",{}]').toString('base64url')}`,
    );
    expect(foreign.status).toBe(422);
  });

  it('leaves the end to a person if another case on the same member was opened within the twelve months', async () => {
    const one = await of.decidedCase('REPRIMAND', 'CELL', '2025-09-12', '2025-09-12', { openedOn: '2025-09-01' });
    const again = await of.openCase({ memberId: one.memberId, openedOn: '2026-02-01' });
    const effect = async () => (await of.ask(`/${one.id}/effect?on=2026-10-01`, ofRecord(effectAnswer))).effect;
    expect(await effect()).toMatchObject({ inForce: null, endsOn: null });
    await again.next('not-imposed', { on: '2026-03-01', reason: 'NOT_WARRANTED' });
    expect(await effect()).toMatchObject({ inForce: false, endsOn: '2026-09-12' });
  });
});
