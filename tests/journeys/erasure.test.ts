import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { erasure, Shredder } from '#features/erasure';
import { Instant, plainDate } from '#kernel/dates';
import { streamId, Uuid } from '#kernel/ids';
import { document, ErasureWorld } from '../support/worlds/erasures.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';

const uuid = (): Uuid => Uuid.parse(randomUUID());
const Case = z.looseObject({
  note: z.string().nullable(),
  notImposed: z.object({ reason: z.string().nullable() }),
  erased: z.array(z.object({ entry: z.int(), field: z.string(), on: z.string(), vi: z.string(), en: z.string() })),
});

let world: ErasureWorld;
beforeAll(async () => {
  world = await ErasureWorld.start();
});
afterAll(() => world.api.close());

const read = async (caseId: Uuid) => {
  const answer = await world.api.get(`/api/discipline-cases/${caseId}?after=${world.last}`);
  expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual([200, '']);
  return z.object({ case: Case }).parse(answer.json).case;
};
const keysFolder = () => dirname(world.api.api.config.masterKeyFile);
const ringKeys = () => readdirSync(keysFolder()).filter((name) => name.startsWith('ring.'));
/** Requests and approves an erasure at a past time, by the injected clock of a demo store. */
const approvedLongAgo = async (ownerKind: 'person' | 'case', id: Uuid) => {
  const stream = streamId(erasure.category, id);
  const acts = [
    [
      world.ids.clerk,
      'clerk',
      {
        type: 'RequestErasure',
        data: { ownerKind, legalBasis: 'RETENTION_OVER', document: { number: null, signedOn: null } },
      },
    ],
    [world.ids['inspection-chair'], 'inspection-chair', { type: 'ApproveErasure', data: {} }],
  ] as const;
  for (const [person, role, command] of acts) {
    const commandId = uuid();
    const { position } = await world.api.api.platform.executor.execute(erasure, stream, command, {
      commandId,
      correlationId: commandId,
      causationId: null,
      expectedRevision: null,
      facts: { hasKey: true },
      actor: { id: person, role, organizationId: null, delegationId: null },
      recordedAt: Instant.parse('2025-10-01T02:00:00.000Z'),
    });
    world.last = String(position);
  }
};

describe('an erasure', () => {
  it('needs three persons, a document and a delay, and a hold stops it', async () => {
    const member = uuid();
    await world.caseAbout(member);
    const at = `/api/erasures/${member}`;
    const asking = { legalBasis: 'SUBJECT_ASKED', document };
    await world.refused(`/api/erasures/${uuid()}/requests`, asking, world.clerk, 409, 'NothingSealed');
    await world.refused(`${at}/requests`, { ...asking, legalBasis: 'BECAUSE' }, world.clerk, 422, 'invalid-request');
    await world.refused(`${at}/requests`, asking, world.operator, 403, 'forbidden');
    await world.sent(`${at}/requests`, asking, world.clerk);
    expect(await world.listed(member)).toMatchObject({
      status: 'REQUESTED',
      request: { by: world.ids.clerk, legalBasis: 'SUBJECT_ASKED' },
    });
    await world.refused(`${at}/approval`, {}, { ...world.clerk, ...(await world.seen(member)) }, 403, 'forbidden');
    const { id: holdId = '', revision: proposal } = await world.sent(
      `${at}/holds`,
      { ground: 'COMPLAINT' },
      world.chair,
    );
    expect(await world.listed(member)).toMatchObject({
      holds: [],
      proposedHolds: [{ proposal, by: world.ids['inspection-chair'] }],
    });
    await world.refused(`${at}/approval`, {}, { ...world.chair, ...(await world.seen(member)) }, 409, 'HoldProposed');
    await world.refused(`${at}/agreement`, { proposal }, world.chair, 409, 'ActTakesOthers');
    await world.sent(`${at}/agreement`, { proposal }, world.committee);
    expect(await world.listed(member)).toMatchObject({ holds: [{ holdId }], proposedHolds: [] });
    await world.refused(`${at}/approval`, {}, { ...world.chair, ...(await world.seen(member)) }, 409, 'HoldStands');
    const lifting = await world.sent(
      `${at}/holds/${holdId}/lifting`,
      {},
      { ...world.chair, ...(await world.seen(member)) },
    );
    await world.refused(`${at}/approval`, {}, { ...world.chair, ...(await world.seen(member)) }, 409, 'HoldStands');
    await world.sent(`${at}/agreement`, { proposal: lifting.revision }, world.committee);
    await world.refused(`${at}/approval`, {}, world.chair, 428, 'if-match-missing');
    await world.sent(`${at}/approval`, {}, { ...world.chair, ...(await world.seen(member)) });
    expect(await world.listed(member)).toMatchObject({
      status: 'APPROVED',
      approval: { by: world.ids['inspection-chair'] },
      holds: [],
    });
    await world.refused(
      `${at}/execution`,
      {},
      { ...world.operator, ...(await world.seen(member)) },
      409,
      'DelayNotOver',
    );
    const withdrawal = await world.sent(
      `${at}/withdrawal`,
      { reason: 'Nhầm người' },
      { ...world.chair, ...(await world.seen(member)) },
    );
    expect(await world.listed(member)).toMatchObject({ status: 'APPROVED' });
    await world.sent(`${at}/agreement`, { proposal: withdrawal.revision }, world.committee);
    expect(await world.listed(member)).toMatchObject({ status: 'NONE', request: null, approval: null });
  });

  it('is refused to callers without a ground for the whole store, and to the person concerned', async () => {
    const member = uuid();
    await world.caseAbout(member);
    const [local, self] = [uuid(), member];
    await grantRoles(world.api.api, local, ['clerk'], Uuid.parse(world.cell));
    await grantRoles(world.api.api, self, ['clerk']);
    const asking = { legalBasis: 'SUBJECT_ASKED', document };
    await world.refused(
      `/api/erasures/${member}/requests`,
      asking,
      await signedIn(world.api.api, local),
      403,
      'forbidden',
    );
    await world.refused(
      `/api/erasures/${member}/requests`,
      asking,
      await signedIn(world.api.api, self),
      403,
      'own-case',
    );
    expect(await world.listed(member)).toBeUndefined();
    expect(await world.listed(member, await signedIn(world.api.api, local))).toBeUndefined();
  });

  it('leaves a tombstone for the person, and does not change anything about others', async () => {
    const [member, other] = [uuid(), uuid()];
    const [own, foreign] = [await world.caseAbout(member), await world.caseAbout(other)];
    expect(await read(own)).toMatchObject({ notImposed: { reason: 'DECEASED' }, note: 'điều riêng', erased: [] });
    await approvedLongAgo('person', member);
    expect(await world.listed(member)).toMatchObject({ status: 'DUE' });
    await world.sent(`/api/erasures/${member}/execution`, {}, { ...world.operator, ...(await world.seen(member)) });
    const { execution, status } = (await world.listed(member)) ?? {};
    expect(status).toBe('EXECUTED');
    const found = await read(own);
    expect(found).toMatchObject({ notImposed: { reason: null }, note: 'điều riêng' });
    expect(found.erased).toEqual([
      {
        entry: 1,
        field: 'sealedReason',
        on: execution?.on,
        vi: expect.stringContaining('đã được xóa'),
        en: expect.stringContaining('was erased'),
      },
    ]);
    expect(await read(foreign)).toMatchObject({
      notImposed: { reason: 'DECEASED' },
      note: 'điều riêng',
      erased: [],
    });
    const { revision } = await world.sent('/api/discipline-cases', {
      subject: { class: 'OFFICIAL_MEMBER', organizationId: world.cell, memberId: member },
      source: { other: 'CELL_PROPOSAL' },
      openedOn: null,
      note: 'vụ khác',
    });
    expect(revision).toBe(0);
    await approvedLongAgo('case', own);
    await world.sent(`/api/erasures/${own}/execution`, {}, { ...world.operator, ...(await world.seen(own)) });
    expect((await read(own)).note).toBeNull();
    expect((await read(own)).erased.map(({ field }) => field)).toEqual(['sealedNote', 'sealedReason']);
  });

  it('prevents new sealed values for its owner, with a message in both languages', async () => {
    const member = uuid();
    const caseId = await world.caseAbout(member);
    await approvedLongAgo('person', member);
    await world.sent(`/api/erasures/${member}/execution`, {}, { ...world.operator, ...(await world.seen(member)) });
    const path = `/api/discipline-cases/${caseId}/postponement`;
    const head = await world.api.api.platform.store.head();
    const { titles } = await world.refused(
      path,
      { on: '2025-09-21', reason: 'POSTPONE_ILLNESS', until: null },
      { 'if-match': '"1"' },
      409,
      'owner-erased',
    );
    expect(titles).toEqual({ vi: expect.stringContaining('đã bị xóa'), en: expect.stringContaining('was erased') });
    expect(await world.api.api.platform.store.head()).toBe(head);
  });

  it('that was recorded before the program ended and its key destroyed is completed by the sweep', async () => {
    const member = uuid();
    const caseId = await world.caseAbout(member);
    await approvedLongAgo('person', member);
    const commandId = uuid();
    const { position } = await world.api.api.platform.executor.execute(
      erasure,
      streamId(erasure.category, member),
      { type: 'ExecuteErasure', data: {} },
      {
        commandId,
        correlationId: commandId,
        causationId: null,
        expectedRevision: null,
        facts: {},
        actor: { id: world.ids.operator, role: 'operator', organizationId: null, delegationId: null },
      },
    );
    world.last = String(position);
    const owner = { kind: 'person', id: member } as const;
    // Without the sweep the key would remain.
    expect(await world.api.api.platform.keys.of(owner)).toMatchObject({ is: 'key' });
    expect(await read(caseId)).toMatchObject({ notImposed: { reason: 'DECEASED' } });
    const shredder = world.api.api.app.get(Shredder);
    const before = ringKeys();
    expect(await shredder.sweep()).toBe(1);
    expect([before.length, ringKeys().length, ringKeys()[0] === before[0]]).toEqual([1, 1, false]);
    expect(await shredder.sweep()).toBe(0);
    expect(await world.api.api.platform.keys.of(owner)).toEqual({ is: 'erased', on: expect.any(String) });
    expect((await read(caseId)).erased).toHaveLength(1);
    // A sweep without erasures removes the ring key that an interrupted one has left.
    const [current = ''] = ringKeys();
    writeFileSync(join(keysFolder(), current.replace(/[^.]+(?=\.key)/, uuid())), 'x', { mode: 0o600 });
    expect([await shredder.sweep(), ringKeys()]).toEqual([0, [current]]);
    await world.api.api.platform.keys.destroy([{ owner, on: plainDate('2030-01-01') }]);
  });

  it('lists its legal bases and its delay with their sources', async () => {
    const { json } = await world.api.get('/api/erasures/rules', { ...world.operator });
    expect(json).toMatchObject({
      delays: [{ days: 30, source: expect.stringContaining('house policy'), confidence: 'H' }],
    });
    expect((json as { legalBases: unknown[] }).legalBases).toHaveLength(6);
  });
});
