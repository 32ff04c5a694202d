const WIDTH = 64;
type Shard<V> = readonly (readonly [string, V])[];
const NONE: Shard<never> = [];
const EMPTY: readonly (readonly Shard<never>[])[] = new Array<readonly Shard<never>[]>(WIDTH).fill(
  new Array<Shard<never>>(WIDTH).fill(NONE),
);

/**
 * An immutable map for many entries. A change copies only one of 4,096 shards and the two lists above it. So the cost
 * of replaying a long stream is linear in its events, not quadratic.
 */
export class Shards<V> {
  private constructor(
    private readonly rows: readonly (readonly Shard<V>[])[],
    readonly size: number,
  ) {}

  static empty<V>(): Shards<V> {
    return new Shards<V>(EMPTY, 0);
  }

  get(id: string): V | undefined {
    const hash = hashOf(id);
    return this.rows[rowOf(hash)]?.[placeOf(hash)]?.find((entry) => entry[0] === id)?.[1];
  }

  with(id: string, value: V): Shards<V> {
    const hash = hashOf(id);
    const row = this.rows[rowOf(hash)] ?? [];
    const shard = row[placeOf(hash)] ?? NONE;
    const others = shard.filter((entry) => entry[0] !== id);
    const next = row.with(placeOf(hash), [...others, [id, value]]);
    return new Shards<V>(this.rows.with(rowOf(hash), next), this.size + 1 - (shard.length - others.length));
  }

  *entries(): Iterable<readonly [string, V]> {
    for (const row of this.rows) for (const shard of row) yield* shard;
  }
}

/** FNV-1a over the whole id, so that ids which differ only at their end fall into different shards. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
const rowOf = (hash: number): number => hash % WIDTH;
const placeOf = (hash: number): number => Math.floor(hash / WIDTH) % WIDTH;
