import type { Clause, Lineages } from '../codes.js';
import type { ActTable } from '../facts/act-table.js';
import { type Day, NEVER } from '../facts/days.js';
import type { Room } from '../facts/scratch.js';
import type { Structure } from '../facts/structure.js';
import { isMerger, type Lineage } from './lineage.js';
import type { Prepared, VerbNumber } from './question.js';

export const OWN = 0;
export const LEADER = 1;
export const DOWN = 2;
export const NAMED = 3;
export const CLAUSE_CODES: readonly Clause[] = ['OWN', 'LEADER', 'DOWN', 'NAMED'];

/** The act that makes an organization inspected, or supervised, and how the act reaches the organization. */
export interface Decision {
  /** Row of the act. */
  readonly row: number;
  readonly clause: number;
  readonly lineage: Lineages | null;
  /**
   * The organizations over which the act is inherited: from the direct predecessor or successor to the one that the act
   * itself reached.
   */
  readonly through: readonly number[];
}

/** The columns of the milestone from which an act counts. */
export function milestoneColumns(acts: ActTable, { rule }: Prepared) {
  switch (rule.milestone) {
    case 'DECIDED':
      return { day: acts.decidedOn, position: acts.decidedAt };
    case 'CONDUCTED':
      return { day: acts.conductedOn, position: acts.conductedAt };
    case 'CONCLUDED':
      return { day: acts.concludedOn, position: acts.concludedAt };
  }
}

/**
 * Which acts reach which organizations of a register, by verb. For an organization without reorganizations only the
 * earliest act is kept. For the others all acts are kept, because the day of an act decides which successors inherit
 * it.
 */
export class Hits {
  private readonly best: Int32Array;
  private readonly clauses: Uint8Array;
  /** All hits on organizations with reorganizations, as chains that start in `best`. */
  private readonly rows: number[] = [];
  private readonly rowClauses: number[] = [];
  private readonly next: number[] = [];
  /** Cache of inherited acts, because organizations that were divided and merged again share predecessors. */
  private readonly answers = new Map<number, Decision | null>();
  private readonly day: Int32Array;
  private readonly position: Float64Array;

  constructor(
    private readonly acts: ActTable,
    private readonly question: Prepared,
    private readonly structure: Structure,
    private readonly lineage: Lineage,
    { best, clauses }: Room,
    private readonly base: number,
  ) {
    [this.best, this.clauses] = [best, clauses];
    ({ day: this.day, position: this.position } = milestoneColumns(acts, question));
  }

  add(organization: number, verb: VerbNumber, row: number, clause: number): void {
    const at = this.place(organization, verb);
    if (this.lineage.involves(organization)) {
      if (this.structure.isBefore(organization, this.day[row] as number)) return;
      this.next.push(this.best[at] as number);
      this.best[at] = this.rows.push(row) - 1;
      this.rowClauses.push(clause);
      return;
    }
    const best = this.best[at] as number;
    if (best >= 0 && !this.isEarlier(row, clause, best, this.clauses[at] as number)) return;
    if (!this.structure.existsOn(organization, this.day[row] as number)) return;
    this.best[at] = row;
    this.clauses[at] = clause;
  }

  /** The earliest act by which an organization is inspected, or supervised; null if there is none. */
  decision(organization: number, verb: VerbNumber): Decision | null {
    if (this.lineage.involves(organization)) {
      const had = this.descended(organization, verb, this.lineage.size, NEVER, false);
      const { organizations, merger } = this.question.rule;
      const frozen = organizations === 'AT_START' || organizations === 'EVER';
      return frozen && merger !== 'NONE' ? this.earlier(had, this.ofSuccessor(organization, verb)) : had;
    }
    const at = this.place(organization, verb);
    const row = this.best[at] as number;
    return row < 0 ? null : { row, clause: this.clauses[at] as number, lineage: null, through: [] };
  }

  /**
   * Whether an act makes an organization inspected, or supervised. Allocates no memory for an organization without
   * reorganizations, as most are.
   */
  has(organization: number, verb: VerbNumber): boolean {
    if (this.lineage.involves(organization)) return this.decision(organization, verb) !== null;
    return (this.best[this.place(organization, verb)] as number) >= 0;
  }

  private place(organization: number, verb: VerbNumber): number {
    return (this.base + organization) * 2 + verb;
  }

  dayOf(row: number): Day {
    return this.day[row] as number;
  }
  positionOf(row: number): number {
    return this.position[row] as number;
  }

  /**
   * Whether act `a` is earlier than act `b`: by day, then by position; of the acts of one event the one that reaches the
   * organization more directly (decision 036, point 5), then in the order of the subjects.
   */
  private isEarlier(a: number, reachA: number, b: number, reachB: number): boolean {
    const days = (this.day[a] as number) - (this.day[b] as number);
    if (days !== 0) return days < 0;
    const positions = (this.position[a] as number) - (this.position[b] as number);
    if (positions !== 0) return positions < 0;
    if (reachA !== reachB) return reachA < reachB;
    const named = (this.acts.decidedAt[a] as number) - (this.acts.decidedAt[b] as number);
    return named !== 0 ? named < 0 : this.acts.item(a) < this.acts.item(b);
  }

  /**
   * The act that an organization has just before a reorganization: its own act, dated before a day, or an act inherited
   * by axis J.
   *
   * @param late whether to include acts dated after the end of the organization, which count only for its successors
   */
  private descended(
    organization: number,
    verb: VerbNumber,
    order: number,
    before: Day,
    late: boolean,
  ): Decision | null {
    // An organization takes part in a reorganization in one way only, so `order` determines `before` and `late`.
    const key = (organization * 2 + verb) * (this.lineage.size + 1) + order;
    let answer = this.answers.get(key);
    if (answer === undefined) this.answers.set(key, (answer = this.descent(organization, verb, order, before, late)));
    return answer;
  }

  private descent(organization: number, verb: VerbNumber, order: number, before: Day, late: boolean): Decision | null {
    const { merger, split } = this.question.rule;
    const arrivals = (this.lineage.arrivals.get(organization) ?? []).filter((arrival) => arrival.order < order);
    const merged = merger === 'INHERIT_ALL' ? arrivals.findLast(({ manner }) => isMerger(manner)) : undefined;
    // An organization that the merger founded has no acts of its own from before the merger.
    const since = merged?.predecessors.includes(organization) ? merged.on : -Infinity;
    let best = this.own(organization, verb, since, before, late);
    if (merged) {
      const each = merged.predecessors.map((old) =>
        old === organization
          ? this.descended(old, verb, merged.order, merged.on, false)
          : this.from(old, this.descended(old, verb, merged.order, NEVER, true)),
      );
      if (each.every((decision) => decision !== null)) for (const decision of each) best = this.earlier(best, decision);
      return best;
    }
    for (const { manner, order: at, on, predecessors } of arrivals) {
      if (isMerger(manner) ? merger === 'NONE' : split === 'NONE') continue;
      const survives = manner === 'SEPARATION';
      for (const old of predecessors)
        if (old !== organization)
          best = this.earlier(best, this.from(old, this.descended(old, verb, at, survives ? on : NEVER, !survives)));
    }
    return best;
  }

  private from(predecessor: number, decision: Decision | null): Decision | null {
    return decision && { ...decision, lineage: 'INHERITED', through: [predecessor, ...decision.through] };
  }

  /**
   * The act that counts for an organization that a merger ended: an act on its successor itself, dated on or after the
   * merger.
   */
  private ofSuccessor(organization: number, verb: VerbNumber): Decision | null {
    const departure = this.lineage.departures.get(organization);
    if (!departure || !isMerger(departure.manner)) return null;
    const [successor] = departure.successors;
    if (successor === undefined) return null;
    const own = this.own(successor, verb, departure.on, NEVER, false);
    const best = this.earlier(own, this.ofSuccessor(successor, verb));
    return best && { ...best, lineage: 'SUCCESSOR', through: [successor, ...best.through] };
  }

  private own(organization: number, verb: VerbNumber, since: number, before: Day, late: boolean): Decision | null {
    let best = -1;
    for (let hit = this.best[this.place(organization, verb)] as number; hit >= 0; hit = this.next[hit] as number) {
      const row = this.rows[hit] as number;
      const day = this.day[row] as number;
      if (day < since || day >= before || (!late && this.structure.hasEnded(organization, day))) continue;
      const clause = this.rowClauses[hit] as number;
      if (best < 0 || this.isEarlier(row, clause, this.rows[best] as number, this.rowClauses[best] as number))
        best = hit;
    }
    if (best < 0) return null;
    return { row: this.rows[best] as number, clause: this.rowClauses[best] as number, lineage: null, through: [] };
  }

  /** The earlier of two acts. If one is null, the other. */
  earlier(a: Decision | null, b: Decision | null): Decision | null {
    if (a === null || b === null) return a ?? b;
    return this.isEarlier(b.row, reachOf(b), a.row, reachOf(a)) ? b : a;
  }
}

/** How directly an act reaches an organization: its own acts come first, then those inherited over the fewest steps. */
const reachOf = ({ clause, through }: Decision): number => through.length * CLAUSE_CODES.length + clause;
