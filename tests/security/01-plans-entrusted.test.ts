import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Role } from '#features/access';
import { Uuid } from '#kernel/ids';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { grantRoles, signedIn } from '../support/worlds/grants.js';
import { type Headers, type Recorded, WardApi } from '../support/worlds/ward-api.js';

interface Person {
  readonly id: Uuid;
  readonly headers: Headers;
}
let ward: WardApi;
let [recorder, chair, clerk, outsider]: Person[] = [];

async function somebody(...roles: Role[]): Promise<Person> {
  const id = Uuid.parse(randomUUID());
  await grantRoles(ward.api.api, id, roles);
  return { id, headers: await signedIn(ward.api.api, id) };
}
const by = (person: Person | undefined): Headers => person?.headers ?? {};

beforeAll(async () => {
  ward = await WardApi.start();
  [recorder, chair, clerk, outsider] = [
    await somebody('clerk'),
    await somebody('inspection-chair'),
    await somebody('clerk'),
    await somebody('clerk'),
  ];
}, 60_000);
afterAll(() => ward.close());

/** A plan about cell 3, or about a person in it; by default with an empty team. */
const plan = (memberId: Uuid | null = null, team: readonly object[] = []) =>
  ward.record(
    '/api/inspections',
    {
      kind: 'INSP_SIGNS',
      decidingBody: { organizationId: ward.ward, body: 'INSPECTION_COMMITTEE' },
      decision: { number: `${randomUUID().slice(0, 8)}-QĐ`, signedOn: '2026-05-01' },
      team,
      subjects: [{ organizationId: ward.cells[2], capacity: memberId === null ? 'ORGANIZATION' : 'MEMBER', memberId }],
    },
    by(recorder),
  );
const send = (one: Recorded, route: string, body: object, person: Person | undefined) =>
  ward.api.post(`/api/inspections/${one.id}/${route}`, body, { ...by(person), 'if-match': `"${one.revision}"` });
const entrust = (one: Recorded, to: Person | undefined, person: Person | undefined) =>
  send(one, 'entrustment', { personId: to?.id, reason: 'người ghi đã nghỉ' }, person);
const sees = async ({ id }: Recorded, person: Person | undefined) =>
  (await ward.api.get(`/api/engagements/${id}?after=${ward.last}`, by(person))).status === 200;
const code = ({ status, json }: { readonly status: number; readonly json: unknown }) =>
  (json as { code?: string }).code ?? status;

it('a plan whose recorder has left is worked on to its conclusion by a person whom the chair lets in', async () => {
  const one = await plan();
  expect([await sees(one, chair), await sees(one, clerk)]).toEqual([true, false]);
  expect(code(await entrust(one, clerk, clerk))).toBe('forbidden');
  const entrusted = await entrust(one, clerk, chair);
  expect(entrusted.status).toBe(201);
  const { revision, position } = entrusted.json as { revision: number; position: string };
  ward.last = position;
  expect([await sees(one, clerk), await sees(one, outsider)]).toEqual([true, false]);
  const { json } = await ward.api.get(`/api/engagements/${one.id}`, by(clerk));
  const { subjectId } = (json as { engagement: { subjects: { subjectId: string }[] } }).engagement.subjects[0] ?? {};
  const conclusion = {
    notice: { number: '9-TB', signedOn: '2026-06-01' },
    outcomes: [{ subjectId, outcome: 'MUST_DISCIPLINE' }],
  };
  expect((await send({ id: one.id, revision }, 'conclusion', conclusion, clerk)).status).toBe(201);
});

it('the person let in no longer sees the plan once the entry is annulled or names another person', async () => {
  const one = await plan();
  const { revision } = (await entrust(one, clerk, chair)).json as { revision: number };
  const change = { field: 'personId', from: clerk?.id, to: outsider?.id };
  const body = { corrects: revision, reason: 'ghi nhận nhầm người', changes: [change] };
  const corrected = await send({ id: one.id, revision }, 'corrections', body, recorder);
  expect(corrected.status).toBe(201);
  ward.last = (corrected.json as { position: string }).position;
  expect([await sees(one, clerk), await sees(one, outsider)]).toEqual([false, true]);
  const annulled = await send(
    { id: one.id, revision: revision + 1 },
    'annulments',
    { corrects: revision, reason: 'ghi nhận nhập sai' },
    recorder,
  );
  ward.last = (annulled.json as { position: string }).position;
  expect([await sees(one, clerk), await sees(one, outsider), await sees(one, recorder)]).toEqual([false, false, true]);
});

it('a subject is not let in, and a person who may not see the plan gets the answer for an id of nothing', async () => {
  const subject = await somebody('clerk', 'inspection-chair');
  const one = await plan(subject.id);
  expect(code(await entrust(one, subject, chair))).toBe('SubjectInTeam');
  const nothing = { id: randomUUID(), revision: one.revision };
  const [hidden, none] = [await entrust(one, clerk, subject), await entrust(nothing, clerk, subject)];
  expect([hidden.status, none.status]).toEqual([404, 404]);
});

it('an inspection that is no plan is not entrusted', async () => {
  const { id, revision } = await ward.record('/api/inspections', {
    kind: 'INSP_COMPLIANCE',
    decidingBody: { organizationId: ward.ward, body: 'INSPECTION_COMMITTEE' },
    decision: { number: '1-QĐ', signedOn: '2026-05-01' },
    subjects: [{ organizationId: ward.cells[2], capacity: 'ORGANIZATION' }],
  });
  expect(code(await entrust({ id, revision }, clerk, chair))).toBe('NotAPlan');
});

it('a plan is hidden from its subject under whatever record they sign in with, and a link shows it to nobody', async () => {
  const [first, second, third] = [
    await somebody('inspection-chair'),
    await somebody('inspector'),
    await somebody('clerk'),
  ];
  const [asSubject, asTeam] = [await plan(second.id), await plan(null, [{ memberId: third.id, role: 'LEAD' }])];
  const seen = async () => [
    await sees(asSubject, first),
    await sees(asTeam, second),
    await sees(asTeam, outsider),
    await sees(asSubject, chair),
  ];
  expect(await seen()).toEqual([true, false, false, true]);
  // The others were entered when the plans named them.
  await ward.record('/api/members', { memberId: first.id, name: 'Nguyễn Văn An' });
  const change = async (one: Person, route: string, data: object) => {
    await ward.record(`/api/members/${one.id}/${route}`, { otherId: second.id, ...data });
    await ward.ask('/api/members'); // waits until the read models include it
    await ward.api.api.app.get<Authority>(AUTHORITY).refresh();
  };
  for (const one of [first, third]) await change(one, 'same-person', { foundOn: '2026-06-01', basis: 'PAPERS' });
  expect(await seen()).toEqual([false, false, false, true]);
  for (const one of [first, third]) await change(one, 'same-person/unlinking', { unlinkedOn: '2026-06-02' });
  expect(await seen()).toEqual([true, false, false, true]);
});
