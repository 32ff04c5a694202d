/** Small numbers beside things that are numbered, all forgotten at once without being cleared. */
export class Marks {
  private values = new Int32Array(64);
  private round = 0;

  /** Forgets everything, and makes room for things numbered below `size`. */
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

  /** 0 where nothing was put. */
  get(at: number): number {
    const value = this.values[at] as number;
    return value >> 4 === this.round ? value & 15 : 0;
  }

  /** @param value below 16 */
  set(at: number, value: number): void {
    this.values[at] = (this.round << 4) | value;
  }
}

/** Room to count in, kept between questions: a question about one ward does not pay for a city. */
export class Scratch {
  /** How far those have come that have acts in several ledgers. */
  readonly engagements = new Marks();
  readonly members = new Marks();
}

/** Room for what a question finds of the organizations and engagements of all its registers, register after register. */
export class Room {
  /** By organization and verb: the row of an act, or the beginning of a chain of hits; -1 for none. */
  readonly best: Int32Array;
  readonly clauses: Uint8Array;
  /** The denominators in which it stands. */
  readonly marks: Uint8Array;
  /** 1 for one that was a subject itself. */
  readonly subjects: Uint8Array;

  /** How far an engagement has come. */
  readonly stages: Uint8Array;

  constructor(organizations: number, engagements: number) {
    this.stages = new Uint8Array(engagements);
    this.best = new Int32Array(organizations * 2).fill(-1);
    this.clauses = new Uint8Array(organizations * 2);
    this.marks = new Uint8Array(organizations);
    this.subjects = new Uint8Array(organizations);
  }
}
