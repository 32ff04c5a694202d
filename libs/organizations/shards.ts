const SHARDS = 256;

/** An immutable map for many entries: a change copies one of 256 shards, so that folding a long stream stays cheap. */
export class Shards<V> {
  private constructor(
    private readonly shards: readonly ReadonlyMap<string, V>[],
    readonly size: number,
  ) {}

  static empty<V>(): Shards<V> {
    return new Shards<V>(new Array<ReadonlyMap<string, V>>(SHARDS).fill(new Map()), 0);
  }

  get(id: string): V | undefined {
    return this.shards[shardOf(id)]?.get(id);
  }

  with(id: string, value: V): Shards<V> {
    const at = shardOf(id);
    const shard = new Map(this.shards[at]);
    const size = shard.has(id) ? this.size : this.size + 1;
    return new Shards<V>(this.shards.with(at, shard.set(id, value)), size);
  }

  *entries(): Iterable<[string, V]> {
    for (const shard of this.shards) yield* shard;
  }
}

/** FNV-1a over the whole id: ids that differ only at their end must not fall into one shard. */
function shardOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 16)) & (SHARDS - 1);
}
