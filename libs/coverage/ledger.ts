import { type Manner, type OrganizationType } from '#features/organizations';
import type { Uuid } from '#kernel/ids';
import { ActTable } from './act-table.js';
import { type Day, dayNumber } from './days.js';
import type { FactRow, RegisterRows } from './facts.js';

interface Span {
  readonly knownFrom: number;
  readonly knownTo: number;
}
export interface LifeFact extends Span {
  readonly organization: number;
  readonly on: Day;
}
/** What is said of an organization from a day on; a parent of -1 and a type of null say nothing. */
export interface Statement extends LifeFact {
  readonly parent: number;
  readonly type: OrganizationType | null;
}
/** One link of a reorganization; those of one entry are told by its revision. */
export interface Link extends Span {
  readonly revision: number;
  readonly position: number;
  readonly on: Day;
  readonly predecessor: number;
  readonly successor: number;
  readonly manner: Manner;
}

/** All that is recorded of one ward: its organizations by number, the facts of its register, the acts on it. */
export class Ledger {
  readonly ids: Uuid[] = [];
  readonly acts = new ActTable();
  beginnings: readonly LifeFact[] = [];
  ends: readonly LifeFact[] = [];
  /** In order of organization, then of effect. */
  statements: readonly Statement[] = [];
  /** In order of effect. */
  links: readonly Link[] = [];
  private readonly numbers = new Map<Uuid, number>();

  /** @param rootId the ward's own organization */
  constructor(readonly rootId: Uuid) {
    this.number(rootId);
  }

  /** The number of an organization, given to it at its first mention; the ward has 0. */
  number(id: Uuid): number {
    let number = this.numbers.get(id);
    if (number === undefined) {
      number = this.ids.length;
      this.numbers.set(id, number);
      this.ids.push(id);
    }
    return number;
  }

  find(id: Uuid): number | undefined {
    return this.numbers.get(id);
  }

  /** Replaces all facts of the register. Cost: their number, and sorting them. */
  setRegister({ beginnings, ends, attributes, lineage }: RegisterRows): void {
    const life = (row: FactRow & { organizationId: Uuid; effectiveOn: Parameters<typeof dayNumber>[0] }): LifeFact => ({
      organization: this.number(row.organizationId),
      on: dayNumber(row.effectiveOn),
      ...span(row),
    });
    this.beginnings = beginnings.map(life);
    this.ends = ends.map(life);
    this.statements = [...attributes]
      .sort((a, b) => compareEffect(a, b))
      .map((row) => ({ ...life(row), parent: row.parentId === null ? -1 : this.number(row.parentId), type: row.type }))
      .sort((a, b) => a.organization - b.organization);
    this.links = [...lineage]
      .sort((a, b) => compareEffect(a, b))
      .map((row) => ({
        revision: row.revision,
        position: row.position,
        on: dayNumber(row.effectiveOn),
        predecessor: this.number(row.predecessorId),
        successor: this.number(row.successorId),
        manner: row.manner,
        ...span(row),
      }));
  }
}

const span = ({ knownFrom, knownTo }: FactRow): Span => ({ knownFrom, knownTo: knownTo ?? Infinity });

type Effect = FactRow & { readonly effectiveOn: string };
const compareEffect = (a: Effect, b: Effect): number =>
  a.effectiveOn < b.effectiveOn ? -1 : a.effectiveOn > b.effectiveOn ? 1 : a.position - b.position || a.item - b.item;
