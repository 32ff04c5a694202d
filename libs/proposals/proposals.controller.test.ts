import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Role } from '#features/access';
import { Uuid } from '#kernel/ids';
import { grantRoles, signedIn } from '../../tests/support/worlds/grants.js';
import { type Headers, WardApi } from '../../tests/support/worlds/ward-api.js';

const Listed = z.looseObject({
  proposals: z.array(
    z.looseObject({
      id: z.string(),
      entry: z.int(),
      persons: z.int(),
      lacking: z.int(),
      by: z.array(z.string()),
      mayAgree: z.boolean(),
      sentence: z.object({ vi: z.string(), en: z.string() }),
    }),
  ),
});

let ward: WardApi;
let [clerk, chair, member]: { readonly id: string; readonly headers: Headers }[] = [];
beforeAll(async () => {
  ward = await WardApi.start();
  const somebody = async (role: Role) => {
    const id = Uuid.parse(randomUUID());
    await grantRoles(ward.api.api, id, [role]);
    return { id, headers: await signedIn(ward.api.api, id) };
  };
  [clerk, chair, member] = [await somebody('clerk'), await somebody('inspection-chair'), await somebody('committee')];
}, 60_000);
afterAll(() => ward.close());

const term = () => ({ organizationId: ward.ward, name: 'Nhiệm kỳ 2025–2030', startsOn: '2025-08-16' });
async function listed(by: { readonly headers: Headers } | undefined) {
  const answer = await ward.api.get(`/api/proposals?after=${ward.last}`, by?.headers);
  expect(answer.status).toBe(200);
  return Listed.parse(answer.json).proposals;
}

describe('the list of proposals', () => {
  it('tells who lacks, what is proposed, and whether one may agree, until the last person needed has agreed', async () => {
    const { id } = await ward.record('/api/terms', term(), clerk?.headers);
    const [one, ...others] = await listed(chair);
    expect(others).toEqual([]);
    expect(one).toMatchObject({ id, entry: 0, persons: 3, lacking: 2, by: [clerk?.id], mayAgree: true });
    expect(one?.sentence.vi).toContain('Đảng bộ phường Thử Nghiệm');
    expect((await listed(clerk))[0]).toMatchObject({ mayAgree: false });

    await ward.record(`/api/terms/${id}/agreement`, { proposal: 0 }, chair?.headers);
    expect((await listed(chair))[0]).toMatchObject({ lacking: 1, by: [clerk?.id, chair?.id], mayAgree: false });
    expect((await listed(member))[0]).toMatchObject({ lacking: 1, mayAgree: true });

    await ward.record(`/api/terms/${id}/agreement`, { proposal: 0 }, member?.headers);
    expect(await listed(member)).toEqual([]);
  });

  it('leaves out what was declined, and what something else has outdated', async () => {
    const person = randomUUID();
    const grant = { role: 'committee', organizationId: null, from: '2026-01-01' };
    const path = `/api/persons/${person}/grants`;
    const { revision } = await ward.record(path, grant);
    expect(await listed(chair)).toMatchObject([{ id: person, persons: 2, lacking: 1, mayAgree: true }]);
    await ward.record(path, { ...grant, role: 'viewer' });
    expect(await listed(chair)).toEqual([]);
    const again = await ward.record(path, grant);
    expect(await listed(chair)).toMatchObject([{ entry: again.revision }]);
    await ward.record(`${path}/refusal`, { proposal: again.revision, reason: 'chưa cần' }, chair?.headers);
    expect(await listed(chair)).toEqual([]);
    expect(again.revision).toBeGreaterThan(revision);
  });

  it('is not for a viewer', async () => {
    const id = Uuid.parse(randomUUID());
    await grantRoles(ward.api.api, id, ['viewer']);
    expect((await ward.api.get('/api/proposals', await signedIn(ward.api.api, id))).status).toBe(403);
  });
});
