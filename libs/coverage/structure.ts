import { type Day, NEVER } from './days.js';
import type { Ledger } from './ledger.js';

/** Marks of an organization that stands in a denominator. */
export const IN_ALL = 1;
export const IN_DIRECT = 2;
export const IN_CELLS = 4;
export const IN_CUSTOM = 8;

/**
 * The organizations of a register over all days, as known at one position: when each exists, and under which parent and
 * as what it stands from which day on (architecture.md 6, points 2 and 3). Organizations are the numbers of the ledger.
 */
export class Structure {
  /** NEVER for one that nobody has founded. */
  readonly begin: Int32Array;
  readonly end: Int32Array;
  /** Where the segments of an organization begin; those of the next begin where they end. */
  private readonly first: Int32Array;
  private readonly since: Int32Array;
  private readonly parent: Int32Array;
  private readonly isCell: Uint8Array;
  /** The segments that stand under an organization, as a chain; made when first asked for. */
  private under: { readonly first: Int32Array; readonly next: Int32Array; readonly of: Int32Array } | null = null;

  /** Cost: the organizations and the facts of the register. */
  constructor(
    private readonly ledger: Ledger,
    known: number,
  ) {
    const { ids, beginnings, ends, statements } = ledger;
    const count = ids.length;
    this.begin = new Int32Array(count).fill(NEVER);
    this.end = new Int32Array(count).fill(NEVER);
    this.first = new Int32Array(count + 1);
    this.since = new Int32Array(statements.length);
    this.parent = new Int32Array(statements.length);
    this.isCell = new Uint8Array(statements.length);
    for (const { organization, on, knownFrom, knownTo } of beginnings)
      if (knownFrom <= known && known < knownTo) this.begin[organization] = on;
    for (const { organization, on, knownFrom, knownTo } of ends)
      if (knownFrom <= known && known < knownTo) this.end[organization] = on;
    let segments = 0;
    let organization = -1;
    let parent = -1;
    let isCell = 0;
    for (const fact of statements) {
      if (fact.knownFrom > known || known >= fact.knownTo) continue;
      if (fact.organization !== organization) {
        while (organization < fact.organization) this.first[++organization] = segments;
        [parent, isCell] = [-1, 0];
      }
      if (fact.parent >= 0) parent = fact.parent;
      if (fact.type !== null) isCell = fact.type === 'BASE_CELL' || fact.type === 'SUB_CELL' ? 1 : 0;
      this.since[segments] = fact.on;
      this.parent[segments] = parent;
      this.isCell[segments++] = isCell;
    }
    while (organization < count) this.first[++organization] = segments;
  }

  isKnown(organization: number): boolean {
    return this.begin[organization] !== NEVER;
  }

  /** Whether it has ended by the day. */
  hasEnded(organization: number, day: Day): boolean {
    return (this.end[organization] as number) <= day;
  }

  /**
   * Whether an organization is another one or stands under it on a day, by what was last stated of each up to the day:
   * one that has ended stands where it stood last, one that is yet to begin where it will stand first.
   */
  standsWithin(organization: number, scope: number, day: Day): boolean {
    if (scope === 0) return this.isKnown(organization);
    for (let at = organization; at >= 0; at = this.parentOn(at, day)) if (at === scope) return true;
    return false;
  }

  private parentOn(organization: number, day: Day): number {
    const from = this.first[organization] as number;
    let segment = (this.first[organization + 1] as number) - 1;
    if (segment < from) return -1;
    while (segment > from && (this.since[segment] as number) > day) segment--;
    return this.parent[segment] as number;
  }

  /**
   * In which denominators an organization stands on any day of a span, both days included; 0 for none. The scope itself
   * stands in none.
   */
  marksDuring(organization: number, scope: number, from: Day, to: Day): number {
    let marks = 0;
    const until = this.first[organization + 1] as number;
    const end = this.end[organization] as number;
    for (let segment = this.first[organization] as number; segment < until; segment++) {
      const next = segment + 1 < until ? (this.since[segment + 1] as number) : NEVER;
      const first = Math.max(this.since[segment] as number, from);
      const last = Math.min(next, end, to + 1) - 1;
      const parent = this.parent[segment] as number;
      if (first > last || parent < 0) continue;
      if (parent === scope) marks |= IN_ALL | IN_DIRECT;
      else if (scope === 0 || this.marksDuring(parent, scope, first, last) !== 0) marks |= IN_ALL;
      else continue;
      if (this.isCell[segment] === 1) marks |= IN_CELLS;
    }
    return marks;
  }

  /** Tells every organization that stands under another one on a day. */
  below(organization: number, day: Day, tell: (organization: number) => void): void {
    this.under ??= this.chains();
    const { first, next, of } = this.under;
    for (let segment = first[organization] as number; segment >= 0; segment = next[segment] as number) {
      const child = of[segment] as number;
      const lasts = segment + 1 < (this.first[child + 1] as number) ? (this.since[segment + 1] as number) : NEVER;
      if ((this.since[segment] as number) > day || day >= lasts || this.hasEnded(child, day)) continue;
      tell(child);
      this.below(child, day, tell);
    }
  }

  private chains() {
    const count = this.ledger.ids.length;
    const first = new Int32Array(count).fill(-1);
    const next = new Int32Array(this.since.length).fill(-1);
    const of = new Int32Array(this.since.length);
    for (let child = 0; child < count; child++)
      for (let segment = this.first[child] as number; segment < (this.first[child + 1] as number); segment++) {
        const parent = this.parent[segment] as number;
        of[segment] = child;
        if (parent < 0) continue;
        next[segment] = first[parent] as number;
        first[parent] = segment;
      }
    return { first, next, of };
  }
}
