import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { type OrganizationType, PARENT_TYPES, type Sector } from '../codes.js';
import { Shards } from './shards.js';

/** Order of facts: the day on which a change takes effect, then the revision of its entry. */
export interface Place {
  readonly on: PlainDate;
  readonly revision: number;
}

/** What one entry states about one organization. A null value leaves the earlier value in force. */
export interface Fact extends Place {
  readonly organizationId: Uuid;
  readonly what: 'begun' | 'ended' | 'changed' | 'counted';
  readonly name: string | null;
  readonly type: OrganizationType | null;
  readonly sector: Sector | null;
  readonly parentId: Uuid | null;
  readonly count: number | null;
  readonly assumed: boolean;
  /** The whole content of the entry, by which a repeated statement is recognized. */
  readonly entry: unknown;
}

/**
 * Written out member by member: a literal that spreads defaults and then overrides some takes a hundred times as long.
 */
export const factOf = (
  entry: { readonly organizationId: Uuid },
  revision: number,
  what: Fact['what'],
  on: PlainDate,
  statement: Partial<Pick<Fact, 'name' | 'type' | 'sector' | 'parentId' | 'count'>> = {},
): Fact => ({
  on,
  revision,
  organizationId: entry.organizationId,
  what,
  name: statement.name ?? null,
  type: statement.type ?? null,
  sector: statement.sector ?? null,
  parentId: statement.parentId ?? null,
  count: statement.count ?? null,
  assumed: false,
  entry,
});

/** All facts about one organization, in order of effect. */
export interface Annals {
  readonly facts: readonly Fact[];
  readonly counts: readonly Fact[];
  /** All organizations that are directly under this one at some time. */
  readonly subordinates: readonly Uuid[];
}

/** The organizations of a ward over all time, including decided future changes. */
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

/** The timeline with one more fact. Cost: the facts of that organization, not of the ward. */
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

/** Kinds of conflict. If one entry causes several conflicts, the first in this list is reported. */
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

/** Why a timeline is impossible: the first impossible day, and the entry that causes it. */
export interface Conflict extends Place {
  readonly conflict: ConflictCode;
  readonly organizationId: Uuid;
}

/**
 * The first conflict of a timeline, by day, then by entry; null if it is possible on every date.
 *
 * @param touched new facts in a timeline that was possible before: only what they can make impossible is checked. If
 * absent, every fact is checked. Cost: linear in the facts checked.
 * @param today a count of members dated later is an expectation of an older release: it stops no end. Null: there is none
 */
export function firstConflict(
  timeline: Timeline,
  touched?: readonly Fact[],
  today: PlainDate | null = null,
): Conflict | null {
  const conflicts: Conflict[] = [];
  if (!touched) {
    for (const [id] of timeline.annals.entries()) conflicts.push(...conflictsOf(timeline, id as Uuid, today));
  } else {
    const suspects = new Set<Uuid>();
    for (const fact of touched) {
      if (fact.what === 'counted') conflicts.push(...outsideLife(timeline, fact.organizationId, [fact]));
      else suspects.add(fact.organizationId);
      if (fact.what === 'ended' || fact.type !== null)
        for (const id of annalsOf(timeline, fact.organizationId).subordinates) suspects.add(id);
    }
    for (const id of suspects) conflicts.push(...conflictsOf(timeline, id, today));
  }
  return conflicts.sort(precedence)[0] ?? null;
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

/** The first beginning and the first end of an organization. */
function lifeOf({ facts }: Annals): { begun: Fact | undefined; ended: Fact | undefined } {
  const begun = facts.find((fact) => fact.what === 'begun');
  const ended = facts.find((fact) => fact.what === 'ended' && (!begun || compare(begun, fact) < 0));
  return { begun, ended };
}

/** Facts dated before the beginning of an organization or after its end. */
function* outsideLife(timeline: Timeline, id: Uuid, some: readonly Fact[]): Iterable<Conflict> {
  const { begun, ended } = lifeOf(annalsOf(timeline, id));
  for (const fact of some) {
    if (!begun) yield conflict('NoSuchOrganization', fact, id);
    else if (fact.what === 'begun' && fact !== begun) yield conflict('EstablishedTwice', fact, id);
    else if (compare(fact, begun) < 0) yield conflict('NotYetEstablished', fact, id);
    else if (ended && fact !== ended && compare(fact, ended) >= 0) yield conflict('AlreadyEnded', fact, id);
  }
}

/** Conflicts of one organization: in its own life, and with its parent and subordinates. */
function* conflictsOf(timeline: Timeline, id: Uuid, today: PlainDate | null): Iterable<Conflict> {
  const annals = annalsOf(timeline, id);
  const { facts } = annals;
  yield* outsideLife(timeline, id, facts);
  yield* outsideLife(
    timeline,
    id,
    annals.counts.filter(({ on }) => today === null || on <= today),
  );
  const conflictAt = (code: ConflictCode, at: Place, about = id): Conflict => conflict(code, at, about);
  const { begun, ended } = lifeOf(annals);
  if (begun?.parentId === null && id !== timeline.wardId && begun.type === 'WARD_ORGANIZATION')
    yield conflictAt('SecondWard', begun);

  let type: OrganizationType | null = null;
  let parentId: Uuid | null = null;
  for (const [i, fact] of facts.entries()) {
    if (!begun || compare(fact, begun) < 0 || (ended && compare(fact, ended) >= 0)) continue;
    const next = facts[i + 1];
    type = fact.type ?? type;
    parentId = fact.parentId ?? parentId;
    // One entry may state two facts about one organization; only the state after the whole entry is checked.
    if (type === null || (next && compare(fact, next) === 0)) continue;
    if (parentId === null) {
      if (type !== 'WARD_ORGANIZATION') yield conflictAt('ParentKindMismatch', fact);
      continue;
    }
    const over = parentId;
    const above = typeAt(timeline, over, fact);
    if (above === null) yield conflictAt('ParentNotExisting', fact);
    else if (!PARENT_TYPES[type].includes(above)) yield conflictAt('ParentKindMismatch', fact);
    for (const change of annalsOf(timeline, over).facts) {
      if (compare(change, fact) <= 0 || (next && compare(change, next) >= 0)) continue;
      if (change.what === 'ended') yield conflictAt('HasSubordinates', change, over);
      else if (change.type !== null && !PARENT_TYPES[type].includes(change.type))
        yield conflictAt('ParentKindMismatch', change);
    }
  }
}

/**
 * The kind of an organization just after a point in the order of facts; null if the organization does not exist then.
 */
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
