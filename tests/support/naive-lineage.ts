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
 * it came left it. With all reorganizations, those that it has in the end.
 *
 * @param end the day from which hits on it are no longer its own; null where it goes on, or where its heirs ask
 */
export function hitsBefore<A>(
  n: number,
  id: string,
  end: string | null,
  hits: readonly Hit<A>[],
  all: readonly NaiveReorganization[],
  rule: InheritanceRule,
): Hit<A>[] {
  const last = all.findLastIndex((one, i) => i < n && one.into.includes(id));
  const reorganization = all[last];
  const survived = reorganization?.from.includes(id) === true;
  const own = hits.filter(
    (hit) => hit.organizationId === id && (!survived || hit.on >= reorganization.on) && (end === null || hit.on < end),
  );
  if (!reorganization) return own;
  const left = reorganization.from.map((old) => {
    const goesOn = reorganization.into.includes(old);
    return { old, had: hitsBefore(last, old, goesOn ? reorganization.on : null, hits, all, rule) };
  });
  for (const { old, had } of left) {
    let passes = rule.merger === 'INHERIT_ANY';
    if (rule.merger === 'INHERIT_ALL') passes = left.every((other) => other.had.length > 0);
    if (rule.merger === 'NONE') passes = old === id;
    if (!isMerger(reorganization)) passes = old === id || rule.split === 'INHERIT';
    if (passes) own.push(...had);
  }
  return own;
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
