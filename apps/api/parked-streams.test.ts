import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Role } from '#features/access';
import { type StreamId, streamId } from '#kernel/ids';
import { type TestApi, testApi } from '../../tests/support/servers/api.js';
import { grantRoles, signedIn } from '../../tests/support/worlds/grants.js';
import { randomId, testRecord } from '../../tests/support/worlds/records.js';

const Parked = z.object({ parked: z.array(z.object({ stream: z.string(), revision: z.int() }).loose()) });
const reason = 'đã xem cùng ủy ban';

let api: TestApi;
let operator: Record<string, string>;
beforeAll(async () => {
  api = await testApi();
  operator = await inRole('operator');
});
afterAll(() => api.close());

async function inRole(role: Role): Promise<Record<string, string>> {
  const person = randomId();
  await grantRoles(api.api, person, [role]);
  return signedIn(api.api, person);
}

/** Opens a term with data that no table accepts. Only a faulty program records such data. */
async function parkedTerm(): Promise<StreamId> {
  const stream = streamId('term', randomId());
  const target = { targetId: randomId(), number: '1', wording: 'x', measure: 'OTHER', atLeastPercent: null };
  const { store, declared } = api.api.platform;
  const records = [
    testRecord(stream, 0, { name: 'no day at all' }, { type: 'TermOpened', log: declared.log }),
    testRecord(stream, 1, target, { type: 'TargetSet', log: declared.log }),
  ];
  for (const record of records) await store.append(stream, record.revision - 1, [record]);
  await until(stream, 0);
  return stream;
}

const revisionOf = async (stream: StreamId): Promise<number | null> => {
  const { status, json } = await api.get('/api/read-models/parked', operator);
  expect(status).toBe(200);
  return Parked.parse(json).parked.find((one) => one.stream === stream)?.revision ?? null;
};

/** Waits until the stream is parked at an entry; null: until the stream is not parked. */
async function until(stream: StreamId, revision: number | null): Promise<void> {
  while ((await revisionOf(stream)) !== revision) await sleep(20); // the time-out of the test ends it
}

const route = (stream: StreamId, act: 'retry' | 'skip', projection = 'terms') =>
  `/api/read-models/${projection}/parked/${stream.replace('-', '/')}/${act}`;

describe('a stream that a read model could not follow', () => {
  it('is listed for the operator with the name of the error, and every answer from that model names it', async () => {
    const stream = await parkedTerm();
    const { json } = await api.get('/api/read-models/parked', operator);
    const found = Parked.parse(json).parked.find((one) => one.stream === stream);
    expect(found).toMatchObject({ projection: 'terms', revision: 0, error: expect.stringMatching(/^[\w .]+$/) });
    expect(JSON.stringify(found)).not.toContain('no day at all');
    expect((await api.get('/api/terms')).json).toMatchObject({ incomplete: expect.arrayContaining([stream]) });
  });

  it('continues after an entry that an operator skips, with a reason, in the log', async () => {
    const stream = await parkedTerm();
    const answer = await api.post(route(stream, 'skip'), { revision: 0, reason }, operator);
    expect([answer.status, answer.json]).toEqual([201, expect.objectContaining({ revision: expect.any(Number) })]);
    await until(stream, null);
    const { readDb } = api.api.readModels;
    const rows = await readDb
      .withSchema('read')
      .selectFrom('terms_targets' as never)
      .selectAll()
      .execute();
    expect(rows).toContainEqual(expect.objectContaining({ stream }));
  });

  it('is parked again by a retry without a fix', async () => {
    const stream = await parkedTerm();
    expect((await api.post(route(stream, 'retry'), { reason }, operator)).status).toBe(201);
    await until(stream, 0);
  });

  it('cannot be skipped at another entry, nor if it is not parked, and nothing is recorded', async () => {
    const stream = await parkedTerm();
    const head = await api.api.platform.store.head();
    const other = await api.post(route(stream, 'skip'), { revision: 1, reason }, operator);
    expect([other.status, other.json]).toMatchObject([409, { code: 'NotParked' }]);
    const nobody = await api.post(route(streamId('term', randomId()), 'retry'), { reason }, operator);
    expect([nobody.status, nobody.json]).toMatchObject([409, { code: 'NotParked' }]);
    expect((await api.post(route(stream, 'retry', 'nothing'), { reason }, operator)).status).toBe(404);
    expect(await api.api.platform.store.head()).toBe(head);
  });

  it('can be retried or skipped by operators only', async () => {
    const stream = await parkedTerm();
    for (const role of Role.options.filter((one) => one !== 'operator' && one !== 'guest')) {
      const answer = await api.post(route(stream, 'skip'), { revision: 0, reason }, await inRole(role));
      expect([role, answer.status]).toEqual([role, 403]);
    }
  });
});
