import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import type { ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { LogOfReadings } from '#features/readings';
import { Uuid } from '#kernel/ids';
import { NotRecorded, openingsOf, type RecordedReading, recordedReading } from '#platform/http/records-reading';
import { ForTheProgram, Openings } from '#platform/sealing/openings';
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
  opened: z.array(z.looseObject({ members: z.array(z.uuid()) })),
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
  it('contains exports, histories, searches and lists, without the search text', async () => {
    const { json } = await api.get('/api/engagements?limit=1');
    const { engagements } = z.object({ engagements: z.tuple([z.object({ engagementId: z.uuid() })]) }).parse(json);
    const id = engagements[0].engagementId;
    const found = await readMeanwhile(async () => {
      for (const path of [
        '/api/engagements?limit=200', // with a purpose, so its answer may name persons
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
      ['NAMES', {}],
    ]);
    expect(found.at(-1)?.opened.flatMap(({ members }) => members).length).toBeGreaterThan(3);
    expect(found[0]?.filters).toEqual({ search: null });
    expect(JSON.stringify(await readings('?limit=200'))).not.toContain('Mat');
  });

  it('is not written for figures, nor for lists that are read without a purpose and name persons by codes', async () => {
    const { authorization = '' } = api.tester;
    const found = await readMeanwhile(async () => {
      for (const path of ['/api/coverage?asOf=2026-10-31', '/api/engagements', '/api/organizations', '/api/terms'])
        expect((await fetch(new URL(path, api.api.address), { headers: { authorization } })).status).toBe(200);
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

/** The handlers of all routes, with whether they take a collection of openings, and how their readings are recorded. */
function handlers() {
  const found: { readonly name: string; readonly opens: boolean; readonly recorded: RecordedReading | null }[] = [];
  for (const { controllers } of api.api.app.get(ModulesContainer).values())
    for (const { metatype } of controllers.values()) {
      if (typeof metatype !== 'function') continue;
      for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(metatype.prototype as object))) {
        if (typeof value !== 'function' || !Reflect.hasMetadata('path', value as object)) continue;
        const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, metatype, name) ?? {}) as Record<string, object>;
        const opens = Object.values(parameters).some((one) => 'factory' in one && one.factory === openingsOf);
        found.push({ name: `${metatype.name}.${name}`, opens, recorded: recordedReading(value as object) });
      }
    }
  return found;
}

describe('a route that opens records', () => {
  it('takes the collection of openings if and only if its readings are recorded, whatever the query', () => {
    const all = handlers();
    for (const { name, opens, recorded } of all) {
      if (opens) expect([name, recorded?.onlyWith]).toEqual([name, null]);
      if (recorded?.kind === 'SEALED' || recorded?.kind === 'HISTORY') expect([name, opens]).toEqual([name, true]);
    }
    expect(all.filter(({ opens }) => opens).length).toBeGreaterThan(10);
  });

  it('fails if its readings are not recorded', () => {
    const request = { getRequest: () => ({}) };
    const context = { switchToHttp: () => request };
    expect(() => openingsOf(undefined, context as object as ExecutionContext)).toThrow(NotRecorded);
  });

  /**
   * Calls every GET route with ids of the demo.
   *
   * @returns the routes that open sealed values off the record, and those whose answer names a member, or a record in
   * its path, that their reading does not name
   */
  async function offTheRecord(): Promise<{ readonly opening: string[]; readonly naming: string[] }> {
    const caseId = await firstCase();
    const { json } = await api.get('/api/engagements?limit=200');
    const subject = z.object({ memberId: z.uuid().nullable() }).loose();
    const all = z
      .object({ engagements: z.array(z.object({ engagementId: z.uuid(), subjects: z.array(subject) }).loose()) })
      .parse(json).engagements;
    const cases = await api.get('/api/discipline-cases?limit=200');
    const subjects = z.object({ cases: z.array(z.object({ subject }).loose()) }).parse(cases.json).cases;
    const members = new Set(
      [...all.flatMap((one) => one.subjects), ...subjects.map((one) => one.subject)].flatMap(
        ({ memberId }) => memberId ?? [],
      ),
    );
    expect(members.size).toBeGreaterThan(3);
    const off = { opening: new Array<string>(), naming: new Array<string>() };
    const opened = jest.spyOn(Sealing.prototype, 'open');
    try {
      for (const { method, path, endless, permission } of operations) {
        if (method !== 'GET' || endless || permission === undefined) continue;
        const ids = path.includes('discipline') ? [caseId] : all.map(({ engagementId }) => engagementId);
        const filled = (id: string) => path.replace('{category}', 'engagement').replace(/\{[^}]+\}/g, id);
        for (const url of path.includes('{') ? ids.map(filled) : [path]) {
          opened.mockClear();
          const requestId = randomUUID();
          const { text, status } = await api.get(url, { 'x-request-id': requestId });
          const [last] = await api.api.app.get(LogOfReadings).page({ scope: { everything: true } }, null, 1);
          const reading = last?.record.correlationId === requestId ? last : undefined;
          // What the program opens for itself is in nobody's answer.
          const isOpened = opened.mock.calls.some(([, , by]) => !(by instanceof ForTheProgram));
          if (isOpened && reading?.data.kind !== 'SEALED') off.opening.push(path);
          // An answer about readings names what those opened.
          if (status !== 200 || path.startsWith('/api/readings') || (!reading && !isOpened)) continue;
          const named = new Set(reading?.opened.flatMap((entry) => [entry.id, ...entry.members]));
          if ([...members].some((member) => text.includes(member) && !named.has(Uuid.parse(member))))
            off.naming.push(path);
          if (isOpened) break;
        }
      }
    } finally {
      opened.mockRestore();
    }
    return off;
  }

  it('records the reading, which names every member whom the answer names', async () => {
    expect(await offTheRecord()).toEqual({ opening: [], naming: [] });
  }, 120_000);

  it('is detected if it does not record', async () => {
    const none = new Openings(() => Promise.resolve());
    const record = jest.spyOn(LogOfReadings.prototype, 'record').mockResolvedValue(none);
    const { opening } = await offTheRecord().finally(() => {
      record.mockRestore();
    });
    expect(opening).toEqual(
      expect.arrayContaining(['/api/discipline-cases/{id}', '/api/discipline-cases', '/api/engagements/{id}']),
    );
  }, 120_000);

  it('is detected if its reading does not name whom the answer names', async () => {
    const settle = jest.spyOn(Openings.prototype, 'settle').mockResolvedValue();
    const { opening, naming } = await offTheRecord().finally(() => {
      settle.mockRestore();
    });
    expect(opening).toEqual([]);
    expect(naming).toEqual(
      expect.arrayContaining(['/api/discipline-cases/{id}', '/api/facts', '/api/facts.csv', '/api/engagements/{id}']),
    );
  }, 120_000);
});

const fail = (): never => {
  throw new Error('the API has no log of readings');
};
