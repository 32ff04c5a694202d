import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { answered } from '#platform/http/time-travel';
import { answeredOfRecord } from '#platform/http/record-steps';
import { WardApi } from '../../tests/support/worlds/ward-api.js';
import { memberAnswer, membersAnswer } from './answers.js';

const AN = { name: 'Nguyễn Văn An', bornOn: '1970-05-06', cardNumber: '012345678', memberSince: '2000-02-03' };
const members = '/api/members';
let ward: WardApi;
beforeAll(async () => {
  ward = await WardApi.start();
});
afterAll(() => ward.close());

const entered: string[] = [];
/** Everybody has the name of one person, so whoever was entered before is named as another one. */
const enter = async (more: object = {}) => {
  const body = { organizationId: ward.cells[0], status: 'OFFICIAL', ...AN, notTwinOf: entered, ...more };
  const receipt = await ward.record(members, body);
  entered.push(receipt.id);
  return receipt;
};
const one = async (id: string, query = '') =>
  answeredOfRecord(memberAnswer).parse((await ward.ask(`${members}/${id}${query}`)).json).member;
const list = async (query: string) =>
  answered(membersAnswer).parse((await ward.ask(`${members}?${query}`)).json).members;

it('enters persons with consecutive codes, also under an id that older records used', async () => {
  const memberId = randomUUID();
  const [first, second] = [await enter(), await enter({ memberId, cardNumber: null })];
  expect(second.id).toBe(memberId);
  expect([await one(first.id), await one(memberId)]).toMatchObject([
    { code: 'ĐV-0001', name: AN.name, bornOn: AN.bornOn, cardNumber: AN.cardNumber },
    { code: 'ĐV-0002', offered: { organizationName: 'Chi bộ 1', status: 'OFFICIAL' } },
  ]);
  await ward.refused(members, { ...AN, memberId }, 409, 'MemberEnteredAlready');
  const { text } = await ward.ask(`/api/streams/member/${memberId}/history?`);
  expect(text).not.toContain(AN.name);
});

it('tells the posts on a day, and links two records of one person both ways', async () => {
  const [a, b] = [await enter(), await enter({ organizationId: ward.cells[1] })];
  const post = { post: 'SECRETARY', organizationId: ward.cells[0], from: '2026-01-05', to: null };
  const { id: postId } = await ward.record(`${members}/${a.id}/posts`, post);
  expect(await one(a.id, '?asOf=2026-02-01')).toMatchObject({
    offered: { posts: [{ postId, post: 'SECRETARY', organizationName: 'Chi bộ 1', from: '2026-01-05' }] },
  });
  expect((await one(a.id, '?asOf=2026-01-04')).offered.posts).toEqual([]);
  expect(await list(`organizationId=${ward.cells[0]}&post=SECRETARY`)).toMatchObject([{ memberId: a.id }]);
  const link = { otherId: b.id, foundOn: '2026-03-01', basis: 'SAME_CARD', note: 'cùng số thẻ' };
  await ward.record(`${members}/${a.id}/same-person`, link);
  expect((await one(b.id)).sameAs).toMatchObject([
    { memberId: a.id, link: { recordId: a.id, basis: 'SAME_CARD', note: 'cùng số thẻ' } },
  ]);
  expect((await one(b.id)).warnings).toMatchObject([{ code: 'MEMBERSHIPS_DIFFER' }]);
});
