import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { Manner } from '../codes.js';

/** How an organization ended, and who took its place: its successors, or the organization above it. */
export interface Passing {
  readonly organizationId: Uuid;
  readonly how: Manner | 'DISSOLVED' | 'DISBANDED';
  readonly on: PlainDate;
  readonly to: readonly Uuid[];
}

/** The ends of organizations, with their successors and the organizations above them, as of one day. */
export interface Ends {
  readonly ends: readonly {
    readonly organizationId: Uuid;
    readonly effectiveOn: PlainDate;
    readonly how: 'DISSOLVED' | 'DISBANDED' | 'REORGANIZED';
  }[];
  readonly lineage: readonly {
    readonly predecessorId: Uuid;
    readonly successorId: Uuid;
    readonly manner: Manner;
    readonly effectiveOn: PlainDate;
  }[];
  /** The organization directly above each ended one at its end; absent for a ward. */
  readonly parents: ReadonlyMap<Uuid, Uuid>;
}

/** Who answers for an organization on a day: itself while it exists, else those to whom its affairs passed. */
export interface Answering {
  readonly organizationIds: readonly Uuid[];
  /** The steps by which its affairs passed, from the organization itself on; empty while it exists. */
  readonly through: readonly Passing[];
}

/**
 * Follows the lineage of an ended organization to those that exist (docs/domain.md 16: remedies and obligations pass
 * along the lineage). What was dissolved or disbanded passes to the organization above it. The affairs of a ward that
 * ended without a successor pass to nobody.
 */
export function answeringFor({ ends, lineage, parents }: Ends): (organizationId: Uuid) => Answering {
  const endOf = new Map(ends.map((end) => [end.organizationId, end]));
  return (organizationId) => {
    const answering = new Set<Uuid>();
    const through: Passing[] = [];
    const seen = new Set([organizationId]);
    for (const id of seen) {
      const end = endOf.get(id);
      if (!end) {
        answering.add(id);
        continue;
      }
      const links = lineage.filter(
        ({ predecessorId, successorId, effectiveOn }) =>
          predecessorId === id && successorId !== id && effectiveOn === end.effectiveOn,
      );
      const above = parents.get(id);
      const to = end.how === 'REORGANIZED' ? links.map(({ successorId }) => successorId) : above ? [above] : [];
      const how = end.how === 'REORGANIZED' ? (links[0]?.manner ?? 'CONSOLIDATION') : end.how;
      through.push({ organizationId: id, how, on: end.effectiveOn, to });
      for (const next of to) seen.add(next);
    }
    return { organizationIds: [...answering], through };
  };
}
