export interface KeyEraOptions {
  /** Reads which ring key is the current one: every destruction replaces it. */
  readonly read: () => Promise<string>;
  /** Called when another ring key is found: what was read before it may have been destroyed since. */
  readonly onNew: () => void;
  readonly ageMs: number;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** The current ring key, read at most once in each maximum age of the cache. */
export class KeyEra {
  #known: { readonly era: string; readonly until: number } | undefined;
  #last: string | undefined;
  #reading: Promise<string> | undefined;
  #dropped = 0;

  constructor(private readonly options: KeyEraOptions) {}

  current(): Promise<string> {
    if (this.#known && this.options.now() < this.#known.until) return Promise.resolve(this.#known.era);
    if (this.#reading) return this.#reading;
    const reading = this.#read().finally(() => {
      if (this.#reading === reading) this.#reading = undefined;
    });
    this.#reading = reading;
    return reading;
  }

  /** Keys were just destroyed by this process: whoever asks from now on reads anew. */
  drop(): void {
    this.#dropped++;
    this.#known = undefined;
    this.#reading = undefined;
  }

  async #read(): Promise<string> {
    const { read, onNew, ageMs, now } = this.options;
    // The age counts from before the reading, so that no destruction is overlooked for longer.
    const [dropped, until] = [this.#dropped, now() + ageMs];
    const era = await read();
    if (dropped !== this.#dropped) return this.current();
    if (era !== this.#last) onNew();
    this.#last = era;
    this.#known = { era, until };
    return era;
  }
}
