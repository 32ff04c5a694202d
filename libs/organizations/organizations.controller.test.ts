import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ofRecord } from '#platform/http/record-steps';
import { answered } from '#platform/http/time-travel';
import { type TestApi, testApi } from '../../tests/support/servers/api.js';
import { lineageAnswer, listAnswer, oneAnswer, treeAnswer } from './answers.js';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const Receipt = z.looseObject({ id: z.uuid().optional(), revision: z.int(), position: z.string() });
let last = '0';
/** Sends a command and returns the id of the organization that it founded, or an empty text. */
const send = async (path: string, body: object, headers: Record<string, string> = {}): Promise<string> => {
  const answer = await api.post(path, body, headers);
  expect([path, answer.status, answer.status === 201 ? '' : answer.text]).toEqual([path, 201, '']);
  const receipt = Receipt.parse(answer.json);
  last = receipt.position;
  return receipt.id ?? '';
};
const refused = async (path: string, body: object, status: number, code: string) => {
  const answer = await api.post(path, body);
  expect([answer.status, (answer.json as { code: string }).code]).toEqual([status, code]);
  return answer.json as { errors: { field: string }[]; facts?: Record<string, unknown> };
};
const ask = async <S extends z.ZodRawShape>(path: string, shape: S) => {
  const answer = await api.get(`${path}${path.includes('?') ? '&' : '?'}after=${last}`);
  expect([path, answer.status]).toEqual([path, 200]);
  return answered(shape).parse(answer.json);
};

const on = '2025-07-01';
const found = (name: string, type: string, parentId: string | null) =>
  send('/api/organizations', { name, type, parentId, establishedOn: on });

let ward: string;
let base: string;
let cells: string[];
beforeAll(async () => {
  ward = await found('Đảng bộ phường Thử Nghiệm', 'WARD_ORGANIZATION', null);
  base = await found('Đảng bộ khu dân cư', 'BASE_ORGANIZATION', ward);
  cells = [];
  for (const n of [10, 2, 1, 11]) cells.push(await found(`Chi bộ ${n}`, 'SUB_CELL', base));
});

describe('commands', () => {
  it('find the register of an organization that was founded a moment ago', async () => {
    const cell = await found('Chi bộ mới', 'SUB_CELL', base);
    await send(`/api/organizations/${cell}/renaming`, { name: 'Chi bộ Mới', effectiveOn: '2025-08-01' });
    await send(`/api/organizations/${cell}/member-counts`, { count: 12, countedOn: '2025-09-01' });
    const { organization } = await ask(`/api/organizations/${cell}?asOf=2025-09-01`, ofRecord(oneAnswer));
    expect(organization).toMatchObject({ name: 'Chi bộ Mới', members: 12, status: 'EXISTING', registerId: ward });
    await send(`/api/organizations/${cell}/dissolution`, { effectiveOn: '2025-10-01' });
    const { organization: ended } = await ask(`/api/organizations/${cell}`, ofRecord(oneAnswer));
    expect(ended).toMatchObject({ name: 'Chi bộ Mới', status: 'ENDED', endedOn: '2025-10-01', endedHow: 'DISSOLVED' });
  });

  it('answer a repeat with the first receipt, and begin one ward only', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = { name: 'Đảng bộ phường Khác', type: 'WARD_ORGANIZATION', parentId: null, establishedOn: on };
    const first = await send('/api/organizations', body, headers);
    expect(await send('/api/organizations', body, headers)).toBe(first);
  });

  it('name the first impossible day and what conflicts', async () => {
    const problem = await refused(
      `/api/organizations/${base}/dissolution`,
      { effectiveOn: '2026-01-01' },
      409,
      'HasSubordinates',
    );
    expect(problem.facts).toMatchObject({ on: '2026-01-01', conflict: 'HasSubordinates', organizationId: base });
  });

  it('answer 404 for an unknown organization in the path, and name the field if it is in the body', async () => {
    const nobody = randomUUID();
    await refused(`/api/organizations/${nobody}/dissolution`, { effectiveOn: on }, 404, 'not-found');
    const child = { name: 'X', type: 'SUB_CELL', parentId: nobody, establishedOn: on };
    expect((await refused('/api/organizations', child, 422, 'invalid-request')).errors[0]?.field).toBe('parentId');
    const merger = {
      manner: 'ABSORPTION',
      from: [nobody, nobody],
      into: [{ organizationId: nobody }],
      effectiveOn: on,
    };
    expect((await refused('/api/reorganizations', merger, 422, 'invalid-request')).errors[0]?.field).toBe('from.0');
  });

  it('correct and annul entries about the organization in the address, and no others', async () => {
    const cell = await found('Chi bộ Nhầm', 'SUB_CELL', base);
    const { history } = await ask(`/api/organizations/${cell}/lineage`, ofRecord(lineageAnswer));
    const corrects = history[0]?.revision ?? -1;
    const changes = [{ field: 'name', from: 'Chi bộ Nhầm', to: 'Chi bộ Đúng' }];
    const reason = 'ghi nhận gõ nhầm tên';
    await refused(`/api/organizations/${base}/corrections`, { corrects, reason, changes }, 422, 'invalid-request');
    await send(`/api/organizations/${cell}/corrections`, { corrects, reason, changes });
    const after = await ask(`/api/organizations/${cell}/lineage`, ofRecord(lineageAnswer));
    expect(after.history).toMatchObject([{ corrected: true, content: { name: 'Chi bộ Đúng' } }]);
    await send(`/api/organizations/${cell}/annulments`, { corrects, reason });
    for (const path of [cell, `${cell}/lineage`]) {
      const { status, json } = await api.get(`/api/organizations/${path}?after=${last}`);
      expect([path, status, json]).toMatchObject([path, 410, { facts: { entry: corrects, reason } }]);
    }
  });

  it('reorganize, and tell where each organization came from and went', async () => {
    const [a, b] = [await found('Chi bộ A', 'SUB_CELL', base), await found('Chi bộ B', 'SUB_CELL', base)];
    const founded = { name: 'Chi bộ AB', type: 'SUB_CELL', parentId: base };
    const order = { manner: 'CONSOLIDATION', from: [a, b], into: [{ founded }], effectiveOn: '2026-02-01' };
    const merged = await send('/api/reorganizations', order);
    const lineage = await ask(`/api/organizations/${merged}/lineage`, ofRecord(lineageAnswer));
    expect(lineage.predecessors.map(({ predecessorName }) => predecessorName).sort()).toEqual(['Chi bộ A', 'Chi bộ B']);
    const before = await ask(`/api/organizations/${a}/lineage?asOf=2026-01-31`, ofRecord(lineageAnswer));
    expect(before.successors).toEqual([]);
  });
});

describe('questions', () => {
  it('give the tree in Vietnamese order with its figures, the ward not counted', async () => {
    const tree = await ask(`/api/organizations/tree?within=${ward}&asOf=2025-07-15`, treeAnswer);
    const names = tree.organizations
      .map(({ name, depth }) => `${depth} ${name}`)
      .filter((name) => /Chi bộ \d/.test(name));
    expect(names).toEqual(['2 Chi bộ 1', '2 Chi bộ 2', '2 Chi bộ 10', '2 Chi bộ 11']);
    expect([tree.organizations[0]?.organizationId, tree.direct]).toEqual([ward, 1]);
  });

  it('find Chi bộ 1 before Chi bộ 10 in a search without diacritics, page by page', async () => {
    const names: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const cursor: string = next === '' ? '' : `&cursor=${next}`;
      const path = `/api/organizations?within=${ward}&search=chi%20bo%201&limit=1${cursor}`;
      const page: { organizations: { name: string }[]; next: string | null } = await ask(path, listAnswer);
      names.push(...page.organizations.map(({ name }) => name));
      next = page.next;
    }
    expect(names).toEqual(['Chi bộ 1', 'Chi bộ 10', 'Chi bộ 11']);
  });

  it.each(['%25', '_', '%F0%9F%98%80', '...', '%20'])('find nothing for %s, which names nothing', async (search) => {
    const { organizations } = await ask(`/api/organizations?within=${ward}&search=${search}`, listAnswer);
    expect(organizations).toEqual([]);
  });

  it('answer as known at a moment before anything was recorded with nothing', async () => {
    const tree = await ask(`/api/organizations/tree?within=${ward}&knownAt=2020-01-01&asOf=2026-01-01`, treeAnswer);
    expect(tree.organizations).toEqual([]);
  });

  it('refuse a forged cursor', async () => {
    expect((await api.get('/api/organizations?cursor=e30')).status).toBe(422);
  });
});
