import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Role } from '#features/access';
import { Uuid } from '#kernel/ids';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { grantRoles, signedIn } from '../support/worlds/grants.js';
import { type Headers, WardApi } from '../support/worlds/ward-api.js';

let ward: WardApi;
interface Person {
  readonly id: Uuid;
  readonly headers: Headers;
}
let [clerk, other, inspector, secretary]: Person[] = [];

const somebody = async (...roles: Role[]): Promise<Person> => {
  const id = Uuid.parse(randomUUID());
  if (roles.length > 0) await grantRoles(ward.api.api, id, roles);
  return { id, headers: await signedIn(ward.api.api, id) };
};
beforeAll(async () => {
  ward = await WardApi.start();
  [clerk, other, inspector, secretary] = [
    await somebody('clerk'),
    await somebody('clerk'),
    await somebody('inspector'),
    await somebody('cell-secretary'),
  ];
});
afterAll(() => ward.close());

const Review = z.looseObject({
  status: z.string(),
  revision: z.int(),
  contentHash: z.string(),
  mayConfirm: z.boolean(),
  ground: z.string().nullable(),
  entries: z.array(z.int()),
});
const List = z.looseObject({ records: z.array(z.looseObject({ id: z.string(), status: z.string() })) });

const by = (person: Person | undefined): Headers => person?.headers ?? {};
const file = (n: number) => ({
  kind: 'INSP_COMPLIANCE',
  decidingBody: { organizationId: ward.ward, body: 'INSPECTION_COMMITTEE' },
  decision: { number: `${n}-QĐ/UBKTĐU`, signedOn: '2026-02-02' },
  notice: { number: `${n}-TB/UBKTĐU`, signedOn: '2026-03-02' },
  subjects: [{ organizationId: ward.cells[0], capacity: 'ORGANIZATION', outcome: 'GOOD' }],
});
let papers = 0;
const recorded = async (person: Person | undefined) =>
  (await ward.record('/api/inspections/concluded', file(++papers), by(person))).id;
const review = async (id: string, person: Person | undefined) =>
  Review.parse((await ward.api.get(`/api/engagements/${id}/review`, by(person))).json);
const verdict = async (route: string, id: string, person: Person | undefined, body: object = {}, seen?: number) => {
  const { contentHash, revision } = await review(id, person);
  const headers = { ...by(person), 'if-match': `"${seen ?? revision}"` };
  const answer = await ward.api.post(`/api/engagements/${id}/${route}`, { contentHash, ...body }, headers);
  const { code, position } = answer.json as { code?: string; position?: string };
  if (position !== undefined) ward.last = position;
  return code ?? answer.status;
};
const confirmed = (id: string, person: Person | undefined, body: object = {}, seen?: number) =>
  verdict('confirmation', id, person, body, seen);
const statusOf = async (id: string) => {
  const found: string[] = [];
  for (const status of ['WAITING', 'RETURNED', 'CONFIRMED']) {
    const { records } = List.parse((await ward.ask(`/api/confirmations?status=${status}&limit=100`)).json);
    if (records.some((one) => one.id === id)) found.push(status);
  }
  return [(await review(id, inspector)).status, ...found];
};
/** A delegation of the role of a clerk, known to the API when this resolves. */
async function delegated(from: Person, to: Person) {
  const delegation = { delegateId: to.id, role: 'clerk', organizationId: null, from: '2026-01-01', to: '2099-12-31' };
  const { id } = await ward.record(`/api/persons/${from.id}/delegations`, delegation, by(from));
  const known = async () => {
    await ward.ask('/api/grants'); // waits until the read models include the last record
    await ward.api.api.app.get<Authority>(AUTHORITY).refresh();
  };
  await known();
  const ended = async () => {
    await ward.record(`/api/persons/${from.id}/delegations/${id}/end`, {}, by(from));
    await known();
  };
  return { ended };
}

describe('check 28: one person records, another confirms', () => {
  it('the recorder cannot confirm, in any role; another person can', async () => {
    const id = await recorded(clerk);
    expect([(await review(id, clerk)).mayConfirm, (await review(id, other)).mayConfirm]).toEqual([false, true]);
    expect(await statusOf(id)).toEqual(['WAITING', 'WAITING']);
    expect(await confirmed(id, clerk)).toBe('OwnEntries');
    expect(await confirmed(id, other)).toBe(201);
    expect(await statusOf(id)).toEqual(['CONFIRMED', 'CONFIRMED']);
    expect(await confirmed(id, inspector)).toBe('ConfirmedAlready');
  });

  it('is bound to the compared content: another content or an older revision cannot be confirmed', async () => {
    const id = await recorded(clerk);
    expect(await confirmed(id, inspector, { contentHash: 'ab'.repeat(32) })).toBe('ContentDiffers');
    const closing = { closedOn: '2026-04-01' };
    const { revision } = await review(id, clerk);
    await ward.record(`/api/inspections/${id}/closure`, closing, { ...by(clerk), 'if-match': `"${revision}"` });
    expect(await confirmed(id, inspector, {}, revision)).toBe('stale-revision');
    expect(await confirmed(id, inspector)).toBe(201);
  });

  it.each([
    ['an entry more', 'closure', () => ({ closedOn: '2026-04-01' })],
    [
      'a correction',
      'corrections',
      () => ({
        corrects: 0,
        reason: 'ghi nhận viết nhầm',
        changes: [{ field: 'decision.number', from: `${papers}-QĐ/UBKTĐU`, to: `${papers}b-QĐ/UBKTĐU` }],
      }),
    ],
    ['an annulment', 'annulments', () => ({ corrects: 1, reason: 'ghi nhận nhập sai' })],
  ])('%s voids it, and only that entry has to be confirmed by another person', async (_, route, body) => {
    const id = await recorded(clerk);
    expect(await confirmed(id, other)).toBe(201);
    const { revision } = await review(id, other);
    await ward.record(`/api/inspections/${id}/${route}`, body(), { ...by(other), 'if-match': `"${revision}"` });
    expect(await statusOf(id)).toEqual(['WAITING', 'WAITING']);
    expect(await confirmed(id, other)).toBe('OwnEntries');
    expect(await confirmed(id, clerk)).toBe(201); // the first clerk's entries were confirmed earlier
    expect(await statusOf(id)).toEqual(['CONFIRMED', 'CONFIRMED']);
  });

  it('a record that differs is returned with a ground and the entries, and waits again after a correction', async () => {
    const id = await recorded(clerk);
    expect(await verdict('return', id, inspector, { ground: 'DIFFERS', entries: [1] })).toBe(201);
    expect(await statusOf(id)).toEqual(['RETURNED', 'RETURNED']);
    expect(await review(id, clerk)).toMatchObject({ ground: 'DIFFERS', entries: [1] });
    // returning the record does not count as an entry by the inspector
    expect(await confirmed(id, clerk)).toBe('OwnEntries');
    const { revision } = await review(id, clerk);
    const closing = { closedOn: '2026-04-01' };
    await ward.record(`/api/inspections/${id}/closure`, closing, { ...by(clerk), 'if-match': `"${revision}"` });
    expect(await statusOf(id)).toEqual(['WAITING', 'WAITING']);
    expect(await confirmed(id, inspector)).toBe(201);
  });

  it('a confirmed record can be returned, and its recorder cannot confirm it then', async () => {
    const id = await recorded(clerk);
    expect(await confirmed(id, inspector)).toBe(201);
    expect(await verdict('return', id, other, { ground: 'PAPER_MISSING' })).toBe(201);
    expect(await statusOf(id)).toEqual(['RETURNED', 'RETURNED']);
    expect(await confirmed(id, clerk)).toBe('OwnEntries');
    expect(await confirmed(id, other)).toBe(201);
  });

  it('a delegation does not make two persons: neither delegator nor delegate of the recorder can confirm', async () => {
    const helper = await somebody();
    const delegation = {
      delegateId: helper.id,
      role: 'clerk',
      organizationId: null,
      from: '2026-01-01',
      to: '2099-12-31',
    };
    await ward.record(`/api/persons/${clerk?.id}/delegations`, delegation, by(clerk));
    await ward.api.api.app.get<Authority>(AUTHORITY).refresh();
    const forClerk = await recorded(helper);
    expect(await confirmed(forClerk, clerk)).toBe('OwnEntries');
    expect(await confirmed(forClerk, helper)).toBe('OwnEntries');
    expect(await confirmed(forClerk, other)).toBe(201);
    const ofClerk = await recorded(clerk);
    expect((await review(ofClerk, helper)).mayConfirm).toBe(false);
    expect(await confirmed(ofClerk, helper)).toBe('OwnEntries');
    expect(await confirmed(ofClerk, inspector)).toBe(201);
  });

  it('two persons tied by a delegation cannot confirm each other’s records on grounds of their own, either way', async () => {
    const [giver, helper] = [await somebody('clerk'), await somebody('clerk', 'inspector')];
    const [before, ofHelper] = [await recorded(giver), await recorded(helper)];
    const { ended } = await delegated(giver, helper);
    expect((await review(before, helper)).mayConfirm).toBe(false);
    expect(await confirmed(before, helper)).toBe('OwnEntries');
    expect(await confirmed(ofHelper, giver)).toBe('OwnEntries');
    await ended();
    // A delegation that was in force at some time of today still ties today.
    expect(await confirmed(before, helper)).toBe('OwnEntries');
    expect(await confirmed(before, other)).toBe(201);
  });

  it('a delegation is listed as in force only with the grant under which it was given, not when the office returns', async () => {
    const [giver, helper] = [await somebody(), await somebody()];
    const grant = { role: 'clerk', organizationId: null, from: '2026-01-01' };
    const granted = async () => (await ward.record(`/api/persons/${giver.id}/grants`, grant)).id;
    const listed = async () => {
      const { delegations } = z
        .looseObject({ delegations: z.array(z.looseObject({ delegateId: z.string(), holds: z.boolean() })) })
        .parse((await ward.ask('/api/grants')).json);
      return delegations.filter(({ delegateId }) => delegateId === helper.id).map(({ holds }) => holds);
    };
    const first = await granted();
    await delegated(giver, helper);
    expect(await listed()).toEqual([true]);
    await ward.record(`/api/persons/${giver.id}/grants/${first}/withdrawal`, {});
    expect(await listed()).toEqual([false]);
    await granted();
    expect(await listed()).toEqual([false]);
  });

  it('a delegate of the subject cannot confirm the case about the subject on a ground of their own', async () => {
    const [subject, helper] = [await somebody('clerk'), await somebody('inspector')];
    const about = { organizationId: ward.cells[0], capacity: 'MEMBER', memberId: subject.id, outcome: 'GOOD' };
    const { id } = await ward.record('/api/inspections/concluded', { ...file(++papers), subjects: [about] }, by(other));
    expect((await review(id, helper)).mayConfirm).toBe(true);
    await delegated(subject, helper);
    expect((await review(id, helper)).mayConfirm).toBe(false);
    expect(await confirmed(id, helper)).toBe('own-case');
    expect(await confirmed(id, inspector)).toBe(201);
  });

  it('nobody can confirm a case about themselves, or confirm without the permission', async () => {
    const subject = { organizationId: ward.cells[0], capacity: 'MEMBER', memberId: inspector?.id, outcome: 'GOOD' };
    const whole = { ...file(++papers), subjects: [subject] };
    const { id } = await ward.record('/api/inspections/concluded', whole, by(clerk));
    expect((await review(id, inspector)).mayConfirm).toBe(false);
    expect(await confirmed(id, inspector)).toBe('own-case');
    expect(await confirmed(await recorded(clerk), secretary)).toBe('forbidden');
  });

  it('the same request sent again gets the same answer and is recorded once', async () => {
    const id = await recorded(clerk);
    const { contentHash, revision } = await review(id, inspector);
    const headers = { ...by(inspector), 'if-match': `"${revision}"`, 'idempotency-key': randomUUID() };
    const send = () => ward.api.post(`/api/engagements/${id}/confirmation`, { contentHash }, headers);
    const [first, second] = [await send(), await send()];
    expect([first.status, second.status, second.json]).toEqual([201, 201, first.json]);
    expect((await review(id, inspector)).revision).toBe(revision + 1);
  });

  it('a discipline case is confirmed in the same way', async () => {
    const opening = {
      subject: { class: 'ORGANIZATION', organizationId: ward.cells[1], memberId: null },
      source: { other: 'CELL_PROPOSAL' },
      openedOn: '2026-05-04',
    };
    const { id } = await ward.record('/api/discipline-cases', opening, by(clerk));
    const at = `/api/discipline-cases/${id}`;
    const seen = Review.parse((await ward.api.get(`${at}/review`, by(inspector))).json);
    const headers = (person: Person | undefined) => ({ ...by(person), 'if-match': `"${seen.revision}"` });
    const { contentHash } = seen;
    await ward.refused(`${at}/confirmation`, { contentHash }, 409, 'OwnEntries', headers(clerk));
    await ward.record(`${at}/confirmation`, { contentHash }, headers(inspector));
    expect(Review.parse((await ward.api.get(`${at}/review`, by(inspector))).json).status).toBe('CONFIRMED');
    const { records } = List.parse((await ward.ask('/api/confirmations?status=CONFIRMED&limit=100')).json);
    expect(records.map((one) => one.id)).toContain(id);
  });
});
