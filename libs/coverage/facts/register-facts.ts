import type { Manner } from '#features/organizations';
import type { Uuid } from '#kernel/ids';
import { type Day, dayNumber } from './days.js';
import type { FactRow, RegisterRows } from './facts.js';

/** Facts of one kind, in columns of numbers. Each fact is about one organization and takes effect on a day. */
class Column {
  readonly organization: Int32Array;
  readonly on: Int32Array;
  /** Position of the entry that stated the fact. It orders facts that take effect on the same day. */
  readonly at: Float64Array;
  readonly knownFrom: Float64Array;
  readonly knownTo: Float64Array;

  constructor(readonly size: number) {
    this.organization = new Int32Array(size);
    this.on = new Int32Array(size);
    this.at = new Float64Array(size);
    this.knownFrom = new Float64Array(size);
    this.knownTo = new Float64Array(size);
  }

  set(i: number, organization: number, row: Effect): void {
    this.organization[i] = organization;
    this.on[i] = dayNumber(row.effectiveOn);
    this.at[i] = row.position;
    this.knownFrom[i] = row.knownFrom;
    this.knownTo[i] = row.knownTo ?? Infinity;
  }
}

/** Parent and kind of organizations, ordered by organization, then by effective day. */
class Statements extends Column {
  /** -1 leaves the earlier parent in force. */
  readonly parent: Int32Array;
  /** 1 for a cell, 0 for another kind; -1 leaves the earlier kind in force. */
  readonly cell: Int8Array;

  constructor(size: number) {
    super(size);
    this.parent = new Int32Array(size);
    this.cell = new Int8Array(size);
  }
}

/** One link of a reorganization, from an old organization to a successor. The links of one entry have its revision. */
export interface Link {
  readonly revision: number;
  readonly on: Day;
  readonly predecessor: number;
  readonly successor: number;
  readonly manner: Manner;
  readonly knownFrom: number;
  readonly knownTo: number;
}

/** The facts of a register, including those that no longer count. Organizations are numbers. */
export class RegisterFacts {
  readonly beginnings: Column;
  readonly ends: Column;
  /** How the organization of each row of `ends` ended. */
  readonly endedHow: readonly RegisterRows['ends'][number]['how'][];
  readonly statements: Statements;
  /** Ordered by effect. */
  readonly links: readonly Link[];
  /** Positions, ascending, at which what is known of the organizations changes. */
  private readonly turns: Float64Array;

  constructor({ beginnings, ends, attributes, lineage }: RegisterRows, number: (id: Uuid) => number) {
    const life = (rows: readonly (Effect & { readonly organizationId: Uuid })[]): Column => {
      const column = new Column(rows.length);
      for (const [i, row] of rows.entries()) column.set(i, number(row.organizationId), row);
      return column;
    };
    this.beginnings = life(beginnings);
    this.ends = life(ends);
    this.endedHow = ends.map(({ how }) => how);
    const stated = [...attributes].sort(
      (a, b) => number(a.organizationId) - number(b.organizationId) || compareEffect(a, b),
    );
    this.statements = new Statements(stated.length);
    for (const [i, row] of stated.entries()) {
      this.statements.set(i, number(row.organizationId), row);
      this.statements.parent[i] = row.parentId === null ? -1 : number(row.parentId);
      this.statements.cell[i] = row.type === null ? -1 : row.type === 'BASE_CELL' || row.type === 'SUB_CELL' ? 1 : 0;
    }
    this.links = [...lineage].sort(compareEffect).map((row) => ({
      revision: row.revision,
      on: dayNumber(row.effectiveOn),
      predecessor: number(row.predecessorId),
      successor: number(row.successorId),
      manner: row.manner,
      knownFrom: row.knownFrom,
      knownTo: row.knownTo ?? Infinity,
    }));
    const turns = [...beginnings, ...ends, ...attributes].flatMap((row) => [row.knownFrom, row.knownTo ?? Infinity]);
    this.turns = Float64Array.from(new Set(turns)).sort();
  }

  /** How an organization ended, as known at a position; null if it did not. Cost: linear in the ends of the register. */
  howEnded(organization: number, position: number): RegisterRows['ends'][number]['how'] | null {
    const { ends, endedHow } = this;
    const row = ends.organization.findIndex(
      (ended, i) =>
        ended === organization && (ends.knownFrom[i] as number) <= position && position < (ends.knownTo[i] as number),
    );
    return endedHow[row] ?? null;
  }

  /**
   * How often what is known of the organizations has changed up to a position. Two positions with equal counts have the
   * same structure.
   */
  turnsUpTo(position: number): number {
    let [low, high] = [0, this.turns.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.turns[middle] as number) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

type Effect = FactRow & { readonly effectiveOn: Parameters<typeof dayNumber>[0] };
const compareEffect = (a: Effect, b: Effect): number =>
  a.effectiveOn < b.effectiveOn ? -1 : a.effectiveOn > b.effectiveOn ? 1 : a.position - b.position || a.item - b.item;
