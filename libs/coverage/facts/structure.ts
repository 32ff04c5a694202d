import { type Day, NEVER } from './days.js';
import type { RegisterFacts } from './register-facts.js';

/** Bits of the denominators that an organization belongs to. */
export const IN_ALL = 1;
export const IN_DIRECT = 2;
export const IN_CELLS = 4;
export const IN_CUSTOM = 8;

/** A list of equal numbers, as a plain array: short plain arrays cost far less to allocate than typed ones. */
export const filled = (length: number, value: number): number[] => new Array<number>(length).fill(value);

/**
 * The organizations of a register over all days, as known at one position: the days on which each exists, and its
 * parent and kind on each day (docs/architecture.md "What a question means", points 2 and 3). Organizations have their
 * numbers in the ledger.
 */
export class Structure {
  /** First day of each organization; NEVER for one that is not founded. */
  readonly begin: Day[];
  readonly end: Day[];
  private readonly beginAt: number[];
  private readonly endAt: number[];
  /** Index of the first segment of each organization. Its segments end where those of the next organization begin. */
  private readonly first: number[];
  private readonly since: Day[] = [];
  private readonly at: number[] = [];
  private readonly parent: number[] = [];
  private readonly isCell: boolean[] = [];
  /** The segments under each organization, as chains; built on first use. */
  private under: { readonly first: number[]; readonly next: number[]; readonly of: number[] } | null = null;

  /** Cost: linear in the organizations and the facts of the register. */
  constructor(
    { beginnings, ends, statements }: RegisterFacts,
    readonly count: number,
    position: number,
  ) {
    [this.begin, this.beginAt] = [filled(count, NEVER), filled(count, 0)];
    [this.end, this.endAt] = [filled(count, NEVER), filled(count, 0)];
    this.first = filled(count + 1, 0);
    const lives = [
      { of: beginnings, day: this.begin, at: this.beginAt },
      { of: ends, day: this.end, at: this.endAt },
    ];
    for (const { of, day, at } of lives)
      for (let i = 0; i < of.size; i++) {
        if ((of.knownFrom[i] as number) > position || position >= (of.knownTo[i] as number)) continue;
        day[of.organization[i] as number] = of.on[i] as number;
        at[of.organization[i] as number] = of.at[i] as number;
      }
    let organization = -1;
    let parent = -1;
    let cell = 0;
    for (let i = 0; i < statements.size; i++) {
      if ((statements.knownFrom[i] as number) > position || position >= (statements.knownTo[i] as number)) continue;
      if (statements.organization[i] !== organization) {
        while (organization < (statements.organization[i] as number)) this.first[++organization] = this.since.length;
        [parent, cell] = [-1, 0];
      }
      if ((statements.parent[i] as number) >= 0) parent = statements.parent[i] as number;
      if ((statements.cell[i] as number) >= 0) cell = statements.cell[i] as number;
      this.since.push(statements.on[i] as number);
      this.at.push(statements.at[i] as number);
      this.parent.push(parent);
      this.isCell.push(cell === 1);
    }
    while (organization < count) this.first[++organization] = this.since.length;
  }

  isKnown(organization: number): boolean {
    return this.begin[organization] !== NEVER;
  }

  existsOn(organization: number, day: Day): boolean {
    return (this.begin[organization] as number) <= day && day < (this.end[organization] as number);
  }

  /** Whether the organization is founded after the day, or by no entry. */
  isBefore(organization: number, day: Day): boolean {
    return day < (this.begin[organization] as number);
  }

  /** Whether the organization has ended on or before the day. */
  hasEnded(organization: number, day: Day): boolean {
    return (this.end[organization] as number) <= day;
  }

  /** Whether an organization exists on a day and is the scope or under it. */
  standsWithin(organization: number, scope: number, day: Day): boolean {
    return this.existsOn(organization, day) && (scope === 0 || this.leadsTo(organization, scope, day, Infinity));
  }

  /**
   * Like `standsWithin`, but an organization that has ended counts with its last parent, and one that begins later with
   * its first. An organization that is not founded belongs to the ward of its register alone.
   */
  belongsTo(organization: number, scope: number, day: Day): boolean {
    if (scope === 0) return true;
    if (!this.isKnown(organization)) return false;
    const [begin, end] = [this.begin[organization] as number, this.end[organization] as number];
    if (day < begin) return this.leadsTo(organization, scope, begin, this.beginAt[organization] as number);
    if (day >= end) return this.leadsTo(organization, scope, end, (this.endAt[organization] as number) - 1);
    return this.leadsTo(organization, scope, day, Infinity);
  }

  /**
   * Whether the chain of parents of an organization leads to the scope. Uses changes that take effect up to a day; of
   * changes on that day, only those up to a position.
   */
  private leadsTo(organization: number, scope: number, day: Day, position: number): boolean {
    for (let ancestor = organization; ancestor >= 0; ancestor = this.parentAt(ancestor, day, position))
      if (ancestor === scope) return true;
    return false;
  }

  private parentAt(organization: number, day: Day, position: number): number {
    const from = this.first[organization] as number;
    for (let segment = (this.first[organization + 1] as number) - 1; segment >= from; segment--) {
      const since = this.since[segment] as number;
      if (since < day || (since === day && (this.at[segment] as number) <= position))
        return this.parent[segment] as number;
    }
    return -1;
  }

  /**
   * Bits of the denominators to which an organization belongs on some day from `from` to `to`, both included; 0 for
   * none. The scope itself belongs to none.
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
      if (this.isCell[segment] === true) marks |= IN_CELLS;
    }
    return marks;
  }

  /** Calls `tell` with every organization that is under the given one on a day. */
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
    const [first, next] = [filled(this.count, -1), filled(this.since.length, -1)];
    const of = filled(this.since.length, -1);
    for (let child = 0; child < this.count; child++)
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
