import type { Known } from './naive-register.js';

/** A reorganization, in the order of effect. */
export interface NaiveReorganization {
  readonly on: string;
  readonly manner: string;
  readonly from: readonly string[];
  readonly into: readonly string[];
}

/** That an act reaches an organization, on a day, by whatever clause. */
export interface Hit<A> {
  readonly organizationId: string;
  readonly on: string;
  readonly act: A;
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

/** The day on which an organization ends, as far as the day reaches. */
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
 * The hits of one verb that an organization has just before the n-th reorganization: its own, and what those from which
 * it came left it. With all reorganizations, those that it has in the end. A separation leaves the old organization what
 * it was; to the new part goes what was done to the old one before that day.
 *
 * @param until the day from which hits on it are no longer its own; null where it goes on, or where its heirs ask
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
    return [...own, ...hitsBefore(last, old, came.into.includes(old) ? came.on : null, hits, all, rule)];
  }
  const left = came.from.map((old) => hitsBefore(last, old, old === id ? came.on : null, hits, all, rule));
  if (rule.merger === 'NONE') return [...own, ...left.filter((_, i) => came.from[i] === id).flat()];
  if (rule.merger === 'INHERIT_ALL' && left.some((had) => had.length === 0)) return own;
  return [...own, ...left.flat()];
}

/** What the organizations into which one merged have had of their own since then. */
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
  return [...own, ...hitsOfSuccessors(successor, hits, all, endOfOne)];
}

/** Whether somebody has what reaches an organization after its end. */
export function isInherited(id: string, all: readonly NaiveReorganization[], rule: InheritanceRule): boolean {
  const ended = all.find((one) => one.from.includes(id) && !one.into.includes(id));
  if (!ended) return false;
  return isMerger(ended) ? rule.merger !== 'NONE' : rule.split === 'INHERIT';
}
