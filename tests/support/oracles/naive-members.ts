import type { PastEvent } from '#kernel/effective';

/** What is known of a person on a day, as loops over events find it. */
export interface NaiveMember {
  readonly organizationId: string | null;
  readonly status: string | null;
  /** The ids of the posts held, sorted. */
  readonly posts: readonly string[];
  readonly departed: 'LEFT' | 'DIED' | null;
}

interface Stated {
  readonly type: string;
  /** Ids, codes and days by the name of the field; null: not known. */
  readonly data: Readonly<Record<string, string | null>>;
  readonly revision: number;
}

/** The entries that count after the first `known` events, each with the content of its last correction. */
export function inForce(events: readonly PastEvent[], known: number): readonly Stated[] {
  const entries = new Map<number, Stated>();
  for (const event of events.slice(0, known)) {
    const { corrects, data } = event.data as { readonly corrects: number; readonly data: Stated['data'] };
    if (event.type.endsWith('Annulled')) entries.delete(corrects);
    else if (event.type.endsWith('Corrected')) {
      const was = entries.get(corrects);
      if (was) entries.set(was.revision, { ...was, data });
    } else entries.set(event.revision, event);
  }
  return [...entries.values()];
}

/**
 * A second implementation of what a person is on a day: it goes from the earliest day to the latest, ends in the morning
 * what had its last day the day before, and begins what begins that day. Null if the person is not entered.
 */
export function naiveMember(events: readonly PastEvent[], known: number, day: string): NaiveMember | null {
  const all = inForce(events, known);
  const first = all.find(({ type }) => type === 'MemberEntered');
  if (!first) return null;
  const since = valueOf(first, 'memberSince');
  let organizationId = valueOf(first, 'organizationId');
  let status = valueOf(first, 'status');
  let departed: 'LEFT' | 'DIED' | null = null;
  const held = new Set<string>();
  const lastDays = new Map<string, string | null>();
  for (const one of all) if (one.type === 'PostHeld') lastDays.set(idIn(one), valueOf(one, 'to'));
  for (const one of all) if (one.type === 'PostEnded') lastDays.set(idIn(one), valueOf(one, 'on'));
  for (const one of all) if (one.type === 'PostHeld' && valueOf(one, 'from') === null) held.add(idIn(one));
  const days = new Set<string>([day]);
  for (const one of all) {
    for (const field of ['from', 'movedOn', 'changedOn']) days.add(valueOf(one, field) ?? day);
    for (const field of ['to', 'on', 'leftOn', 'diedOn']) days.add(nextDay(valueOf(one, field) ?? day));
  }
  for (const today of [...days].sort()) {
    if (today > day) break;
    const on = (type: string, field: string, is: (date: string | null) => boolean) =>
      all.filter((one) => one.type === type && is(valueOf(one, field)));
    // In the morning.
    for (const [postId, last] of lastDays) if (last !== null && last < today) held.delete(postId);
    for (const [type, field, how] of [
      ['MemberLeft', 'leftOn', 'LEFT'],
      ['MemberDied', 'diedOn', 'DIED'],
    ] as const)
      if (on(type, field, (last) => last !== null && nextDay(last) === today).length > 0) {
        held.clear();
        departed = departed === 'DIED' ? 'DIED' : how;
      }
    // In the course of the day.
    for (const one of on('MembershipMoved', 'movedOn', (moved) => moved === today)) {
      organizationId = valueOf(one, 'organizationId');
      if (departed === 'LEFT') departed = null;
    }
    for (const one of on('StatusChanged', 'changedOn', (changed) => changed === today)) status = valueOf(one, 'status');
    for (const one of on('PostHeld', 'from', (from) => from === today)) {
      const last = lastDays.get(idIn(one)) ?? null;
      if (last === null || last >= today) held.add(idIn(one));
    }
  }
  const isMember = departed === null && (since === null || since <= day);
  return {
    organizationId: isMember ? organizationId : null,
    status: isMember ? status : null,
    posts: [...held].sort(),
    departed,
  };
}

const valueOf = ({ data }: Stated, field: string): string | null => data[field] ?? null;
/** The post or the other record that an entry is about. */
const idIn = (one: Stated): string => valueOf(one, 'postId') ?? valueOf(one, 'otherId') ?? '';

const nextDay = (day: string): string => {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
};

/** The rules that make a history of one person impossible, judged day by day over some days. */
export function naiveFaults(events: readonly PastEvent[], own: string, days: readonly string[]): readonly string[] {
  const all = inForce(events, events.length);
  if (all.length === 0) return [];
  if (!all.some(({ type }) => type === 'MemberEntered')) return ['entries of nobody'];
  const faults: string[] = [];
  const posts = new Map(all.filter(({ type }) => type === 'PostHeld').map((one) => [idIn(one), one.data]));
  for (const on of days) {
    const then = naiveMember(events, events.length, on);
    const names = (then?.posts ?? []).map((postId) => {
      const { post, organizationId } = posts.get(postId) ?? {};
      return post === 'OTHER' ? postId : `${organizationId} ${post === 'DEPUTY_SECRETARY' ? 'SECRETARY' : post}`;
    });
    if (new Set(names).size < names.length) faults.push(`${on}: posts that exclude each other`);
    if (then?.departed !== null && names.length > 0) faults.push(`${on}: a post after the departure`);
    const acts = all.filter((one) => ['from', 'changedOn', 'leftOn'].some((field) => valueOf(one, field) === on));
    if (then?.departed !== null && acts.length > 0) faults.push(`${on}: an act after the departure`);
    if (then?.departed === 'DIED' && all.some((one) => valueOf(one, 'movedOn') === on))
      faults.push(`${on}: moved when dead`);
  }
  const twice = (names: readonly unknown[], what: string) => {
    if (new Set(names).size < names.length) faults.push(`${what} twice`);
  };
  twice(all.filter(({ type }) => type === 'PostEnded').map(idIn), 'ended');
  for (const field of ['movedOn', 'changedOn', 'leftOn'])
    twice(
      all.flatMap((one) => valueOf(one, field) ?? []),
      field,
    );
  if (all.filter(({ type }) => type === 'MemberDied').length > 1) faults.push('died twice');
  const linked = new Set<string>();
  for (const one of all)
    if (one.type === 'SamePersonLinked') {
      if (idIn(one) === own || linked.has(idIn(one))) faults.push('a link that is none');
      linked.add(idIn(one));
    } else if (one.type === 'SamePersonUnlinked' && !linked.delete(idIn(one))) faults.push('an unlinking of no link');
  for (const one of all) if (one.type === 'PostEnded' && !posts.has(idIn(one))) faults.push('end of no post');
  return faults;
}

/** The groups of records of one person, by merging whatever shares a record until nothing changes. */
export function naiveGroups(pairs: readonly (readonly [string, string])[]): readonly (readonly string[])[] {
  let groups = pairs.map((pair) => new Set<string>(pair));
  for (let changed = true; changed;) {
    changed = false;
    for (const a of groups)
      for (const b of groups)
        if (a !== b && !changed && [...a].some((id) => b.has(id))) {
          groups = [...groups.filter((one) => one !== a && one !== b), new Set([...a, ...b])];
          changed = true;
        }
  }
  return groups.map((group) => [...group].sort()).sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
}
