/**
 * How far this program has looked through the log, whoever of it looked. Where others have written a great deal behind
 * our last event, the server takes its time to look through it: nobody here does so twice.
 */
export class Horizon {
  /** The end of the last append up to `looked`; undefined before the first look. */
  end: bigint | undefined;
  looked = -1n;

  /** @param end of the last append up to `looked` that the reader knows of */
  saw(end: bigint, looked: bigint): void {
    if (looked < this.looked) return;
    this.looked = looked;
    if (this.end === undefined || end > this.end) this.end = end;
  }

  /** Where a reader who was given everything up to `given` may go on, instead of at `looked`. */
  skip(given: bigint, looked: bigint): bigint {
    return this.end !== undefined && this.end <= given && this.looked > looked ? this.looked : looked;
  }
}
