import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { CommandHasher, MemoryCommandKeys } from '#platform/commands/command-hash';
import { Executor } from '#platform/commands/execute';
import { engagement } from '#features/engagements';
import { streamId, Uuid } from '#kernel/ids';
import { SYSTEM } from '#platform/commands/store-declaration';
import { NOBODY_ENTERED } from '../../tests/support/servers/api.js';
import { engagementWords, member, paper } from '../../tests/support/worlds/engagement-words.js';
import { type Headers, type Recorded, WardApi } from '../../tests/support/worlds/ward-api.js';

let ward: WardApi;
beforeAll(async () => {
  ward = await WardApi.start();
});
afterAll(() => ward.close());

const { cell, person, opening, file, open, change } = engagementWords(() => ward);

describe('wrong input', () => {
  const refused = (more: object, status: number, code: string) =>
    ward.refused('/api/inspections', opening(more), status, code);

  it('is named by its field where it names what does not exist', async () => {
    const nobody = randomUUID();
    const missing = { organizationId: nobody, capacity: 'ORGANIZATION' };
    const { fields } = await refused(
      {
        decidingBody: { organizationId: nobody, body: 'COMMITTEE' },
        subjects: [cell(0), missing],
        combinedWith: nobody,
        arisesFrom: { engagementId: nobody, subjectId: null },
      },
      422,
      'invalid-request',
    );
    expect(fields).toEqual([
      'decidingBody.organizationId',
      'subjects.1.organizationId',
      'combinedWith',
      'arisesFrom.engagementId',
    ]);
    const unentered = { [NOBODY_ENTERED]: 'true' };
    const team = [{ memberId: nobody, role: 'LEAD' }];
    const stranger = { organizationId: ward.cells[0], capacity: 'MEMBER', memberId: nobody };
    const head = await ward.api.api.platform.store.head();
    const body = opening({ team, subjects: [cell(0), stranger] });
    const { fields: persons } = await ward.refused('/api/inspections', body, 422, 'invalid-request', unentered);
    expect(persons).toEqual(['team.0.memberId', 'subjects.1.memberId']);
    expect(await ward.api.api.platform.store.head()).toBe(head);
    const now = await open();
    const from = { engagementId: now.id, subjectId: nobody };
    expect((await refused({ arisesFrom: from }, 422, 'invalid-request')).fields).toEqual(['arisesFrom.engagementId']);
    const changes = [{ field: 'subjects.0.organizationId', from: ward.cells[0], to: nobody }];
    const correction = { corrects: 0, reason: 'ghi nhận nhầm', changes };
    const sent = [`/api/inspections/${now.id}/corrections`, correction, 422, 'invalid-request'] as const;
    expect((await ward.refused(...sent, { 'if-match': '"0"' })).fields).toEqual(['changes.0.to']);
  });

  it.each([
    ['an outcome that is none of the kind', () => ({ ...cell(0), outcome: 'SIGNS_FOUND' }), 'OutcomeNotOfKind'],
    ['one of a person, too', () => ({ ...person(0), outcome: 'SIGNS_FOUND' }), 'OutcomeNotOfKind'],
    ['a person without an id', () => ({ organizationId: ward.cells[0], capacity: 'MEMBER' }), 'CapacityMismatch'],
    ['a body with the id of a person', () => ({ ...cell(0), memberId: member }), 'CapacityMismatch'],
    [
      'amounts found of a person',
      () => ({ ...person(0), amounts: [{ what: 'TO_RECOVER', amount: '1000', currency: 'VND' }] }),
      'OutcomeNotSealed',
    ],
  ])('is refused: %s', async (_, subject, code) => {
    const { text } = await ward.refused('/api/inspections/concluded', file([subject()]), 409, code);
    expect(text).not.toContain(member);
  });

  it('is refused where a day lies ahead or comes before what it follows', async () => {
    const future = await refused({ decision: paper('1-QĐ/ĐU', '2199-01-01') }, 409, 'InTheFuture');
    expect(future.facts).toMatchObject({ field: 'decision.signedOn' });
    await ward.refused('/api/inspections/concluded', file([cell(0)], { conductedOn: '2026-01-01' }), 409, 'OutOfOrder');
  });

  it('is refused at every field of the body that has the wrong form', async () => {
    const { fields } = await refused(
      { kind: 'INSPECT', decision: { signedOn: '31/12/2025' }, subjects: [], team: [{}], wrong: 1 },
      422,
      'invalid-request',
    );
    expect(fields).toEqual(
      expect.arrayContaining(['kind', 'decision.signedOn', 'subjects', 'team.0.memberId', 'team.0.role', 'wrong']),
    );
    expect((await refused({ kind: 'SUP_THEMATIC' }, 422, 'invalid-request')).fields).toEqual(['kind']);
  });

  it('is refused on a record that is not opened, and for a supervision under the path of inspections', async () => {
    const match = { 'if-match': '"0"' };
    await ward.refused(
      `/api/inspections/${randomUUID()}/start`,
      { conductedOn: '2026-03-15' },
      404,
      'not-found',
      match,
    );
    const now = await open();
    await ward.refused(`/api/supervisions/${now.id}/start`, { conductedOn: '2026-03-15' }, 404, 'not-found', match);
    await ward.ask(`/api/inspections/${now.id}`);
    expect((await ward.api.get(`/api/supervisions/${now.id}?after=${ward.last}`)).status).toBe(404);
  });

  it('is refused without If-Match, or with that of an older state', async () => {
    const now = await change(await open(), 'deployment', { deployedOn: '2026-03-10' });
    const [path, start] = [`/api/inspections/${now.id}/start`, { conductedOn: '2026-03-15' }];
    await ward.refused(path, start, 428, 'if-match-missing');
    await ward.refused(path, start, 412, 'stale-revision', { 'if-match': '"0"' });
    const { headers } = await ward.ask(`/api/engagements/${now.id}`);
    expect(headers.etag).toBe('"1"');
  });

  it('is refused where a conclusion names a subject that is none', async () => {
    const now = await open();
    const outcomes = [{ subjectId: randomUUID(), outcome: 'GOOD' }];
    await ward.refused(`/api/inspections/${now.id}/conclusion`, { outcomes }, 409, 'NoSuchSubject', {
      'if-match': '"0"',
    });
  });
});

describe('a link', () => {
  const WRONG = { in: 'body', code: 'wrong-link' };
  const refusedLink = async (path: string, body: object, seen: Recorded | null = null) => {
    const headers: Headers = seen ? { 'if-match': `"${seen.revision}"` } : {};
    return (await ward.refused(path, body, 422, 'invalid-request', headers)).errors;
  };
  const concluded = (n: number, outcome: string) =>
    ward.record('/api/supervisions/concluded', file([{ ...cell(n), outcome }], { kind: 'SUP_THEMATIC' }));
  const source = ({ id }: Recorded) => ({ engagementId: id, subjectId: null });
  const warned = async ({ id }: Recorded) => {
    const { json } = await ward.ask(`/api/engagements/${id}`);
    const { warnings } = (json as { engagement: { warnings: { code: string }[] } }).engagement;
    return warnings.map(({ code }) => code).filter((code) => code.startsWith('SOURCE') || code.startsWith('FROM'));
  };

  it('of a conversion leads into an inspection on signs of the same subject, and no other is taken', async () => {
    const supervision = await ward.record('/api/supervisions', opening({ kind: 'SUP_THEMATIC' }));
    const [finance, elsewhere, onSigns] = [
      await open({ kind: 'INSP_FINANCE' }),
      await open({ kind: 'INSP_SIGNS', subjects: [cell(1)] }),
      await open({ kind: 'INSP_SIGNS' }),
    ];
    const into = ({ id }: Recorded) => ({ convertedOn: '2026-03-25', into: id, reason: 'có dấu hiệu vi phạm' });
    const path = `/api/supervisions/${supervision.id}/conversion`;
    for (const wrong of [finance, elsewhere])
      expect(await refusedLink(path, into(wrong), supervision)).toEqual([{ ...WRONG, field: 'into' }]);
    const converted = await ward.change('supervisions', supervision, 'conversion', into(onSigns));
    expect(converted.revision).toBe(1); // the refused ones wrote nothing
    const changes = [{ field: 'into', from: onSigns.id, to: finance.id }];
    const correction = { corrects: 1, reason: 'ghi nhận nhầm cuộc', changes };
    expect(await refusedLink(`/api/supervisions/${supervision.id}/corrections`, correction, converted)).toEqual([
      { ...WRONG, field: 'changes.0.to' },
    ]);
  });

  it('to the conclusion from which an act arises is about its own subject, in a correction too', async () => {
    const [own, foreign] = [await concluded(0, 'SIGNS_FOUND'), await concluded(1, 'SIGNS_FOUND')];
    const arising = (from: Recorded) => opening({ kind: 'INSP_SIGNS', arisesFrom: source(from) });
    expect(await refusedLink('/api/inspections', arising(foreign))).toEqual([
      { ...WRONG, field: 'arisesFrom.engagementId' },
    ]);
    const now = await ward.record('/api/inspections', arising(own));
    const correction = (field: string, from: unknown, to: unknown) => ({
      corrects: 0,
      reason: 'ghi nhận nhầm căn cứ',
      changes: [{ field, from, to }],
    });
    const path = `/api/inspections/${now.id}/corrections`;
    for (const wrong of [
      correction('arisesFrom', source(own), source(foreign)),
      correction('arisesFrom.engagementId', own.id, foreign.id),
    ])
      expect(await refusedLink(path, wrong, now)).toEqual([{ ...WRONG, field: 'changes.0.to' }]);
    const other = await concluded(0, 'GOOD');
    expect(await warned(now)).toEqual(['SOURCE_LATER']);
    await change(now, 'corrections', correction('arisesFrom.engagementId', own.id, other.id));
    expect(await warned(now)).toEqual(['SOURCE_WITHOUT_CAUSE', 'SOURCE_LATER']);
  });

  it('to the same decision joins an inspection and a supervision', async () => {
    const [supervision, finance] = [
      await ward.record('/api/supervisions', opening({ kind: 'SUP_THEMATIC' })),
      await open({ kind: 'INSP_FINANCE' }),
    ];
    const together = ({ id }: Recorded) => opening({ combinedWith: id });
    expect(await refusedLink('/api/inspections', together(finance))).toEqual([{ ...WRONG, field: 'combinedWith' }]);
    const now = await ward.record('/api/inspections', together(supervision));
    const changes = [{ field: 'combinedWith', from: supervision.id, to: finance.id }];
    const correction = { corrects: 0, reason: 'ghi nhận nhầm cuộc', changes };
    expect(await refusedLink(`/api/inspections/${now.id}/corrections`, correction, now)).toEqual([
      { ...WRONG, field: 'changes.0.to' },
    ]);
  });
});

describe('what may be recorded already', () => {
  const decision = paper('77-QĐ/ĐU', '2026-03-02');
  const twins = async () => {
    const { json } = await ward.api.get(`/api/suspected-twins?kind=PAPER&after=${ward.last}`);
    return (json as { pairs: { first: { id: string }; second: { id: string }; number: string }[] }).pairs;
  };
  const suspected = async (id: string) => {
    const { json } = await ward.api.get(`/api/engagements/${id}/review?after=${ward.last}`);
    return (json as { suspectedTwins: unknown[] }).suspectedTwins.length;
  };

  it('is refused by the words of its history, and recorded when the sender says that it is another one', async () => {
    const first = await open({ decision });
    const again = opening({ decision: paper(' 77 - qd/đu', '2026-03-02') });
    const refusal = await ward.refused('/api/inspections', again, 409, 'possible-twin');
    expect([refusal.fields, refusal.facts]).toMatchObject([
      ['notTwinOf'],
      { twins: [{ kind: 'PAPER', category: 'engagement', id: first.id }] },
    ]);
    expect(refusal.text).toMatch(/Có thể trùng .*77-QĐ.ĐU ngày 2.3.2026/);
    const wrong = { ...again, notTwinOf: [first.id, randomUUID()] };
    expect((await ward.refused('/api/inspections', wrong, 422, 'invalid-request')).fields).toEqual(['notTwinOf.1']);
    const second = await ward.record('/api/inspections', { ...again, notTwinOf: [first.id] });
    expect(second.revision).toBe(1);
    expect([await twins(), await suspected(second.id)]).toEqual([[], 0]);
    const change = { corrects: 1, reason: 'đối chiếu lại thì thấy trùng' };
    await ward.record(`/api/inspections/${second.id}/annulments`, change, { 'if-match': '"1"' });
    expect([(await twins()).length, await suspected(first.id)]).toEqual([1, 1]);
  });

  it('is in the list of suspected twins where another process recorded it at the same time', async () => {
    const { store, declared } = ward.api.api.platform;
    const hasher = new CommandHasher(new MemoryCommandKeys());
    const other = new Executor({ store, log: declared.log, hasher, acceptsInjectedClock: false });
    const number = paper('78-QĐ/ĐU', '2026-03-02');
    const { id } = await open({ decision: number });
    const raced = Uuid.parse(randomUUID());
    const data = engagement.commands.OpenEngagement.parse(opening({ decision: number }));
    const ids = { commandId: Uuid.parse(randomUUID()), correlationId: Uuid.parse(randomUUID()), causationId: null };
    const sent = { ...ids, actor: SYSTEM, expectedRevision: null, facts: {} };
    const stream = streamId(engagement.category, raced);
    const { position } = await other.execute(engagement, stream, { type: 'OpenEngagement', data }, sent);
    ward.last = String(position);
    expect((await twins()).map(({ first, second }) => [first.id, second.id].sort())).toContainEqual([id, raced].sort());
    expect(await suspected(raced)).toBe(1);
  });
});
