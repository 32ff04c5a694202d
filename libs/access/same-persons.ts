import type { Uuid } from '#kernel/ids';

/** A link of two records of one person, or its end, as an entry of the record in which it was recorded. */
export interface LinkEntry {
  readonly otherId: Uuid;
  readonly revision: number;
}

/**
 * Which ids are of one person: all links in force together, whoever of the two named the other. Records without links
 * cost nothing; the groups are made anew after a change, in time linear in the links.
 */
export class SamePersons {
  /** The ids that a record names as those of the same person, by the record. Records without a link are left out. */
  readonly #linked = new Map<Uuid, readonly Uuid[]>();
  #groups: ReadonlyMap<Uuid, ReadonlySet<Uuid>> | null = new Map();

  /** Replaces the links recorded in one record. */
  set(memberId: Uuid, links: readonly LinkEntry[], unlinks: readonly LinkEntry[]): void {
    const others = inForce(links, unlinks);
    if (others.length === 0 && !this.#linked.has(memberId)) return;
    if (others.length === 0) this.#linked.delete(memberId);
    else this.#linked.set(memberId, others);
    this.#groups = null;
  }

  /** Every id of a person, the given one included. */
  of(personId: Uuid): ReadonlySet<Uuid> {
    this.#groups ??= grouped(this.#linked);
    return this.#groups.get(personId) ?? new Set([personId]);
  }

  /** Every id of some persons. */
  ofAll(persons: ReadonlySet<Uuid>): ReadonlySet<Uuid> {
    if (this.#linked.size === 0) return persons;
    return new Set([...persons].flatMap((person) => [...this.of(person)]));
  }
}

/** The ids whose last entry is a link. */
function inForce(links: readonly LinkEntry[], unlinks: readonly LinkEntry[]): readonly Uuid[] {
  const isAfter = (of: Uuid, revision: number) => unlinks.some((one) => one.otherId === of && one.revision > revision);
  return [...new Set(links.filter((one) => !isAfter(one.otherId, one.revision)).map(({ otherId }) => otherId))];
}

function grouped(linked: ReadonlyMap<Uuid, readonly Uuid[]>): ReadonlyMap<Uuid, ReadonlySet<Uuid>> {
  const groups = new Map<Uuid, Set<Uuid>>();
  for (const [memberId, others] of linked)
    for (const one of [memberId, ...others]) {
      const [into, from] = [groups.get(memberId) ?? new Set([memberId]), groups.get(one) ?? new Set([one])];
      for (const id of from) groups.set(id, into.add(id));
      groups.set(memberId, into);
    }
  return groups;
}
