import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { answeredOfRecord } from '#platform/http/record-steps';
import { answered } from '#platform/http/time-travel';
import { TESTER } from '../../../tests/support/servers/api.js';
import { type Recorded, WardApi } from '../../../tests/support/worlds/ward-api.js';
import { engagementAnswer, engagementsAnswer } from '../answers.js';
import { Status } from './statuses.js';
import { numbering } from '../../../tests/support/worlds/next-number.js';

let ward: WardApi;
beforeAll(async () => {
  ward = await WardApi.start();
  const body = { organizationId: ward.ward, body: 'COMMITTEE' };
  const subjects = ward.cells.slice(0, 2).map((organizationId) => ({ organizationId, capacity: 'ORGANIZATION' }));
  const next = numbering();
  const open = (more: object = {}) =>
    ward.record('/api/inspections', {
      kind: 'INSP_COMPLIANCE',
      decidingBody: body,
      decision: { number: next('QĐ/ĐU'), signedOn: '2026-01-10' },
      dueOn: '2026-02-10',
      subjects,
      ...more,
    });
  const after = async (before: Recorded, steps: readonly (readonly [string, object])[]) => {
    let now = before;
    for (const [route, data] of steps) now = await ward.change('inspections', now, route, data);
    return now;
  };
  const ids = async ({ id }: Recorded) =>
    answeredOfRecord(engagementAnswer)
      .parse((await ward.ask(`/api/engagements/${id}`)).json)
      .engagement.subjects.map(({ subjectId }) => subjectId);
  const concluded = async (now: Recorded, count: number, signedOn: string | null) => {
    const outcomes = (await ids(now)).slice(0, count).map((subjectId) => ({ subjectId, outcome: 'GOOD' }));
    return ['conclusion', { notice: { signedOn }, outcomes }] as const;
  };
  const deployed = ['deployment', { deployedOn: '2026-01-15' }] as const;
  const start = ['start', { conductedOn: '2026-01-20' }] as const;
  const report = ['team-report', { reportedOn: null }] as const;
  const postponed = ['postponement', { decidedOn: '2026-01-18', resumesOn: '2026-03-01', reason: 'x' }] as const;
  const cancelled = ['cancellation', { cancelledOn: '2026-02-01', by: body, reason: 'x' }] as const;
  const extended = ['extension', { dueOn: '2026-04-01', decidedOn: '2026-02-02', reason: 'x' }] as const;
  const revoked = ['revocation', { revokedOn: '2026-05-01', by: body, reason: 'x' }] as const;
  const closed = ['closure', { closedOn: '2026-04-20' }] as const;
  await open();
  await open({ dueOn: null, decision: {} });
  await after(await open({ dueOn: null }), [deployed, extended]);
  await after(await open(), [deployed, start]);
  await after(await open(), [start, report]);
  await after(await open(), [deployed, postponed]);
  await after(await open(), [postponed, cancelled]);
  const into = await open({ kind: 'INSP_SIGNS', team: [{ memberId: TESTER, role: 'LEAD' }] });
  await after(await open(), [['conversion', { convertedOn: '2026-02-05', into: into.id, reason: 'x' }]]);
  for (const count of [1, 2])
    for (const signedOn of ['2026-03-10', null]) {
      const now = await open();
      await after(now, [await concluded(now, count, signedOn)]);
    }
  const ended = async (...steps: (readonly [string, object])[]) => {
    const now = await open();
    await after(now, [await concluded(now, 2, '2026-03-10'), ...steps]);
  };
  await ended(closed);
  await ended(revoked);
  await ended(closed, revoked);
  const changed = await open();
  const [first = ''] = await ids(changed);
  const added = [{ organizationId: ward.cells[2], capacity: 'COMMITTEE' }];
  const scope = ['scope-change', { decidedOn: '2026-02-20', added, removed: [first], reason: 'x' }] as const;
  await after(changed, [scope]);
});
afterAll(() => ward.close());

const list = async (query: string) =>
  answered(engagementsAnswer)
    .parse((await ward.ask(`/api/engagements?limit=200&${query}`)).json)
    .engagements.map(({ engagementId, status, overdue }) => ({ engagementId, status, overdue }));

it('lists under each status, and as overdue, exactly the engagements that answer so, on any day', async () => {
  const seen = new Set<Status>();
  const days = [
    '01-10',
    '01-14',
    '01-18',
    '01-20',
    '02-01',
    '02-05',
    '02-11',
    '02-21',
    '03-10',
    '04-02',
    '04-20',
    '05-01',
  ];
  for (const asOf of ['2026-01-09', ...days.map((day) => `2026-${day}`)]) {
    const all = [...(await list(`asOf=${asOf}`)), ...(await list(`asOf=${asOf}&status=NOT_YET`))];
    expect(all).toHaveLength(17);
    for (const { status } of all) seen.add(status);
    for (const status of Status.options)
      expect([asOf, status, await list(`asOf=${asOf}&status=${status}`)]).toEqual([
        asOf,
        status,
        all.filter((one) => one.status === status),
      ]);
    for (const overdue of [true, false])
      expect([asOf, await list(`asOf=${asOf}&overdue=${overdue}`)]).toEqual([
        asOf,
        all.filter((one) => one.status !== 'NOT_YET' && one.overdue === overdue),
      ]);
  }
  expect([...seen].sort()).toEqual([...Status.options].sort());
});
