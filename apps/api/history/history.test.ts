import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { answered } from '#platform/http/time-travel';
import { type TestApi, testApi } from '../../../tests/support/servers/api.js';
import { historyAnswer } from './answer.js';

const Receipt = z.looseObject({ id: z.uuid().optional(), position: z.string() });
const HistoryAnswer = answered(historyAnswer);

let api: TestApi;
let ward: string;
let base: string;
let last = '0';
const send = async (path: string, body: object): Promise<string> => {
  const answer = await api.post(path, body);
  expect([path, answer.status, answer.status === 201 ? '' : answer.text]).toEqual([path, 201, '']);
  const receipt = Receipt.parse(answer.json);
  last = receipt.position;
  return receipt.id ?? '';
};
const history = async (path: string) => {
  const answer = await api.get(`/api/streams/${path}${path.includes('?') ? '&' : '?'}after=${last}`);
  expect([path, answer.status]).toEqual([path, 200]);
  return HistoryAnswer.parse(answer.json);
};

beforeAll(async () => {
  api = await testApi();
  const on = { establishedOn: '2025-07-01' };
  const decision = { number: '1899-QĐ/TU', signedOn: '2025-06-20' };
  ward = await send('/api/organizations', {
    name: 'Đảng bộ phường Thử Nghiệm',
    type: 'WARD_ORGANIZATION',
    parentId: null,
    ...on,
    decision,
  });
  base = await send('/api/organizations', {
    name: 'Đảng bộ khu dân cư',
    type: 'BASE_ORGANIZATION',
    parentId: ward,
    ...on,
  });
  const cell = await send('/api/organizations', { name: 'Chi bộ Nhầm', type: 'SUB_CELL', parentId: base, ...on });
  const changes = [{ field: 'name', from: 'Chi bộ Nhầm', to: 'Chi bộ Đúng' }];
  await send(`/api/organizations/${cell}/corrections`, { corrects: 2, reason: 'ghi nhận gõ nhầm tên', changes });
  await send(`/api/organizations/${cell}/annulments`, { corrects: 2, reason: 'nhập hai lần' });
  await send(`/api/organizations/${base}/renaming`, { name: 'Đảng bộ An Lạc', effectiveOn: '2026-01-01' });
});
afterAll(() => api.close());

describe('the history of a stream', () => {
  it('has a sentence for each entry in both languages, with its later correction or annulment', async () => {
    const { entries, next } = await history(`register/${ward}/history`);
    expect(next).toBeNull();
    expect(entries.map(({ sentence }) => sentence.vi)).toEqual([
      'Thành lập Đảng bộ phường Thử Nghiệm (đảng bộ phường), ngày 1/7/2025, theo văn bản 1899-QĐ/TU ngày 20/6/2025',
      'Thành lập Đảng bộ khu dân cư (đảng bộ cơ sở), trực thuộc Đảng bộ phường Thử Nghiệm, ngày 1/7/2025',
      'Thành lập Chi bộ Nhầm (chi bộ trực thuộc đảng ủy cơ sở), trực thuộc Đảng bộ An Lạc, ngày 1/7/2025',
      'Sửa mục ghi số 2, lý do: ghi nhận gõ nhầm tên. Nay là: Thành lập Chi bộ Đúng (chi bộ trực thuộc đảng ủy cơ sở), trực thuộc Đảng bộ An Lạc, ngày 1/7/2025',
      'Hủy mục ghi số 2, lý do: nhập hai lần. Mục ghi bị hủy: Thành lập Chi bộ Đúng (chi bộ trực thuộc đảng ủy cơ sở), trực thuộc Đảng bộ An Lạc, ngày 1/7/2025',
      'Đổi tên thành “Đảng bộ An Lạc”, ngày 1/1/2026',
    ]);
    expect(entries.at(2)?.sentence.en).toBe(
      'Chi bộ Nhầm (cell under a base committee) established under Đảng bộ An Lạc on 1 July 2025',
    );
    expect(entries.map(({ revision, status, changedBy, corrects }) => [revision, status, changedBy, corrects])).toEqual(
      [
        [0, 'COUNTS', null, null],
        [1, 'COUNTS', null, null],
        [2, 'ANNULLED', 4, null],
        [3, 'COUNTS', null, 2],
        [4, 'COUNTS', null, 2],
        [5, 'COUNTS', null, null],
      ],
    );
    expect(new Set(entries.map(({ actorRole }) => actorRole))).toEqual(new Set(['clerk']));
  });

  it('is read page by page', async () => {
    const revisions: number[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page: z.output<typeof HistoryAnswer> = await history(
        `register/${ward}/history?limit=4${next === '' ? '' : `&cursor=${next}`}`,
      );
      revisions.push(...page.entries.map(({ revision }) => revision));
      next = page.next;
    }
    expect(revisions).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('shows what was known at a moment, with corrections and annulments up to then', async () => {
    const { entries } = await history(`register/${ward}/history`);
    const corrected = entries[3]?.recordedAt ?? '';
    const { entries: then } = await history(`register/${ward}/history?knownAt=${corrected}`);
    expect(then.length).toBeLessThanOrEqual(4);
    expect(then.length).toBeGreaterThan(0);
    const known = await api.get(`/api/streams/register/${ward}/history?knownAt=2020-01-01`);
    expect(known.status).toBe(404);
  });

  it('exists for the store’s own stream, and is 404 for a record that does not exist', async () => {
    const log = api.api.platform.declared.log;
    const { entries } = await history(`store/${log}/history`);
    expect(entries[0]?.sentence.vi).toBe('Mở kho dữ liệu cho dữ liệu mẫu (DEMO)');
    expect((await api.get(`/api/streams/register/${randomUUID()}/history`)).status).toBe(404);
    // A kind of stream that does not exist is refused as a wrong word, which the log of readings does not keep.
    for (const path of [
      `nothing/${ward}/history`,
      `__proto__/${ward}/history`,
      `register/x/history`,
      `register/${ward}/history?cursor=e30`,
    ])
      expect((await api.get(`/api/streams/${path}`)).status).toBe(422);
  });
});
