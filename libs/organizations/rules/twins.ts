import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { sameName } from '#kernel/sameness';
import { type InnerTwin, pairText } from '#kernel/twins';
import { type Annals, annalsOf, type Fact, type Timeline } from './timeline.js';

/** Why a paper of the register tells nothing: for each of its events. */
export const papersApart = (events: object): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.keys(events).map((type) => [type, 'one decision may be about several organizations; names tell them apart']),
  );

/** A time in which an organization had one name under one parent; `to` is the first day after it. */
interface Stay {
  readonly from: PlainDate;
  readonly to: PlainDate | null;
  readonly same: string;
  readonly name: string;
  readonly parentId: Uuid;
}

/** The folded name of a fact. Facts are kept from one state to the next, so each is folded once. */
const folded = new WeakMap<Fact, string>();
function foldedName(fact: Fact): string {
  let name = folded.get(fact);
  if (name === undefined) folded.set(fact, (name = sameName(fact.name ?? '')));
  return name;
}

function staysOf({ facts }: Annals): readonly Stay[] {
  const stays: Stay[] = [];
  let now: { named: Fact | null; parentId: Uuid | null } | null = null;
  for (const [i, fact] of facts.entries()) {
    if (fact.what === 'ended') break;
    if (fact.what === 'begun') now = { named: null, parentId: null };
    if (now === null) continue;
    now = { named: fact.name === null ? now.named : fact, parentId: fact.parentId ?? now.parentId };
    const next = facts[i + 1];
    if (now.named === null || now.parentId === null || next?.on === fact.on) continue;
    const { named, parentId } = now;
    stays.push({ from: fact.on, to: next?.on ?? null, same: foldedName(named), name: named.name ?? '', parentId });
  }
  return stays;
}

const overlap = (a: Stay, b: Stay): boolean => (b.to === null || a.from < b.to) && (a.to === null || b.from < a.to);

function stayPairs(stays: readonly (Stay & { readonly item: Uuid })[]): readonly InnerTwin[] {
  return stays.flatMap((one, i) =>
    stays
      .slice(i + 1)
      .filter((other) => other.item !== one.item && overlap(one, other))
      .map(({ item: twin, name }) => ({ item: one.item, twin, name })),
  );
}

/** Every pair of organizations with one folded name under one parent at the same time. Cost: the facts of the ward. */
export function allNamesakes(timeline: Timeline): readonly InnerTwin[] {
  const groups = new Map<string, (Stay & { readonly item: Uuid })[]>();
  for (const [id, annals] of timeline.annals.entries())
    for (const stay of staysOf(annals)) {
      const key = `${stay.parentId} ${stay.same}`;
      groups.set(key, [...(groups.get(key) ?? []), { ...stay, item: id as Uuid }]);
    }
  const pairs = [...groups.values()].flatMap(stayPairs);
  return [...new Map(pairs.map((pair) => [pairText(pair.item, pair.twin), pair])).values()];
}

/**
 * Organizations with one folded name under one parent at the same time as one of some organizations. Cost: the
 * organizations that were ever under their parents.
 */
export function namesakes(state: () => Timeline, of: readonly Uuid[]): readonly InnerTwin[] {
  if (of.length === 0) return [];
  const timeline = state();
  const found = new Map<string, InnerTwin>();
  for (const item of new Set(of))
    for (const stay of staysOf(annalsOf(timeline, item)))
      for (const twin of annalsOf(timeline, stay.parentId).subordinates) {
        if (twin === item) continue;
        const annals = annalsOf(timeline, twin);
        if (!annals.facts.some((fact) => fact.name !== null && foldedName(fact) === stay.same)) continue;
        if (found.has(pairText(item, twin))) continue;
        const other = staysOf(annals).find(
          (one) => one.parentId === stay.parentId && one.same === stay.same && overlap(one, stay),
        );
        if (other) found.set(pairText(item, twin), { item, twin, name: other.name });
      }
  return [...found.values()];
}
