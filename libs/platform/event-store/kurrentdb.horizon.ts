/** A range of positions without events of this log. */
interface Stretch {
  readonly after: bigint;
  upTo: bigint;
}

/** Maximum number of remembered ranges; the latest ones are kept. */
const MOST = 128;

/**
 * How far the readers of this program have scanned the server. Scanning events of other logs is slow, so no range of
 * them is scanned twice.
 */
export class Horizon {
  /** The end of the last append up to `scannedTo`; undefined before the first scan. */
  end: bigint | undefined;
  scannedTo = -1n;
  private stretches: Stretch[] = [];

  /** Records a scan. @param end end of the last append up to `scannedTo`, as far as the reader knows */
  saw(end: bigint, scannedTo: bigint): void {
    if (scannedTo > end) this.remember(end, scannedTo);
    if (scannedTo < this.scannedTo) return;
    this.scannedTo = scannedTo;
    if (this.end === undefined || end > this.end) this.end = end;
  }

  /** The position from which a reader may continue that has all events up to `given` and has scanned to `scannedTo`. */
  skip(given: bigint, scannedTo: bigint): bigint {
    let from = scannedTo;
    for (const { after, upTo } of this.stretches) if (after <= given && upTo > from) from = upTo;
    return from;
  }

  forget(): void {
    this.end = undefined;
    this.scannedTo = -1n;
    this.stretches = [];
  }

  private remember(after: bigint, upTo: bigint): void {
    const overlapping = this.stretches.find((stretch) => stretch.after <= after && after < stretch.upTo);
    if (!overlapping) this.stretches = [...this.stretches.slice(1 - MOST), { after, upTo }];
    else if (upTo > overlapping.upTo) overlapping.upTo = upTo;
  }
}
