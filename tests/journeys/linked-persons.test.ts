import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { erasure } from '#features/erasure';
import { Instant } from '#kernel/dates';
import { streamId, Uuid } from '#kernel/ids';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { KEY_RING, type KeyRing } from '#platform/sealing/key-ring';
import { NOBODY_ENTERED } from '../support/servers/api.js';
import { document, ErasureWorld } from '../support/worlds/erasures.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';

type Headers = Readonly<Record<string, string>>;
const uuid = (): Uuid => Uuid.parse(randomUUID());
let world: ErasureWorld;
let persons = 0;
let [admin, auditor]: Headers[] = [];

async function somebody(...roles: Parameters<typeof grantRoles>[2] & object): Promise<Headers> {
  const id = uuid();
  await grantRoles(world.api.api, id, roles);
  return signedIn(world.api.api, id);
}
beforeAll(async () => {
  world = await ErasureWorld.start();
  [admin, auditor] = [await somebody('admin'), await somebody('auditor')];
}, 60_000);
afterAll(() => world.api.close());

/** Enters a person under an id, with a name of their own. */
async function entered(memberId = uuid()): Promise<Uuid> {
  const name = `Nguyễn Văn ${'An'.repeat(++persons)}`;
  await world.sent('/api/members', { memberId, name, organizationId: world.cell }, world.clerk);
  return memberId;
}
async function told(one: Uuid, route: string, data: object) {
  await world.sent(`/api/members/${one}/${route}`, data, world.clerk);
  await world.api.get(`/api/members?after=${world.last}`); // waits until the read models include it
  await world.api.api.app.get<Authority>(AUTHORITY).refresh();
}
const link = (one: Uuid, otherId: Uuid) =>
  told(one, 'same-person', { otherId, foundOn: '2026-03-01', basis: 'PAPERS' });
const unlink = (one: Uuid, otherId: Uuid) => told(one, 'same-person/unlinking', { otherId, unlinkedOn: '2026-03-02' });

const Account = z.looseObject({
  personId: Uuid,
  accountId: Uuid,
  isMember: z.boolean().nullable(),
  alsoAccounts: z.array(Uuid),
  warnings: z.array(z.object({ vi: z.string(), en: z.string() })),
});
async function accountOf(personId: Uuid) {
  const { json } = await world.api.get('/api/accounts', { ...admin });
  return z
    .object({ accounts: z.array(Account) })
    .parse(json)
    .accounts.find((one) => one.personId === personId);
}
async function open(personId: Uuid | null, more: object = {}) {
  const username = `u${randomUUID().slice(0, 8)}`;
  const { status, json } = await world.api.post(
    '/api/accounts',
    { personId, username, displayName: 'Người thử', ...more },
    { ...admin, [NOBODY_ENTERED]: 'yes' },
  );
  const { errors = [] } = json as { errors?: { field: string; code: string }[] };
  return status === 201
    ? Uuid.parse((json as { personId: string }).personId)
    : errors.map(({ field, code }) => [field, code]);
}

describe('the person of an account', () => {
  it('is in the register of persons, or is said to be none, or nothing is said', async () => {
    const [member, stranger] = [await entered(), uuid()];
    expect(await open(member, { isMember: false })).toEqual([['isMember', 'in-register']]);
    expect(await open(stranger, { isMember: true })).toEqual([['personId', 'not-in-register']]);
    expect(await open(null, { isMember: true })).toEqual([['personId', 'not-in-register']]);
    const [none, unsaid] = [uuid(), uuid()];
    expect([await open(member), await open(none, { isMember: false }), await open(unsaid)]).toEqual([
      member,
      none,
      unsaid,
    ]);
    const isMember = async (id: Uuid) => (await accountOf(id))?.isMember;
    expect([await isMember(member), await isMember(none), await isMember(unsaid)]).toEqual([true, false, null]);
    await entered(none);
    await world.api.get(`/api/members?after=${world.last}`);
    expect(await isMember(none)).toBe(true);
  });

  it('has one account, whatever record it was opened for; two that were linked later count as one person', async () => {
    const [first, second, third] = [await entered(), await entered(), await entered()];
    expect([await open(first), await open(third)]).toEqual([first, third]);
    await link(first, second);
    expect(await open(second)).toEqual([['personId', 'taken']]);
    expect(await accountOf(first)).toMatchObject({ alsoAccounts: [], warnings: [] });
    await link(third, second);
    const [one, other] = [await accountOf(first), await accountOf(third)];
    expect([one, other]).toMatchObject([{ alsoAccounts: [other?.accountId] }, { alsoAccounts: [one?.accountId] }]);
    expect(one?.warnings).toHaveLength(1);
    await unlink(first, second);
    expect(await open(second)).toEqual([['personId', 'taken']]);
    await unlink(third, second);
    expect(await open(second)).toBe(second);
  });
});

describe('two records of one person', () => {
  it('have readings and cases in common', async () => {
    const [first, second] = [await entered(), await entered()];
    const id = await world.caseAbout(first);
    await world.api.get(`/api/discipline-cases/${id}?after=${world.last}`, { ...world.clerk, purpose: 'CASE_WORK' });
    const subject = { class: 'OFFICIAL_MEMBER', organizationId: world.cell, memberId: second };
    const twin = { subject, source: { other: 'CELL_PROPOSAL' }, openedOn: '2025-09-01' };
    const found = async () => {
      const { json } = await world.api.get(`/api/readings?memberId=${second}`, { ...auditor });
      const { readings } = json as { readings: { route: string }[] };
      return readings.some(({ route }) => route === 'GET /api/discipline-cases/:id');
    };
    expect(await found()).toBe(false);
    await link(second, first);
    expect(await found()).toBe(true);
    await world.refused('/api/discipline-cases', twin, world.clerk, 409, 'possible-twin');
    await unlink(second, first);
    expect(await found()).toBe(false);
    // What is linked after both cases were recorded is in the list of suspected twins.
    const { id: again } = await world.sent('/api/discipline-cases', twin, world.clerk);
    const suspected = async () => {
      const { json } = await world.api.get(`/api/suspected-twins?kind=CASE&after=${world.last}`, { ...world.clerk });
      const { pairs } = json as { pairs: { first: { id: string }; second: { id: string } }[] };
      return pairs.map((pair) => [pair.first.id, pair.second.id].sort());
    };
    expect(await suspected()).toEqual([]);
    await link(first, second);
    expect(await suspected()).toEqual([[id, again].sort()]);
  });
});

describe('an erasure of a person', () => {
  const keys = () => world.api.api.app.get<KeyRing>(KEY_RING);
  const isErased = async (id: Uuid) => (await keys().of({ kind: 'person', id })).is === 'erased';
  /** A step at a past time, by the injected clock of a demo store. */
  async function longAgo(owner: Uuid, by: 'clerk' | 'inspection-chair', command: object, linkedIds: readonly Uuid[]) {
    const commandId = uuid();
    const { position } = await world.api.api.platform.executor.execute(
      erasure,
      streamId(erasure.category, owner),
      command as never,
      {
        commandId,
        correlationId: commandId,
        causationId: null,
        expectedRevision: null,
        facts: { hasKey: true, linked: { ids: [...linkedIds], held: 0, erasedOn: null } },
        actor: { id: world.ids[by], role: by, organizationId: null, delegationId: null },
        recordedAt: Instant.parse('2025-10-01T02:00:00.000Z'),
      },
    );
    world.last = String(position);
  }
  async function approvedLongAgo(owner: Uuid, linkedIds: readonly Uuid[]) {
    const data = { ownerKind: 'person', legalBasis: 'RETENTION_OVER', document: { number: null, signedOn: null } };
    await longAgo(owner, 'clerk', { type: 'RequestErasure', data }, linkedIds);
    await longAgo(owner, 'inspection-chair', { type: 'ApproveErasure', data: {} }, linkedIds);
  }
  const asking = { legalBasis: 'SUBJECT_ASKED', document };
  const seenBy = async (headers: Headers, owner: Uuid) => ({ ...headers, ...(await world.seen(owner)) });

  it('names the linked records before the approval; a hold on one of them, proposed or placed, holds all', async () => {
    const [first, second] = [await entered(), await entered()];
    await link(first, second);
    await world.sent(`/api/erasures/${first}/requests`, asking, world.clerk);
    expect(await world.listed(first)).toMatchObject({ linked: { covered: [second], notCovered: [], holds: 0 } });
    const { revision: proposal } = await world.sent(
      `/api/erasures/${second}/holds`,
      { ground: 'COMPLAINT' },
      world.chair,
    );
    const approve = async () =>
      world.refused(`/api/erasures/${first}/approval`, {}, await seenBy(world.chair, first), 409, 'HoldOnLinked');
    await approve();
    await world.sent(`/api/erasures/${second}/agreement`, { proposal }, world.committee);
    await approve();
    const listed = await world.listed(first);
    expect(listed).toMatchObject({ linked: { covered: [second], holds: 1 }, warnings: [{}] });
    await unlink(first, second);
    await world.sent(`/api/erasures/${first}/approval`, {}, await seenBy(world.chair, first));
    expect(await world.listed(first)).toMatchObject({ approval: { linkedIds: [] }, linked: { covered: [] } });
  });

  it('destroys all keys at once, and nothing that was linked since the approval', async () => {
    const [first, second, third] = [await entered(), await entered(), await entered()];
    await link(first, second);
    await approvedLongAgo(first, [second]);
    await link(third, second);
    expect(await world.listed(first)).toMatchObject({
      status: 'APPROVED',
      linked: { covered: [second], notCovered: [third] },
      warnings: [{}],
    });
    const execute = async () => ({ ...(await seenBy(world.operator, first)) });
    await world.refused(`/api/erasures/${first}/execution`, {}, await execute(), 409, 'LinkedSince');
    await unlink(third, second);
    expect((await world.listed(first))?.status).toBe('DUE');
    await world.sent(`/api/erasures/${first}/execution`, {}, await execute());
    expect([await isErased(first), await isErased(second), await isErased(third)]).toEqual([true, true, false]);
    await world.refused(`/api/erasures/${second}/requests`, asking, world.clerk, 409, 'ErasedAlready');
    await world.refused(`/api/erasures/${second}/holds`, { ground: 'COMPLAINT' }, world.chair, 409, 'ErasedAlready');

    // Linked or unlinked later, nothing changes: the third record is not erased with it, and has an erasure of its own.
    await link(third, second);
    await unlink(first, second);
    await link(first, third);
    expect(await world.listed(first)).toMatchObject({
      status: 'EXECUTED',
      execution: { linkedIds: [second] },
      linked: { covered: [second], notCovered: [third] },
      warnings: [{}],
    });
    await world.sent(`/api/erasures/${third}/requests`, asking, world.clerk);
    expect(await world.listed(third)).toMatchObject({ status: 'REQUESTED', linked: { covered: [] } });
  });
});
