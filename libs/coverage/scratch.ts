/** Numbers beside things that are numbered, all forgotten at once without being cleared. */
export class Marks {
  private values = new Int32Array(64);
  private rounds = new Int32Array(64);
  private round = 0;

  /** Forgets everything, and makes room for things numbered below `size`. */
  begin(size: number): void {
    if (size > this.values.length) {
      const length = Math.max(size, this.values.length * 2);
      [this.values, this.rounds] = [new Int32Array(length), new Int32Array(length)];
      this.round = 0;
    }
    if (this.round === 0x7fffffff) {
      this.rounds.fill(0);
      this.round = 0;
    }
    this.round++;
  }

  /** 0 where nothing was put. */
  get(at: number): number {
    return this.rounds[at] === this.round ? (this.values[at] as number) : 0;
  }

  set(at: number, value: number): void {
    this.rounds[at] = this.round;
    this.values[at] = value;
  }
}

/** Room to count in, kept between questions: a question about one ward does not pay for a city. */
export class Scratch {
  readonly engagements = new Marks();
  readonly members = new Marks();
}
