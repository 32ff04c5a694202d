import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jsonEvent, KurrentDBClient } from '@kurrent/kurrentdb-client';
import { z } from 'zod';
import { engagements } from '#features/engagements';
import { rebuild } from '#platform/projections/running';
import { type LogPlace, onKurrentDb, onPostgres, WatchedProduct } from '../support/servers/log-places.js';
import { numbering } from '../support/worlds/next-number.js';

const Told = z.object({
  trouble: z
    .object({
      kind: z.string(),
      vi: z.string(),
      en: z.string(),
      strange: z.looseObject({ kind: z.string(), stream: z.string().nullable() }).nullable(),
    })
    .nullable(),
  setAside: z.array(z.object({ strange: z.looseObject({ kind: z.string(), stream: z.string().nullable() }) })),
});

const credentials = { username: 'nobody', password: 'nothing' };
const reason = 'đã xem xét, không khôi phục được';

/** Manipulations of a stream of the log, and the alarm that each raises. */
interface Strike {
  readonly name: string;
  readonly kind: string;
  readonly by: (place: LogPlace, stream: string) => Promise<unknown>;
}

const onServer =
  (act: (client: KurrentDBClient, name: string, place: LogPlace) => Promise<unknown>) =>
  async ({ server, ...place }: LogPlace, stream: string) => {
    if (!server) throw new TypeError('the log is not on a server of its own');
    const client = KurrentDBClient.connectionString(server.url);
    try {
      await act(client, `mc_${stream}`, { server, ...place });
    } finally {
      await client.dispose();
    }
  };
/** The first metadata of a deleted stream hide its earlier events; the next metadata need not. */
const restoreMetadata = async (client: KurrentDBClient, name: string) => {
  for (let i = 0; i < 2; i++) await client.setStreamMetadata(name, {}, { credentials });
};

const lastOf = (stream: string) => `(select max(revision) from log.events where stream = '${stream}')`;

const STRIKES: Readonly<Record<'PostgreSQL' | 'KurrentDB', readonly Strike[]>> = {
  PostgreSQL: [
    {
      name: 'a later append that something followed is deleted',
      kind: 'missingPositions',
      by: ({ sql }, stream) =>
        sql(`delete from log.events where stream = '${stream}' and revision = ${lastOf(stream)}`),
    },
    {
      name: 'everything of a record is deleted',
      kind: 'missingPositions',
      by: ({ sql }, stream) => sql(`delete from log.events where stream = '${stream}'`),
    },
  ],
  KurrentDB: [
    {
      name: 'somebody appends',
      kind: 'foreignEvent',
      by: onServer((client, name) => client.appendToStream(name, jsonEvent({ type: 'X', data: {} }), { credentials })),
    },
    { name: 'a tombstone', kind: 'streamDeleted', by: onServer((c, name) => c.tombstoneStream(name, { credentials })) },
    {
      name: 'a soft deletion',
      kind: 'streamDeleted',
      by: onServer((c, name) => c.deleteStream(name, { credentials })),
    },
    {
      name: 'a greatest age',
      kind: 'streamDeleted',
      by: onServer((client, name) => client.setStreamMetadata(name, { maxAge: 60 }, { credentials })),
    },
    {
      name: 'a copy of our last event',
      kind: 'eventTwice',
      by: onServer(async (client, name) => {
        const last = { direction: 'backwards', fromRevision: 'end', maxCount: 1 } as const;
        for await (const { event } of client.readStream(name, last)) {
          if (!event?.isJson) throw new Error('no event');
          const { type, data, metadata } = event;
          const copy = jsonEvent({
            type,
            data: data as Record<string, string>,
            metadata: metadata as Record<string, string>,
          });
          await client.appendToStream(name, copy, { credentials });
        }
      }),
    },
  ],
};
/** Changes the log while no program runs; the next start has to detect it. */
const WHILE_STOPPED: Readonly<Record<keyof typeof STRIKES, Strike>> = {
  PostgreSQL: {
    name: 'a row is deleted',
    kind: 'missingPositions',
    by: ({ sql }, stream) => sql(`delete from log.events where stream = '${stream}' and revision = 1`),
  },
  KurrentDB: {
    name: 'the first events were scavenged',
    kind: 'missingEvents',
    by: onServer(async (client, name, { server }) => {
      await client.deleteStream(name, { credentials });
      await server?.scavenge();
      await restoreMetadata(client, name);
    }),
  },
};

const nextNumber = numbering();
let product: WatchedProduct;
let ward: string;
let cell: string;

async function opened(): Promise<{ readonly id: string; readonly revision: number }> {
  const { status, json } = await product.ask('/api/inspections', 'other', {
    kind: 'INSP_COMPLIANCE',
    decidingBody: { organizationId: ward, body: 'COMMITTEE' },
    decision: { number: nextNumber('QĐ/ĐU'), signedOn: '2026-03-02' },
    dueOn: '2026-06-30',
    subjects: [{ organizationId: cell, capacity: 'ORGANIZATION' }],
  });
  if (status !== 201) throw new Error(JSON.stringify(json));
  return { id: String(json.id), revision: Number(json.revision) };
}
const begin = (id: string, revision: number) =>
  product.ask(`/api/inspections/${id}/start`, 'other', { conductedOn: '2026-04-02' }, { 'if-match': `"${revision}"` });
const log = async () => Told.parse((await product.ask('/api/log', 'operator')).json);
const isStrange = ({ status, json }: { status: number; json: Record<string, unknown> }) =>
  status === 503 && json.code === 'log-strange';

/** A record with two more appends, followed by others in the log. */
async function victim(): Promise<string> {
  const { id, revision } = await opened();
  const begun = await begin(id, revision);
  expect([begun.status, begun.json]).toMatchObject([201, {}]);
  const { json } = await product.establish('Đảng bộ phường khác');
  await product.until(`/api/organizations?after=${String(json.position)}`, ({ status }) => status === 200);
  return id;
}

/** Two persons set the present anomaly aside. @returns the record in which it is */
async function settle(): Promise<string | null> {
  const { trouble } = await log();
  if (!trouble?.strange) throw new Error(`nothing strange: ${JSON.stringify(trouble)}`);
  const body = { strange: trouble.strange, reason };
  expect(await product.ask('/api/log/set-aside', 'chair', body)).toMatchObject({
    status: 409,
    json: { code: 'SettingAsideNotProposed' },
  });
  expect((await product.ask('/api/log/set-aside/proposals', 'chair', body)).status).toBe(201);
  expect(await product.ask('/api/log/set-aside', 'chair', body)).toMatchObject({
    status: 409,
    json: { code: 'TwoPersonsForLog' },
  });
  expect((await product.ask('/api/log/set-aside', 'other', body)).status).toBe(201);
  return trouble.strange.stream;
}

/** Checks that nothing is answered as current and that nothing is recorded. */
async function standsStill(id: string, kind: string): Promise<void> {
  const before = await product.recorded();
  const { trouble } = await log();
  expect(trouble).toMatchObject({ kind: 'log-strange', strange: { kind, stream: `engagement-${id}` } });
  expect(trouble?.vi).toContain(`engagement-${id}`);
  for (const path of ['/api/coverage', `/api/streams/register/${ward}/history`, `/api/engagements/${id}`])
    expect(await product.ask(path)).toMatchObject({ status: 503, json: { code: 'log-strange' } });
  expect(await product.establish('Đảng bộ phường sau nữa')).toMatchObject({
    status: 503,
    json: { code: 'log-strange' },
  });
  expect(await product.recorded()).toBe(before);
  const page = await product.page('/');
  expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8']);
  expect(await page.text()).toMatch(/Nhật ký có điều bất thường[^]*The log has an anomaly/);
}

/** Checks that all other records go on, and that this record takes no more entries and says so. */
async function goesOn(...aside: readonly string[]): Promise<void> {
  const { json } = await product.until('/api/engagements', ({ status }) => status === 200);
  expect(json.incomplete).toEqual(expect.arrayContaining(aside.map((id) => `engagement-${id}`)));
  const { id: other, revision } = await opened();
  const { json: receipt } = await begin(other, revision);
  await product.until(`/api/engagements?after=${String(receipt.position)}`, ({ status }) => status === 200);
  expect((await product.ask(`/api/streams/engagement/${other}/history`)).json.setAside).toBeNull();
  for (const id of aside) {
    expect(await begin(id, 2)).toMatchObject({ status: 409, json: { code: 'stream-set-aside' } });
    expect((await product.ask(`/api/engagements/${id}/review`)).status).toBe(409);
    const history = await product.ask(`/api/streams/engagement/${id}/history`);
    expect([history.status, history.json.setAside]).toEqual([200, { vi: expect.any(String), en: expect.any(String) }]);
  }
}

async function begun(place: () => Promise<LogPlace>): Promise<void> {
  product = await WatchedProduct.on(place);
  ward = String((await product.establish('Đảng bộ phường An Biên')).json.id);
  cell = String((await product.establish('Chi bộ 1', ward)).json.id);
}
afterEach(() => product.close());

describe.each([
  ['PostgreSQL', onPostgres],
  ['KurrentDB', onKurrentDb],
] as const)('a log in %s', (kind, place) => {
  beforeEach(() => begun(place));

  it('is served again after one anomaly after another was settled, without a restart and after a restart', async () => {
    const aside: string[] = [];
    for (const { name, kind: wanted, by } of STRIKES[kind]) {
      const id = await victim();
      await by(product.place, `engagement-${id}`);
      await product.until('/api/organizations', isStrange);
      await standsStill(id, wanted);
      expect([name, await settle()]).toEqual([name, `engagement-${id}`]);
      aside.push(id);
      await goesOn(id);
    }
    const id = await victim();
    await product.stop();
    await WHILE_STOPPED[kind].by(product.place, `engagement-${id}`);
    await product.start();
    await product.until('/api/organizations', isStrange);
    await standsStill(id, WHILE_STOPPED[kind].kind);
    await settle();
    aside.push(id);
    await goesOn(...aside);

    await product.stop();
    await product.start();
    await goesOn(...aside);
    expect(await log()).toMatchObject({ trouble: null });
    expect((await log()).setAside).toHaveLength(aside.length);
    expect(await product.refusalOf('worker')).toBeNull();
    const { platform } = product.api ?? (await product.start());
    expect(await rebuild(platform.pool, engagements, { ifDifferent: 'switch' })).toEqual({ outcome: 'switched' });
    await goesOn(...aside);
  });

  it('that is repaired is served again without an act', async () => {
    const id = await victim();
    const stream = `engagement-${id}`;
    const { place: at } = product;
    if (kind === 'PostgreSQL')
      await at.sql(
        `create table public.kept as select * from log.events where stream = '${stream}' and revision = 1`,
        `delete from log.events where stream = '${stream}' and revision = 1`,
      );
    else await onServer((client, name) => client.deleteStream(name, { credentials }))(at, stream);
    await product.until('/api/organizations', isStrange);
    if (kind === 'PostgreSQL') await at.sql('insert into log.events select * from public.kept');
    else await onServer(restoreMetadata)(at, stream);
    await product.until('/api/organizations', ({ status }) => status === 200);
    expect(await begin(id, 0)).toMatchObject({ status: 412, json: { code: 'stale-revision' } });
    expect((await log()).trouble).toBeNull();
  });
});

describe('a log in PostgreSQL', () => {
  beforeEach(() => begun(onPostgres));

  it('that lost its end, with tables past it, is set aside, then accepted', async () => {
    const { id, revision } = await opened();
    const { json } = await begin(id, revision);
    await product.until(`/api/engagements?after=${String(json.position)}`, ({ status }) => status === 200);
    await product.place.sql('delete from log.events where position = (select position from log.head)');
    await product.until('/api/organizations', isStrange);
    await standsStill(id, 'missingPositions');
    await settle();
    expect((await log()).trouble?.kind).toBe('log-replaced');
    expect((await product.ask('/api/log/restores/proposals', 'chair', { reason })).status).toBe(201);
    expect((await product.ask('/api/log/restores', 'other', { reason })).status).toBe(201);
    await goesOn(id);
  });
});
