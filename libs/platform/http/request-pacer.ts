/**
 * Starts a limited number of requests in each iteration of the event loop; the other requests wait in order. Without a
 * limit, requests that arrive together are all handled before the first answer of the database is read. The database
 * then idles while requests are handled, and requests wait while the database commits.
 */
export class RequestPacer {
  #started = 0;
  #isScheduled = false;
  readonly #waiting: (() => void)[] = [];

  /** @param limit requests started per iteration */
  constructor(private readonly limit: number) {}

  /** Calls `start` now or in a later iteration. Earlier calls of `admit` go first. */
  admit(start: () => void): void {
    if (this.#started >= this.limit) {
      this.#waiting.push(start);
      return;
    }
    this.#started++;
    this.#schedule();
    start();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      const next = this.#waiting.splice(0, this.limit);
      this.#started = next.length;
      if (next.length > 0) this.#schedule();
      for (const start of next) start();
    });
  }
}
