import type { Uuid } from '#kernel/ids';
import { ActTable } from './act-table.js';
import type { RegisterRows } from './facts.js';
import { RegisterFacts } from './register-facts.js';
import { Structure } from './structure.js';

/** Number of log positions for which the structure of a register is cached. */
const KEPT = 8;

/**
 * Everything recorded about one ward: its organizations by number, the facts of its register, the acts on its
 * organizations.
 */
export class Ledger {
  readonly ids: Uuid[] = [];
  readonly acts = new ActTable();
  register: RegisterFacts;
  private readonly numbers = new Map<Uuid, number>();
  /** Global numbers of the engagements in this ledger, by their number in this ledger. */
  readonly engagements: number[] = [];
  private readonly engagementNumbers = new Map<number, number>();
  private readonly structures = new Map<number, Structure>();

  /**
   * @param rootId id of the ward's own organization
   * @param isNowhere whether this is the place of the acts on organizations that are in no register
   */
  constructor(
    readonly rootId: Uuid,
    rows: RegisterRows,
    readonly isNowhere = false,
  ) {
    this.number(rootId);
    this.register = new RegisterFacts(rows, (id) => this.number(id));
  }

  /** The number of an organization, assigned at its first mention. The number of the ward is 0. */
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

  /**
   * The number of an engagement in this ledger, from its global number. These numbers have no holes, because scratch
   * arrays are indexed by them.
   */
  engagementNumber(overAll: number): number {
    let number = this.engagementNumbers.get(overAll);
    if (number === undefined) {
      number = this.engagements.length;
      this.engagementNumbers.set(overAll, number);
      this.engagements.push(overAll);
    }
    return number;
  }

  /** Replaces all facts of the register. Cost: linear in the number of facts, plus sorting. */
  setRegister(rows: RegisterRows): void {
    this.register = new RegisterFacts(rows, (id) => this.number(id));
    this.structures.clear();
  }

  /**
   * The organizations as known at a position. Cost: linear in the facts of the register, unless the structure is
   * cached.
   */
  structureAt(position: number): Structure {
    const turns = this.register.turnsUpTo(position);
    const kept = this.structures.get(turns);
    if (kept?.count === this.ids.length) return kept;
    const structure = new Structure(this.register, this.ids.length, position);
    const [oldest] = this.structures.keys();
    if (oldest !== undefined && this.structures.size >= KEPT) this.structures.delete(oldest);
    this.structures.set(turns, structure);
    return structure;
  }
}
