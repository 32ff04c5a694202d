import type { Uuid } from '#kernel/ids';
import { ActTable } from './act-table.js';
import type { RegisterRows } from './facts.js';
import { RegisterFacts } from './register-facts.js';
import { Structure } from './structure.js';

/** So many states of knowledge of one register are kept folded. */
const KEPT = 8;

/** All that is recorded of one ward: its organizations by number, the facts of its register, the acts on it. */
export class Ledger {
  readonly ids: Uuid[] = [];
  readonly acts = new ActTable();
  register: RegisterFacts;
  private readonly numbers = new Map<Uuid, number>();
  /** The engagements of its acts by number: their numbers over all. */
  readonly engagements: number[] = [];
  private readonly engagementNumbers = new Map<number, number>();
  private readonly structures = new Map<number, Structure>();

  /** @param rootId the ward's own organization */
  constructor(
    readonly rootId: Uuid,
    rows: RegisterRows,
  ) {
    this.number(rootId);
    this.register = new RegisterFacts(rows, (id) => this.number(id));
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

  /** The number in this ledger of an engagement that has a number over all: close together, as they are counted. */
  engagementNumber(overAll: number): number {
    let number = this.engagementNumbers.get(overAll);
    if (number === undefined) {
      number = this.engagements.length;
      this.engagementNumbers.set(overAll, number);
      this.engagements.push(overAll);
    }
    return number;
  }

  /** Replaces all facts of the register. Cost: their number, and sorting them. */
  setRegister(rows: RegisterRows): void {
    this.register = new RegisterFacts(rows, (id) => this.number(id));
    this.structures.clear();
  }

  /** The organizations as known at a position. Cost: the facts of the register, unless it was folded to there before. */
  structureAt(known: number): Structure {
    const turns = this.register.turnsUpTo(known);
    const kept = this.structures.get(turns);
    if (kept?.count === this.ids.length) return kept;
    const structure = new Structure(this.register, this.ids.length, known);
    const [oldest] = this.structures.keys();
    if (oldest !== undefined && this.structures.size >= KEPT) this.structures.delete(oldest);
    this.structures.set(turns, structure);
    return structure;
  }
}
