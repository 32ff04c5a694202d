import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { Uuid } from '#kernel/ids';
import { answeredOfRecord } from '#platform/http/record-steps';
import { answered } from '#platform/http/time-travel';
import { TESTER } from '../../tests/support/servers/api.js';
import { grantRoles, signedIn } from '../../tests/support/worlds/grants.js';
import { WardApi } from '../../tests/support/worlds/ward-api.js';
import { memberAnswer, membersAnswer } from './answers.js';

const members = '/api/members';
const reason = 'ghi nhận nhập sai người';
let ward: WardApi;
let n = 0;
beforeAll(async () => {
  ward = await WardApi.start();
});
afterAll(() => ward.close());

/** Enters a person with a name of their own. */
const enter = (more: object = {}) => {
  n += 1;
  return ward.record(members, {
    name: `Nguyễn Văn ${['An', 'Bình', 'Cường', 'Dung', 'Giang', 'Hạnh', 'Khánh', 'Lan', 'Minh', 'Nga'][n % 10]} ${n}`,
    organizationId: ward.cells[0],
    status: 'OFFICIAL',
    ...more,
  });
};
const of = (id: string, route: string, body: object, headers = {}) =>
  ward.record(`${members}/${id}/${route}`, body, headers);
const answer = async (id: string, query = '') => ward.ask(`${members}/${id}${query}`);
const one = async (id: string, query = '') =>
  answeredOfRecord(memberAnswer).parse((await answer(id, query)).json).member;
const page = async (query: string) => answered(membersAnswer).parse((await ward.ask(`${members}?${query}`)).json);
const found = async (query: string) => (await page(query)).members.map(({ memberId }) => memberId);
const told = async (id: string) => (await ward.ask(`/api/streams/member/${id}/history?`)).json;
const entriesOf = async (id: string) => (await one(id), (await answer(id)).headers.etag);

describe('the register of persons', () => {
  it('enters persons with consecutive codes, also under an id that older records used', async () => {
    const memberId = randomUUID();
    const particulars = { bornOn: '1970-05-06', cardNumber: '012345678', memberSince: '2000-02-03' };
    const first = await enter({ ...particulars, name: 'Nguyễn  Văn An' });
    const second = await enter({ memberId, name: 'Trần Thị Bình' });
    expect(second.id).toBe(memberId);
    expect([await one(first.id), await one(memberId)]).toMatchObject([
      { code: 'ĐV-0001', name: 'Nguyễn Văn An', ...particulars, erased: [] },
      { code: 'ĐV-0002', name: 'Trần Thị Bình', offered: { organizationName: 'Chi bộ 1', status: 'OFFICIAL' } },
    ]);
    await ward.refused(members, { name: 'Lê Văn Cường', memberId }, 409, 'MemberEnteredAlready');
  });

  it('gives each of many persons who are entered at once a code of their own', async () => {
    const entered = await Promise.all(Array.from({ length: 12 }, () => enter()));
    const codes = await Promise.all(entered.map(async ({ id }) => (await one(id)).code));
    expect(new Set(codes).size).toBe(12);
  });

  it('gives the first receipt to a request that is sent again, and enters one person', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = { name: 'Phạm Văn Đức', organizationId: ward.cells[1], cardNumber: '555', memberSince: '2001-01-01' };
    const first = await ward.record(members, body, headers);
    await enter();
    expect(await ward.record(members, body, headers)).toEqual(first);
    await ward.refused(members, { ...body, cardNumber: '556' }, 422, 'key-reused', headers);
    expect(await found(`organizationId=${ward.cells[1]}`)).toEqual([first.id]);
  });

  it('tells membership, status and posts of a day, and all of them with their entries', async () => {
    const { id } = await enter({ status: 'PROBATIONARY', memberSince: '2024-01-10' });
    const decision = { number: '7-QĐ/ĐU', signedOn: '2026-01-04' };
    const post = { post: 'SECRETARY', organizationId: ward.cells[0], from: '2026-01-05', to: '2030-12-31', decision };
    const { id: postId } = await of(id, 'posts', post);
    await of(id, 'status', { status: 'OFFICIAL', changedOn: '2025-01-10' });
    await of(id, `posts/${postId}/end`, { on: '2026-03-31' });
    await of(id, 'moves', { organizationId: ward.cells[1], movedOn: '2026-04-01' });
    await of(id, 'particulars', { statedOn: '2026-04-02', name: 'Hoàng Thị Hòa' });
    await of(id, 'leaving', { leftOn: '2026-06-30', reason: 'LEFT_ON_REQUEST' });
    const offered = async (asOf: string) => (await one(id, `?asOf=${asOf}`)).offered;
    expect(await offered('2024-01-09')).toMatchObject({ organizationId: null, status: null });
    expect(await offered('2025-01-09')).toMatchObject({ organizationId: ward.cells[0], status: 'PROBATIONARY' });
    expect(await offered('2026-03-31')).toMatchObject({
      status: 'OFFICIAL',
      posts: [{ entry: 1, postId, post: 'SECRETARY', organizationName: 'Chi bộ 1', to: '2026-03-31' }],
    });
    expect(await offered('2026-04-01')).toMatchObject({ organizationName: 'Chi bộ 2', posts: [], departed: null });
    expect(await offered('2026-07-01')).toMatchObject({
      organizationId: null,
      departed: { entry: 6, how: 'LEFT', on: '2026-06-30', reason: 'LEFT_ON_REQUEST' },
    });
    expect(await one(id)).toMatchObject({
      name: 'Hoàng Thị Hòa',
      particularsEntry: 5,
      posts: [{ entry: 1, from: '2026-01-05', to: '2026-03-31', endedBy: 3, decision }],
      memberships: [
        { entry: 0, from: '2024-01-10' },
        { entry: 4, from: '2026-04-01' },
      ],
      statuses: [
        { entry: 0, status: 'PROBATIONARY' },
        { entry: 2, status: 'OFFICIAL', from: '2025-01-10' },
      ],
      departures: [{ entry: 6, how: 'LEFT' }],
    });
    expect(await one(id, '?revision=0&asOf=2026-07-01')).toMatchObject({ offered: { departed: null }, posts: [] });
    expect((await answer(id)).headers.etag).toBe('"6"');
  });

  it('tells its history in both languages without anything that is sealed', async () => {
    const { id } = await enter({ name: 'Vũ Minh Quân', memberSince: '2010-05-19' });
    const other = await enter();
    const { id: postId } = await of(id, 'posts', { post: 'DEPUTY_SECRETARY', organizationId: ward.cells[0] });
    await of(id, `posts/${postId}/end`, { on: '2026-02-28' });
    await of(id, 'same-person', { otherId: other.id, foundOn: '2026-03-01', basis: 'PAPERS', note: 'lời kể' });
    const history = JSON.stringify(await told(id));
    const code = (await one(other.id)).code;
    for (const words of [
      'sinh hoạt đảng tại Chi bộ 1; đảng viên chính thức; vào Đảng ngày 19/5/2010',
      'Giữ chức vụ “phó bí thư” của Chi bộ 1 từ ngày chưa rõ',
      'Thôi giữ chức vụ “phó bí thư” của Chi bộ 1 sau ngày 28/2/2026',
      'Post “deputy secretary” of Chi bộ 1 ended; last day 28 February 2026',
    ])
      expect(history).toContain(words);
    expect(history).toContain(code);
    expect(history).not.toContain('lời kể');
  });

  it('lists who meets all filters, on the day asked about, page by page', async () => {
    const cell = ward.cells[2];
    const [a, b] = [
      await enter({ organizationId: cell }),
      await enter({ organizationId: cell, status: 'PROBATIONARY' }),
    ];
    const outside = await enter({ organizationId: null });
    await of(outside.id, 'posts', { post: 'INSPECTION_CHAIR', organizationId: cell, from: '2026-02-01' });
    await of(a.id, 'death', { diedOn: '2026-05-05' });
    expect(await found(`organizationId=${cell}`)).toEqual([b.id, outside.id]);
    expect(await found(`organizationId=${cell}&asOf=2026-01-01`)).toEqual([a.id, b.id]);
    expect(await found(`within=${ward.ward}&status=PROBATIONARY&asOf=2026-01-01`)).toEqual([b.id]);
    expect(await found(`post=INSPECTION_CHAIR&organizationId=${cell}`)).toEqual([outside.id]);
    expect(await found('departed=true&asOf=2026-05-06')).toEqual([a.id]);
    const { code } = await one(b.id);
    expect(await found(`code=${encodeURIComponent(code)}`)).toEqual([b.id]);
    expect(await found(`code=${Number(code.slice(3))}`)).toEqual([b.id]);
    const pages: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const part: z.output<ReturnType<typeof answered<typeof membersAnswer>>> = await page(
        `within=${cell}&asOf=2026-01-01&limit=1${next === '' ? '' : `&cursor=${next}`}`,
      );
      pages.push(...part.members.map(({ memberId }) => memberId));
      next = part.next;
    }
    expect(pages).toEqual([a.id, b.id]);
  });

  it('answers 410 for an annulled entry, and gives the same code to the person entered anew', async () => {
    const { id } = await enter();
    const { code } = await one(id);
    await of(id, 'annulments', { corrects: 0, reason });
    const gone = await ward.api.get(`${members}/${id}?after=${ward.last}`);
    expect([gone.status, gone.json]).toMatchObject([410, { code: 'record-annulled', facts: { reason } }]);
    expect((await ward.api.get(`${members}/${randomUUID()}`)).status).toBe(404);
    await enter({ memberId: id });
    expect(await one(id)).toMatchObject({ code, entry: 2 });
  });
});

describe('two records of one person', () => {
  it('are told of each other, through a third record too, until they are unlinked; earlier answers know them as others', async () => {
    const [a, b, c] = [await enter(), await enter({ organizationId: ward.cells[1] }), await enter()];
    const before = ward.last;
    await of(a.id, 'same-person', { otherId: b.id, foundOn: '2026-03-01', basis: 'SAME_CARD', note: 'cùng số thẻ' });
    await of(c.id, 'same-person', { otherId: b.id, foundOn: '2026-03-02', basis: 'OTHER' });
    const link = { recordId: a.id, entry: 1, foundOn: '2026-03-01', basis: 'SAME_CARD', note: 'cùng số thẻ' };
    const { sameAs, warnings } = await one(b.id);
    expect(sameAs).toMatchObject([
      { memberId: a.id, link },
      { memberId: c.id, link: { recordId: c.id } },
    ]);
    expect(warnings.map(({ code }) => code)).toEqual(['MEMBERSHIPS_DIFFER', 'MEMBERSHIPS_DIFFER']);
    expect((await one(a.id)).sameAs).toMatchObject([
      { memberId: b.id, link },
      { memberId: c.id, link: null },
    ]);
    expect((await one(a.id, '?revision=0')).sameAs).toEqual([]);
    expect(Number(before)).toBeGreaterThan(0);
    expect(await found('linked=true')).toEqual(expect.arrayContaining([a.id, b.id, c.id]));
    await ward.refused(
      `${members}/${b.id}/same-person/unlinking`,
      { otherId: a.id, unlinkedOn: '2026-04-01' },
      409,
      'NotLinked',
    );
    await of(a.id, 'same-person/unlinking', { otherId: b.id, unlinkedOn: '2026-04-01' });
    expect((await one(a.id)).sameAs).toEqual([]);
    expect((await one(b.id)).sameAs.map(({ memberId }) => memberId)).toEqual([c.id]);
  });

  it('are warned of when they say that the person died on two days, or that two persons hold one post', async () => {
    const [a, b, c] = [await enter(), await enter(), await enter()];
    const post = { post: 'SECRETARY', organizationId: ward.cells[1], from: '2026-01-05' };
    for (const { id } of [a, b, c]) await of(id, 'posts', post);
    await of(a.id, 'same-person', { otherId: b.id, foundOn: '2026-03-01', basis: 'PAPERS' });
    expect((await one(a.id)).warnings.map(({ code, vi }) => [code, vi.includes('Chi bộ 2')])).toEqual([
      ['POST_OF_TWO', true],
    ]);
    await of(a.id, 'death', { diedOn: '2026-05-05' });
    await of(b.id, 'death', { diedOn: '2026-05-06' });
    expect((await one(b.id)).warnings.map(({ code }) => code).sort()).toEqual(['DEATHS_DIFFER', 'POST_OF_TWO']);
  });

  it('are warned of when a post or a membership lies outside the life of its organization', async () => {
    const { id } = await enter();
    await of(id, 'posts', { post: 'COMMITTEE_MEMBER', organizationId: ward.cells[1], from: '2025-06-30' });
    const [warning, ...rest] = (await one(id)).warnings;
    expect([warning, rest]).toMatchObject([{ code: 'BEFORE_SUBJECT_EXISTED' }, []]);
    expect(warning?.vi).toContain('“Chi bộ 2” được thành lập ngày 1/7/2025');
  });
});

describe('a reader in one cell', () => {
  it('sees neither a person of another cell nor a link to one, and cannot link to one', async () => {
    const [own, other] = [await enter(), await enter({ organizationId: ward.cells[1] })];
    await of(own.id, 'same-person', { otherId: other.id, foundOn: '2026-03-01', basis: 'PAPERS' });
    const personId = Uuid.parse(randomUUID());
    await grantRoles(ward.api.api, personId, ['base-officer'], Uuid.parse(ward.cells[0]));
    const officer = await signedIn(ward.api.api, personId);
    const get = (path: string) => ward.api.get(`${members}/${path}`, officer);
    expect((await get(own.id)).json).toMatchObject({ member: { sameAs: [], warnings: [] } });
    expect(await Promise.all([get(other.id), get(randomUUID())])).toMatchObject([{ status: 404 }, { status: 404 }]);
    expect((await ward.api.get(`${members}?linked=true`, officer)).text).not.toContain(other.id);
    const link = { otherId: other.id, foundOn: '2026-03-01', basis: 'OTHER' };
    const refused = await ward.refused(`${members}/${own.id}/same-person`, link, 422, 'invalid-request', officer);
    expect(refused.fields).toEqual(['otherId']);
    await of(own.id, 'posts', { post: 'OTHER', organizationId: ward.cells[0] }, officer);
  });
});

describe('a request about a person that cannot be', () => {
  it('names the field in both languages, and nothing is written', async () => {
    const { id } = await enter({ memberSince: '2000-02-03' });
    const nobody = randomUUID();
    const cases: readonly [route: string, body: object, field: string][] = [
      ['posts', { post: 'SECRETARY', organizationId: nobody }, 'organizationId'],
      ['posts', { post: 'KING', organizationId: ward.cells[0] }, 'post'],
      ['posts', { post: 'OTHER', organizationId: ward.cells[0], from: '2026-13-01' }, 'from'],
      ['moves', { organizationId: nobody, movedOn: '2026-01-01' }, 'organizationId'],
      ['same-person', { otherId: nobody, foundOn: '2026-01-01', basis: 'OTHER' }, 'otherId'],
      ['particulars', { statedOn: '2026-01-01', name: 'Lê\u200bVăn' }, 'name'],
      ['particulars', { statedOn: '2026-01-01', name: 'Lê Văn Năm', bornOn: '2199-01-01' }, 'bornOn'],
      [
        'corrections',
        { corrects: 0, reason, changes: [{ field: 'organizationId', from: ward.cells[0], to: nobody }] },
        'changes.0.to',
      ],
    ];
    for (const [route, body, field] of cases) {
      const refused = await ward.api.post(`${members}/${id}/${route}`, body, { 'nobody-entered': '1' });
      expect([route, refused.status, refused.json]).toMatchObject([
        route,
        422,
        { code: 'invalid-request', errors: [{ in: 'body', field, vi: expect.any(String), en: expect.any(String) }] },
      ]);
    }
    expect(await entriesOf(id)).toBe('"0"');
    const entry = { name: 'Đỗ Văn Sáu', memberSince: '2000-02-03', bornOn: '2000-02-03' };
    expect((await ward.refused(members, entry, 422, 'invalid-request')).fields).toEqual(['bornOn']);
  });

  it('is refused by a sentence in both languages if a rule forbids it', async () => {
    const { id } = await enter();
    await of(id, 'death', { diedOn: '2026-05-05' });
    const after = { post: 'SECRETARY', organizationId: ward.cells[0], from: '2026-05-06' };
    const refused = await ward.api.post(`${members}/${id}/posts`, after);
    expect([refused.status, refused.json]).toMatchObject([409, { code: 'DiedBefore' }]);
    expect(refused.text).toContain('Người này đã qua đời ngày 5/5/2026, trước ngày 6/5/2026');
    expect(refused.text).toContain('This person died on 5 May 2026, before 6 May 2026');
    expect(await entriesOf(id)).toBe('"1"');
  });

  it('is refused to the person themselves, also to enter themselves', async () => {
    await ward.refused(members, { memberId: TESTER, name: 'Người Thử' }, 403, 'own-case');
    await ward.api.entered.enter(TESTER); // by another person
    const { id } = await enter();
    const link = { otherId: TESTER, foundOn: '2026-03-01', basis: 'OTHER' };
    await ward.refused(`${members}/${id}/same-person`, link, 403, 'own-case');
    const post = { post: 'OTHER', organizationId: ward.cells[0] };
    await ward.refused(`${members}/${TESTER}/posts`, post, 403, 'own-case');
  });
});
