import type { Context } from '#kernel/command';
import { addMonths, before, dayOf, type PlainDate } from '#kernel/dates';
import type { History } from '#kernel/decider';
import { companionOf, effective, type PastEvent } from '#kernel/effective';
import { idOf, type Uuid } from '#kernel/ids';
import { type Member, entriesOf } from '../member-events.js';
import { type Career, careerOf, departureBefore, postsOf, share } from './career.js';
import { refuse } from './refusals.js';

/**
 * Refuses an impossible record: posts that exclude each other, days out of order, acts after leaving or death, links that
 * are none. Checks the state after a command, a correction or an annulment.
 *
 * @throws Rejection
 */
export function possible(s: Member, news: readonly PastEvent[], was: History<Member>, context: Context): void {
  const career = careerOf(s);
  if (!career) {
    const [rest] = s;
    if (careerOf(was.state) === null) return refuse('MemberNotEntered');
    if (rest) refuse('EntriesStand', { entry: rest.revision });
    return;
  }
  assertIdsKept(news, was.events);
  assertDays(news, was.events, dayOf(context.now));
  assertPosts(career);
  assertMembership(career);
  assertStatuses(career);
  assertLinks(s, idOf(context.stream));
}

const FIXED = ['number', 'postId', 'otherId', 'notTwinOf'] as const;

/** Other entries and other records name these ids, so a correction keeps them. */
function assertIdsKept(news: readonly PastEvent[], past: readonly PastEvent[]): void {
  for (const event of news) {
    const companion = companionOf(event);
    if (companion?.how !== 'corrected') continue;
    const first = past[companion.corrects]?.data as Readonly<Record<string, unknown>> | undefined;
    for (const field of FIXED)
      if (JSON.stringify(first?.[field]) !== JSON.stringify(companion.data[field])) refuse('IdFixed', { field });
  }
}

/** Farthest last day of a post, in months after the recording. A later one is a typing error (2062 for 2026). */
const FARTHEST_MONTHS = 120;

type DaysOf = Readonly<Record<string, PlainDate | null | undefined>>;

/** The days whose field has no name in `…On`: the kernel checks the others. A correction is checked in what it changes. */
function assertDays(news: readonly PastEvent[], past: readonly PastEvent[], today: PlainDate): void {
  for (const event of news) {
    const companion = companionOf(event);
    if (companion?.how === 'annulled') continue;
    const entry = companion && effective(past).find(({ revision }) => revision === companion.corrects);
    const was = entry?.data as DaysOf | undefined;
    const data = (companion?.data ?? event.data) as DaysOf;
    for (const field of ['memberSince', 'from', 'to'] as const) {
      const on = data[field];
      if (!on || on <= today || on === was?.[field]) continue;
      if (field !== 'to') refuse('DayAhead', { field, on, today });
      if (on > addMonths(today, FARTHEST_MONTHS)) refuse('DayTooFarAhead', { field, on });
    }
  }
}

/** Posts of one organization that nobody holds at one time. */
const EXCLUDING: readonly string[] = ['SECRETARY', 'DEPUTY_SECRETARY'];

function assertPosts(career: Career): void {
  for (const [i, { postId, on, entry }] of career.postEnds.entries()) {
    const post = career.posts.find((one) => one.postId === postId);
    if (!post) return refuse('NoSuchPost');
    const first = career.postEnds.find((one) => one.postId === postId);
    if (first && first.entry !== entry && i > 0) refuse('PostEndedAlready', { entry: first.entry });
    if (post.from !== null && before(on, post.from)) refuse('PostEndsBeforeStart', { from: post.from, to: on });
  }
  for (const { from, to } of career.posts) {
    if (from !== null && to !== null && before(to, from)) refuse('PostEndsBeforeStart', { from, to });
    if (from !== null) assertMember(career, from);
  }
  const posts = postsOf(career);
  for (const [i, a] of posts.entries())
    for (const b of posts.slice(0, i)) {
      if (a.organizationId !== b.organizationId || !share(a, b)) continue;
      // Other posts are not told apart, so a person may hold two of them.
      if (a.post === b.post && a.post !== 'OTHER') refuse('PostHeldTwice', { entry: b.entry });
      if (a.post !== b.post && EXCLUDING.includes(a.post) && EXCLUDING.includes(b.post))
        refuse('PostsExclude', { entry: b.entry });
    }
}

/** Refuses an act on a day on which the person is no longer a member. */
function assertMember(career: Career, on: PlainDate): void {
  const departed = departureBefore(career, on);
  if (departed?.how === 'DIED') refuse('DiedBefore', { diedOn: departed.on, on });
  if (departed) refuse('LeftBefore', { leftOn: departed.on, on });
}

function assertMembership(career: Career): void {
  const { departures, moves } = career;
  const [died, again] = departures.filter(({ how }) => how === 'DIED');
  if (died && again) refuse('DiedAlready', { entry: died.entry });
  const left = departures.filter(({ how }) => how === 'LEFT');
  for (const [i, { on }] of left.entries()) {
    assertMember(career, on);
    const same = left.slice(0, i).find((other) => other.on === on);
    if (same) refuse('LeftBefore', { leftOn: on, on });
  }
  for (const [i, { movedOn: on, organizationId }] of moves.entries()) {
    const same = moves.slice(0, i).find((other) => other.movedOn === on);
    if (same) refuse('MovedTwice', { on, entry: same.entry });
    if (died && died.on < on) refuse('DiedBefore', { diedOn: died.on, on });
    const others = moves.filter((other) => other.movedOn !== on);
    if (organizationId === null && departureBefore({ departures, moves: others }, on)) refuse('TakenInNowhere');
  }
}

function assertStatuses(career: Career): void {
  const { entered, moves, departures } = career;
  const inTime = career.statuses.toSorted((a, b) =>
    a.changedOn < b.changedOn ? -1 : a.changedOn > b.changedOn ? 1 : 0,
  );
  let last: { readonly status: string | null; readonly on: PlainDate | null } = { status: entered.status, on: null };
  for (const { status, changedOn: on } of inTime) {
    assertMember(career, on);
    if (last.on === on) {
      const first = career.statuses.find(({ changedOn }) => changedOn === on);
      refuse('StatusTwice', { on, entry: first?.entry ?? 0 });
    }
    const since = last.on;
    const isAnew = departures.some(
      (left) => (since === null || since <= left.on) && moves.some(({ movedOn }) => left.on < movedOn && movedOn <= on),
    );
    if (last.status === 'OFFICIAL' && status === 'PROBATIONARY' && !isAnew) refuse('OfficialAlready', { on });
    last = { status, on };
  }
}

/** Links are judged in the order of recording: a pair may be linked, unlinked and linked again. */
function assertLinks(s: Member, own: Uuid): void {
  const linked = new Map<Uuid, { readonly entry: number; readonly foundOn: PlainDate }>();
  for (const { type, data, revision } of s) {
    if (type === 'SamePersonLinked') {
      const { otherId, foundOn } = data;
      if (otherId === own) refuse('LinkedToItself');
      const before = linked.get(otherId);
      if (before) refuse('LinkedAlready', { entry: before.entry });
      linked.set(otherId, { entry: revision, foundOn });
    } else if (type === 'SamePersonUnlinked') {
      const { otherId, unlinkedOn } = data;
      const link = linked.get(otherId);
      if (!link) return refuse('NotLinked');
      if (before(unlinkedOn, link.foundOn)) refuse('UnlinkedBeforeLink', { unlinkedOn, foundOn: link.foundOn });
      linked.delete(otherId);
    }
  }
}

export const isEntered = (s: Member): boolean => entriesOf(s, 'MemberEntered').length > 0;
