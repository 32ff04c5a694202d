import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { LogOfReadings } from '#features/readings';
import { Uuid } from '#kernel/ids';
import { Sealing } from '#platform/sealing/sealing';
import { loadDemo } from '../../apps/demo/load.js';
import { described, type Operation, testApi, type TestApi } from '../support/servers/api.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';

const Reading = z.object({
  personId: z.uuid(),
  role: z.string(),
  kind: z.string(),
  route: z.string(),
  purpose: z.string(),
  about: z.record(z.string(), z.string()),
  filters: z.record(z.string(), z.string().nullable()),
  requestId: z.uuid(),
});
const Page = z.object({ readings: z.array(Reading.loose()), next: z.string().nullable() });

let api: TestApi;
let operations: readonly Operation[];
let auditor: Record<string, string>;
beforeAll(async () => {
  api = await testApi();
  await loadDemo(api.api.platform);
  await api.api.readModels.knowledge.waitFor(
    await api.api.platform.store.head(),
    ['disciplineCases', 'engagements'],
    60_000,
  );
  ({ operations } = await described(api));
  auditor = await inRole('auditor');
}, 180_000);
afterAll(() => api.close());

async function inRole(role: 'auditor' | 'inspector', organizationId?: Uuid): Promise<Record<string, string>> {
  const person = Uuid.parse(randomUUID());
  await grantRoles(api.api, person, [role], organizationId);
  return { ...(await signedIn(api.api, person)), person };
}

const readings = async (query = '', who = auditor) => {
  const { status, json } = await api.get(`/api/readings${query}`, who);
  expect(status).toBe(200);
  return Page.parse(json);
};
const firstCase = async (): Promise<string> => {
  const { json } = await api.get('/api/discipline-cases?limit=1');
  return z.object({ cases: z.tuple([z.object({ caseId: z.uuid() })]) }).parse(json).cases[0].caseId;
};
/** The readings that are recorded while a function runs, newest first. */
async function readMeanwhile(work: () => Promise<unknown>) {
  const mark = randomUUID();
  await api.get('/api/organizations?search=x', { 'x-request-id': mark });
  await work();
  const { readings: all } = await readings('?limit=200');
  return all
    .slice(
      1,
      all.findIndex(({ requestId }) => requestId === mark),
    )
    .concat([]);
}

describe('a reading of sealed content', () => {
  it('is recorded with person, role, content and purpose before it is answered', async () => {
    const caseId = await firstCase();
    const inspector = await inRole('inspector');
    const requestId = randomUUID();
    const headers = { ...inspector, purpose: 'REPORT', 'x-request-id': requestId };
    expect((await api.get(`/api/discipline-cases/${caseId}?asOf=2026-10-31`, headers)).status).toBe(200);
    const found = (await readings(`?personId=${inspector.person}`)).readings;
    expect(found).toMatchObject([
      {
        personId: inspector.person,
        role: 'inspector',
        kind: 'SEALED',
        purpose: 'REPORT',
        requestId,
        route: 'GET /api/discipline-cases/:id',
        about: { id: caseId },
        filters: { asOf: '2026-10-31' },
      },
    ]);
    expect((await readings(`?about=${caseId}&personId=${inspector.person}`)).readings).toHaveLength(1);
    const mine = await api.get('/api/readings/mine', inspector);
    expect(Page.parse(mine.json).readings).toEqual(found);
  });

  it('needs a purpose from the list; without one it is refused', async () => {
    const path = `/api/discipline-cases/${await firstCase()}`;
    const none = await fetch(new URL(path, api.api.address), {
      headers: { authorization: api.tester.authorization ?? '' },
    });
    expect([none.status, await none.json()]).toMatchObject([400, { code: 'purpose-missing' }]);
    const made = await api.get(path, { purpose: 'tò mò'.normalize('NFD').replace(/[^\w ]/g, '') });
    expect([made.status, made.json]).toMatchObject([422, { errors: [{ in: 'header', field: 'Purpose' }] }]);
  });

  it('is refused if it cannot be recorded, and figures go on', async () => {
    const path = `/api/discipline-cases/${await firstCase()}`;
    const { readings: place } = api.api.platform;
    const append = jest.spyOn(place?.store ?? fail(), 'append').mockRejectedValue(new Error('gone'));
    try {
      for (const one of [path, '/api/facts', '/api/readings', '/api/organizations?search=chi'])
        expect([one, (await api.get(one)).json]).toMatchObject([one, { status: 503, code: 'reading-not-recorded' }]);
      expect((await api.get('/api/coverage?asOf=2026-10-31')).status).toBe(200);
      expect((await api.get('/api/organizations')).status).toBe(200);
    } finally {
      append.mockRestore();
    }
    expect((await api.get(path)).status).toBe(200);
  });
});

describe('the log of readings', () => {
  it('contains exports, histories and searches, without the search text', async () => {
    const { json } = await api.get('/api/engagements?limit=1');
    const { engagements } = z.object({ engagements: z.tuple([z.object({ engagementId: z.uuid() })]) }).parse(json);
    const id = engagements[0].engagementId;
    const found = await readMeanwhile(async () => {
      for (const path of [
        '/api/facts.csv',
        `/api/streams/engagement/${id}/history`,
        '/api/organizations?search=Bi%20Mat',
      ])
        expect([path, (await api.get(path)).status]).toEqual([path, 200]);
    });
    expect(found.map(({ kind, about }) => [kind, about])).toEqual([
      ['SEARCH', {}],
      ['HISTORY', { category: 'engagement', id }],
      ['EXPORT', {}],
    ]);
    expect(found[0]?.filters).toEqual({ search: null });
    expect(JSON.stringify(await readings('?limit=200'))).not.toContain('Mat');
  });

  it('is not written for figures or lists', async () => {
    const found = await readMeanwhile(async () => {
      for (const path of ['/api/coverage?asOf=2026-10-31', '/api/engagements', '/api/organizations', '/api/terms'])
        expect((await api.get(path)).status).toBe(200);
    });
    expect(found).toEqual([]);
  });

  it('records its own readings, and is read page by page', async () => {
    await readings();
    const [last] = (await readings('?limit=1')).readings;
    expect(last).toMatchObject({ personId: auditor.person, route: 'GET /api/readings' });
    const first = await readings('?limit=2');
    const second = await readings(`?limit=2&cursor=${first.next ?? ''}`);
    expect(second.readings).toHaveLength(2);
    expect(first.readings.map(({ requestId }) => requestId)).not.toContain(second.readings[0]?.requestId);
  });

  it('shows an auditor of some organizations only readings in roles for these', async () => {
    const { json } = await api.get('/api/organizations?type=SUB_CELL&limit=2');
    const organizations = z
      .object({ organizations: z.array(z.object({ organizationId: Uuid })) })
      .parse(json).organizations;
    const [mine, other] = organizations.map(({ organizationId }) => organizationId);
    const seen = await inRole('auditor', mine);
    for (const who of [seen, await inRole('inspector', other), auditor]) await api.get('/api/facts', who);
    const persons = (await readings('', seen)).readings.map(({ personId }) => personId);
    expect([...new Set(persons)]).toEqual([seen.person]);
  });

  it('accepts appends, and no change or removal', async () => {
    const pool = api.api.platform.readings?.pool;
    for (const statement of ['update log.events set record = record', 'delete from log.events', 'truncate log.events'])
      await expect(pool?.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a route that opens sealed content', () => {
  /** Calls every GET route with ids of the demo, and collects the sealed values that each route opens. */
  async function openedOffTheRecord(): Promise<string[]> {
    const caseId = await firstCase();
    const { json } = await api.get('/api/engagements?limit=200');
    const all = z
      .object({ engagements: z.array(z.object({ engagementId: z.uuid() }).loose()) })
      .parse(json).engagements;
    const off: string[] = [];
    const opened = jest.spyOn(Sealing.prototype, 'open');
    try {
      for (const { method, path, endless, permission } of operations) {
        if (method !== 'GET' || endless || permission === undefined) continue;
        const ids = path.includes('discipline') ? [caseId] : all.map(({ engagementId }) => engagementId);
        for (const url of path.includes('{') ? ids.map((id) => path.replace(/\{[^}]+\}/g, id)) : [path]) {
          opened.mockClear();
          const requestId = randomUUID();
          await api.get(url, { 'x-request-id': requestId });
          if (opened.mock.calls.length === 0) continue;
          const [last] = await api.api.app.get(LogOfReadings).page({ scope: { everything: true } }, null, 1);
          if (last?.data.kind !== 'SEALED' || last.record.correlationId !== requestId) off.push(path);
          break;
        }
      }
    } finally {
      opened.mockRestore();
    }
    return off;
  }

  it('records the reading', async () => {
    expect(await openedOffTheRecord()).toEqual([]);
  }, 120_000);

  it('is detected if it does not record', async () => {
    const record = jest.spyOn(LogOfReadings.prototype, 'record').mockResolvedValue();
    const found = await openedOffTheRecord().finally(() => {
      record.mockRestore();
    });
    expect(found).toEqual(
      expect.arrayContaining(['/api/discipline-cases/{id}', '/api/discipline-cases', '/api/engagements/{id}']),
    );
  }, 120_000);
});

const fail = (): never => {
  throw new Error('the API has no log of readings');
};
