import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { answered } from '#platform/http/time-travel';
import { TESTER, type TestApi, testApi } from '../../../tests/support/servers/api.js';
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
      'Thành lập Đảng bộ phường Thử Nghiệm (đảng bộ phường), ngày 1/7/2025, theo Quyết định số 1899-QĐ/TU ngày 20/6/2025',
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
        [3, 'VOID', null, 2],
        [4, 'COUNTS', null, 2],
        [5, 'COUNTS', null, null],
      ],
    );
    expect(new Set(entries.map(({ actorRole }) => actorRole))).toEqual(new Set(['clerk']));
  });

  it('tells what each entry changed, on which day, and by whom', async () => {
    const { entries } = await history(`register/${ward}/history`);
    const [, , , corrected, annulled, renamed] = entries;
    expect(corrected?.changes).toEqual([
      {
        field: 'name',
        label: { vi: 'tên', en: 'name' },
        before: { vi: 'Chi bộ Nhầm', en: 'Chi bộ Nhầm' },
        after: { vi: 'Chi bộ Đúng', en: 'Chi bộ Đúng' },
      },
    ]);
    expect(corrected).toMatchObject({ voidBecause: 2, overtakenBy: null });
    expect(annulled?.changes).toContainEqual({
      field: 'type',
      label: { vi: 'loại hình', en: 'type' },
      before: { vi: 'chi bộ trực thuộc đảng ủy cơ sở', en: 'cell under a base committee' },
      after: null,
    });
    expect(renamed?.changes.map(({ before, after }) => [before?.vi, after?.vi])).toEqual([
      ['Đảng bộ khu dân cư', 'Đảng bộ An Lạc'],
    ]);
    expect(renamed?.happenedOn).toEqual([
      { field: 'effectiveOn', label: { vi: 'ngày có hiệu lực', en: 'first day of effect' }, on: '2026-01-01' },
    ]);
    expect(renamed?.actor).toMatchObject({ person: { personId: TESTER }, role: 'clerk', onBehalfOf: null });
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

describe('an engagement', () => {
  const subject = (n: number) => ({ organizationId: bodies[n], capacity: 'ORGANIZATION' });
  let bodies: string[] = [];
  const opening = async (number: string) => {
    bodies = [base, ward];
    return send('/api/inspections', {
      kind: 'INSP_COMPLIANCE',
      decidingBody: { organizationId: ward, body: 'COMMITTEE' },
      decision: { number, signedOn: '2026-03-02' },
      theme: 'chủ đề A',
      subjects: [subject(0)],
    });
  };
  let revision = 0;
  const change = async (id: string, route: string, body: object) => {
    const answer = await api.post(`/api/inspections/${id}/${route}`, body, { 'if-match': `"${revision}"` });
    expect([route, answer.status, answer.status === 201 ? '' : answer.text]).toEqual([route, 201, '']);
    const receipt = z.looseObject({ revision: z.int(), position: z.string() }).parse(answer.json);
    [revision, last] = [receipt.revision, receipt.position];
  };
  const one = async (id: string, query = '') => {
    const answer = await api.get(`/api/engagements/${id}?${query}&after=${last}`);
    const parsed = z.looseObject({
      engagement: z.looseObject({ theme: z.string().nullable(), status: z.string() }),
      revision: z.int(),
      previous: z.int().nullable(),
      next: z.int().nullable(),
    });
    return answer.status === 200 ? parsed.parse(answer.json) : answer;
  };

  it('tells of a theme corrected twice each field, before and after; the first correction is overtaken', async () => {
    revision = 0;
    const id = await opening('15-QĐ/ĐU');
    const correct = (from: string, to: string) =>
      change(id, 'corrections', { corrects: 0, reason: 'ghi sai chủ đề', changes: [{ field: 'theme', from, to }] });
    await correct('chủ đề A', 'chủ đề B');
    await correct('chủ đề B', 'chủ đề C');
    const { entries } = await history(`engagement/${id}/history`);
    const words = (text: string) => ({ vi: text, en: text });
    const label = { vi: 'chủ đề', en: 'theme' };
    expect(entries.map(({ changes, status, overtakenBy }) => ({ changes, status, overtakenBy }))).toEqual([
      { changes: [], status: 'CORRECTED', overtakenBy: null },
      {
        changes: [{ field: 'theme', label, before: words('chủ đề A'), after: words('chủ đề B') }],
        status: 'OVERTAKEN',
        overtakenBy: 2,
      },
      {
        changes: [{ field: 'theme', label, before: words('chủ đề B'), after: words('chủ đề C') }],
        status: 'COUNTS',
        overtakenBy: null,
      },
    ]);
    const steps = [];
    for (let at: number | null = 2; at !== null;) {
      const then = await one(id, `revision=${at}`);
      if (!('engagement' in then)) throw new Error(then.text);
      steps.push([then.engagement.theme, then.revision, then.previous, then.next]);
      at = then.previous;
    }
    expect(steps).toEqual([
      ['chủ đề C', 2, 1, null],
      ['chủ đề B', 1, 0, 2],
      ['chủ đề A', 0, null, 1],
    ]);
    expect(await one(id, 'revision=3')).toMatchObject({ status: 404 });
    expect(await one(id, 'revision=1&knownAt=2026-01-01')).toMatchObject({ status: 422 });
  });

  it('tells a conclusion with both its days, and as void once the opening is annulled', async () => {
    revision = 0;
    const id = await opening('16-QĐ/ĐU');
    const shown = (await api.get(`/api/engagements/${id}?after=${last}`)).json as {
      engagement: { subjects: { subjectId: string }[] };
    };
    const [{ subjectId } = { subjectId: '' }] = shown.engagement.subjects;
    await change(id, 'conclusion', {
      concludedOn: '2026-10-28',
      notice: { number: '20-TB/ĐU', signedOn: '2026-10-30' },
      outcomes: [{ subjectId, outcome: 'GOOD' }],
    });
    await change(id, 'annulments', { corrects: 0, reason: 'ghi nhầm phường khác' });
    const { entries } = await history(`engagement/${id}/history`);
    const [, concluded] = entries;
    expect(concluded?.sentence.vi).toContain('ngày 28/10/2026');
    expect(concluded?.sentence.vi).toContain('ngày 30/10/2026');
    expect(concluded?.sentence.vi).toContain('Đảng bộ An Lạc');
    expect(concluded?.happenedOn.map(({ field, label, on }) => [field, label.vi, on])).toEqual([
      ['concludedOn', 'ngày kết luận', '2026-10-28'],
      ['notice.signedOn', 'ngày ký (thông báo)', '2026-10-30'],
    ]);
    expect(concluded).toMatchObject({ status: 'VOID', voidBecause: 0, changedBy: null });
  });
});
