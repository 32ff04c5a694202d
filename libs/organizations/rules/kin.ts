import type { Uuid } from '#kernel/ids';

/** Which organization became which, and which was ever directly under which. */
export interface Ties {
  readonly lineage: readonly { readonly predecessorId: Uuid; readonly successorId: Uuid }[];
  readonly parents: readonly { readonly organizationId: Uuid; readonly parentId: Uuid }[];
}

/**
 * How two organizations are related: 'same' if they are one, or one arose from the other over any number of
 * reorganizations; 'other level' if one was ever under the other, or under one of its line; else 'none'.
 */
export type Kinship = 'same' | 'other level' | 'none';
export type Kin = (a: Uuid, b: Uuid) => Kinship;

/** Answers how organizations are related, over all time. Cost of an answer: the ties reached from the two. */
export function kinOf({ lineage, parents }: Ties): Kin {
  const [onwards, back, up] = [
    steps(lineage.map(({ predecessorId, successorId }) => [predecessorId, successorId])),
    steps(lineage.map(({ predecessorId, successorId }) => [successorId, predecessorId])),
    steps(parents.map(({ organizationId, parentId }) => [organizationId, parentId])),
  ];
  const lineOf = (id: Uuid) => new Set([...reached([id], [onwards]), ...reached([id], [back])]);
  return (a, b) => {
    const [lineA, lineB] = [lineOf(a), lineOf(b)];
    if (lineA.has(b)) return 'same';
    const above = (line: ReadonlySet<Uuid>) =>
      reached(
        [...line].flatMap((id) => up.get(id) ?? []),
        [up, onwards, back],
      );
    const [overA, overB] = [above(lineA), above(lineB)];
    return [...lineB].some((id) => overA.has(id)) || [...lineA].some((id) => overB.has(id)) ? 'other level' : 'none';
  };
}

type Steps = ReadonlyMap<Uuid, readonly Uuid[]>;

function steps(pairs: readonly (readonly [Uuid, Uuid])[]): Steps {
  const from = new Map<Uuid, Uuid[]>();
  for (const [a, b] of pairs) {
    const others = from.get(a);
    if (others) others.push(b);
    else from.set(a, [b]);
  }
  return from;
}

function reached(from: readonly Uuid[], ways: readonly Steps[]): Set<Uuid> {
  const seen = new Set(from);
  for (const id of seen) for (const way of ways) for (const next of way.get(id) ?? []) seen.add(next);
  return seen;
}
