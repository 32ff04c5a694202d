import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { erasure } from '#features/erasure';
import { Instant } from '#kernel/dates';
import { streamId, Uuid } from '#kernel/ids';
import { answered } from '#platform/http/time-travel';
import { personWith } from '../../../tests/support/worlds/accounts.js';
import { ErasureWorld } from '../../../tests/support/worlds/erasures.js';
import { grantRoles, signedIn } from '../../../tests/support/worlds/grants.js';
import { heldAnswer } from './answers.js';

const uuid = (): Uuid => Uuid.parse(randomUUID());
/** A name of which no part is in any other text. */
const NAME = 'Quách Thoòng Xuyến';
const PARTS = ['Quách', 'Thoòng', 'Xuyến', 'Xưyến', '0987654321', '1961-07-08'];
const [person, linked] = [uuid(), uuid()];

let world: ErasureWorld;
let auditor: Record<string, string>;
let self: Record<string, string>;
let asLinked: Record<string, string>;
let caseId: Uuid;
beforeAll(async () => {
  world = await ErasureWorld.start();
  const enter = (memberId: Uuid, more: object) =>
    world.sent('/api/members', { memberId, organizationId: world.cell, ...more });
  await enter(person, { name: NAME, bornOn: '1961-07-08', cardNumber: '0987654321' });
  await enter(linked, { name: 'Quách Xưyến' });
  const link = { otherId: linked, foundOn: '2025-09-01', basis: 'OTHER', note: 'Xuyến ký hai tên' };
  await world.sent(`/api/members/${person}/same-person`, link);
  caseId = await world.caseAbout(person);
  await world.caseAbout(uuid());
  auditor = (await personWith(world.api, 'auditor')).headers;
  await grantRoles(world.api.api, linked, ['viewer']);
  await grantRoles(world.api.api, person, ['viewer']);
  self = await signedIn(world.api.api, person);
  asLinked = await signedIn(world.api.api, linked);
});
afterAll(() => world.api.close());

const held = async (path: string, headers: Readonly<Record<string, string>>) => {
  const { json, text, status } = await world.api.get(`${path}?after=${world.last}`, { ...headers });
  expect([status, status === 200 ? '' : text]).toEqual([200, '']);
  return answered(heldAnswer).parse(json);
};
const about = (headers: Readonly<Record<string, string>>, id = person) => held(`/api/members/${id}/held`, headers);
/** What an answer tells, without the moment at which it was asked. */
const told = ({ records, particulars, readings: { count } }: Awaited<ReturnType<typeof held>>) =>
  JSON.stringify({ records, particulars, count });

describe('what is held about a person', () => {
  it('is every record that names them or a record linked with theirs, with what is sealed for them', async () => {
    const { memberIds, particulars, records, readings } = await about(auditor);
    expect(memberIds).toEqual([person, linked].sort());
    expect(particulars.map(({ name }) => name).sort()).toEqual([NAME, 'Quách Xưyến']);
    const byStream = new Map(records.map((record) => [record.stream, record]));
    expect([...byStream.keys()]).toEqual(
      expect.arrayContaining([`member-${person}`, `member-${linked}`, `disciplineCase-${caseId}`, `access-${linked}`]),
    );
    expect(records.filter(({ category }) => category === 'disciplineCase')).toHaveLength(1);
    const ofCase = byStream.get(`disciplineCase-${caseId}`)?.entries ?? [];
    expect(ofCase.map(({ type }) => type)).toEqual(['DisciplineCaseOpened', 'DisciplineNotImposed']);
    expect(ofCase[0]?.fields).toEqual(['subject.memberId']);
    // The note is sealed for the case, the reason for the person.
    expect(ofCase.flatMap(({ sealed }) => sealed)).toMatchObject([
      { field: 'sealedReason', value: { vi: 'đảng viên đã qua đời', en: 'the member has died' } },
    ]);
    const ofPerson = byStream.get(`member-${person}`)?.entries.flatMap(({ sealed }) => sealed) ?? [];
    expect(ofPerson.map(({ value }) => value.vi)).toEqual(['8/7/1961', '0987654321', NAME, 'Xuyến ký hai tên']);
    expect(readings.report).toBe(`/api/readings/report?memberId=${person}`);
    expect((await about(auditor)).readings.count).toBe(readings.count + 1);
  });

  it('is told to the person, whatever the scope of their roles, and to nobody without the right', async () => {
    const own = await held('/api/account/held', self);
    expect([own.memberIds, own.otherRecords]).toEqual([[person], [expect.stringMatching(/^ĐV-\d{4}$/)]]);
    expect(own.records.map(({ stream }) => stream)).toContain(`disciplineCase-${caseId}`);
    expect(own.readings.report).toBeNull();
    // Whoever links records shows nothing to anybody: the other record's own answer has its own content alone.
    expect(told(await held('/api/account/held', asLinked))).not.toContain(caseId);
    for (const [path, headers, status] of [
      [`/api/members/${person}/held`, world.clerk, 403],
      [`/api/members/${person}/held`, self, 403],
      [`/api/members/${uuid()}/held`, auditor, 404],
    ] as const)
      expect((await world.api.get(path, { ...headers })).status).toBe(status);
  });

  it('leaves a plan out without a trace, for the person and for whoever may not see plans', async () => {
    const before = [told(await held('/api/account/held', self)), told(await about(auditor))];
    const plan = {
      kind: 'INSP_SIGNS',
      decidingBody: { organizationId: world.cell, body: 'INSPECTION_COMMITTEE' },
      decision: { number: '77-QĐ/UBKT', signedOn: '2026-03-02' },
      subjects: [{ organizationId: world.cell, memberId: person, capacity: 'MEMBER' }],
      theme: 'dấu hiệu kín',
    };
    await world.sent('/api/inspections', plan);
    const after = [told(await held('/api/account/held', self)), told(await about(auditor))];
    const count = (text: string | undefined) => text?.replace(/"count":\d+/u, '');
    expect(after.map(count)).toEqual(before.map(count));
    // Who may see the plan is told of it, so the two answers above do leave something out.
    expect(told(await about(world.chair))).toContain('77-QĐ/UBKT');
  });
});

describe('after the erasure of a person', () => {
  it('no answer names them any more', async () => {
    const ask = async (path: string, headers = world.api.tester) =>
      (await world.api.get(`${path}${path.includes('?') ? '&' : '?'}after=${world.last}`, { ...headers })).text;
    const everything = async () => [
      await ask(`/api/members/search?name=${encodeURIComponent(NAME)}`),
      await ask('/api/members/search?cardNumber=0987654321'),
      await ask('/api/members'),
      await ask(`/api/members/${person}`),
      await ask(`/api/members/${linked}`),
      await ask(`/api/streams/member/${person}/history`),
      await ask(`/api/streams/disciplineCase/${caseId}/history`),
      await ask(`/api/discipline-cases/${caseId}`),
      await ask('/api/suspected-twins'),
      await ask(`/api/members/${person}/held`, { ...auditor }),
      await ask('/api/account/held', { ...self }),
    ];
    const namedIn = (answers: readonly string[]) =>
      answers.map((text) => PARTS.filter((part) => text.includes(part)).length > 0);
    expect(namedIn(await everything())).toEqual([true, true, true, true, true, false, true, true, false, true, true]);
    await erase(person); // which covers the record that is linked
    expect(namedIn(await everything())).toEqual(Array(11).fill(false));
    // The register no longer knows who it was, so the same person is entered without an objection.
    await world.sent('/api/members', { name: NAME, bornOn: '1961-07-08', organizationId: world.cell });
    expect((await about(auditor)).particulars.map(({ isErased }) => isErased)).toEqual([true, true]);
  });
});

/** Requests and approves an erasure at a past time, by the injected clock of a demo store, and executes it now. */
async function erase(id: Uuid): Promise<void> {
  const document = { number: null, signedOn: null };
  const acts = [
    ['clerk', { type: 'RequestErasure', data: { ownerKind: 'person', legalBasis: 'RETENTION_OVER', document } }],
    ['inspection-chair', { type: 'ApproveErasure', data: {} }],
  ] as const;
  for (const [role, command] of acts) {
    const commandId = uuid();
    const { position } = await world.api.api.platform.executor.execute(erasure, streamId('erasure', id), command, {
      commandId,
      correlationId: commandId,
      causationId: null,
      expectedRevision: null,
      facts: { hasKey: true, linked: { ids: [linked], held: 0, erasedOn: null } },
      actor: { id: world.ids[role], role, organizationId: null, delegationId: null },
      recordedAt: Instant.parse('2025-10-01T02:00:00.000Z'),
    });
    world.last = String(position);
  }
  await world.sent(`/api/erasures/${id}/execution`, {}, { ...world.operator, ...(await world.seen(id)) });
}
