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
  readonly engagements = new Marks();
  readonly members = new Marks();
}
