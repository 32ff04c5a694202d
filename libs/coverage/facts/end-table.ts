import { type Day, dayNumber } from './days.js';
import type { ActEnd } from './facts.js';

/** Ends of acts in columns of numbers. The ends of one act form a chain. */
export class EndTable {
  private size = 0;
  private on = new Int32Array(16);
  private revoked = new Uint8Array(16);
  private knownFrom = new Float64Array(16);
  private knownTo = new Float64Array(16);
  private next = new Int32Array(16);
  private readonly free: number[] = [];

  /** @returns the head of the chain, -1 for none */
  add(ends: readonly ActEnd[]): number {
    let first = -1;
    for (const end of ends) {
      const at = this.free.pop() ?? this.size++;
      if (at >= this.on.length) this.grow();
      // A cancellation without a day cancels the act from the beginning.
      this.on[at] = end.on === null ? -0x40000000 : dayNumber(end.on);
      this.revoked[at] = end.how === 'REVOKED' ? 1 : 0;
      this.knownFrom[at] = end.knownFrom;
      this.knownTo[at] = end.knownTo ?? Infinity;
      this.next[at] = first;
      first = at;
    }
    return first;
  }

  remove(first: number): void {
    for (let at = first; at >= 0; at = this.next[at] as number) this.free.push(at);
  }

  /** How an act has ended on or before a day; null if it has not. A cancellation takes precedence over a revocation. */
  howEnded(first: number, position: number, asOf: Day): ActEnd['how'] | null {
    let how: ActEnd['how'] | null = null;
    for (let at = first; at >= 0; at = this.next[at] as number) {
      if ((this.knownFrom[at] as number) > position || position >= (this.knownTo[at] as number)) continue;
      if ((this.on[at] as number) > asOf) continue;
      if (this.revoked[at] === 0) return 'CANCELLED';
      how = 'REVOKED';
    }
    return how;
  }

  private grow(): void {
    const length = this.on.length * 2;
    const copied = <T extends Int32Array | Uint8Array | Float64Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.on = copied(new Int32Array(length), this.on);
    this.next = copied(new Int32Array(length), this.next);
    this.revoked = copied(new Uint8Array(length), this.revoked);
    this.knownFrom = copied(new Float64Array(length), this.knownFrom);
    this.knownTo = copied(new Float64Array(length), this.knownTo);
  }
}
