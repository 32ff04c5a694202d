/** With fewer callers, two calls cost more than they gain: each call costs as much as about eight appends. */
const WORTH_TWO_CALLS = 16;

/**
 * Says how many waiting appends are enough to send the next batch, from the times of the last batch.
 *
 * While PostgreSQL writes the appends of one half of the callers, this program can prepare those of the other half. So
 * half of the callers are enough. On a slow disk, where a call takes more than twice the time in which all callers ask
 * again, one call serves all of them.
 */
export class Pace {
  #inHalves = false;
  #callers = 1;
  #sentAt = 0;
  #answeredAt = 0;
  #lastAskedAt = 0;
  #asked = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Number of waiting appends at which a batch is sent without waiting for more. */
  get enough(): number {
    return this.#inHalves ? Math.floor(this.#callers / 2) : this.#callers;
  }

  /** Whether the callers take turns in two halves: one half prepares while the appends of the other are written. */
  get inHalves(): boolean {
    return this.#inHalves;
  }

  /** Whether there was one caller only, so that no other append need be waited for. */
  get alone(): boolean {
    return this.#callers === 1;
  }

  asked(): void {
    this.#asked += 1;
    this.#lastAskedAt = this.now();
  }

  sent(): void {
    this.#sentAt = this.now();
  }

  /** Records that a batch was answered. @param callers number of answered and of waiting callers together */
  answered(callers: number): void {
    const now = this.now();
    const toAskAgain = this.#asked > 0 ? ((this.#lastAskedAt - this.#answeredAt) / this.#asked) * callers : 0;
    this.#callers = callers;
    this.#inHalves = callers >= WORTH_TWO_CALLS && now - this.#sentAt <= 2 * toAskAgain;
    this.#answeredAt = now;
    this.#asked = 0;
  }
}
