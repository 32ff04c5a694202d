/** A small number for each index. `begin` resets all numbers without clearing the array. */
export class Marks {
  private values = new Int32Array(64);
  private round = 0;

  /** Resets all numbers to 0, and makes room for indexes below `size`. */
  begin(size: number): void {
    if (size > this.values.length) {
      this.values = new Int32Array(Math.max(size, this.values.length * 2));
      this.round = 0;
    }
    if (this.round === 0x7ffffff) {
      this.values.fill(0);
      this.round = 0;
    }
    this.round++;
  }

  /** 0 if nothing was set. */
  get(at: number): number {
    const value = this.values[at] as number;
    return value >> 4 === this.round ? value & 15 : 0;
  }

  /** @param value below 16 */
  set(at: number, value: number): void {
    this.values[at] = (this.round << 4) | value;
  }
}

/**
 * Scratch memory that is kept between questions. It is as large as the question needs, so a question about a ward does
 * not cost what a city costs.
 */
export class Scratch {
  /** Progress of the engagements with acts in several ledgers. */
  readonly engagements = new Marks();
  readonly members = new Marks();
}

/**
 * Results of one question, for the organizations and engagements of all registers in scope, one register after another.
 */
export class Room {
  /** For each organization and verb: the row of an act, or the head of a chain of hits; -1: none. */
  readonly best: Int32Array;
  readonly clauses: Uint8Array;
  /** Bits of the denominators that each organization belongs to. */
  readonly marks: Uint8Array;
  /** 1 for each organization that was itself a subject. */
  readonly subjects: Uint8Array;

  /** Progress of each engagement. */
  readonly stages: Uint8Array;

  constructor(organizations: number, engagements: number) {
    this.stages = new Uint8Array(engagements);
    this.best = new Int32Array(organizations * 2).fill(-1);
    this.clauses = new Uint8Array(organizations * 2);
    this.marks = new Uint8Array(organizations);
    this.subjects = new Uint8Array(organizations);
  }
}
