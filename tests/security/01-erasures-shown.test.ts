import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Role } from '#features/access';
import { Uuid } from '#kernel/ids';
import { grantRoles, signedIn } from '../support/worlds/grants.js';
import { type Headers, WardApi } from '../support/worlds/ward-api.js';

/**
 * An erasure has the id of what it is about. Whoever may not know of a record learns of it neither by its erasure nor by
 * a hold, and nobody is told of the erasure of their own data.
 */
const OUTSIDER = Role.options.filter((role) => role !== 'guest' && role !== 'inspection-chair');

let ward: WardApi;
let outsider: Headers;
const subject = { id: Uuid.parse(randomUUID()), headers: {} as Headers };
const hold = { ground: 'COMPLAINT' };

/** An engagement whose content is sealed. */
async function engagementOf(kind: string): Promise<string> {
  const { id } = await ward.record('/api/inspections', {
    kind,
    theme: 'Việc thử',
    decidingBody: { organizationId: ward.ward, body: 'INSPECTION_COMMITTEE' },
    decision: { number: `${randomUUID().slice(0, 4)}-QĐ`, signedOn: '2026-04-01' },
    subjects: [{ organizationId: ward.cells[0], capacity: 'ORGANIZATION' }],
  });
  await ward.api.api.platform.keys.keyFor({ kind: 'case', id: Uuid.parse(id) });
  return id;
}
const somebody = async (id: Uuid, roles: readonly Role[]): Promise<Headers> => {
  await grantRoles(ward.api.api, id, roles);
  return signedIn(ward.api.api, id);
};

beforeAll(async () => {
  ward = await WardApi.start();
  outsider = await somebody(Uuid.parse(randomUUID()), OUTSIDER);
  subject.headers = await somebody(subject.id, ['committee', 'auditor']);
}, 60_000);
afterAll(() => ward.close());

/** Every answer that lists erasures, holds or proposals, or tells the history of one, to one caller. */
async function answers(id: string, headers?: Headers) {
  const paths = ['/api/erasures', '/api/proposals', `/api/streams/erasure/${id}/history`];
  const told = await Promise.all(paths.map((path) => ward.api.get(`${path}?after=${ward.last}`, headers)));
  return told.map(({ status, text }) => ({ status, text, isTold: text.includes(id) }));
}
const isTold = async (id: string, headers?: Headers) => (await answers(id, headers)).map((one) => one.isTold);
const counts = async (headers: Headers) =>
  Promise.all(
    (['erasures', 'proposals'] as const).map(async (what) => {
      const { json } = await ward.api.get(`/api/${what}?after=${ward.last}`, headers);
      return (json as Record<string, unknown[]>)[what]?.length;
    }),
  );

describe('an erasure, and a hold that is proposed,', () => {
  it('is told to whoever may see the record that it is about', async () => {
    const open = await engagementOf('INSP_COMPLIANCE');
    await ward.record(`/api/erasures/${open}/holds`, hold);
    expect(await isTold(open)).toEqual([true, true, true]);
    expect(await isTold(open, outsider)).toEqual([true, true, true]);
  });

  it('is told to nobody who may not see it, in a list, a count or a history', async () => {
    const before = await counts(outsider);
    const plan = await engagementOf('INSP_SIGNS');
    await ward.record(`/api/erasures/${plan}/holds`, hold);
    const document = { number: '1', signedOn: '2026-01-05' };
    await ward.record(`/api/erasures/${plan}/requests`, { legalBasis: 'AGREED', document });
    await ward.record(`/api/erasures/${plan}/holds`, hold);
    expect(await isTold(plan)).toEqual([true, true, true]);
    expect(await isTold(plan, outsider)).toEqual([false, false, false]);
    expect(await counts(outsider)).toEqual(before);
    const nothing = randomUUID();
    const history = ({ text, status }: { text: string; status: number }, id: string) =>
      `${status} ${text.replaceAll(id, '<id>').replace(/"requestId":"[^"]+"/, '')}`;
    const [hidden, none] = [(await answers(plan, outsider))[2], (await answers(nothing, outsider))[2]];
    expect(history(hidden ?? { text: '', status: 0 }, plan)).toBe(history(none ?? { text: '', status: 1 }, nothing));
  });

  it('is told to nobody about their own data, nor about a case about them', async () => {
    const before = await counts(subject.headers);
    const { id } = await ward.record('/api/discipline-cases', {
      subject: { class: 'OFFICIAL_MEMBER', organizationId: ward.cells[0], memberId: subject.id },
      source: { other: 'OTHER' },
      openedOn: '2026-03-05',
      note: 'điều riêng',
    });
    const postponed = { on: '2026-03-06', reason: 'POSTPONE_ILLNESS', until: null };
    await ward.record(`/api/discipline-cases/${id}/postponement`, postponed, { 'if-match': '"0"' });
    for (const owner of [id, subject.id]) {
      await ward.record(`/api/erasures/${owner}/holds`, hold);
      expect(await isTold(owner)).toEqual([true, true, true]);
      expect(await isTold(owner, outsider)).toEqual([true, true, true]);
      expect(await isTold(owner, subject.headers)).toEqual([false, false, false]);
    }
    expect(await counts(subject.headers)).toEqual(before);
  });
});
