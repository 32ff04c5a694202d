/** A cache with a maximum age and a maximum size; the oldest entries are removed first. */
export class Aged<K, V> {
  readonly #kept = new Map<K, { readonly value: V; readonly until: number }>();

  /** @param now a monotonic clock in milliseconds */
  constructor(
    private readonly most: number,
    private readonly ageMs: number,
    private readonly now: () => number,
  ) {}

  get(key: K): V | undefined {
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    if (this.now() < kept.until) return kept.value;
    this.#kept.delete(key);
    return undefined;
  }

  set(key: K, value: V): void {
    this.#kept.delete(key);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= this.most && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, { value, until: this.now() + this.ageMs });
  }

  delete(key: K): void {
    this.#kept.delete(key);
  }

  clear(): void {
    this.#kept.clear();
  }

  get size(): number {
    return this.#kept.size;
  }
}
