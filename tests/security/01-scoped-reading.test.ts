import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Role } from '#features/access';
import { Uuid } from '#kernel/ids';
import { type Answered, described, type Operation } from '../support/servers/api.js';
import { abreast } from '../support/worlds/abreast.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';
import { countsForPositions } from '../support/oracles/positions.js';
import { WardApi } from '../support/worlds/ward-api.js';
import { numbering } from '../support/worlds/next-number.js';

type Headers = Readonly<Record<string, string>>;

/**
 * Two wards of the same shape with the same request ids. They differ only in what a reader of cell 1 may not see: the
 * kind, the content and the subject's name of acts on other cells. The counts are the same.
 */
interface World {
  readonly ward: WardApi;
  /** A person with a role for the first cell only. */
  readonly as: (role: Role) => Promise<Headers>;
  readonly hidden: string;
  readonly hiddenCase: string;
  readonly planned: string;
}

const PERSON = Uuid.parse('00000000-0000-4000-8000-0000000000cc');
const MEMBER = '00000000-0000-4000-8000-0000000000dd';

async function world(second: boolean): Promise<World> {
  const ward = await WardApi.start();
  const [own, other, third] = ward.cells as [string, string, string];
  const body = { organizationId: ward.ward, body: 'STANDING_COMMITTEE' };
  const paper = (number: string, signedOn: string) => ({ decision: { number, signedOn }, decidingBody: body });
  const record = (name: string, more: object, subject: string, outcome: string) =>
    ward.record('/api/inspections/concluded', {
      ...paper(name, '2026-02-01'),
      notice: { number: `${name}-TB`, signedOn: '2026-03-01' },
      concludedOn: '2026-03-01',
      subjects: [{ organizationId: subject, capacity: 'ORGANIZATION', outcome }],
      ...more,
    });
  await record('1-QĐ', { kind: 'INSP_COMPLIANCE', theme: 'Của chi bộ 1' }, own, 'GOOD');
  const hidden = second
    ? await record('2-QĐ', { kind: 'INSP_FINANCE', theme: 'Thu chi' }, third, 'GOOD')
    : await record('2-QĐ', { kind: 'INSP_COMPLIANCE', theme: 'Quy chế' }, other, 'SHORTCOMINGS');
  const opened = await ward.record('/api/discipline-cases', {
    subject: { class: 'OFFICIAL_MEMBER', organizationId: second ? third : other, memberId: MEMBER },
    source: { other: 'OTHER' },
    openedOn: '2026-03-05',
  });
  const planned = await ward.record('/api/inspections', {
    ...paper('3-QĐ', '2026-04-01'),
    kind: 'INSP_SIGNS',
    theme: second ? 'Hai' : 'Một',
    subjects: [{ organizationId: second ? other : own, capacity: 'ORGANIZATION' }],
  });
  await ward.decide('/api/terms', { organizationId: ward.ward, name: 'Nhiệm kỳ', startsOn: '2025-08-01' });
  const as = async (role: Role) => {
    const person = Uuid.parse(randomUUID());
    await grantRoles(ward.api.api, person, [role], Uuid.parse(own));
    return signedIn(ward.api.api, person);
  };
  return { ward, as, hidden: hidden.id, hiddenCase: opened.id, planned: planned.id };
}

let worlds: readonly [World, World];
let operations: readonly Operation[];
beforeAll(async () => {
  worlds = await Promise.all([world(false), world(true)]);
  ({ operations } = await described(worlds[0].ward.api));
}, 120_000);
afterAll(() => Promise.all(worlds.map(({ ward }) => ward.close())));

/** An answer in which ids are replaced by their order of creation, and positions by counts, to compare two wards. */
function told(
  { ward, hidden, hiddenCase, planned }: World,
  { status, text }: Answered,
  counted: (text: string) => string = (plain) => plain,
): string {
  const names = [ward.ward, ...ward.cells, hidden, hiddenCase, planned];
  const plain = names.reduce((all, id, i) => all.replaceAll(id, `<${i}>`), counted(text));
  const moments = /\d{4}-\d{2}-\d{2}T[\d:.%A-F]+Z/g;
  const request = /"requestId":"[^"]+"/g;
  // `lagSeconds` grows if a busy machine delays the read of the log.
  const timeless = plain.replace(moments, '<moment>').replace(/"lagSeconds":\d+/g, '"lagSeconds":0');
  const own = timeless.replace(request, '"requestId":""');
  // All other ids are random in each ward, so only their presence and place are compared.
  return `${status} ${own.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')}`;
}

const PATHS = ({ ward, hidden, hiddenCase, planned }: World): readonly string[] => {
  const lists = operations.filter(({ method, path, endless }) => method === 'GET' && !path.includes('{') && !endless);
  const about = [hidden, hiddenCase, planned, ward.ward, ...ward.cells, randomUUID()];
  return [
    ...lists.map(({ path }) => path),
    ...operations
      .filter(({ method, path }) => method === 'GET' && path.includes('{id}') && !path.includes('{category}'))
      .flatMap(({ path }) => about.map((id) => path.replace('{id}', id))),
    ...['engagement', 'disciplineCase'].flatMap((of) => about.map((id) => `/api/streams/${of}/${id}/history`)),
    ...about.map((id) => `/api/coverage?scope=${id}`),
    ...about.map((id) => `/api/coverage/organizations?scope=${id}`),
    ...about.map((id) => `/api/engagements?organizationId=${id}`),
    ...['rule=default', 'from=2026-03-01', 'denominator=CELLS'].map((way) => `/api/coverage?${way}`),
    '/',
    '/organizations?status=covered',
    '/organizations?status=uncovered',
  ].filter((path) => !path.includes('data-dictionary') && !path.includes('/api/roles'));
};

const OWN_READINGS = '/api/readings/mine';

describe('a person with rights for one cell', () => {
  it.each(['cell-secretary', 'base-officer'] as const)(
    'gets the same answers, as %s, whatever happened to others: the count, but neither kind, content nor name',
    async (role) => {
      const answers = await Promise.all(
        worlds.map(async (one) => {
          const headers = await one.as(role);
          const counted = await countsForPositions(one.ward.api.api.platform.store);
          const asked = async (path: string) =>
            [path, told(one, await one.ward.api.get(path, headers), counted)] as const;
          // One's own readings are the requests of this test: asked abreast, their order would be chance.
          const own = await asked(OWN_READINGS);
          const others = PATHS(one).filter((path) => path !== OWN_READINGS);
          return [own, ...(await abreast(others, asked))];
        }),
      );
      const [first = [], second = []] = answers;
      expect(first.length).toBeGreaterThan(60);
      expect(new Set(first.map(([, text]) => text.slice(0, 3)))).toEqual(new Set(['200', '403', '404', '422']));
      for (const [i, [path, text]] of first.entries()) expect([path, second[i]?.[1]]).toEqual([path, text]);
    },
    120_000,
  );

  it('gets different answers in the two worlds with rights for the whole ward', async () => {
    const different = await Promise.all(
      worlds.map(async (one) => {
        const path = '/api/coverage/organizations?status=covered';
        return told(one, await one.ward.api.get(path));
      }),
    );
    expect(different[0]).not.toBe(different[1]);
  });

  it('sees the act on their own cell, and the count of two covered cells', async () => {
    const [one] = worlds;
    const headers = await one.as('cell-secretary');
    const { json: figures } = await one.ward.api.get(`/api/coverage?scope=${one.ward.ward}`, headers);
    expect(figures).toMatchObject({ covered: 2, total: 3, depth: null, counters: { engagements: 2, byKind: {} } });
    const { json: list } = await one.ward.api.get('/api/engagements', headers);
    expect((list as { engagements: { theme: string }[] }).engagements.map(({ theme }) => theme)).toEqual([
      'Của chi bộ 1',
    ]);
    const { json: covered } = await one.ward.api.get('/api/coverage/organizations', headers);
    expect((covered as { organizations: { name: string }[] }).organizations.map(({ name }) => name)).toEqual([
      'Chi bộ 1',
    ]);
  });

  it('can neither change a hidden record nor learn from the refusal that it exists', async () => {
    const [one] = worlds;
    const headers = await one.as('base-officer');
    const change = (id: string, revision: number) =>
      one.ward.api.post(
        `/api/inspections/${id}/closure`,
        { closedOn: '2026-05-01', fileReference: null },
        { ...headers, 'if-match': `"${revision}"` },
      );
    const before = await one.ward.api.api.platform.store.head();
    const answers = [await change(one.hidden, 1), await change(one.hidden, 99), await change(randomUUID(), 1)];
    expect(answers.map(({ status, json }) => [status, (json as { code: string }).code])).toEqual([
      [404, 'not-found'],
      [404, 'not-found'],
      [404, 'not-found'],
    ]);
    const outside = await one.ward.api.post(
      '/api/inspections/concluded',
      {
        kind: 'INSP_COMPLIANCE',
        theme: null,
        decidingBody: { organizationId: one.ward.cells[1], body: 'CELL' },
        subjects: [{ organizationId: one.ward.cells[1], capacity: 'ORGANIZATION', outcome: 'GOOD' }],
        concludedOn: '2026-05-01',
      },
      headers,
    );
    expect([outside.status, (outside.json as { code: string }).code]).toEqual([403, 'forbidden']);
    expect(await one.ward.api.api.platform.store.head()).toBe(before);
  });
});

describe('an inspection on signs of violation', () => {
  it('is visible to its team and to no other inspector until a conclusion, then to every reader of its organizations', async () => {
    const [{ ward }] = worlds;
    const inspection = await ward.record('/api/inspections', {
      kind: 'INSP_SIGNS',
      decidingBody: { organizationId: ward.ward, body: 'INSPECTION_COMMITTEE' },
      decision: { number: '9-QĐ', signedOn: '2026-05-01' },
      team: [{ memberId: PERSON, role: 'LEAD' }],
      subjects: [{ organizationId: ward.cells[2], capacity: 'ORGANIZATION' }],
    });
    await grantRoles(ward.api.api, PERSON, ['inspector']);
    const team = await signedIn(ward.api.api, PERSON);
    const outside = Uuid.parse(randomUUID());
    await grantRoles(ward.api.api, outside, ['inspector']);
    const other = await signedIn(ward.api.api, outside);
    const next = numbering();
    const begun = async (more: object, [noun, kind] = ['inspections', 'INSP_COMPLIANCE']) =>
      ward.record(`/api/${noun}`, {
        kind,
        decidingBody: { organizationId: ward.ward, body: 'INSPECTION_COMMITTEE' },
        decision: { number: next('QĐ/UBKT'), signedOn: '2026-04-01' },
        ...more,
        subjects: [{ organizationId: ward.cells[2], capacity: 'ORGANIZATION' }],
      });
    const converted = await begun({});
    const reason = 'có dấu hiệu vi phạm';
    const into = { convertedOn: '2026-05-02', into: inspection.id, reason };
    const { revision } = await ward.change('inspections', converted, 'conversion', into);
    const later = {
      corrects: revision,
      reason,
      changes: [{ field: 'convertedOn', from: '2026-05-02', to: '2026-05-03' }],
    };
    await ward.change('inspections', { ...converted, revision }, 'corrections', later);
    const combined = await begun({ combinedWith: inspection.id }, ['supervisions', 'SUP_THEMATIC']);
    await ward.ask('/api/engagements');
    /** Whether records of other engagements name the plan or contain its content. */
    const told = async (headers: Headers) => {
      const texts = await Promise.all(
        [converted, combined].flatMap(({ id }) =>
          [`/api/engagements/${id}`, `/api/streams/engagement/${id}/history`].map(async (path) => {
            const { status, text } = await ward.api.get(path, headers);
            expect([path, status]).toEqual([path, 200]);
            return (
              text.includes(inspection.id) ||
              text.includes(inspection.id.slice(0, 8)) ||
              /CONVERTED|dấu hiệu/.test(text)
            );
          }),
        ),
      );
      const listed = await ward.api.get('/api/engagements?status=CONVERTED', headers);
      const running = await ward.api.get('/api/engagements?status=DECIDED&limit=200', headers);
      return [...texts, ...[listed, running].map(({ text }) => text.includes(converted.id))];
    };
    const seen = async (headers: Headers) => {
      const one = await ward.api.get(`/api/engagements/${inspection.id}`, headers);
      const past = await ward.api.get(`/api/streams/engagement/${inspection.id}/history`, headers);
      const review = await ward.api.get(`/api/engagements/${inspection.id}/review`, headers);
      const list = await ward.api.get('/api/engagements?kind=INSP_SIGNS', headers);
      const waiting = await ward.api.get('/api/confirmations?limit=200', headers);
      const listed = [list, waiting].map(({ text }) => text.includes(inspection.id));
      return [one.status, past.status, review.status, ...listed];
    };
    expect([await seen(team), await seen(other)]).toEqual([
      [200, 200, 200, true, true],
      [404, 404, 404, false, false],
    ]);
    expect([await told(team), await told(other)]).toEqual([
      [true, true, true, false, true, false],
      [false, false, false, false, false, true],
    ]);
    const verdict = `/api/engagements/${inspection.id}/confirmation`;
    await ward.refused(verdict, { contentHash: 'ab'.repeat(32) }, 404, 'not-found', { ...other, 'if-match': '"0"' });
    const details = (await ward.api.get(`/api/engagements/${inspection.id}`, team)).json as {
      engagement: { subjects: { subjectId: string }[] };
    };
    await ward.change('inspections', inspection, 'conclusion', {
      notice: { number: '9-TB', signedOn: '2026-06-01' },
      outcomes: [{ subjectId: details.engagement.subjects[0]?.subjectId, outcome: 'NO_VIOLATION' }],
    });
    await ward.ask('/api/engagements');
    expect(await seen(other)).toEqual([200, 200, 200, true, true]);
    expect(await told(other)).toEqual([true, true, true, false, true, false]);
  });
});

describe('nobody', () => {
  it('may act on a case about themselves', async () => {
    const [{ ward }] = worlds;
    const clerk = Uuid.parse(randomUUID());
    await grantRoles(ward.api.api, clerk, ['clerk']);
    const headers = await signedIn(ward.api.api, clerk);
    const subject = { class: 'OFFICIAL_MEMBER', organizationId: ward.cells[0], memberId: clerk };
    await ward.api.entered.enter(clerk);
    const before = await ward.api.api.platform.store.head();
    const own = await ward.api.post('/api/discipline-cases', { subject, source: { other: 'OTHER' } }, headers);
    expect([own.status, (own.json as { code: string }).code]).toEqual([403, 'own-case']);
    const opened = await ward.record('/api/discipline-cases', { subject, source: { other: 'OTHER' } });
    const decision = { form: 'WARNING', decidingBody: { organizationId: ward.ward, body: 'COMMITTEE' } };
    const seen = { ...headers, 'if-match': `"${opened.revision}"` };
    const decided = await ward.api.post(`/api/discipline-cases/${opened.id}/decision`, decision, seen);
    expect([decided.status, (decided.json as { code: string }).code]).toEqual([403, 'own-case']);
    expect(await ward.api.api.platform.store.readAll(before, 10)).toHaveLength(1);
  });
});
