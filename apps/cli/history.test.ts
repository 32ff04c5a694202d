import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { AccountBook } from '#features/identity';
import { Uuid } from '#kernel/ids';
import { loadConfig } from '#platform/config';
import { createLogger } from '#platform/http/logging';
import { type TestApi, testApi } from '../../tests/support/servers/api.js';
import { grantRoles } from '../../tests/support/worlds/grants.js';
import { history } from './history.js';

const PASSWORD = 'mot-mat-khau-du-dai-de-thu';
const reader = Uuid.parse(randomUUID());
let api: TestApi;
let ward: string;

beforeAll(async () => {
  api = await testApi();
  await grantRoles(api.api, reader, ['auditor']);
  await api.api.app.get(AccountBook).add({
    kind: 'person',
    personId: reader,
    username: 'kiem-tra-vien',
    displayName: 'Kiểm tra viên',
    password: PASSWORD,
  });
  const body = { name: 'Đảng bộ phường Nhầm', type: 'WARD_ORGANIZATION', parentId: null, establishedOn: '2025-07-01' };
  ward = ((await api.post('/api/organizations', body)).json as { id: string }).id;
  const changes = [{ field: 'name', from: 'Đảng bộ phường Nhầm', to: 'Đảng bộ phường Đúng' }];
  const correction = { corrects: 0, reason: 'ghi sai tên phường', changes };
  expect((await api.post(`/api/organizations/${ward}/corrections`, correction)).status).toBe(201);
});
afterAll(() => api.close());

async function run(args: readonly string[], typed: readonly (string | null)[] = ['kiem-tra-vien', PASSWORD, '']) {
  const said: string[] = [];
  const answers = [...typed];
  const code = await history.run({
    args,
    configured: (instead) => loadConfig({ ...api.environment, PORT: new URL(api.api.address).port, ...instead }),
    say: (line) => said.push(line),
    ask: () => Promise.resolve(answers.shift() ?? null),
    logger: createLogger('silent'),
    signal: new AbortController().signal,
  });
  return { code, said };
}

it('history prints every entry with what it changed, its days and who recorded it, and the reading is on record', async () => {
  const { code, said } = await run([`register/${ward}`]);
  expect([code, said]).toEqual([
    0,
    [
      '0. Thành lập Đảng bộ phường Nhầm (đảng bộ phường), ngày 1/7/2025',
      '   ngày thành lập: 1/7/2025',
      expect.stringMatching(/^ {3}ghi nhận ngày \d+\/\d+\/\d{4}: test-\S+ \(.+\)$/),
      '   đã được sửa ở mục ghi số 1',
      expect.stringMatching(/^1\. Sửa mục ghi số 0, lý do: ghi sai tên phường\. Nay là: Thành lập Đảng bộ phường Đúng/),
      '   ngày thành lập: 1/7/2025',
      '   tên: Đảng bộ phường Nhầm → Đảng bộ phường Đúng',
      expect.stringMatching(/^ {3}ghi nhận ngày/),
    ],
  ]);
  const readings = await api.get(`/api/readings?personId=${reader}`);
  expect([readings.status, readings.text]).toEqual([200, expect.stringContaining('HISTORY')]);
  expect(readings.text).toContain(ward);
});

it('history speaks English if asked to, and refuses in words', async () => {
  expect((await run([`register-${ward}`, '--en'])).said).toContain(
    '   name: Đảng bộ phường Nhầm → Đảng bộ phường Đúng',
  );
  expect(await run([])).toMatchObject({ code: 64 });
  expect(await run([`register-${ward}`, '--nothing'])).toMatchObject({ code: 64 });
  const none = await run([`register-${randomUUID()}`]);
  expect([none.code, none.said]).toEqual([66, [expect.stringMatching(/^Không tìm thấy/)]]);
  const wrong = await run([`register-${ward}`], ['kiem-tra-vien', 'sai', '']);
  expect([wrong.code, wrong.said.length]).toEqual([77, 1]);
  expect(await run([`register-${ward}`], [null])).toMatchObject({ code: 77 });
  expect(await run([`register-${ward}`, '--at', 'http://127.0.0.1:1'])).toMatchObject({ code: 69 });
  expect(await run([`register-${ward}`, '--at', 'http://example.org'])).toMatchObject({ code: 69 });
});
