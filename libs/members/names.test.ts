import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Uuid } from '#kernel/ids';
import { answered } from '#platform/http/time-travel';
import { personWith } from '../../tests/support/worlds/accounts.js';
import { grantRoles, signedIn } from '../../tests/support/worlds/grants.js';
import { WardApi } from '../../tests/support/worlds/ward-api.js';
import { searchAnswer } from './answers.js';

const A = { name: 'Nguyễn Văn A', bornOn: '1970-05-06', cardNumber: '00 123 456' };
let ward: WardApi;
let [first, second, third] = ['', '', ''];
const enter = async (cell: number, more: object = {}, headers = {}) =>
  (await ward.record('/api/members', { organizationId: ward.cells[cell], status: 'OFFICIAL', ...more }, headers)).id;
beforeAll(async () => {
  ward = await WardApi.start();
  first = await enter(0, A);
  second = await enter(1, { name: 'Nguyễn Vân An', bornOn: '1981-01-02' });
  third = await enter(1, { name: 'Trần Thị Hoà' });
});
afterAll(() => ward.close());

type Headers = Record<string, string>;
const search = async (query: string, headers: Headers = {}) => {
  const answer = await ward.api.get(`/api/members/search?${query}&after=${ward.last}`, headers);
  expect([query, answer.status, answer.status === 200 ? '' : answer.text]).toEqual([query, 200, '']);
  return answered(searchAnswer).parse(answer.json).members;
};
const named = async (typed: string, headers: Headers = {}) =>
  (await search(`name=${encodeURIComponent(typed)}`, headers)).map(({ name }) => name);
const refusedAsTwin = async (body: object, path = '/api/members', headers: Headers = {}) => {
  const { facts } = await ward.refused(path, body, 409, 'possible-twin', headers);
  return z.object({ twins: z.array(z.looseObject({ kind: z.string(), id: z.string(), vi: z.string() })) }).parse(facts)
    .twins;
};
/** A person who may enter persons and read names in one cell. */
const clerkOf = async (cell: number): Promise<Headers> => {
  const personId = Uuid.parse(randomUUID());
  await grantRoles(ward.api.api, personId, ['clerk'], Uuid.parse(ward.cells[cell]));
  return signedIn(ward.api.api, personId);
};

describe('a person is found', () => {
  it('by words of the name, with or without marks, in the order of given names', async () => {
    expect(await named('nguyen van a')).toEqual([A.name, 'Nguyễn Vân An']);
    expect(await named('Vân A')).toEqual(['Nguyễn Vân An', A.name]);
    expect(await named('hòa')).toEqual(['Trần Thị Hoà']);
    for (const nothing of ['%', '😀', '_', 'khong co ai'])
      expect([nothing, await named(nothing)]).toEqual([nothing, []]);
  });

  it('by the number of the card and by the code', async () => {
    const found = { memberId: first, code: 'ĐV-0001', name: A.name, bornOn: A.bornOn, organizationId: ward.cells[0] };
    expect(await search('cardNumber=00123456')).toEqual([found]);
    for (const code of ['ĐV-0001', 'dv-1']) expect(await search(`code=${encodeURIComponent(code)}`)).toEqual([found]);
    expect(await search(`cardNumber=00123456&name=${encodeURIComponent('Trần')}`)).toEqual([]);
    const { status, text } = await ward.api.get('/api/members/search?limit=5');
    expect([status, text]).toEqual([422, expect.stringContaining('"field":"name"')]);
  });

  it('only by those who may read the name; the others do not learn that there is such a person', async () => {
    expect(await named('nguyen', await clerkOf(0))).toEqual([A.name]);
    expect(await named('nguyen', await clerkOf(2))).toEqual([]);
    const { headers } = await personWith(ward.api, 'registrar');
    expect((await ward.api.get('/api/members/search?name=a', { ...headers })).status).toBe(403);
  });

  it('in a recorded reading, which names who was found, and nothing of what was typed', async () => {
    const { headers, personId } = await personWith(ward.api, 'clerk');
    await named('nguyen van a', { ...headers });
    await search('cardNumber=00123456', { ...headers });
    const { json, text } = await ward.api.get(`/api/readings?personId=${personId}`);
    const { readings } = z
      .object({ readings: z.array(z.looseObject({ filters: z.unknown(), opened: z.unknown() })) })
      .parse(json);
    const opened = (...ids: readonly string[]) => ids.map((id) => ({ category: 'member', id, members: [id] }));
    expect(readings).toMatchObject([
      { kind: 'SEARCH', route: 'GET /api/members/search', filters: { cardNumber: null }, opened: opened(first) },
      { kind: 'SEARCH', filters: { name: null }, opened: opened(first, second) },
    ]);
    for (const typed of ['nguyen', '00123456']) expect(text).not.toContain(typed);
  });
});

describe('a person who may be entered already', () => {
  it.each([
    ['name and day of birth agree', { name: 'NGUYỄN VĂN  A', bornOn: A.bornOn }],
    ['the number of the card agrees', { name: 'Lê Bình', cardNumber: '00.123.456' }],
  ])('is refused if %s, and the twin is named by its code', async (_, body) => {
    const twins = await refusedAsTwin(body);
    expect(twins).toMatchObject([{ kind: 'MEMBER', id: first, vi: 'ĐV-0001' }]);
    expect(JSON.stringify(twins)).not.toContain('Văn');
  });

  it('is refused if the name agrees in one organization, and a day of birth is not known', async () => {
    const body = { name: 'tran thi hoa', organizationId: ward.cells[1] };
    expect((await refusedAsTwin(body)).map(({ id }) => id)).toEqual([third]);
    const stated = { statedOn: '2026-03-01', name: 'Trần Thị Hòa' };
    expect(await refusedAsTwin(stated, `/api/members/${second}/particulars`)).toMatchObject([{ id: third }]);
    expect(await enter(2, { name: 'Trần Thị Hoà' })).not.toBe('');
  });

  it('is entered by whoever compared them and says so, and is then no suspected twin', async () => {
    const pairs = async (kind = '?kind=MEMBER') => {
      const { json } = await ward.ask(`/api/suspected-twins${kind}`);
      return z
        .object({
          pairs: z.array(z.looseObject({ first: z.object({ id: z.string() }), second: z.object({ id: z.string() }) })),
        })
        .parse(json)
        .pairs.map((pair) => [pair.first.id, pair.second.id]);
    };
    const body = { ...A, cardNumber: null, organizationId: ward.cells[2] };
    await ward.refused('/api/members', { ...body, notTwinOf: [first, third] }, 422, 'invalid-request');
    const other = await enter(2, { ...body, notTwinOf: [first] });
    expect(await pairs()).toEqual([]);
    // A hidden twin refuses nothing; whoever may read both names finds the pair in the list.
    const headers = await clerkOf(2);
    await ward.refused('/api/members', { ...body, notTwinOf: [first, other] }, 422, 'invalid-request', headers);
    const unseen = await enter(2, { ...body, notTwinOf: [other] }, headers);
    expect(await pairs()).toEqual([[first, unseen].sort()]);
    const link = { otherId: unseen, foundOn: '2026-03-01', basis: 'SAME_PARTICULARS' };
    await ward.record(`/api/members/${first}/same-person`, link);
    expect(await pairs()).toEqual([]);
    const stated = { statedOn: '2026-03-02', name: A.name, bornOn: A.bornOn, notTwinOf: [other] };
    await ward.record(`/api/members/${unseen}/particulars`, stated);
  });
});
