import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Role } from '#features/access';
import { Uuid } from '#kernel/ids';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { grantRoles, signedIn } from '../support/worlds/grants.js';
import { type Headers, type Recorded, WardApi } from '../support/worlds/ward-api.js';

let ward: WardApi;
let [clerk, leader, chair, outsider]: Person[] = [];
beforeAll(async () => {
  ward = await WardApi.start();
  [clerk, leader, chair, outsider] = [
    await somebody('clerk'),
    await somebody('inspector'),
    await somebody('inspection-chair'),
    await somebody('inspector', 'clerk'),
  ];
}, 60_000);
afterAll(() => ward.close());

interface Person {
  readonly id: Uuid;
  readonly headers: Headers;
}
async function somebody(...roles: Role[]): Promise<Person> {
  const id = Uuid.parse(randomUUID());
  await grantRoles(ward.api.api, id, roles);
  return { id, headers: await signedIn(ward.api.api, id) };
}
const of = (person: Person | undefined): Headers => person?.headers ?? {};

/** Opens a plan on signs of violation, recorded by the clerk, about cell 3 and optionally about a person in it. */
async function plan(more: object = {}, memberId: Uuid | null = null): Promise<Recorded> {
  const subject = { organizationId: ward.cells[2], capacity: memberId === null ? 'ORGANIZATION' : 'MEMBER', memberId };
  const opening = {
    kind: 'INSP_SIGNS',
    decidingBody: { organizationId: ward.ward, body: 'INSPECTION_COMMITTEE' },
    decision: { number: `${randomUUID().slice(0, 8)}-QĐ`, signedOn: '2026-05-01' },
    team: [{ memberId: leader?.id, role: 'LEAD' }],
    subjects: [subject],
    ...more,
  };
  return ward.record('/api/inspections', opening, of(clerk));
}

const change = (one: Recorded, route: string, body: object, by: Person | undefined) =>
  ward
    .record(`/api/inspections/${one.id}/${route}`, body, { ...of(by), 'if-match': `"${one.revision}"` })
    .then(({ revision }) => ({ id: one.id, revision }));

const LISTS = ['/api/engagements?limit=200&', '/api/facts?limit=200&', '/api/confirmations?limit=200&'];
/** The statuses of the answers about one record, and whether a list names the record, after everything is projected. */
async function seenBy(person: Person | undefined, { id }: Recorded, at = ''): Promise<readonly [number[], boolean]> {
  const ones = [
    `/api/engagements/${id}?${at}`,
    `/api/streams/engagement/${id}/history?`,
    `/api/engagements/${id}/review?`,
  ];
  const get = (path: string) =>
    ward.api.get(path.includes('/review') ? path.slice(0, -1) : `${path}&after=${ward.last}`, of(person));
  const statuses = [];
  for (const path of ones) statuses.push((await get(path)).status);
  let isListed = false;
  for (const path of LISTS) {
    const answer = await get(`${path}${at}`);
    expect([path, answer.status]).toEqual([path, 200]);
    isListed ||= answer.text.includes(id);
  }
  return [statuses, isListed];
}
const ALL = [[200, 200, 200], true] as const;
const NOTHING = [[404, 404, 404], false] as const;

describe('a plan of an inspection on signs of violation', () => {
  it('is visible to its team, its recorder and the chair of the body, and to no other inspector or clerk', async () => {
    const one = await plan();
    for (const person of [leader, clerk, chair]) expect(await seenBy(person, one)).toEqual(ALL);
    expect(await seenBy(outsider, one)).toEqual(NOTHING);
  });

  it('is not visible to the chair of another body', async () => {
    const id = Uuid.parse(randomUUID());
    await grantRoles(ward.api.api, id, ['inspection-chair'], Uuid.parse(ward.cells[2]));
    await grantRoles(ward.api.api, id, ['inspector']);
    const other = { id, headers: await signedIn(ward.api.api, id) };
    expect(await seenBy(other, await plan())).toEqual(NOTHING);
    const own = await plan({ decidingBody: { organizationId: ward.cells[2], body: 'CELL' } });
    expect(await seenBy(other, own)).toEqual(ALL);
  });

  it('is never visible to its subject, even as chair, nor to a chair by the subject’s delegation alone', async () => {
    const subject = await somebody('inspection-chair', 'clerk');
    const [helper, apart] = [await somebody('inspector'), await somebody('inspector')];
    const delegation = { role: 'inspection-chair', organizationId: null, from: '2026-01-01', to: '2099-12-31' };
    for (const [from, to] of [
      [subject, helper],
      [chair, apart],
    ] as const)
      await ward.record(`/api/persons/${from?.id}/delegations`, { ...delegation, delegateId: to.id }, of(from));
    await ward.ask('/api/grants');
    await ward.api.api.app.get<Authority>(AUTHORITY).refresh();
    const one = await plan({}, subject.id);
    expect([await seenBy(subject, one), await seenBy(helper, one), await seenBy(apart, one)]).toEqual([
      NOTHING,
      NOTHING,
      ALL,
    ]);
    expect(await seenBy(helper, await plan())).toEqual(ALL);
  });

  it('stays hidden when its opening is annulled', async () => {
    const one = await plan();
    await change(one, 'annulments', { corrects: 0, reason: 'ghi nhận nhập sai' }, clerk);
    expect(await seenBy(outsider, one)).toEqual(NOTHING);
    const [statuses] = await seenBy(clerk, one);
    expect(statuses).toEqual([410, 200, 200]); // the plan no longer counts, but its recorder still sees the record
    const bodyOf = async (id: string) => {
      const { status, json } = await ward.api.get(`/api/engagements/${id}?after=${ward.last}`, of(outsider));
      return [status, { ...(json as object), requestId: null }];
    };
    expect(await bodyOf(one.id)).toEqual(await bodyOf(randomUUID()));
  });

  it('is hidden from the past, too, when it was entered as another kind and corrected', async () => {
    const entered = await plan({ kind: 'INSP_COMPLIANCE' });
    expect(await seenBy(outsider, entered)).toEqual(ALL);
    const before = new Date().toISOString();
    const changes = [{ field: 'kind', from: 'INSP_COMPLIANCE', to: 'INSP_SIGNS' }];
    await change(entered, 'corrections', { corrects: 0, reason: 'ghi nhận nhầm loại', changes }, clerk);
    await ward.ask('/api/engagements'); // waits until the read models include the correction
    const at = `knownAt=${before}`;
    const past = await ward.api.get(`/api/engagements/${entered.id}?${at}`, of(outsider));
    const lists = await Promise.all(LISTS.map((path) => ward.api.get(`${path}${at}`, of(outsider))));
    expect([past.status, lists.map(({ text }) => text.includes(entered.id))]).toEqual([404, [false, false, false]]);
    expect(await seenBy(outsider, entered)).toEqual(NOTHING);
    expect((await ward.api.get(`/api/engagements/${entered.id}?${at}`, of(leader))).status).toBe(200);
  });

  it('is not visible to a person who was corrected out of its team, at any moment', async () => {
    const out = await somebody('inspector');
    const one = await plan({ team: [{ memberId: out.id, role: 'LEAD' }] });
    expect(await seenBy(out, one)).toEqual(ALL);
    const before = new Date().toISOString();
    const changes = [{ field: 'team', from: [{ memberId: out.id, role: 'LEAD' }], to: [] }];
    await change(one, 'corrections', { corrects: 0, reason: 'ghi nhận nhầm người', changes }, clerk);
    expect(await seenBy(out, one)).toEqual(NOTHING);
    expect((await ward.api.get(`/api/engagements/${one.id}?knownAt=${before}`, of(out))).status).toBe(404);
  });

  it('is not named by other records, nor found through cases that arise from it', async () => {
    const one = await plan();
    const subject = { class: 'ORGANIZATION', organizationId: ward.cells[2], memberId: null };
    const source = { engagementId: one.id, subjectId: null };
    const arising = await ward.record('/api/discipline-cases', { subject, source, openedOn: '2026-05-04' }, of(clerk));
    const at = `after=${ward.last}`;
    const told = async (person: Person | undefined) => {
      const paths = [
        `/api/discipline-cases/${arising.id}?${at}`,
        `/api/discipline-cases?limit=200&${at}`,
        `/api/discipline-cases?engagementId=${one.id}&${at}`,
      ];
      const answers = await Promise.all(paths.map((path) => ward.api.get(path, of(person))));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      return [...answers.map(({ text }) => text.includes(one.id)), answers[2]?.text.includes(arising.id)];
    };
    expect([await told(clerk), await told(outsider)]).toEqual([
      [true, true, true, true],
      [false, false, false, false],
    ]);
  });

  it('shows its obligations to no other reader before a conclusion, at any moment', async () => {
    const one = await plan();
    const { json } = await ward.api.get(`/api/engagements/${one.id}?after=${ward.last}`, of(clerk));
    const { subjectId } = (json as { engagement: { subjects: { subjectId: string }[] } }).engagement.subjects[0] ?? {};
    const conclusion = {
      notice: { number: '9-TB', signedOn: '2026-06-01' },
      outcomes: [{ subjectId, outcome: 'MUST_DISCIPLINE' }],
    };
    const concluded = await change(one, 'conclusion', conclusion, clerk);
    const obliged = async (person: Person | undefined, at = `after=${ward.last}`) =>
      (await ward.api.get(`/api/obligations?limit=200&${at}`, of(person))).text.includes(one.id);
    expect([await obliged(clerk), await obliged(outsider)]).toEqual([true, true]);
    const before = `knownAt=${new Date().toISOString()}`;
    await change(concluded, 'annulments', { corrects: 1, reason: 'ghi nhận nhập sai' }, clerk);
    expect([await obliged(clerk), await obliged(outsider)]).toEqual([false, false]);
    expect([await obliged(clerk, before), await obliged(outsider, before)]).toEqual([true, false]);
    // the conclusion that had opened the plan to all no longer counts
    expect(await seenBy(outsider, one)).toEqual(NOTHING);
  });

  it('closes no obligation for those who do not see it, nor is it named among the acts that do not close', async () => {
    const arising = async (number: string, signedOn: string) => {
      const supervision = {
        kind: 'SUP_THEMATIC',
        decidingBody: { organizationId: ward.ward, body: 'INSPECTION_COMMITTEE' },
        decision: { number: `${number}-QĐ/UBKTĐU`, signedOn: '2026-03-01' },
        notice: { number: `${number}-TB/UBKTĐU`, signedOn: '2026-04-01' },
        subjects: [{ organizationId: ward.cells[2], capacity: 'ORGANIZATION', outcome: 'SIGNS_FOUND' }],
      };
      const { id } = await ward.record('/api/supervisions/concluded', supervision, of(clerk));
      const arisesFrom = { engagementId: id, subjectId: null };
      return { id, inspection: await plan({ arisesFrom, decision: { number: `${number}-QĐ`, signedOn } }) };
    };
    const [early, later] = [await arising('11', '2026-02-01'), await arising('12', '2026-05-01')];
    const told = async (person: Person | undefined) => {
      const { text, json } = await ward.api.get(`/api/obligations?status=all&after=${ward.last}`, of(person));
      const { obligations } = json as { obligations: { engagementId: string; closed: object | null }[] };
      return [early, later].map(({ id, inspection }) => {
        const listed = obligations.filter(({ engagementId }) => engagementId === id);
        return [...listed.map(({ closed }) => closed !== null), text.includes(inspection.id)];
      });
    };
    expect([await told(clerk), await told(outsider)]).toEqual([
      [
        [false, true],
        [true, true],
      ],
      [
        [false, false],
        [false, false],
      ],
    ]);
  });

  it('is named by the log of readings only to those who see it, and a page is full without it', async () => {
    const one = await plan();
    const [auditor, other] = [await somebody('auditor'), await somebody('auditor')];
    for (const path of [`/api/engagements/${one.id}`, `/api/streams/engagement/${one.id}/history`])
      for (const person of [leader, outsider, leader]) await ward.api.get(`${path}?after=${ward.last}`, of(person));
    await ward.api.get(`/api/discipline-cases?engagementId=${one.id}`, of(leader));
    const rows = async (query: string, person: Person | undefined) => {
      const { status, json } = await ward.api.get(`/api/readings?${query}`, of(person));
      expect(status).toBe(200);
      return (json as { readings: { personId: string; route: string }[]; next: string | null }).readings;
    };
    // Questions about the log of readings are readings, too.
    const ofOthers = async (asking: Person | undefined) =>
      (await rows(`about=${one.id}`, asking)).filter(({ personId }) => personId !== asking?.id);
    expect(await ofOthers(auditor)).toEqual([]);
    expect((await ofOthers(chair)).filter(({ personId }) => personId !== auditor.id)).toHaveLength(7);
    expect(JSON.stringify(await rows(`personId=${leader?.id}&limit=200`, auditor))).not.toContain(one.id);
    expect(JSON.stringify(await rows('limit=3', other))).not.toContain(one.id);
    expect(await rows('limit=3', other)).toHaveLength(3);
    // Their own readings are shown, as those of an id of nothing.
    await ward.api.get(`/api/engagements/${one.id}`, of(auditor));
    const own = await rows(`about=${one.id}&personId=${auditor.id}`, auditor);
    expect(own.filter(({ route }) => route === 'GET /api/engagements/:id')).toHaveLength(1);
  });

  it('is counted among the acts that do not count by everybody as soon as the list of facts shows it, and not before', async () => {
    const subjects = [2, 1].map((n) => ({ organizationId: ward.cells[n], capacity: 'ORGANIZATION' }));
    const told = async () => {
      const shown = (await ward.api.get(`/api/facts?limit=200&after=${ward.last}`, of(outsider))).text;
      const { json } = await ward.api.get(`/api/coverage?scope=${ward.ward}&after=${ward.last}`, of(outsider));
      const { excluded } = json as { excluded: { reason: string; engagements: number; turns: number }[] };
      const turns = excluded
        .filter(({ reason }) => reason === 'NOT_REACHED')
        .reduce((sum, each) => sum + each.turns, 0);
      return { shown, turns };
    };
    await ward.decide('/api/terms', { organizationId: ward.ward, name: 'Nhiệm kỳ', startsOn: '2025-08-01' });
    const before = await told();
    const one = await plan({ subjects });
    const planned = await told();
    expect([planned.shown.includes(one.id), planned.turns - before.turns]).toEqual([false, 0]);
    const { json } = await ward.api.get(`/api/engagements/${one.id}`, of(clerk));
    const { subjectId } = (json as { engagement: { subjects: { subjectId: string }[] } }).engagement.subjects[0] ?? {};
    const conclusion = {
      notice: { number: '9-TB', signedOn: '2026-06-01' },
      outcomes: [{ subjectId, outcome: 'MUST_DISCIPLINE' }],
    };
    const concluded = await change(one, 'conclusion', conclusion, clerk);
    const partly = await told();
    // One subject is concluded and counts; the other is shown as not reached.
    expect([partly.shown.includes(one.id), partly.turns - before.turns]).toEqual([true, 1]);
    await change(concluded, 'annulments', { corrects: 1, reason: 'ghi nhận nhập sai' }, clerk);
    const again = await told();
    expect([again.shown.includes(one.id), again.turns - before.turns]).toEqual([false, 0]);
  });
});
