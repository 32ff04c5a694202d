import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { answered } from '#platform/http/time-travel';
import { WardApi } from '../../tests/support/worlds/ward-api.js';
import { assignmentsAnswer, contactsAnswer, remindersAnswer } from './answers.js';

const member = '0b7e8c10-0000-4000-8000-000000000001';
const routine = '/api/routine-supervision';
let ward: WardApi;
let assignmentId: string;
beforeAll(async () => {
  ward = await WardApi.start();
  const named = { memberId: member, organizationIds: ward.cells.slice(0, 2), from: '2026-01-05', to: '2026-06-30' };
  assignmentId = (await ward.record(`${routine}/assignments`, { byOrganizationId: ward.ward, ...named })).id;
});
afterAll(() => ward.close());
const by = () => ({ byOrganizationId: ward.ward, organizationId: ward.cells[0] });

it('lists the assignments, in force or ended', async () => {
  const ask = async (query: string) =>
    answered(assignmentsAnswer).parse((await ward.ask(`${routine}/assignments?${query}`)).json).assignments;
  expect(await ask(`organizationId=${ward.cells[1]}&asOf=2026-06-30`)).toMatchObject([
    { assignmentId, memberId: member, organizationName: 'Chi bộ 2', byOrganizationId: ward.ward, inForce: true },
  ]);
  expect((await ask(`memberId=${member}&asOf=2026-07-01`)).map(({ inForce }) => inForce)).toEqual([false, false]);
  expect(await ask('asOf=2026-01-04')).toEqual([]);
  expect(await ask(`memberId=${randomUUID()}`)).toEqual([]);
});

it('lists the contacts, latest first, page by page', async () => {
  for (const contactedOn of ['2026-02-03', '2026-04-01', '2026-03-02'])
    await ward.record(`${routine}/contacts`, { ...by(), assignmentId, contactedOn, manner: 'TALK' });
  const days: string[] = [];
  for (let next: string | null = ''; next !== null;) {
    const cursor: string = next === '' ? '' : `&cursor=${next}`;
    const page: { contacts: { contactedOn: string }[]; next: string | null } = answered(contactsAnswer).parse(
      (await ward.ask(`${routine}/contacts?limit=1${cursor}`)).json,
    );
    days.push(...page.contacts.map(({ contactedOn }) => contactedOn));
    next = page.next;
  }
  expect(days).toEqual(['2026-04-01', '2026-03-02', '2026-02-03']);
});

it('stores the text of a reminder sealed, decrypts it for a permitted reader, and recognizes a repeated request', async () => {
  const headers = { 'idempotency-key': randomUUID() };
  const reminder = { ...by(), remindedOn: '2026-02-10', topic: 'CELL_MEETINGS', about: 'sinh hoạt chưa đúng kỳ' };
  const first = await ward.record(`${routine}/reminders`, reminder, headers);
  expect(await ward.record(`${routine}/reminders`, reminder, headers)).toEqual(first);
  const { reminders } = answered(remindersAnswer).parse((await ward.ask(`${routine}/reminders`)).json);
  expect(reminders).toMatchObject([{ reminderId: first.id, topic: 'CELL_MEETINGS', about: reminder.about }]);
  const { text } = await ward.ask(`/api/streams/routineSupervision/${ward.ward}/history?`);
  expect(text).not.toContain(reminder.about);
});

it('covers nobody: it is no engagement', async () => {
  expect((await ward.ask('/api/engagements')).json).toMatchObject({ engagements: [] });
  expect((await ward.ask('/api/facts')).json).toMatchObject({ facts: [] });
});

it('is corrected and annulled in the record of those who supervise', async () => {
  const record = `${routine}/${ward.ward}`;
  const own = { ...by(), contactedOn: '2026-05-05', manner: 'OTHER' };
  const { revision } = await ward.record(`${routine}/contacts`, own);
  const changes = [{ field: 'contactedOn', from: '2026-05-05', to: '2026-05-06' }];
  await ward.record(`${record}/corrections`, { corrects: revision, reason: 'ghi nhận nhầm ngày', changes });
  const ask = async () =>
    answered(contactsAnswer)
      .parse((await ward.ask(`${routine}/contacts`)).json)
      .contacts.filter(({ entry }) => entry === revision);
  expect(await ask()).toMatchObject([{ contactedOn: '2026-05-06' }]);
  await ward.record(`${record}/annulments`, { corrects: revision, reason: 'nhập hai lần' });
  expect(await ask()).toEqual([]);
  const nobody = `${routine}/${randomUUID()}/annulments`;
  await ward.refused(nobody, { corrects: 0, reason: 'ghi nhận nhập sai' }, 404, 'not-found');
});

it('is refused where it names what does not exist or lies ahead', async () => {
  const nobody = randomUUID();
  const assignment = {
    byOrganizationId: nobody,
    memberId: member,
    organizationIds: [ward.cells[0], nobody],
    from: '2026-01-01',
  };
  const { fields } = await ward.refused(`${routine}/assignments`, assignment, 422, 'invalid-request');
  expect(fields).toEqual(['byOrganizationId', 'organizationIds.1']);
  const late = { ...by(), contactedOn: '2199-01-01', manner: 'TALK' };
  await ward.refused(`${routine}/contacts`, late, 409, 'InTheFuture');
  await ward.refused(`${routine}/contacts`, { ...late, manner: 'GOSSIP' }, 422, 'invalid-request');
});
