import { linkedGroups, linksInForce } from '#features/members';
import type { Uuid } from '#kernel/ids';
import type { LinkRows } from './facts.js';

/** For each member who is the same person as another one: the number that stands for the person. */
export type Leaders = ReadonlyMap<number, number>;

/**
 * Which members are recorded as one person, as known at each log position. Where nothing was ever linked, which is usual,
 * it costs nothing.
 */
export class SameMembers {
  private readonly rows = new Map<Uuid, LinkRows>();
  private last: { readonly known: number; readonly members: number; readonly leaders: Leaders | null } | null = null;

  /** Replaces the links that one record states, those that no longer count included. */
  set(memberId: Uuid, rows: LinkRows): void {
    if (rows.links.length === 0 && !this.rows.has(memberId)) return;
    this.rows.set(memberId, rows);
    this.last = null;
  }

  /**
   * Null if no two members are known as one person at a position. Cost: the links, for another position than last time.
   *
   * @param numbers of the members who are subjects of engagements
   */
  at(known: number, numbers: ReadonlyMap<Uuid, number>): Leaders | null {
    if (this.rows.size === 0) return null;
    if (this.last?.known !== known || this.last.members !== numbers.size)
      this.last = { known, members: numbers.size, leaders: this.leaders(known, numbers) };
    return this.last.leaders;
  }

  private leaders(known: number, numbers: ReadonlyMap<Uuid, number>): Leaders | null {
    const counts = <R extends LinkRows['links'][number]>(rows: readonly R[]) =>
      rows.filter(({ knownFrom, knownTo }) => knownFrom <= known && (knownTo === null || known < knownTo));
    const pairs = [...this.rows].flatMap(([memberId, { links, unlinks }]) =>
      linksInForce(counts(links), counts(unlinks)).map(({ otherId }) => [memberId, otherId] as const),
    );
    const leaders = new Map<number, number>();
    for (const group of new Set(linkedGroups(pairs).values())) {
      const [leader, ...others] = [...group].flatMap((id) => numbers.get(id) ?? []);
      if (leader !== undefined) for (const other of others) leaders.set(other, leader);
    }
    return leaders.size === 0 ? null : leaders;
  }
}
