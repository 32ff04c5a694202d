import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { type OrganizationType, PARENT_TYPES, type Sector } from '../codes.js';
import { Shards } from './shards.js';

/** A place in the order of facts: the day on which a change takes effect, then the entry that states it. */
export interface Place {
  readonly on: PlainDate;
  readonly revision: number;
}

/** What one entry says of one organization. Null says nothing: what held before goes on. */
export interface Fact extends Place {
  readonly organizationId: Uuid;
  readonly what: 'begun' | 'ended' | 'changed' | 'counted';
  readonly name: string | null;
  readonly type: OrganizationType | null;
  readonly sector: Sector | null;
  readonly parentId: Uuid | null;
  readonly count: number | null;
  readonly assumed: boolean;
  /** The whole content of the entry, to know the same statement again. */
  readonly entry: unknown;
}

/** All that is stated of one organization, in order of effect. */
export interface Annals {
  readonly facts: readonly Fact[];
  readonly counts: readonly Fact[];
  /** Everything that at some time stands under it. */
  readonly subordinates: readonly Uuid[];
}

/** The life of a ward's organizations over all time, past and decided future. */
export interface Timeline {
  readonly wardId: Uuid | null;
  readonly annals: Shards<Annals>;
}
export const emptyTimeline: Timeline = { wardId: null, annals: Shards.empty() };

const NOTHING: Annals = { facts: [], counts: [], subordinates: [] };
export const SAYS_NOTHING = { name: null, type: null, sector: null, parentId: null, count: null, assumed: false };

export const annalsOf = (timeline: Timeline, id: Uuid): Annals => timeline.annals.get(id) ?? NOTHING;

/** Order of effect: day, then revision. */
export const compare = (a: Place, b: Place): number => (a.on < b.on ? -1 : a.on > b.on ? 1 : a.revision - b.revision);

/** The timeline with one fact more. Cost: the facts of its organization, not those of the ward. */
export function withFact(timeline: Timeline, fact: Fact): Timeline {
  const own = annalsOf(timeline, fact.organizationId);
  const list = fact.what === 'counted' ? 'counts' : 'facts';
  const at = own[list].findLastIndex((other) => compare(other, fact) <= 0) + 1;
  const added = own[list].toSpliced(at, 0, fact);
  const [facts, counts] = list === 'facts' ? [added, own.counts] : [own.facts, added];
  let annals = timeline.annals.with(fact.organizationId, { facts, counts, subordinates: own.subordinates });
  if (fact.parentId !== null) {
    const parent = annals.get(fact.parentId) ?? NOTHING;
    if (!parent.subordinates.includes(fact.organizationId))
      annals = annals.with(fact.parentId, { ...parent, subordinates: [...parent.subordinates, fact.organizationId] });
  }
  const founds = fact.what === 'begun' && fact.parentId === null && timeline.wardId === null;
  return { wardId: founds ? fact.organizationId : timeline.wardId, annals };
}

/** What can be impossible; where one entry brings several, the first of this list is named. */
const CONFLICTS = [
  'NoSuchOrganization',
  'EstablishedTwice',
  'NotYetEstablished',
  'AlreadyEnded',
  'SecondWard',
  'ParentNotExisting',
  'ParentKindMismatch',
  'HasSubordinates',
] as const;
export type ConflictCode = (typeof CONFLICTS)[number];

/** Why a timeline cannot be: the first day on which it could not, and the entry that says so. */
export interface Conflict extends Place {
  readonly conflict: ConflictCode;
  readonly organizationId: Uuid;
}

/**
 * The first thing, by day and then by entry, that makes a timeline impossible; null where it is possible on every date.
 *
 * @param touched facts that are new to a timeline known to be possible: only what they can disturb is looked at. Without
 * it everything is. Cost: the facts looked at.
 */
export function firstConflict(timeline: Timeline, touched?: readonly Fact[]): Conflict | null {
  const found: Conflict[] = [];
  if (!touched) {
    for (const [id] of timeline.annals.entries()) found.push(...conflictsOf(timeline, id as Uuid));
  } else {
    const suspects = new Set<Uuid>();
    for (const fact of touched) {
      if (fact.what === 'counted') found.push(...outsideLife(timeline, fact.organizationId, [fact]));
      else suspects.add(fact.organizationId);
      if (fact.what === 'ended' || fact.type !== null)
        for (const id of annalsOf(timeline, fact.organizationId).subordinates) suspects.add(id);
    }
    for (const id of suspects) found.push(...conflictsOf(timeline, id));
  }
  return found.sort(precedence)[0] ?? null;
}

const precedence = (a: Conflict, b: Conflict): number =>
  compare(a, b) ||
  CONFLICTS.indexOf(a.conflict) - CONFLICTS.indexOf(b.conflict) ||
  (a.organizationId < b.organizationId ? -1 : 1);

const conflict = (code: ConflictCode, { on, revision }: Place, organizationId: Uuid): Conflict => ({
  conflict: code,
  organizationId,
  on,
  revision,
});

/** From its beginning on, and to its end, the first of each. */
function lifeOf({ facts }: Annals): { begun: Fact | undefined; ended: Fact | undefined } {
  const begun = facts.find((fact) => fact.what === 'begun');
  const ended = facts.find((fact) => fact.what === 'ended' && (!begun || compare(begun, fact) < 0));
  return { begun, ended };
}

/** Facts that lie before the beginning of an organization or after its end. */
function* outsideLife(timeline: Timeline, id: Uuid, some: readonly Fact[]): Iterable<Conflict> {
  const { begun, ended } = lifeOf(annalsOf(timeline, id));
  for (const fact of some) {
    if (!begun) yield conflict('NoSuchOrganization', fact, id);
    else if (fact.what === 'begun' && fact !== begun) yield conflict('EstablishedTwice', fact, id);
    else if (compare(fact, begun) < 0) yield conflict('NotYetEstablished', fact, id);
    else if (ended && fact !== ended && compare(fact, ended) >= 0) yield conflict('AlreadyEnded', fact, id);
  }
}

/** What is impossible about one organization: in its own life, and in its place under others. */
function* conflictsOf(timeline: Timeline, id: Uuid): Iterable<Conflict> {
  const annals = annalsOf(timeline, id);
  const { facts } = annals;
  yield* outsideLife(timeline, id, facts);
  yield* outsideLife(timeline, id, annals.counts);
  const found = (code: ConflictCode, at: Place, about = id): Conflict => conflict(code, at, about);
  const { begun, ended } = lifeOf(annals);
  if (begun?.parentId === null && id !== timeline.wardId && begun.type === 'WARD_ORGANIZATION')
    yield found('SecondWard', begun);

  let type: OrganizationType | null = null;
  let parentId: Uuid | null = null;
  for (const [i, fact] of facts.entries()) {
    if (!begun || compare(fact, begun) < 0 || (ended && compare(fact, ended) >= 0)) continue;
    const next = facts[i + 1];
    type = fact.type ?? type;
    parentId = fact.parentId ?? parentId;
    // One entry may say two things of one organization; only what holds after the whole entry is judged.
    if (type === null || (next && compare(fact, next) === 0)) continue;
    if (parentId === null) {
      if (type !== 'WARD_ORGANIZATION') yield found('ParentKindMismatch', fact);
      continue;
    }
    const over = parentId;
    const above = typeAt(timeline, over, fact);
    if (above === null) yield found('ParentNotExisting', fact);
    else if (!PARENT_TYPES[type].includes(above)) yield found('ParentKindMismatch', fact);
    for (const change of annalsOf(timeline, over).facts) {
      if (compare(change, fact) <= 0 || (next && compare(change, next) >= 0)) continue;
      if (change.what === 'ended') yield found('HasSubordinates', change, over);
      else if (change.type !== null && !PARENT_TYPES[type].includes(change.type))
        yield found('ParentKindMismatch', change);
    }
  }
}

/** The kind that an organization has just after a place in the order of facts; null where it does not exist then. */
function typeAt(timeline: Timeline, id: Uuid, at: Place): OrganizationType | null {
  let type: OrganizationType | null = null;
  let exists = false;
  for (const fact of annalsOf(timeline, id).facts) {
    if (compare(fact, at) > 0) break;
    if (fact.what === 'begun') exists = true;
    if (fact.what === 'ended') exists = false;
    type = fact.type ?? type;
  }
  return exists ? type : null;
}
