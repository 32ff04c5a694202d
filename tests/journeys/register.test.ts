import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { StreamId } from '#kernel/ids';
import { leafHash } from '#kernel/record';
import { type Answered, described, testApi, type TestApi } from '../support/servers/api.js';
import { standInServer } from '../support/servers/kurrentdb.js';

/** The event store of the product: its settings, and a function that stops it afterwards. */
const STORES: readonly [string, () => Promise<{ environment: Record<string, string>; end: () => Promise<void> }>][] = [
  ['postgres', () => Promise.resolve({ environment: {}, end: () => Promise.resolve() })],
  [
    'kurrentdb',
    async () => {
      const server = await standInServer();
      const environment = { EVENT_STORE: 'kurrentdb', KURRENTDB_URL: server.url };
      return { environment, end: () => server.close() };
    },
  ],
];

interface Receipt {
  readonly stream: string;
  readonly revision: number;
  readonly eventIds: string[];
  readonly position: string;
  readonly leafHashes: string[];
  readonly id: string;
}
interface Listed {
  readonly organizations: { name: string; organizationId: string; members: number | null }[];
  readonly next: string | null;
  readonly asOf: string;
  readonly knownAt: string;
  readonly position: string;
  readonly incomplete: string[];
}
const receipt = ({ status, json, text }: Answered): Receipt => {
  expect([status, text]).toEqual([201, text]);
  return json as Receipt;
};
const decision = { number: '01-QĐ/TU', issuer: 'Thành ủy', signedOn: '2025-06-20' };

describe.each(STORES)('the register over HTTP, events in %s', (_, start) => {
  let product: TestApi;
  let end: () => Promise<void>;
  let ward: Receipt;
  let cells: [Receipt, Receipt, Receipt];
  let last: Receipt;

  const post = async (path: string, body: object, headers?: Record<string, string>) =>
    (last = receipt(await product.post(path, body, headers)));
  const list = async (query = '') =>
    (await product.get(`/api/organizations?after=${last.position}${query}`)).json as Listed;
  const names = async (query = '') => (await list(query)).organizations.map(({ name }) => name);
  const establish = (name: string, type = 'BASE_CELL', parentId: string | null = ward.id) =>
    post('/api/organizations', { name, type, parentId, establishedOn: '2025-07-01', decision });

  beforeAll(async () => {
    const store = await start();
    end = store.end;
    product = await testApi(store.environment);
    ward = await establish('Đảng bộ phường Ấn Biên', 'WARD_ORGANIZATION', null);
    cells = [await establish('Chi bộ 1'), await establish('Chi bộ 2'), await establish('Chi bộ 10')];
  });
  afterAll(async () => {
    await product.close();
    await end();
  });

  it('answers the same request with the same receipt, and records it once', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = { name: 'Chi bộ 3', type: 'BASE_CELL', parentId: ward.id, establishedOn: '2025-07-01', decision };
    const first = await product.post('/api/organizations', body, key);
    const again = await product.post('/api/organizations', body, { ...key, 'if-match': '"0"' });
    last = receipt(first);
    expect(again.json).toEqual(first.json);
    expect(again.headers).toMatchObject({ etag: first.headers.etag, 'idempotency-replayed': 'true' });
    expect((await names()).filter((name) => name === 'Chi bộ 3')).toHaveLength(1);
  });

  it('returns a receipt that names the stored events', async () => {
    const { stream, revision, eventIds, leafHashes } = cells[0];
    const [stored] = await product.api.platform.store.read(StreamId.parse(stream), revision, 1);
    expect([stored?.record.id]).toEqual(eventIds);
    expect([leafHash(stored?.text ?? '')]).toEqual(leafHashes);
  });

  it('honors If-Match: of 32 commands on the same revision one succeeds, and 31 get the present revision', async () => {
    const tag = `"${last.revision}"`;
    const count = (no: number) =>
      product.post(
        `/api/organizations/${cells[no % 2 === 0 ? 0 : 1].id}/member-counts`,
        { count: 20 + no, countedOn: '2025-08-01', source: null },
        { 'if-match': tag },
      );
    const answers = await Promise.all(Array.from({ length: 32 }, (_, no) => count(no)));
    const [winner, ...others] = answers.sort((a, b) => a.status - b.status);
    last = receipt(winner ?? (await count(0)));
    expect(others).toHaveLength(31);
    for (const { status, headers, json } of others) {
      expect([status, headers.etag]).toEqual([412, `"${last.revision}"`]);
      expect(json).toMatchObject({ facts: { expected: last.revision - 1, actual: last.revision } });
    }
  });

  it('includes a record in answers after its position', async () => {
    for (let no = 1; no <= 5; no++) {
      const renamed = `Chi bộ Trường số ${no}`;
      await post(`/api/organizations/${cells[1].id}/renaming`, {
        name: renamed,
        effectiveOn: `2025-09-0${no}`,
        decision,
      });
      expect(await names()).toContain(renamed);
    }
  });

  it('answers for a past day as it was, and for a past state of knowledge as it was known', async () => {
    expect(await names('&asOf=2025-08-31')).toContain('Chi bộ 2');
    expect(await names('&asOf=2025-09-03')).toContain('Chi bộ Trường số 3');
    expect(await names('&asOf=2025-06-30')).toEqual([]);
    const before = await list();
    // Recording times have milliseconds: the next event must not fall into the same one.
    await new Promise((resolve) => setTimeout(resolve, 5));
    await post(`/api/organizations/${cells[0].id}/renaming`, {
      name: 'Chi bộ Một',
      effectiveOn: '2025-08-15',
      decision,
    });
    expect(await names('&asOf=2025-08-31')).toContain('Chi bộ Một');
    const then = await list(`&asOf=2025-08-31&knownAt=${before.knownAt}`);
    expect(then.organizations.map(({ name }) => name)).toContain('Chi bộ 1');
    expect(then).toMatchObject({
      asOf: '2025-08-31',
      knownAt: before.knownAt,
      position: before.position,
      incomplete: [],
    });
  });

  it('corrects an entry, and answers as before for the time before the correction', async () => {
    const { knownAt } = await list();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const correction = {
      corrects: cells[2].revision,
      reason: 'ghi nhận ghi nhầm số',
      changes: [{ field: 'name', from: 'Chi bộ 10', to: 'Chi bộ 11' }],
    };
    await post(`/api/organizations/${cells[2].id}/corrections`, correction);
    expect(await names('&asOf=2025-07-01')).toContain('Chi bộ 11');
    expect(await names(`&asOf=2025-07-01&knownAt=${knownAt}`)).toContain('Chi bộ 10');
  });

  it('pages through a list without gap or repetition', async () => {
    const all = await names('&limit=200');
    const paged: string[] = [];
    for (let page = await list('&limit=2'); ; page = await list(`&limit=2&cursor=${page.next}`)) {
      paged.push(...page.organizations.map(({ name }) => name));
      if (page.next === null) break;
    }
    expect(paged).toEqual(all);
  });

  it('refuses an entry that makes the timeline impossible, and names the day', async () => {
    const dissolved = { effectiveOn: '2025-08-01', decision };
    const answer = await product.post(`/api/organizations/${cells[1].id}/dissolution`, dissolved);
    expect([answer.status, answer.text]).toEqual([409, expect.stringContaining('urn:minh-chung:refusal:')]);
    expect(answer.json).toMatchObject({
      titles: { vi: expect.any(String), en: expect.any(String) },
      facts: expect.any(Object),
    });
  });

  it('answers in the documented shapes', async () => {
    const { operations, objection } = await described(product);
    const paths: Record<string, string> = {
      '/api/organizations': `/api/organizations?after=${last.position}`,
      '/api/organizations/tree': '/api/organizations/tree',
      '/api/organizations/{id}': `/api/organizations/${cells[0].id}`,
      '/api/organizations/{id}/lineage': `/api/organizations/${cells[0].id}/lineage`,
    };
    for (const operation of operations.filter(({ method, path }) => method === 'GET' && path in paths)) {
      const { status, json } = await product.get(paths[operation.path] ?? '');
      expect([operation.path, status, objection(operation, status, json)]).toEqual([operation.path, 200, null]);
    }
  });
});
