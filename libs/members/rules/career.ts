import type { Paper, Post } from '#features/papers';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { Departure, LeavingReason, MemberStatus } from '../codes.js';
import { entriesOf, type Member } from '../member-events.js';

interface Stated {
  /** The entry that states it. */
  readonly entry: number;
}
export interface PostStated extends Stated {
  readonly postId: Uuid;
  readonly post: Post;
  readonly organizationId: Uuid;
  readonly from: PlainDate | null;
  readonly to: PlainDate | null;
  readonly decision: Paper | null;
}
export interface PostEndStated extends Stated {
  readonly postId: Uuid;
  readonly on: PlainDate;
  readonly decision: Paper | null;
}
export interface MoveStated extends Stated {
  readonly organizationId: Uuid | null;
  readonly movedOn: PlainDate;
  readonly decision: Paper | null;
}
export interface StatusStated extends Stated {
  readonly status: MemberStatus;
  readonly changedOn: PlainDate;
  readonly decision: Paper | null;
}
export interface DepartureStated extends Stated {
  readonly how: Departure;
  /** Last day of the membership. */
  readonly on: PlainDate;
  readonly reason: LeavingReason | null;
  readonly decision: Paper | null;
}

/** What is recorded of a person at one moment, in clear. Every list is in the order of recording. */
export interface Career {
  readonly entered: {
    readonly number: number;
    readonly organizationId: Uuid | null;
    readonly memberSince: PlainDate | null;
    readonly status: MemberStatus | null;
    readonly entry: number;
  };
  readonly posts: readonly PostStated[];
  readonly postEnds: readonly PostEndStated[];
  readonly moves: readonly MoveStated[];
  readonly statuses: readonly StatusStated[];
  readonly departures: readonly DepartureStated[];
}

/** The career that the entries in force state; null if the person is not entered. */
export function careerOf(member: Member): Career | null {
  const [first] = entriesOf(member, 'MemberEntered');
  if (!first) return null;
  const { number, organizationId, memberSince, status } = first.data;
  return {
    entered: { number, organizationId, memberSince, status, entry: first.revision },
    posts: entriesOf(member, 'PostHeld').map(({ data, revision }) => ({ ...data, entry: revision })),
    postEnds: entriesOf(member, 'PostEnded').map(({ data, revision }) => ({ ...data, entry: revision })),
    moves: entriesOf(member, 'MembershipMoved').map(({ data, revision }) => ({ ...data, entry: revision })),
    statuses: entriesOf(member, 'StatusChanged').map(({ data, revision }) => ({ ...data, entry: revision })),
    departures: member.flatMap((one): DepartureStated[] => {
      const entry = one.revision;
      if (one.type === 'MemberDied') return [{ how: 'DIED', on: one.data.diedOn, reason: null, decision: null, entry }];
      if (one.type !== 'MemberLeft') return [];
      const { leftOn: on, reason, decision } = one.data;
      return [{ how: 'LEFT', on, reason, decision, entry }];
    }),
  };
}

/** Days from `from` to `to`, both included; null: without a first, or without a last day. */
export interface Days {
  readonly from: PlainDate | null;
  readonly to: PlainDate | null;
}
export const share = (a: Days, b: Days): boolean =>
  (a.from === null || b.to === null || a.from <= b.to) && (b.from === null || a.to === null || b.from <= a.to);
export const isWithin = ({ from, to }: Days, day: PlainDate): boolean =>
  (from === null || from <= day) && (to === null || day <= to);

/** A post with its days, as they follow from all entries. */
export interface PostHeldOn extends Days {
  readonly postId: Uuid;
  readonly post: Post;
  readonly organizationId: Uuid;
  readonly entry: number;
  readonly decision: Paper | null;
  /** The entry that ended it; null: none did. */
  readonly endedBy: number | null;
}

/**
 * The posts of a person with their days, in the order of recording. The end that was recorded takes the place of a last
 * day stated before, and every post ends with the membership. A post without a known first day ends with the first
 * departure of all.
 */
export function postsOf({ posts, postEnds, departures }: Career): readonly PostHeldOn[] {
  return posts.map(({ postId, post, organizationId, from, to, entry, decision }) => {
    const end = postEnds.find((one) => one.postId === postId);
    const departed = earliest(departures.flatMap(({ on }) => (from === null || from <= on ? [on] : [])));
    const stated = end?.on ?? to;
    const last = departed !== null && (stated === null || departed < stated) ? departed : stated;
    return { postId, post, organizationId, from, to: last, entry, decision, endedBy: end?.entry ?? null };
  });
}

const earliest = (days: readonly PlainDate[]): PlainDate | null =>
  days.reduce<PlainDate | null>((a, b) => (a === null || b < a ? b : a), null);

/** The last of some entries that a day has reached. Of one day, the entry recorded last. */
function lastOn<T extends Stated>(all: readonly T[], dayOf: (one: T) => PlainDate, day: PlainDate): T | undefined {
  return all.reduce<T | undefined>((best, one) => {
    if (dayOf(one) > day) return best;
    return best === undefined || dayOf(one) >= dayOf(best) ? one : best;
  }, undefined);
}

/** The departure after which a day lies, unless the person was taken in again meanwhile; null: there is none. */
export function departureBefore({ departures, moves }: Pick<Career, 'departures' | 'moves'>, day: PlainDate) {
  const past = departures.filter(({ on }) => on < day);
  const died = past.find(({ how }) => how === 'DIED');
  if (died) return died;
  const left = lastOn(past, ({ on }) => on, day);
  if (!left) return null;
  return moves.some(({ movedOn }) => left.on < movedOn && movedOn <= day) ? null : left;
}

/** What is known of a person on a day. */
export interface OnDay {
  /** The organization of the membership; null: none in the registers here, or no member on that day. */
  readonly organizationId: Uuid | null;
  readonly status: MemberStatus | null;
  readonly posts: readonly PostHeldOn[];
  /** Null while the person is a member. */
  readonly departed: DepartureStated | null;
}

/**
 * Membership, status and posts of a person on a day. Before the day since which the person is a member there is neither
 * membership nor status; after a departure neither, and no post. Cost: proportional to the entries of the person.
 */
export function onDay(career: Career, day: PlainDate): OnDay {
  const { entered, moves, statuses } = career;
  const departed = departureBefore(career, day);
  const posts = postsOf(career).filter((post) => isWithin(post, day));
  if (departed || (entered.memberSince !== null && day < entered.memberSince))
    return { organizationId: null, status: null, posts, departed };
  const moved = lastOn(moves, ({ movedOn }) => movedOn, day);
  const changed = lastOn(statuses, ({ changedOn }) => changedOn, day);
  return {
    organizationId: moved ? moved.organizationId : entered.organizationId,
    status: changed?.status ?? entered.status,
    posts,
    departed: null,
  };
}
