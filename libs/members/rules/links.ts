import type { Uuid } from '#kernel/ids';

interface Stated {
  readonly otherId: Uuid;
  readonly revision: number;
}

/**
 * The links of one record in force, of those that it states: a link ends with the next unlinking from the same record.
 * Links and unlinkings are compared by the order of recording, not by their days.
 */
export const linksInForce = <L extends Stated>(links: readonly L[], unlinks: readonly Stated[]): readonly L[] =>
  links.filter((link) => !unlinks.some((one) => one.otherId === link.otherId && one.revision > link.revision));

/** Two records of one person. */
export type Pair = readonly [Uuid, Uuid];

/**
 * The groups of records that are of one person: the smallest groups in which both records of every pair are together, so
 * links are symmetric and transitive. The map holds each record that is in a pair, with its whole group, itself included.
 *
 * Cost: nearly proportional to the number of pairs (union by size with path halving).
 */
export function linkedGroups(pairs: Iterable<Pair>): ReadonlyMap<Uuid, ReadonlySet<Uuid>> {
  const parents = new Map<Uuid, Uuid>();
  const sizes = new Map<Uuid, number>();
  const parentOf = (id: Uuid): Uuid => parents.get(id) ?? id;
  const rootOf = (id: Uuid): Uuid => {
    let one = id;
    for (let parent = parentOf(one); parent !== one; parent = parentOf(one)) {
      const above = parentOf(parent);
      parents.set(one, above);
      one = above;
    }
    return one;
  };
  for (const [a, b] of pairs) {
    for (const id of [a, b]) if (!parents.has(id)) parents.set(id, id);
    const [one, other] = [rootOf(a), rootOf(b)];
    if (one === other) continue;
    const [small, large] = (sizes.get(one) ?? 1) < (sizes.get(other) ?? 1) ? [one, other] : [other, one];
    parents.set(small, large);
    sizes.set(large, (sizes.get(large) ?? 1) + (sizes.get(small) ?? 1));
  }
  const groups = new Map<Uuid, Set<Uuid>>();
  const byId = new Map<Uuid, ReadonlySet<Uuid>>();
  for (const id of parents.keys()) {
    const root = rootOf(id);
    const group = groups.get(root) ?? new Set();
    groups.set(root, group.add(id));
    byId.set(id, group);
  }
  return byId;
}

/**
 * One id that stands for a person, the same for every record of theirs.
 *
 * @param groups as `linkedGroups` makes them
 */
export const onePerson =
  (groups: ReadonlyMap<Uuid, ReadonlySet<Uuid>>) =>
  (id: Uuid): Uuid =>
    [...(groups.get(id) ?? [])].reduce((least, one) => (one < least ? one : least), id);
