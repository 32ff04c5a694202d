import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Role } from '#features/access';
import { LogOfReadings } from '#features/readings';
import { Uuid } from '#kernel/ids';
import { grantRoles, signedIn } from '../support/worlds/grants.js';
import { type Headers, WardApi } from '../support/worlds/ward-api.js';

const Entry = z.object({ category: z.string(), id: Uuid, members: z.array(Uuid) });
const Reading = z.looseObject({
  at: z.string(),
  personId: Uuid,
  route: z.string(),
  requestId: z.string(),
  opened: z.array(Entry),
});
const Page = z.object({ readings: z.array(Reading) });
const Times = z.object({ first: z.string(), last: z.string(), times: z.int() });
const Report = z.object({
  readings: z.int(),
  readers: z.array(
    Times.extend({
      personId: Uuid,
      role: z.string(),
      delegationId: Uuid.nullable(),
      ways: z.array(Times.extend({ route: z.string(), purpose: z.string(), opened: z.int() })),
      records: z.array(Times.extend(Entry.shape)),
    }),
  ),
});

interface Person {
  readonly id: Uuid;
  readonly headers: Headers;
}
const uuid = () => Uuid.parse(randomUUID());
const [member, other] = [uuid(), uuid()];
const ids = { engagement: '', discipline: '', others: '', plan: '', own: '' };
let ward: WardApi;
let [auditor, inspector, leader, both]: Person[] = [];

async function somebody(...roles: Role[]): Promise<Person> {
  const id = uuid();
  await grantRoles(ward.api.api, id, roles);
  return { id, headers: { ...(await signedIn(ward.api.api, id)), purpose: 'CASE_WORK' } };
}
const of = (person: Person | undefined): Headers => (person ? person.headers : {});

beforeAll(async () => {
  ward = await WardApi.start();
  [auditor, inspector, leader, both] = [
    await somebody('auditor'),
    await somebody('inspector'),
    await somebody('inspector'),
    await somebody('auditor', 'inspector'),
  ];
  const decision = { number: '1-QĐ', signedOn: '2026-02-02' };
  const body = { organizationId: ward.ward, body: 'INSPECTION_COMMITTEE' };
  const subject = (memberId: string) => ({ organizationId: ward.cells[0], capacity: 'MEMBER', memberId });
  const concluded = await ward.record('/api/inspections/concluded', {
    kind: 'INSP_COMPLIANCE',
    decidingBody: body,
    decision,
    notice: { number: '1-TB', signedOn: '2026-03-02' },
    subjects: [{ ...subject(member), outcome: 'MUST_DISCIPLINE' }],
  });
  const plan = await ward.record('/api/inspections', {
    kind: 'INSP_SIGNS',
    decidingBody: body,
    decision: { number: '2-QĐ', signedOn: '2026-02-03' },
    team: [{ memberId: leader.id, role: 'LEAD' }],
    subjects: [subject(member)],
  });
  const discipline = async (memberId: Uuid | undefined) => {
    const about = { class: 'OFFICIAL_MEMBER', organizationId: ward.cells[0], memberId };
    const opening = { subject: about, source: { other: 'CELL_PROPOSAL' }, openedOn: '2026-03-05', note: 'điều riêng' };
    return (await ward.record('/api/discipline-cases', opening)).id;
  };
  ids.engagement = concluded.id;
  ids.plan = plan.id;
  ids.discipline = await discipline(member);
  ids.others = await discipline(other);
  ids.own = await discipline(both.id);
}, 60_000);
afterAll(() => ward.close());

/** Reads with everything recorded so far. @returns the id of the request */
async function read(path: string, by: Person | undefined, status = 200): Promise<string> {
  const mark = randomUUID();
  const hasMoment = !/\.csv|\/api\/readings/.test(path);
  const full = hasMoment ? `${path}${path.includes('?') ? '&' : '?'}after=${ward.last}` : path;
  expect([path, (await ward.api.get(full, { ...of(by), 'x-request-id': mark })).status]).toEqual([path, status]);
  return mark;
}
async function readings(query: string, by = auditor) {
  const { status, json } = await ward.api.get(`/api/readings?limit=200&${query}`, of(by));
  expect([query, status]).toEqual([query, 200]);
  return Page.parse(json).readings;
}
const earlier = () => new Date(Date.now() - 60 * 60 * 1000).toISOString();
async function reported(query: string, by = auditor) {
  const { status, json } = await ward.api.get(`/api/readings/report?from=${earlier()}&${query}`, of(by));
  expect([query, status]).toEqual([query, 200]);
  return Report.parse(json);
}
const opens = (found: readonly z.output<typeof Reading>[], mark: string) =>
  found.find(({ requestId }) => requestId === mark)?.opened.map(({ id }) => id);

describe('a reading', () => {
  it('of a list names every record that the answer opened, with its members; each of them finds the reading', async () => {
    const mark = await read('/api/discipline-cases?limit=200', inspector);
    const [found] = (await readings(`about=${ids.discipline}`)).filter(({ requestId }) => requestId === mark);
    expect(found?.opened).toEqual(
      expect.arrayContaining([
        { category: 'disciplineCase', id: ids.discipline, members: [member] },
        { category: 'disciplineCase', id: ids.others, members: [other] },
      ]),
    );
    for (const query of [`about=${ids.others}`, `memberId=${member}`, `about=${member}`, `memberId=${other}`])
      expect([query, opens(await readings(query), mark)?.includes(Uuid.parse(ids.discipline))]).toEqual([query, true]);
    expect(opens(await readings(`memberId=${uuid()}`), mark)).toBeUndefined();
  });

  it.each([
    ['/api/discipline-cases/{discipline}', 'discipline'],
    ['/api/discipline-cases/{discipline}/effect', 'discipline'],
    ['/api/discipline-cases/summary', 'discipline'],
    ['/api/streams/disciplineCase/{discipline}/history', 'discipline'],
    ['/api/engagements/{engagement}', 'engagement'],
    ['/api/inspections/{engagement}', 'engagement'],
    ['/api/streams/engagement/{engagement}/history', 'engagement'],
    ['/api/obligations', 'engagement'],
    ['/api/facts', 'engagement'],
    ['/api/facts.csv', 'engagement'],
  ] as const)('of %s is found by its record and by its member', async (pattern, record) => {
    const path = pattern.replace(/\{(\w+)\}/, (_, name: keyof typeof ids) => ids[name]);
    const mark = await read(path, inspector);
    for (const query of [`memberId=${member}`, `about=${ids[record]}`])
      expect([query, opens(await readings(query), mark)?.includes(Uuid.parse(ids[record]))]).toEqual([query, true]);
  });

  it('whose question named a member is found by the member, also when the answer opened nothing', async () => {
    const nobody = uuid();
    const mark = await read(`/api/discipline-cases?memberId=${nobody}`, inspector);
    expect(opens(await readings(`memberId=${nobody}`), mark)).toEqual([]);
  });

  it('that was refused names nothing as opened', async () => {
    const mark = await read(`/api/discipline-cases/${uuid()}`, inspector, 404);
    expect(opens(await readings(`personId=${inspector?.id ?? ''}`), mark)).toEqual([]);
  });

  it('is not answered, and nothing sealed is sent, if what the answer opened cannot be recorded', async () => {
    const place = ward.api.api.platform.readings?.store;
    if (!place) throw new Error('the API has no log of readings');
    const append = place.append.bind(place);
    const failing = jest.spyOn(place, 'append').mockImplementation((stream, expected, records) => {
      return records[0]?.type === 'RecordsOpened'
        ? Promise.reject(new Error('gone'))
        : append(stream, expected, records);
    });
    try {
      for (const path of [`/api/discipline-cases/${ids.discipline}`, '/api/discipline-cases', '/api/facts']) {
        const { status, text, headers } = await ward.api.get(path, of(inspector));
        expect([path, status, text.includes('reading-not-recorded')]).toEqual([path, 503, true]);
        expect([text.includes('điều riêng'), text.includes(member), headers.etag]).toEqual([false, false, undefined]);
      }
      const cut = ward.api.get('/api/facts.csv', of(inspector)).catch(() => null);
      expect((await cut)?.text ?? '').not.toContain(member);
    } finally {
      failing.mockRestore();
    }
    expect((await ward.api.get(`/api/discipline-cases/${ids.discipline}`, of(inspector))).text).toContain('điều riêng');
  });

  it('is found between two days or moments', async () => {
    const mark = await read(`/api/discipline-cases/${ids.discipline}`, inspector);
    const at = (await readings('')).find(({ requestId }) => requestId === mark)?.at ?? '';
    const day = new Date(Date.parse(at) + 7 * 60 * 60 * 1000).toISOString().slice(0, 10);
    for (const [query, isFound] of [
      [`from=${at}&to=${at}`, true],
      [`from=${day}&to=${day}`, true],
      [`to=2020-01-01`, false],
      [`from=2100-01-01`, false],
    ] as const)
      expect([query, opens(await readings(query), mark) !== undefined]).toEqual([query, isFound]);
  });
});

describe('the report', () => {
  it('tells in one request who read what of a member: role, times, purposes, routes and records', async () => {
    const reader = await somebody('inspector');
    await read('/api/discipline-cases', reader);
    await read(`/api/discipline-cases/${ids.discipline}`, {
      ...reader,
      headers: { ...reader.headers, purpose: 'REPORT' },
    });
    await read(`/api/engagements/${ids.engagement}`, reader);
    const { readers } = await reported(`memberId=${member}`);
    const [found] = readers.filter(({ personId }) => personId === reader.id);
    expect(found).toMatchObject({ role: 'inspector', delegationId: null, times: 3 });
    expect(found?.ways.map(({ route, purpose, times, opened }) => [route, purpose, times, opened])).toEqual([
      ['GET /api/discipline-cases', 'CASE_WORK', 1, 1],
      ['GET /api/discipline-cases/:id', 'REPORT', 1, 1],
      ['GET /api/engagements/:id', 'CASE_WORK', 1, 1],
    ]);
    // Of the list, only the record about this member. Each of the answers told the name.
    expect(found?.records.map(({ id, times, members }) => [id, times, members])).toEqual([
      [member, 3, [member]],
      [ids.discipline, 2, [member]],
      [ids.engagement, 1, [member]],
    ]);
    expect([found?.first, found?.last]).toEqual([found?.ways[0]?.first, found?.ways[2]?.last]);
  });

  it('tells which records and members somebody read, and who read a record', async () => {
    const reader = await somebody('inspector');
    await read('/api/discipline-cases', reader);
    const { readers } = await reported(`personId=${reader.id}`);
    expect(readers[0]?.records.flatMap(({ members }) => members)).toEqual(expect.arrayContaining([member, other]));
    const ofRecord = await reported(`about=${ids.others}`);
    expect(new Set(ofRecord.readers.flatMap((one) => one.records.map(({ id }) => id)))).toEqual(new Set([ids.others]));
  });

  it('is refused without a member, a record or a reader, for more than 31 days, and for a time that ends first', async () => {
    for (const [query, field] of [
      ['', 'memberId'],
      [`memberId=${member}&from=2026-01-01&to=2026-02-01`, 'from'],
      [`memberId=${member}&from=2026-02-01&to=2026-01-01`, 'from'],
    ] as const) {
      const { status, json } = await ward.api.get(
        `/api/readings/report?${query.includes('from') ? '' : 'from=2026-01-01&'}${query}`,
        of(auditor),
      );
      expect([query, status, (json as { errors: { field: string }[] }).errors[0]?.field]).toEqual([query, 422, field]);
    }
  });

  it('is recorded as a reading of the member', async () => {
    await reported(`memberId=${member}`);
    const [last] = await readings(`memberId=${member}&personId=${auditor?.id ?? ''}`);
    expect(last?.route).toBe('GET /api/readings');
    expect((await readings(`memberId=${member}`)).some(({ route }) => route === 'GET /api/readings/report')).toBe(true);
  });
});

describe('what a reader of the log may not see', () => {
  /** The readings as they are stored, without what is left out for a caller. */
  const stored = () => ward.api.api.app.get(LogOfReadings).page({ scope: { everything: true } }, null, 200);

  it('is left out of what an answer held: a plan on signs, whatever the filter; the reading stays', async () => {
    const mark = await read('/api/facts', leader);
    await read(`/api/engagements/${ids.plan}`, leader);
    expect((await stored()).find(({ record }) => record.correlationId === mark)?.opened).toEqual(
      expect.arrayContaining([{ category: 'engagement', id: ids.plan, members: [member] }]),
    );
    const chair = await somebody('inspection-chair');
    expect(opens(await readings(`about=${ids.plan}`, chair), mark)).toContain(ids.plan);
    expect(opens(await readings(''), mark)).not.toContain(ids.plan);
    expect(opens(await readings(''), mark)).toContain(ids.engagement);
    for (const query of ['', `memberId=${member}&`, `personId=${leader?.id ?? ''}&`]) {
      expect(JSON.stringify(await readings(query))).not.toContain(ids.plan);
      if (query) expect(JSON.stringify(await reported(query))).not.toContain(ids.plan);
    }
    expect(await readings(`about=${ids.plan}&personId=${leader?.id ?? ''}`)).toEqual([]);
    expect((await reported(`about=${ids.plan}&personId=${leader?.id ?? ''}`)).readings).toBe(0);
  });

  it('does not even tell by the member that a hidden record was opened', async () => {
    const target = uuid();
    const plan = await ward.record('/api/inspections', {
      kind: 'INSP_SIGNS',
      decidingBody: { organizationId: ward.ward, body: 'INSPECTION_COMMITTEE' },
      decision: { number: '3-QĐ', signedOn: '2026-02-03' },
      team: [{ memberId: leader?.id, role: 'LEAD' }],
      subjects: [{ organizationId: ward.cells[0], capacity: 'MEMBER', memberId: target }],
    });
    const mark = await read('/api/facts', leader);
    const opened = (await stored()).find(({ record }) => record.correlationId === mark)?.opened ?? [];
    expect(opened.filter(({ members }) => members[0] === target).map(({ id }) => id)).toEqual([plan.id, target]);
    expect(await readings(`memberId=${target}&personId=${leader?.id ?? ''}`)).toEqual([]);
    expect((await reported(`memberId=${target}&personId=${leader?.id ?? ''}`)).readings).toBe(0);
  });

  it('is what is about the caller: asked for, it is refused; in a list it is left out', async () => {
    const mark = await read('/api/discipline-cases', inspector);
    expect(opens(await readings(''), mark)).toContain(ids.own);
    expect(opens(await readings('', both), mark)).not.toContain(ids.own);
    expect(opens(await readings('', both), mark)).toContain(ids.discipline);
    for (const query of [`memberId=${both?.id ?? ''}`, `about=${both?.id ?? ''}`, `about=${ids.own}`]) {
      const list = await ward.api.get(`/api/readings?${query}`, of(both));
      const whole = await ward.api.get(`/api/readings/report?from=${earlier()}&${query}`, of(both));
      expect([query, list.status, whole.status]).toEqual([query, 403, 403]);
    }
    const asked = await read(`/api/readings/report?from=${earlier()}&memberId=${both?.id ?? ''}`, auditor);
    expect(opens(await readings(''), asked)).toEqual([both?.id]); // the report told the name
    expect(opens(await readings('', both), asked)).toBeUndefined();
  });
});
