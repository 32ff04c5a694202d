import { type Capacity, POSTS, type Post } from '#features/papers';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { dayText } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import { DEPARTURES, LEAVING_REASONS, MEMBER_STATUSES, type MemberStatus } from '../codes.js';
import type { OnDay } from './career.js';

/** A person whom an act of a record names, with what the record says of the person on the day of the act. */
export interface NamedInAct {
  readonly memberId: Uuid;
  readonly what: Bilingual;
  /** The day of the act; null: not known, so that only the register itself is looked at. */
  readonly on: PlainDate | null;
  /** The organization to which the record says that the person belongs; null: it says none. */
  readonly organizationId: Uuid | null;
  readonly capacity: Capacity | null;
  readonly post: Post | null;
  readonly isCommitteeMember: boolean | null;
  readonly status: MemberStatus | null;
}
/** A person of whom a record says nothing but the name. */
export const NOTHING_SAID = {
  organizationId: null,
  capacity: null,
  post: null,
  isCommitteeMember: null,
  status: null,
} as const;

/** What the register knows of a person on the day of an act. */
export interface KnownOnDay extends OnDay {
  readonly code: string;
  /** Posts that the person held or holds on other days only. */
  readonly postsOfOtherDays: HeldPosts;
  /** Whether the organization of the membership is that of the act, below it, or ended before the day. */
  readonly fits: boolean;
}

/** Posts whose holder is a member of a committee (our own reading, confidence U: decision 044). */
const COMMITTEE_POSTS: readonly Post[] = [
  'SECRETARY',
  'DEPUTY_SECRETARY',
  'STANDING_COMMITTEE_MEMBER',
  'COMMITTEE_MEMBER',
];
type HeldPosts = OnDay['posts'];

/** Whether a person holds a post in a committee, in one organization if it is given. */
export const sitsInCommittee = (posts: HeldPosts, organizationId?: Uuid): boolean =>
  posts.some(
    (held) =>
      COMMITTEE_POSTS.includes(held.post) && (organizationId === undefined || held.organizationId === organizationId),
  );

/** The order in which a post stands for all posts of a person. */
const RANK: readonly Post[] = Object.keys(POSTS) as Post[];
const byRank = (a: HeldPosts[number], b: HeldPosts[number]): number => RANK.indexOf(a.post) - RANK.indexOf(b.post);

/** What is frozen of a subject; null: the register does not say. It never says no, since it may lack an entry. */
export interface Held {
  readonly post: Post | null;
  readonly isCommitteeMember: true | null;
}

/** The post that a person holds on the day of an act: in the organization of the act before others, then by rank. */
export function heldBy(posts: HeldPosts, organizationId: Uuid): Held {
  const own = posts.filter((held) => held.organizationId === organizationId);
  const [first] = (own.length > 0 ? own : posts).toSorted(byRank);
  return { post: first?.post ?? null, isCommitteeMember: sitsInCommittee(posts) || null };
}

export const NAMED_CODES = [
  ...(['NOT_IN_REGISTER', 'MEMBER_HAD_LEFT', 'MEMBER_HAD_DIED', 'MEMBER_ELSEWHERE'] as const),
  ...(['POST_DIFFERS', 'CAPACITY_DIFFERS', 'STATUS_DIFFERS'] as const),
] as const;
/** What a paper says otherwise than the register of persons. Never a reason to refuse: the register may be wrong. */
export interface NamedRemark extends Bilingual {
  readonly code: (typeof NAMED_CODES)[number];
  readonly source: null;
  readonly article: null;
  readonly confidence: null;
}
const remark = (code: NamedRemark['code'], words: Bilingual): NamedRemark => ({
  code,
  ...words,
  source: null,
  article: null,
  confidence: null,
});

type NameOf = (organizationId: Uuid) => string | null;

/**
 * Compares what a record says of the persons whom it names with the register of persons, on the day of each act.
 *
 * @param knownOf what the register knows on the day of the act; undefined: the person is not in the register
 */
export function namedRemarks(
  named: readonly NamedInAct[],
  knownOf: (one: NamedInAct) => KnownOnDay | undefined,
  nameOf: NameOf,
): readonly NamedRemark[] {
  const missing = new Set(named.flatMap((one) => (knownOf(one) ? [] : [one.memberId])));
  const remarks = named.flatMap((one) => {
    const known = knownOf(one);
    return known && one.on !== null ? compared(one, one.on, known, nameOf) : [];
  });
  const told = new Set<string>();
  return [
    ...(missing.size === 0 ? [] : [remark('NOT_IN_REGISTER', unregistered(missing.size))]),
    ...remarks.filter(({ vi }) => told.size !== told.add(vi).size),
  ];
}

const unregistered = (count: number): Bilingual => ({
  vi: `Có ${count} người được nêu mà chưa có trong sổ; hãy ghi vào sổ với đúng mã đang dùng ở đây`,
  en: `Persons named here who are not in the register: ${count}; enter them under the ids that are used here`,
});

function compared(act: NamedInAct, on: PlainDate, known: KnownOnDay, nameOf: NameOf): readonly NamedRemark[] {
  const { code, departed } = known;
  const day = dayText(on);
  if (departed) {
    const last = dayText(departed.on);
    const how = departed.reason === null ? DEPARTURES[departed.how] : LEAVING_REASONS[departed.reason];
    return [
      remark(departed.how === 'DIED' ? 'MEMBER_HAD_DIED' : 'MEMBER_HAD_LEFT', {
        vi: `Theo sổ, ${code}: ${how.vi} ngày ${last.vi}, trước ${act.what.vi} ngày ${day.vi}; hãy kiểm tra hai ngày này`,
        en: `By the register, ${code}: ${how.en} on ${last.en}, before the ${act.what.en} of ${day.en}; check both days`,
      }),
    ];
  }
  return [elsewhere(act, known, day, nameOf), otherPosts(act, known, day, nameOf), otherStatus(act, known, day)].flat();
}

const quoted = (name: string | null): Bilingual =>
  name === null
    ? { vi: 'một tổ chức đảng chưa rõ tên', en: 'an organization without a known name' }
    : { vi: `“${name}”`, en: `“${name}”` };

function elsewhere(act: NamedInAct, known: KnownOnDay, day: Bilingual, nameOf: NameOf): readonly NamedRemark[] {
  const [stated, own] = [act.organizationId, known.organizationId];
  if (stated === null || own === null || known.fits) return [];
  if (known.posts.some(({ organizationId }) => organizationId === stated)) return [];
  const [here, there] = [quoted(nameOf(stated)), quoted(nameOf(own))];
  return [
    remark('MEMBER_ELSEWHERE', {
      vi: `Theo sổ, ngày ${day.vi} ${known.code} sinh hoạt đảng tại ${there.vi}, không phải tại ${here.vi}; hãy kiểm tra`,
      en: `By the register, on ${day.en} ${known.code} was a member of ${there.en}, not of ${here.en}; check this`,
    }),
  ];
}

function otherPosts(act: NamedInAct, known: KnownOnDay, day: Bilingual, nameOf: NameOf): readonly NamedRemark[] {
  const { posts, code } = known;
  // Without any post on the day the register says of a post only that it was held on other days: nobody may have entered
  // the others.
  if (posts.length === 0) return postOfOtherDays(act, known, nameOf);
  const held = (language: keyof Bilingual) =>
    posts.map(({ post, organizationId }) => `${POSTS[post][language]} (${quoted(nameOf(organizationId))[language]})`);
  const by: Bilingual = {
    vi: `theo sổ, ngày ${day.vi} ${code} giữ chức vụ: ${held('vi').join('; ')}; hãy kiểm tra`,
    en: `by the register, on ${day.en} ${code} held: ${held('en').join('; ')}; check this`,
  };
  const differs = (which: 'POST_DIFFERS' | 'CAPACITY_DIFFERS', stated: Bilingual) =>
    remark(which, { vi: `Ghi là ${stated.vi}; ${by.vi}`, en: `Stated as ${stated.en}; ${by.en}` });
  const isHeld = (post: Post, organizationId: Uuid | null) =>
    posts.some((one) => one.post === post && (organizationId === null || one.organizationId === organizationId));
  const remarks: NamedRemark[] = [];
  const { capacity, post } = act;
  if ((capacity === 'SECRETARY' || capacity === 'DEPUTY_SECRETARY') && !isHeld(capacity, act.organizationId)) {
    const of = quoted(act.organizationId && nameOf(act.organizationId));
    const [vi, en] = [`${POSTS[capacity].vi} của ${of.vi}`, `${POSTS[capacity].en} of ${of.en}`];
    remarks.push(differs('CAPACITY_DIFFERS', { vi, en }));
  }
  if (post !== null && !isHeld(post, null)) remarks.push(differs('POST_DIFFERS', POSTS[post]));
  if (act.isCommitteeMember === false && sitsInCommittee(posts))
    remarks.push(differs('POST_DIFFERS', { vi: 'không phải cấp ủy viên', en: 'no member of a committee' }));
  return remarks;
}

/** What the register says of the post of the capacity, if it was held on other days and none on the day of the act. */
function postOfOtherDays(act: NamedInAct, known: KnownOnDay, nameOf: NameOf): readonly NamedRemark[] {
  const { capacity, organizationId: of, on } = act;
  if (on === null || of === null || (capacity !== 'SECRETARY' && capacity !== 'DEPUTY_SECRETARY')) return [];
  const same = known.postsOfOtherDays.filter((held) => held.post === capacity && held.organizationId === of);
  const [stated, post] = [quoted(nameOf(of)), POSTS[capacity]];
  const ended = same
    .flatMap(({ to }) => (to !== null && to < on ? [to] : []))
    .toSorted()
    .at(-1);
  const begun = same.flatMap(({ from }) => (from !== null && on < from ? [from] : [])).toSorted()[0];
  const when = ended
    ? { vi: `đã thôi giữ chức vụ này sau ngày ${dayText(ended).vi}`, en: `held this post until ${dayText(ended).en}` }
    : begun && { vi: `giữ chức vụ này từ ngày ${dayText(begun).vi}`, en: `holds this post since ${dayText(begun).en}` };
  if (!when) return [];
  return [
    remark('CAPACITY_DIFFERS', {
      vi: `Ghi là ${post.vi} của ${stated.vi} ngày ${dayText(on).vi}; theo sổ, ${known.code} ${when.vi}; hãy kiểm tra`,
      en: `Stated as ${post.en} of ${stated.en} on ${dayText(on).en}; by the register, ${known.code} ${when.en}; check this`,
    }),
  ];
}

function otherStatus(act: NamedInAct, known: KnownOnDay, day: Bilingual): readonly NamedRemark[] {
  if (act.status === null || known.status === null || act.status === known.status) return [];
  const [stated, own] = [MEMBER_STATUSES[act.status], MEMBER_STATUSES[known.status]];
  return [
    remark('STATUS_DIFFERS', {
      vi: `Ghi là ${stated.vi}; theo sổ, ngày ${day.vi} ${known.code} là ${own.vi}; hãy kiểm tra`,
      en: `Stated as ${stated.en}; by the register, on ${day.en} ${known.code} was: ${own.en}; check this`,
    }),
  ];
}
