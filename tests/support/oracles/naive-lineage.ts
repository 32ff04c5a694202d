import type { Known } from './naive-register.js';

/** A reorganization; lists of these are in the order of effect. */
export interface NaiveReorganization {
  readonly on: string;
  readonly manner: string;
  readonly from: readonly string[];
  readonly into: readonly string[];
}

/** An act that counts for an organization, with its day. */
export interface Hit<A> {
  readonly organizationId: string;
  readonly on: string;
  readonly act: A;
  /** How the act reaches the organization: 0 as its own, 1 by its leader, 2 from above, 3 as a place of work. */
  readonly way: number;
  /** Number of reorganizations over which the hit is inherited. */
  readonly steps: number;
}

export interface InheritanceRule {
  readonly merger: 'NONE' | 'INHERIT_ANY' | 'INHERIT_ALL';
  readonly split: 'NONE' | 'INHERIT';
}

export const reorganizationsUpTo = (statements: readonly Known[], asOf: string): NaiveReorganization[] =>
  statements.flatMap(({ type, data, day }) =>
    type === 'OrganizationsReorganized' && day <= asOf
      ? [{ on: day, manner: data.manner, from: data.from, into: data.into.map((part) => part.organizationId) }]
      : [],
  );

export const isMerger = ({ manner }: NaiveReorganization): boolean =>
  manner === 'ABSORPTION' || manner === 'CONSOLIDATION';

/** The day on which an organization is founded; null if no entry founds it. */
export function beginOf(statements: readonly Known[], id: string): string | null {
  for (const { type, data, day } of statements) {
    if (type === 'OrganizationEstablished' && data.organizationId === id) return day;
    if (type === 'OrganizationsReorganized')
      if (data.into.some((part) => part.founded && part.organizationId === id)) return day;
  }
  return null;
}

/** The day on which an organization ends, if that is on or before `asOf`; else null. */
export function endOf(statements: readonly Known[], id: string, asOf: string): string | null {
  for (const { type, data, day } of statements) {
    if (day > asOf) continue;
    if (type === 'OrganizationDissolved' || type === 'OrganizationDisbanded')
      if (data.organizationId === id) return day;
    if (type === 'OrganizationsReorganized')
      if (data.from.some((old) => old === id) && !data.into.some((part) => part.organizationId === id)) return day;
  }
  return null;
}

/**
 * The hits of one verb that an organization has just before the n-th reorganization: its own, and those passed on by
 * the organizations from which it arose. If n is the number of all reorganizations, these are its final hits. In a
 * separation the old organization keeps its hits; the new part gets the hits of the old one from before that day.
 *
 * @param until the day from which hits on the organization are no longer its own; null if it goes on, or if the caller
 *   asks for its successors
 */
export function hitsBefore<A>(
  n: number,
  id: string,
  until: string | null,
  hits: readonly Hit<A>[],
  all: readonly NaiveReorganization[],
  rule: InheritanceRule,
): Hit<A>[] {
  const last = all.findLastIndex(
    ({ manner, from, into }, i) => i < n && into.includes(id) && !(manner === 'SEPARATION' && from.includes(id)),
  );
  const came = all[last];
  const since = came?.from.includes(id) ? came.on : '';
  const own = hits.filter(
    ({ organizationId, on }) => organizationId === id && on >= since && (until === null || on < until),
  );
  if (!came) return own;
  if (!isMerger(came)) {
    const [old] = came.from;
    if (rule.split === 'NONE' || old === undefined) return own;
    return [...own, ...passedOn(hitsBefore(last, old, came.into.includes(old) ? came.on : null, hits, all, rule))];
  }
  const left = came.from.map((old) => {
    const had = hitsBefore(last, old, old === id ? came.on : null, hits, all, rule);
    return old === id ? had : passedOn(had);
  });
  if (rule.merger === 'NONE') return [...own, ...left.filter((_, i) => came.from[i] === id).flat()];
  if (rule.merger === 'INHERIT_ALL' && left.some((had) => had.length === 0)) return own;
  return [...own, ...left.flat()];
}

/** The own hits, since the merger, of the organizations into which this one was merged. */
export function hitsOfSuccessors<A>(
  id: string,
  hits: readonly Hit<A>[],
  all: readonly NaiveReorganization[],
  endOfOne: (id: string) => string | null,
): Hit<A>[] {
  const merger = all.find((one) => isMerger(one) && one.from.includes(id) && !one.into.includes(id));
  const successor = merger?.into[0];
  if (!merger || successor === undefined) return [];
  const end = endOfOne(successor);
  const own = hits.filter(
    ({ organizationId, on }) => organizationId === successor && on >= merger.on && (end === null || on < end),
  );
  return passedOn([...own, ...hitsOfSuccessors(successor, hits, all, endOfOne)]);
}

const passedOn = <A>(hits: readonly Hit<A>[]): Hit<A>[] => hits.map((hit) => ({ ...hit, steps: hit.steps + 1 }));

/** Whether another organization inherits the hits that an organization gets after its end. */
export function isInherited(id: string, all: readonly NaiveReorganization[], rule: InheritanceRule): boolean {
  const ended = all.find((one) => one.from.includes(id) && !one.into.includes(id));
  if (!ended) return false;
  return isMerger(ended) ? rule.merger !== 'NONE' : rule.split === 'INHERIT';
}
