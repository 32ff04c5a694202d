/** Fewer callers are not worth two calls: each call costs as much as about eight appends in it. */
const WORTH_TWO_CALLS = 16;

/**
 * Says how many appends are enough to send the next batch, from how the last one went.
 *
 * While PostgreSQL writes one half, this program can prepare the other: so half of all callers are enough, unless a call
 * takes more than twice as long as all of them need to ask again. Then (a slow disk) all of them share its commit.
 */
export class Pace {
  #inHalves = false;
  #callers = 1;
  #sentAt = 0;
  #answeredAt = 0;
  #lastAskedAt = 0;
  #asked = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Appends that have to wait before a batch is sent without further ado. */
  get enough(): number {
    return this.#inHalves ? Math.floor(this.#callers / 2) : this.#callers;
  }

  /** Whether the others are to prepare while one half is written. */
  get inHalves(): boolean {
    return this.#inHalves;
  }

  /** Whether there was one caller only, so that nobody else is to be waited for. */
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

  /** @param callers those who are answered now, and those who wait */
  answered(callers: number): void {
    const now = this.now();
    const toAskAgain = this.#asked > 0 ? ((this.#lastAskedAt - this.#answeredAt) / this.#asked) * callers : 0;
    this.#callers = callers;
    this.#inHalves = callers >= WORTH_TWO_CALLS && now - this.#sentAt <= 2 * toAskAgain;
    this.#answeredAt = now;
    this.#asked = 0;
  }
}
