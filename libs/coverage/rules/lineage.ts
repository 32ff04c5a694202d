import type { Manner } from '#features/organizations';
import type { Day } from '../facts/days.js';
import type { RegisterFacts } from '../facts/register-facts.js';

/** How an organization arose from others, or absorbed others. */
export interface Arrival {
  /** Index of the reorganization among those of the register, ordered by day, then position. */
  readonly order: number;
  readonly on: Day;
  readonly manner: Manner;
  /** The predecessors, including the organization itself if it survives. */
  readonly predecessors: readonly number[];
}
/** The reorganization in which an organization ended. */
export interface Departure {
  readonly on: Day;
  readonly manner: Manner;
  readonly successors: readonly number[];
}

export const isMerger = (manner: Manner): boolean => manner === 'ABSORPTION' || manner === 'CONSOLIDATION';

/**
 * The reorganizations of a register that take effect on or before a day, as known at one position (docs/architecture.md
 * "What a question means", point 6). An organization before a reorganization and the same one after it are two nodes.
 * So there is no cycle, even if a separated part comes back.
 */
export class Lineage {
  /** For each organization, the reorganizations from which it came or in which it absorbed others, earliest first. */
  readonly arrivals = new Map<number, Arrival[]>();
  readonly departures = new Map<number, Departure>();
  /** Number of reorganizations. */
  size = 0;
  private readonly named: boolean[];

  /** Cost: linear in the links of the register. */
  constructor({ links }: RegisterFacts, organizations: number, position: number, asOf: Day) {
    this.named = new Array<boolean>(organizations).fill(false);
    for (let i = 0; i < links.length;) {
      const first = links[i];
      if (!first) break;
      const group = [first];
      while (links[++i]?.revision === first.revision) group.push(links[i] ?? first);
      const knownLinks = group.filter((link) => link.knownFrom <= position && position < link.knownTo);
      const [stated] = knownLinks;
      if (stated && stated.on <= asOf) this.reorganized(this.size++, stated.on, stated.manner, knownLinks);
    }
  }

  /** Whether an organization took part in a reorganization. */
  involves(organization: number): boolean {
    return this.named[organization] === true;
  }
  private reorganized(
    order: number,
    on: Day,
    manner: Manner,
    links: readonly { readonly predecessor: number; readonly successor: number }[],
  ): void {
    const successors = [...new Set(links.map(({ successor }) => successor))];
    const predecessors = [...new Set(links.map(({ predecessor }) => predecessor))];
    for (const organization of [...successors, ...predecessors]) this.named[organization] = true;
    for (const successor of successors) {
      if (manner === 'SEPARATION' && predecessors.includes(successor)) continue;
      const arrivals = this.arrivals.get(successor) ?? [];
      arrivals.push({ order, on, manner, predecessors });
      this.arrivals.set(successor, arrivals);
    }
    for (const predecessor of predecessors)
      if (!successors.includes(predecessor)) this.departures.set(predecessor, { on, manner, successors });
  }
}
