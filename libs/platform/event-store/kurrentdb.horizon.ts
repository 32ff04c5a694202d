/** Where nothing of ours lies: after one position, and up to another. */
interface Stretch {
  readonly after: bigint;
  upTo: bigint;
}

/** Most stretches that are kept in mind, the latest. */
const MOST = 128;

/**
 * How far this program has looked through the log, whoever of it looked. Where others have written a great deal between
 * our events, the server takes its time to look through it: nobody here does so twice.
 */
export class Horizon {
  /** The end of the last append up to `looked`; undefined before the first look. */
  end: bigint | undefined;
  looked = -1n;
  private stretches: Stretch[] = [];

  /** @param end of the last append up to `looked` that the reader knows of */
  saw(end: bigint, looked: bigint): void {
    if (looked > end) this.remember(end, looked);
    if (looked < this.looked) return;
    this.looked = looked;
    if (this.end === undefined || end > this.end) this.end = end;
  }

  /** Where a reader who was given everything up to `given` may go on, instead of at `looked`. */
  skip(given: bigint, looked: bigint): bigint {
    let from = looked;
    for (const { after, upTo } of this.stretches) if (after <= given && upTo > from) from = upTo;
    return from;
  }

  forget(): void {
    this.end = undefined;
    this.looked = -1n;
    this.stretches = [];
  }

  private remember(after: bigint, upTo: bigint): void {
    const known = this.stretches.find((stretch) => stretch.after <= after && after < stretch.upTo);
    if (!known) this.stretches = [...this.stretches.slice(1 - MOST), { after, upTo }];
    else if (upTo > known.upTo) known.upTo = upTo;
  }
}
