import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Uuid } from '#kernel/ids';
import { answeredOfRecord } from '#platform/http/record-steps';
import { TESTER } from '../../tests/support/servers/api.js';
import { engagementWords, member, paper } from '../../tests/support/worlds/engagement-words.js';
import { grantRoles, signedIn } from '../../tests/support/worlds/grants.js';
import { type Recorded, WardApi } from '../../tests/support/worlds/ward-api.js';
import { engagementAnswer } from './answers.js';

let ward: WardApi;
beforeAll(async () => {
  ward = await WardApi.start();
});
afterAll(() => ward.close());

const { body, cell, person, file, open, change } = engagementWords(() => ward);
const details = async ({ id }: Recorded, query = '') =>
  answeredOfRecord(engagementAnswer).parse((await ward.ask(`/api/engagements/${id}${query}`)).json).engagement;
const subjectsOf = async (recorded: Recorded) => (await details(recorded)).subjects.map(({ subjectId }) => subjectId);

describe('an engagement', () => {
  it('goes from the decision through conduct and conclusion to the closed file', async () => {
    let now = await open({ subjects: [cell(0), person(1)], team: [{ memberId: randomUUID(), role: 'LEAD' }] });
    now = await change(now, 'deployment', { deployedOn: '2026-03-10' });
    now = await change(now, 'start', { conductedOn: '2026-03-15' });
    now = await change(now, 'extension', { dueOn: '2026-08-30', decidedOn: '2026-04-02', reason: 'thêm việc' });
    now = await change(now, 'scope-change', { decidedOn: '2026-04-03', added: [cell(2)], reason: 'bổ sung' });
    now = await change(now, 'team-report', { reportedOn: '2026-05-20', paper: paper('3-BC/ĐKT', '2026-05-20') });
    expect(await details(now)).toMatchObject({ status: 'REPORTED', dueOn: '2026-08-30', overdue: true });
    const [first, second, third] = await subjectsOf(now);
    now = await change(now, 'conclusion', {
      concludedOn: '2026-06-01',
      notice: paper('20-TB/ĐU', '2026-06-03'),
      outcomes: [
        { subjectId: first, outcome: 'GOOD', workedAt: [ward.cells[0]] },
        {
          subjectId: second,
          outcome: 'SHORTCOMINGS',
          remedies: [{ what: 'kiểm điểm trước chi bộ', dueOn: '2026-07-01' }],
        },
      ],
    });
    expect(await details(now)).toMatchObject({ status: 'PARTLY_CONCLUDED', revision: 7 });
    now = await change(now, 'conclusion', {
      notice: paper('21-TB/ĐU', '2026-06-04'),
      outcomes: [
        { subjectId: third, outcome: 'NOT_YET_GOOD', remedies: [{ what: 'bổ sung sổ sách', dueOn: '2035-12-01' }] },
      ],
    });
    const concluded = await details(now);
    expect(concluded).toMatchObject({
      status: 'CONCLUDED',
      overdue: false,
      ruleSetId: 'KTGS-296',
      gaps: [],
      warnings: [],
      decidingBody: { organizationName: 'Đảng bộ phường Thử Nghiệm' },
      subjects: [
        { organizationName: 'Chi bộ 1', conclusion: { outcome: 'GOOD', sealed: false, countsOn: '2026-06-03' } },
        {
          memberId: member,
          conclusion: { outcome: 'SHORTCOMINGS', sealed: true },
          remedies: [{ what: 'kiểm điểm trước chi bộ', state: 'OVERDUE' }],
        },
        { since: '2026-04-03', remedies: [{ what: 'bổ sung sổ sách', state: 'IN_TIME' }] },
      ],
    });
    const remedies = concluded.subjects.flatMap((subject) =>
      subject.remedies.map(({ remedyId }) => ({ remedyId, done: true })),
    );
    now = await change(now, 'follow-up', { followedUpOn: '2026-09-01', remedies });
    now = await change(now, 'closure', { closedOn: '2026-09-02', fileReference: 'HS 12/2026' });
    const closed = await details(now);
    expect(closed.status).toBe('CLOSED');
    expect(closed.subjects.flatMap((subject) => subject.remedies.map(({ state }) => state))).toEqual(['DONE', 'DONE']);
    expect(closed.milestones.map(({ what }) => what)).toEqual([
      'DEPLOYED',
      'CONDUCTED',
      'EXTENDED',
      'SCOPE_CHANGED',
      'REPORTED',
      'CLOSED',
    ]);
  });

  it('is known by its kind and its state on any day, and not before its decision', async () => {
    const now = await ward.record(
      '/api/inspections/concluded',
      file([{ ...cell(0), outcome: 'GOOD' }], { conductedOn: '2026-03-15' }),
    );
    const on = async (asOf: string) => (await details(now, `?asOf=${asOf}`)).status;
    expect(await Promise.all(['2026-03-01', '2026-03-02', '2026-03-15', '2026-04-20'].map(on))).toEqual([
      'NOT_YET',
      'DECIDED',
      'CONDUCTED',
      'CONCLUDED',
    ]);
    expect((await ward.api.get(`/api/engagements/${now.id}?knownAt=2020-01-01`)).status).toBe(404);
  });

  it('is recorded from a whole paper file, with unknown values reported as gaps', async () => {
    const subjects = [
      { ...cell(0), outcome: 'GOOD' },
      {
        ...person(1),
        outcome: 'SHORTCOMINGS',
        notice: paper('22-TB/ĐU', '2026-04-21'),
        remedies: [{ what: 'khắc phục' }],
      },
      cell(2),
    ];
    const old = {
      decision: { number: null, signedOn: null },
      dueOn: null,
      deployedOn: null,
      reportedOn: '2026-04-01',
      metOn: '2026-02-27',
    };
    const told = await details(await ward.record('/api/inspections/concluded', file(subjects, { ...old, notice: {} })));
    expect(told).toMatchObject({ status: 'CONCLUDED', ruleSetId: null, metOn: '2026-02-27', signedAs: null });
    expect(told.subjects.map(({ conclusion }) => conclusion?.outcome)).toEqual(['GOOD', 'SHORTCOMINGS', null]);
    expect(told.subjects[1]?.remedies).toMatchObject([{ what: 'khắc phục', state: 'NO_LIMIT' }]);
    expect(told.gaps.map(({ code, entry }) => `${entry} ${code}`)).toEqual([
      '0 DECISION_NUMBER',
      '0 DECISION_DAY',
      '2 NOTICE_NUMBER',
      '2 CONCLUSION_DAY',
      '4 NOTICE_NUMBER',
      '4 CONCLUSION_DAY',
      '4 OUTCOME',
    ]);
  });

  it('is postponed, cancelled, converted', async () => {
    const postponed = await change(await open(), 'postponement', { decidedOn: '2026-03-20', reason: 'thiên tai' });
    expect(await details(postponed)).toMatchObject({ status: 'POSTPONED', overdue: false });
    const cancelled = await change(postponed, 'cancellation', {
      cancelledOn: '2026-03-25',
      by: body(),
      reason: 'trùng',
    });
    expect((await details(cancelled)).status).toBe('CANCELLED');
    expect((await details(cancelled, '?asOf=2026-03-24')).status).toBe('POSTPONED');
    // Only members of the team and readers of plans see an inspection that is still planned, so the tester joins the
    // team.
    const into = await open({ kind: 'INSP_SIGNS', team: [{ memberId: TESTER, role: 'LEAD' }] });
    const converted = await change(await open(), 'conversion', {
      convertedOn: '2026-03-25',
      into: into.id,
      reason: 'dấu hiệu',
    });
    expect((await details(converted)).status).toBe('CONVERTED');
  });

  it('has no conclusion from the day of its revocation on, and keeps a discharge with its note', async () => {
    const supervised = await ward.record('/api/supervisions/concluded', {
      ...file([{ ...cell(0), outcome: 'SIGNS_FOUND' }]),
      kind: 'SUP_THEMATIC',
    });
    const [subjectId] = await subjectsOf(supervised);
    const discharge = { subjectId, dischargedOn: '2026-05-02', reason: 'NOT_CONFIRMED', note: 'đã xác minh' };
    let now = await ward.change('supervisions', supervised, 'discharge', discharge);
    expect((await details(now)).subjects[0]?.discharge).toMatchObject({ reason: 'NOT_CONFIRMED', note: 'đã xác minh' });
    now = await ward.change('supervisions', now, 'revocation', { revokedOn: '2026-06-01', by: body(), reason: 'sai' });
    expect((await details(now)).status).toBe('REVOKED');
    expect((await details(now, '?asOf=2026-05-31')).status).toBe('CONCLUDED');
  });

  it('has its subject corrected, and is gone when its opening is annulled', async () => {
    let now = await open();
    const corrects = 0;
    const changes = [{ field: 'subjects.0.organizationId', from: ward.cells[0], to: ward.cells[1] }];
    now = await change(now, 'corrections', { corrects, reason: 'ghi nhận nhầm chi bộ', changes });
    expect((await details(now)).subjects[0]?.organizationName).toBe('Chi bộ 2');
    expect((await details(now)).revision).toBe(1);
    now = await change(now, 'annulments', { corrects, reason: 'nhập hai lần' });
    const gone = await ward.api.get(`/api/engagements/${now.id}?after=${ward.last}`);
    expect([gone.status, gone.json]).toMatchObject([
      410,
      {
        code: 'record-annulled',
        facts: {
          entry: 0,
          annulledBy: 2,
          personId: TESTER,
          reason: 'nhập hai lần',
          history: `/api/streams/engagement/${now.id}/history`,
        },
      },
    ]);
    const { recordedAt } = (gone.json as { facts: { recordedAt: string } }).facts;
    const before = new Date(Date.parse(recordedAt) - 1).toISOString();
    expect((await details(now, `?knownAt=${before}`)).revision).toBe(1);
    const path = `/api/inspections/${now.id}?after=${ward.last}`;
    const noun = [path, path.replace('inspections', 'supervisions')].map(async (at) => (await ward.api.get(at)).status);
    expect(await Promise.all(noun)).toEqual([410, 404]);
  });

  it('is recorded with a warning if its body does not usually carry out this kind', async () => {
    const advised = await open({ decidingBody: { organizationId: ward.ward, body: 'INSPECTION_COMMITTEE' } });
    expect((await details(advised)).warnings).toMatchObject([{ code: 'COMPETENCE', confidence: 'S' }]);
    const city = await open({
      decidingBody: { organizationId: null, body: 'INSPECTION_COMMITTEE', name: 'UBKT Thành ủy' },
    });
    expect((await details(city)).decidingBody).toMatchObject({ organizationName: null, name: 'UBKT Thành ủy' });
  });

  it('is recorded with a warning if a day is before a founding, or if a body does not stand there', async () => {
    const founding = { name: 'Chi bộ mới lập', type: 'BASE_CELL', parentId: ward.ward, establishedOn: '2026-10-01' };
    const { id: young } = await ward.record('/api/organizations', founding);
    const strange = await open({
      decidingBody: { organizationId: ward.ward, body: 'CELL' },
      decision: { number: null, signedOn: '2026-09-20' },
      dueOn: null,
      subjects: [{ organizationId: young, capacity: 'INSPECTION_COMMITTEE' }],
    });
    const { warnings } = await details(strange);
    const codes = warnings.map(({ code }) => code).filter((code) => code !== 'RULE_SET_CHANGED');
    expect(codes.sort()).toEqual(['BEFORE_SUBJECT_EXISTED', 'BODY_OUT_OF_PLACE', 'BODY_OUT_OF_PLACE']);
    expect(warnings.find(({ code }) => code === 'BEFORE_SUBJECT_EXISTED')).toMatchObject({
      vi: '“Chi bộ mới lập” được thành lập ngày 1/10/2026, sau quyết định ngày 20/9/2026; hãy kiểm tra hai ngày này',
      source: null,
    });
  });
});

describe('a person whom an engagement names', () => {
  it('is frozen with the post of the day of the decision, told by name or code, and flagged where the paper differs', async () => {
    const name = 'Trần Thị Hoa Mai';
    const { id } = await ward.record('/api/members', { name, organizationId: ward.cells[0] });
    const held = { post: 'SECRETARY', organizationId: ward.cells[0], from: '2026-01-01', to: '2026-03-31' };
    await ward.record(`/api/members/${id}/posts`, held);
    const of = (capacity: string, n = 0) => ({ organizationId: ward.cells[n], capacity, memberId: id });
    const on = (day: string, subject: object, more: object = {}) =>
      open({ decision: paper(`${day}-QĐ`, day), subjects: [subject], ...more });
    const told = async (recorded: Recorded) => {
      const { subjects, warnings } = await details(recorded);
      return [
        ...subjects.map(({ post, isCommitteeMember: sits }) => [post, sits]),
        ...warnings.map(({ code }) => code),
      ];
    };
    const first = await on('2026-03-02', of('SECRETARY'));
    expect(await told(first)).toEqual([['SECRETARY', true]]);
    expect(await told(await on('2026-04-02', of('SECRETARY')))).toEqual([[null, null], 'CAPACITY_DIFFERS']);
    expect(await told(await on('2026-03-03', of('DEPUTY_SECRETARY')))).toEqual([
      ['SECRETARY', true],
      'CAPACITY_DIFFERS',
    ]);
    const elsewhere = await on('2026-04-03', of('MEMBER', 1), {
      decidingBody: { organizationId: ward.cells[1], body: 'CELL' },
    });
    expect(await told(elsewhere)).toEqual([[null, null], 'MEMBER_ELSEWHERE']);

    const personId = Uuid.parse(randomUUID());
    await grantRoles(ward.api.api, personId, ['clerk'], Uuid.parse(ward.cells[1]));
    const stranger = await signedIn(ward.api.api, personId);
    const [record, history] = [`/api/engagements/${elsewhere.id}`, `/api/streams/engagement/${elsewhere.id}/history`];
    expect((await ward.ask(history)).text).toContain(`đảng viên ${name} (Chi bộ 2)`);
    expect((await ward.ask(record)).json).toMatchObject({ persons: [{ memberId: id, name }] });
    expect((await ward.api.get(history, stranger)).text).toMatch(/đảng viên ĐV-\d{4} \(Chi bộ 2\)/);
    expect((await ward.api.get(record, stranger)).json).toMatchObject({ persons: [{ memberId: id, name: null }] });
  });
});

describe('a request sent again', () => {
  it('gets the first receipt byte for byte, although what it says is sealed', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const whole = file([{ ...person(0), outcome: 'SHORTCOMINGS', remedies: [{ what: 'kiểm điểm' }] }]);
    const first = await ward.api.post('/api/inspections/concluded', whole, headers);
    expect((await ward.api.post('/api/inspections/concluded', whole, headers)).text).toBe(first.text);
    const now = await open({ subjects: [person(0)] });
    const [subjectId] = await subjectsOf(now);
    const conclusion = { outcomes: [{ subjectId, outcome: 'GOOD', remedies: [{ what: 'rút kinh nghiệm' }] }] };
    const sent = { ...headers, 'idempotency-key': randomUUID(), 'if-match': '"0"' };
    const concluded = await ward.api.post(`/api/inspections/${now.id}/conclusion`, conclusion, sent);
    const again = await ward.api.post(`/api/inspections/${now.id}/conclusion`, conclusion, sent);
    expect([concluded.status, again.status, again.headers['idempotency-replayed']]).toEqual([201, 201, 'true']);
    expect(again.text).toBe(concluded.text);
  });

  it('gets it also when the subject was corrected in between', async () => {
    const now = await open({ subjects: [person(0)] });
    const [subjectId] = await subjectsOf(now);
    const conclusion = { outcomes: [{ subjectId, outcome: 'GOOD' }] };
    const sent = { 'idempotency-key': randomUUID(), 'if-match': '"0"' };
    const first = await ward.api.post(`/api/inspections/${now.id}/conclusion`, conclusion, sent);
    const changes = [{ field: 'subjects.0.memberId', from: member, to: randomUUID() }];
    await change({ ...now, revision: 1 }, 'corrections', { corrects: 0, reason: 'ghi nhận nhầm người', changes });
    expect((await ward.api.post(`/api/inspections/${now.id}/conclusion`, conclusion, sent)).text).toBe(first.text);
  });

  it('is refused where the key went with another content, sealed or not', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const told = (outcome: string) => file([{ ...person(0), outcome }]);
    expect((await ward.api.post('/api/inspections/concluded', told('GOOD'), headers)).status).toBe(201);
    await ward.refused('/api/inspections/concluded', told('SHORTCOMINGS'), 422, 'key-reused', headers);
  });
});
