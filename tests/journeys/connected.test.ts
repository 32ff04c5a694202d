import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestApi, testApi } from '../support/servers/api.js';

let api: TestApi;
let ward: string;
beforeAll(async () => {
  api = await testApi({ DEPLOYMENT: 'connected' });
  const { json } = await api.post('/api/organizations', {
    name: 'Đảng bộ phường Thử Nghiệm',
    type: 'WARD_ORGANIZATION',
    parentId: null,
    establishedOn: '2025-07-01',
  });
  ward = (json as { id: string }).id;
});
afterAll(() => api.close());

const decidingBody = () => ({ organizationId: ward, body: 'INSPECTION_COMMITTEE' });
const opening = (kind: string) => ({
  kind,
  decidingBody: decidingBody(),
  decision: { number: '1', signedOn: '2026-01-05' },
  subjects: [{ organizationId: ward, capacity: 'ORGANIZATION' }],
});

it('a connected machine refuses an inspection on signs before its conclusion, and records nothing', async () => {
  const head = await api.api.platform.store.head();
  const refused = await api.post('/api/inspections', opening('INSP_SIGNS'));
  expect([refused.status, refused.json]).toMatchObject([
    409,
    { code: 'connected-machine', errors: [{ field: 'kind' }] },
  ]);
  expect(await api.api.platform.store.head()).toBe(head);
});

it('it accepts other inspections, and refuses to correct one into an inspection on signs', async () => {
  const opened = await api.post('/api/inspections', opening('INSP_DUES'));
  expect([opened.status, opened.text]).toEqual([201, expect.any(String)]);
  const { id, revision } = opened.json as { id: string; revision: number };
  const changes = [{ field: 'kind', from: 'INSP_DUES', to: 'INSP_SIGNS' }];
  const corrected = await api.post(
    `/api/inspections/${id}/corrections`,
    { corrects: 0, reason: 'ghi nhận nhầm loại', changes },
    { 'if-match': `"${revision}"` },
  );
  expect([corrected.status, corrected.json]).toMatchObject([409, { code: 'connected-machine' }]);
});

it('it accepts a concluded inspection on signs with all its papers', async () => {
  const file = {
    kind: 'INSP_SIGNS',
    decidingBody: decidingBody(),
    concludedOn: '2026-02-01',
    subjects: [{ organizationId: ward, capacity: 'ORGANIZATION', outcome: 'NO_VIOLATION' }],
  };
  const recorded = await api.post('/api/inspections/concluded', file);
  expect([recorded.status, recorded.status === 201 ? '' : recorded.text]).toEqual([201, '']);
});
