import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Role } from '#features/access';
import { erasure, Shredder } from '#features/erasure';
import { Instant, plainDate } from '#kernel/dates';
import { streamId, Uuid } from '#kernel/ids';
import { type TestApi, testApi } from '../support/servers/api.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';

type Headers = Readonly<Record<string, string>>;
const uuid = (): Uuid => Uuid.parse(randomUUID());
const Receipt = z.looseObject({ id: z.uuid().optional(), revision: z.int(), position: z.string() });
const Case = z.looseObject({
  note: z.string().nullable(),
  notImposed: z.object({ reason: z.string().nullable() }),
  erased: z.array(z.object({ entry: z.int(), field: z.string(), on: z.string(), vi: z.string(), en: z.string() })),
});
const Listed = z.looseObject({
  ownerId: z.string(),
  status: z.string(),
  revision: z.int(),
  holds: z.array(z.unknown()),
  proposedHolds: z.array(z.unknown()),
  execution: z.object({ on: z.string() }).nullable(),
});
const document = { number: '12-QĐ/ĐU', signedOn: '2026-01-05' };

let api: TestApi;
let cell: string;
let clerk: Headers, chair: Headers, committee: Headers, operator: Headers;
const ids = { clerk: uuid(), 'inspection-chair': uuid(), committee: uuid(), operator: uuid() };
beforeAll(async () => {
  api = await testApi();
  const as = async (role: keyof typeof ids & Role) => {
    await grantRoles(api.api, ids[role], [role]);
    return signedIn(api.api, ids[role]);
  };
  [clerk, chair] = [await as('clerk'), await as('inspection-chair')];
  [committee, operator] = [await as('committee'), await as('operator')];
  const found = async (name: string, type: string, parentId: string | null) =>
    (await sent('/api/organizations', { name, type, parentId, establishedOn: '2025-07-01' })).id ?? '';
  const ward = await found('Đảng bộ phường Thử Nghiệm', 'WARD_ORGANIZATION', null);
  cell = await found('Chi bộ 1', 'BASE_CELL', ward);
});
afterAll(() => api.close());

let last = '0';
const sent = async (path: string, body: object, headers: Headers = {}) => {
  const answer = await api.post(path, body, { ...headers });
  expect([path, answer.status, answer.status === 201 ? '' : answer.text]).toEqual([path, 201, '']);
  const receipt = Receipt.parse(answer.json);
  last = receipt.position;
  return receipt;
};
const refused = async (path: string, body: object, headers: Headers, status: number, code: string) => {
  const answer = await api.post(path, body, { ...headers });
  expect([path, answer.status, (answer.json as { code: string }).code]).toEqual([path, status, code]);
  return answer.json as { titles: { vi: string; en: string } };
};
const listed = async (ownerId: Uuid, headers: Headers = operator) => {
  const { json } = await api.get(`/api/erasures?after=${last}`, { ...headers });
  return z
    .object({ erasures: z.array(Listed) })
    .parse(json)
    .erasures.find((one) => one.ownerId === ownerId);
};
const seen = async (ownerId: Uuid) => ({ 'if-match': `"${(await listed(ownerId))?.revision}"` });
const caseAbout = async (memberId: Uuid) => {
  const subject = { class: 'OFFICIAL_MEMBER', organizationId: cell, memberId };
  const opening = { subject, source: { other: 'CELL_PROPOSAL' }, openedOn: '2025-09-01', note: 'điều riêng' };
  const { id = '', revision } = await sent('/api/discipline-cases', opening);
  await sent(
    `/api/discipline-cases/${id}/not-imposed`,
    { on: '2025-09-20', reason: 'DECEASED', note: null },
    {
      'if-match': `"${revision}"`,
    },
  );
  return Uuid.parse(id);
};
const read = async (caseId: Uuid) => {
  const answer = await api.get(`/api/discipline-cases/${caseId}?after=${last}`);
  expect([answer.status, answer.status === 200 ? '' : answer.text]).toEqual([200, '']);
  return z.object({ case: Case }).parse(answer.json).case;
};
const keysFolder = () => dirname(api.api.config.masterKeyFile);
const ringKeys = () => readdirSync(keysFolder()).filter((name) => name.startsWith('ring.'));
/** Requests and approves an erasure at a past time, by the injected clock of a demo store. */
const approvedLongAgo = async (ownerKind: 'person' | 'case', id: Uuid) => {
  const stream = streamId(erasure.category, id);
  const acts = [
    [
      ids.clerk,
      'clerk',
      {
        type: 'RequestErasure',
        data: { ownerKind, legalBasis: 'RETENTION_OVER', document: { number: null, signedOn: null } },
      },
    ],
    [ids['inspection-chair'], 'inspection-chair', { type: 'ApproveErasure', data: {} }],
  ] as const;
  for (const [person, role, command] of acts) {
    const commandId = uuid();
    const { position } = await api.api.platform.executor.execute(erasure, stream, command, {
      commandId,
      correlationId: commandId,
      causationId: null,
      expectedRevision: null,
      facts: { hasKey: true },
      actor: { id: person, role, organizationId: null, delegationId: null },
      recordedAt: Instant.parse('2025-10-01T02:00:00.000Z'),
    });
    last = String(position);
  }
};

describe('an erasure', () => {
  it('needs three persons, a document and a delay, and a hold stops it', async () => {
    const member = uuid();
    await caseAbout(member);
    const at = `/api/erasures/${member}`;
    const asking = { ownerKind: 'person', legalBasis: 'SUBJECT_ASKED', document };
    await refused(`/api/erasures/${uuid()}/requests`, asking, clerk, 409, 'NothingSealed');
    await refused(`${at}/requests`, { ...asking, legalBasis: 'BECAUSE' }, clerk, 422, 'invalid-request');
    await refused(`${at}/requests`, asking, operator, 403, 'forbidden');
    await sent(`${at}/requests`, asking, clerk);
    expect(await listed(member)).toMatchObject({
      status: 'REQUESTED',
      request: { by: ids.clerk, legalBasis: 'SUBJECT_ASKED' },
    });
    await refused(`${at}/approval`, {}, { ...clerk, ...(await seen(member)) }, 403, 'forbidden');
    const { id: holdId = '', revision: proposal } = await sent(
      `${at}/holds`,
      { ownerKind: 'person', ground: 'COMPLAINT' },
      chair,
    );
    expect(await listed(member)).toMatchObject({
      holds: [],
      proposedHolds: [{ proposal, by: ids['inspection-chair'] }],
    });
    await refused(`${at}/approval`, {}, { ...chair, ...(await seen(member)) }, 409, 'HoldProposed');
    await refused(`${at}/agreement`, { proposal }, chair, 409, 'ActTakesOthers');
    await sent(`${at}/agreement`, { proposal }, committee);
    expect(await listed(member)).toMatchObject({ holds: [{ holdId }], proposedHolds: [] });
    await refused(`${at}/approval`, {}, { ...chair, ...(await seen(member)) }, 409, 'HoldStands');
    const lifting = await sent(`${at}/holds/${holdId}/lifting`, {}, { ...chair, ...(await seen(member)) });
    await refused(`${at}/approval`, {}, { ...chair, ...(await seen(member)) }, 409, 'HoldStands');
    await sent(`${at}/agreement`, { proposal: lifting.revision }, committee);
    await refused(`${at}/approval`, {}, chair, 428, 'if-match-missing');
    await sent(`${at}/approval`, {}, { ...chair, ...(await seen(member)) });
    expect(await listed(member)).toMatchObject({
      status: 'APPROVED',
      approval: { by: ids['inspection-chair'] },
      holds: [],
    });
    await refused(`${at}/execution`, {}, { ...operator, ...(await seen(member)) }, 409, 'DelayNotOver');
    const withdrawal = await sent(`${at}/withdrawal`, { reason: 'Nhầm người' }, { ...chair, ...(await seen(member)) });
    expect(await listed(member)).toMatchObject({ status: 'APPROVED' });
    await sent(`${at}/agreement`, { proposal: withdrawal.revision }, committee);
    expect(await listed(member)).toMatchObject({ status: 'NONE', request: null, approval: null });
  });

  it('is refused to callers without a ground for the whole store, and to the person concerned', async () => {
    const member = uuid();
    await caseAbout(member);
    const [local, self] = [uuid(), member];
    await grantRoles(api.api, local, ['clerk'], Uuid.parse(cell));
    await grantRoles(api.api, self, ['clerk']);
    const asking = { ownerKind: 'person', legalBasis: 'SUBJECT_ASKED', document };
    await refused(`/api/erasures/${member}/requests`, asking, await signedIn(api.api, local), 403, 'forbidden');
    await refused(`/api/erasures/${member}/requests`, asking, await signedIn(api.api, self), 403, 'own-case');
    expect(await listed(member)).toBeUndefined();
    expect(await listed(member, await signedIn(api.api, local))).toBeUndefined();
  });

  it('leaves a tombstone for the person, and does not change anything about others', async () => {
    const [member, other] = [uuid(), uuid()];
    const [own, foreign] = [await caseAbout(member), await caseAbout(other)];
    expect(await read(own)).toMatchObject({ notImposed: { reason: 'DECEASED' }, note: 'điều riêng', erased: [] });
    await approvedLongAgo('person', member);
    expect(await listed(member)).toMatchObject({ status: 'DUE' });
    await sent(`/api/erasures/${member}/execution`, {}, { ...operator, ...(await seen(member)) });
    const { execution, status } = (await listed(member)) ?? {};
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
    const { revision } = await sent('/api/discipline-cases', {
      subject: { class: 'OFFICIAL_MEMBER', organizationId: cell, memberId: member },
      source: { other: 'CELL_PROPOSAL' },
      openedOn: null,
      note: 'vụ khác',
    });
    expect(revision).toBe(0);
    await approvedLongAgo('case', own);
    await sent(`/api/erasures/${own}/execution`, {}, { ...operator, ...(await seen(own)) });
    expect((await read(own)).note).toBeNull();
    expect((await read(own)).erased.map(({ field }) => field)).toEqual(['sealedNote', 'sealedReason']);
  });

  it('prevents new sealed values for its owner, with a message in both languages', async () => {
    const member = uuid();
    const caseId = await caseAbout(member);
    await approvedLongAgo('person', member);
    await sent(`/api/erasures/${member}/execution`, {}, { ...operator, ...(await seen(member)) });
    const path = `/api/discipline-cases/${caseId}/postponement`;
    const head = await api.api.platform.store.head();
    const { titles } = await refused(
      path,
      { on: '2025-09-21', reason: 'POSTPONE_ILLNESS', until: null },
      { 'if-match': '"1"' },
      409,
      'owner-erased',
    );
    expect(titles).toEqual({ vi: expect.stringContaining('đã bị xóa'), en: expect.stringContaining('was erased') });
    expect(await api.api.platform.store.head()).toBe(head);
  });

  it('that was recorded before the program ended and its key destroyed is completed by the sweep', async () => {
    const member = uuid();
    const caseId = await caseAbout(member);
    await approvedLongAgo('person', member);
    const commandId = uuid();
    const { position } = await api.api.platform.executor.execute(
      erasure,
      streamId(erasure.category, member),
      { type: 'ExecuteErasure', data: {} },
      {
        commandId,
        correlationId: commandId,
        causationId: null,
        expectedRevision: null,
        facts: {},
        actor: { id: ids.operator, role: 'operator', organizationId: null, delegationId: null },
      },
    );
    last = String(position);
    const owner = { kind: 'person', id: member } as const;
    // Without the sweep the key would remain.
    expect(await api.api.platform.keys.of(owner)).toMatchObject({ is: 'key' });
    expect(await read(caseId)).toMatchObject({ notImposed: { reason: 'DECEASED' } });
    const shredder = api.api.app.get(Shredder);
    const before = ringKeys();
    expect(await shredder.sweep()).toBe(1);
    expect([before.length, ringKeys().length, ringKeys()[0] === before[0]]).toEqual([1, 1, false]);
    expect(await shredder.sweep()).toBe(0);
    expect(await api.api.platform.keys.of(owner)).toEqual({ is: 'erased', on: expect.any(String) });
    expect((await read(caseId)).erased).toHaveLength(1);
    // A sweep without erasures removes the ring key that an interrupted one has left.
    const [current = ''] = ringKeys();
    writeFileSync(join(keysFolder(), current.replace(/[^.]+(?=\.key)/, uuid())), 'x', { mode: 0o600 });
    expect([await shredder.sweep(), ringKeys()]).toEqual([0, [current]]);
    await api.api.platform.keys.destroy([{ owner, on: plainDate('2030-01-01') }]);
  });

  it('lists its legal bases and its delay with their sources', async () => {
    const { json } = await api.get('/api/erasures/rules', { ...operator });
    expect(json).toMatchObject({
      delays: [{ days: 30, source: expect.stringContaining('house policy'), confidence: 'H' }],
    });
    expect((json as { legalBases: unknown[] }).legalBases).toHaveLength(6);
  });
});
