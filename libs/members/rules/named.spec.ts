import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Post } from '#features/papers';
import { plainDate, type PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { rounds } from '../../../tests/support/rounds.js';
import { type Career, onDay } from './career.js';
import { heldBy, type KnownOnDay, type NamedInAct, namedRemarks, NOTHING_SAID } from './named.js';

const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const [PERSON, HERE, THERE] = [id(1), id(11), id(12)];
const DAYS = Array.from({ length: 9 }, (_, i) => plainDate(`2026-03-0${i + 1}`));
const day = fc.constantFrom(...DAYS);
const dayOrNone = fc.option(day, { nil: null });
const post = fc.constantFrom<Post>('SECRETARY', 'COMMITTEE_MEMBER', 'INSPECTION_MEMBER', 'OTHER');

const career = fc
  .record({
    posts: fc.array(
      fc.record({
        post,
        organizationId: fc.constantFrom(HERE, THERE),
        from: dayOrNone,
        to: dayOrNone,
        ends: dayOrNone,
      }),
      { maxLength: 4 },
    ),
    left: dayOrNone,
  })
  .map(({ posts, left }) => ({
    posts: posts.map((one, i) => ({ ...one, postId: id(100 + i) })),
    left,
  }));
type Drawn = typeof career extends fc.Arbitrary<infer T> ? T : never;

const asCareer = ({ posts, left }: Drawn): Career => ({
  entered: { number: 1, organizationId: HERE, memberSince: null, status: null, entry: 0 },
  posts: posts.map(({ postId, post: held, organizationId, from, to }, i) => ({
    postId,
    post: held,
    organizationId,
    from,
    to,
    decision: null,
    entry: i + 1,
  })),
  postEnds: posts.flatMap(({ postId, ends: on }, i) =>
    on === null ? [] : [{ postId, on, decision: null, entry: 50 + i }],
  ),
  moves: [],
  statuses: [],
  departures: left === null ? [] : [{ how: 'LEFT', on: left, reason: null, decision: null, entry: 99 }],
});

/** The posts of a day, by asking of each whether it had begun and had not ended. */
const naively = ({ posts, left }: Drawn, on: PlainDate) =>
  posts.filter(({ from, to, ends }) => {
    if (from !== null && on < from) return false;
    const last = ends ?? to;
    if (last !== null && last < on) return false;
    return left === null || on <= left || (from !== null && from > left);
  });

describe('what is frozen of a subject', () => {
  it('is a post that the person holds on that day, in the organization of the act if there is one there', () => {
    fc.assert(
      fc.property(career, day, (drawn, on) => {
        const held = naively(drawn, on);
        const here = held.filter(({ organizationId }) => organizationId === HERE);
        const frozen = heldBy(onDay(asCareer(drawn), on).posts, HERE);
        if (held.length === 0) expect(frozen).toEqual({ post: null, isCommitteeMember: null });
        else expect((here.length > 0 ? here : held).map((one) => one.post)).toContain(frozen.post);
        const sits = held.some((one) => one.post === 'SECRETARY' || one.post === 'COMMITTEE_MEMBER');
        expect(frozen.isCommitteeMember).toBe(sits ? true : null);
      }),
      { numRuns: rounds(1000) },
    );
  });
});

const NAMES: ReadonlyMap<Uuid, string> = new Map([
  [HERE, 'Chi bộ 1'],
  [THERE, 'Chi bộ 2'],
]);
const ACT: NamedInAct = {
  ...NOTHING_SAID,
  memberId: PERSON,
  what: { vi: 'quyết định', en: 'decision' },
  on: plainDate('2026-03-05'),
};
const KNOWN: KnownOnDay = {
  code: 'ĐV-0412',
  organizationId: HERE,
  status: 'OFFICIAL',
  posts: [],
  postsOfOtherDays: [],
  departed: null,
  fits: true,
};
const secretary = {
  postId: id(5),
  post: 'SECRETARY',
  organizationId: HERE,
  from: null,
  to: null,
  entry: 1,
  decision: null,
  endedBy: null,
} as const;
const FORMER = { ...secretary, to: plainDate('2026-03-01') };
const COMING = { ...secretary, from: plainDate('2026-03-09') };
const remarks = (act: Partial<NamedInAct>, known: Partial<KnownOnDay> | null) =>
  namedRemarks(
    [{ ...ACT, ...act }],
    () => (known === null ? undefined : { ...KNOWN, ...known }),
    (of) => NAMES.get(of) ?? null,
  );
const left = (how: 'LEFT' | 'DIED') =>
  ({ how, on: plainDate('2026-03-01'), reason: null, decision: null, entry: 3 }) as const;

describe('what a paper says otherwise than the register of persons', () => {
  it.each<[string, Partial<NamedInAct>, Partial<KnownOnDay> | null]>([
    ['NOT_IN_REGISTER', {}, null],
    ['MEMBER_HAD_LEFT', {}, { departed: left('LEFT') }],
    ['MEMBER_HAD_DIED', {}, { departed: left('DIED') }],
    ['MEMBER_ELSEWHERE', { organizationId: THERE }, { fits: false }],
    ['CAPACITY_DIFFERS', { capacity: 'DEPUTY_SECRETARY', organizationId: HERE }, { posts: [secretary] }],
    ['CAPACITY_DIFFERS', { capacity: 'SECRETARY', organizationId: THERE }, { posts: [secretary] }],
    ['CAPACITY_DIFFERS', { capacity: 'SECRETARY', organizationId: HERE }, { postsOfOtherDays: [FORMER] }],
    ['CAPACITY_DIFFERS', { capacity: 'SECRETARY', organizationId: HERE }, { postsOfOtherDays: [COMING] }],
    ['POST_DIFFERS', { post: 'INSPECTION_CHAIR' }, { posts: [secretary] }],
    ['POST_DIFFERS', { isCommitteeMember: false }, { posts: [secretary] }],
    ['STATUS_DIFFERS', { status: 'PROBATIONARY' }, {}],
  ])('is told as %s, in both languages, without an id or a code of the program', (code, act, known) => {
    const [one, ...more] = remarks(act, known);
    expect([one?.code, more]).toEqual([code, []]);
    for (const sentence of [one?.vi, one?.en])
      expect(sentence).not.toMatch(/[0-9a-f]{8}|\d{4}-\d{2}-\d{2}|[A-Z]{2,}_[A-Z]|undefined|null/);
    expect(one?.vi).not.toBe(one?.en);
  });

  it.each<[string, Partial<NamedInAct>, Partial<KnownOnDay>]>([
    ['the register has no post of the day', { capacity: 'SECRETARY', organizationId: HERE, post: 'SECRETARY' }, {}],
    ['the post is the same', { capacity: 'SECRETARY', organizationId: HERE }, { posts: [secretary] }],
    ['the status is not known', { status: 'OFFICIAL' }, { status: null }],
    ['the membership is below', { organizationId: THERE }, { fits: true }],
    ['a post is held there', { organizationId: HERE }, { organizationId: THERE, fits: false, posts: [secretary] }],
    ['the day of the act is not known', { on: null, status: 'PROBATIONARY' }, { departed: left('LEFT') }],
  ])('is nothing where %s', (_, act, known) => {
    expect(remarks(act, known)).toEqual([]);
  });
});
