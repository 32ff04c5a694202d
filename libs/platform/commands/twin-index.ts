import type { Decider } from '#kernel/decider';
import type { PastEvent } from '#kernel/effective';
import type { StreamId } from '#kernel/ids';
import type { Bilingual } from '#kernel/text';

/** A record about to be appended, or appended a moment ago, with its keys. */
export interface Claim {
  readonly stream: StreamId;
  /** Resolves when the append has succeeded or failed, or was given up. */
  readonly settled: Promise<void>;
  /** The keys are those of a record at this position; they are kept until the read model has passed it. */
  recorded(position: bigint): void;
  /** Nothing was appended. */
  release(): void;
}

/** A stream that may hold one of the keys, and the claim that says so, if it is one. */
export interface Candidate {
  readonly stream: StreamId;
  readonly claim: Claim | null;
}

/** The words for an entry of a record, as its history says it. */
export type Wording = (
  kind: Decider,
  stream: StreamId,
  events: readonly PastEvent[],
  entry: PastEvent,
) => Promise<Bilingual>;

/**
 * Which streams may hold a key, in memory: those that a feature takes from its read model, and those that this process
 * appends. It only finds candidates: a stream that is found is read before anything rests on it, and a stream that is
 * missing, because the read model is behind or is being built, is found by the list of suspected twins.
 */
export class TwinIndex {
  #streams = new Map<string, Set<StreamId>>();
  #keys = new Map<StreamId, readonly string[]>();
  readonly #claims = new Map<string, Set<Claim>>();
  #awaiting: { readonly claim: Claim; readonly keys: readonly string[]; readonly position: bigint }[] = [];
  readonly #kinds = new Map<string, Decider>();
  #alike: (key: string) => readonly string[] = () => [];
  #wording: Wording = (_, stream) => Promise.resolve({ vi: stream, en: stream });

  /** Adds a kind of record that may be found. */
  know(kind: Decider): void {
    this.#kinds.set(kind.category, kind);
  }

  kindOf(category: string): Decider | undefined {
    return this.#kinds.get(category);
  }

  /** Sets how twins are named in a refusal. */
  nameBy(wording: Wording): void {
    this.#wording = wording;
  }

  get wording(): Wording {
    return this.#wording;
  }

  /** Sets which other keys mean the same as a key, such as that of a case about another record of the same person. */
  alikeBy(alike: (key: string) => readonly string[]): void {
    this.#alike = alike;
  }

  /** A key, and those that mean the same. */
  meaning(key: string): readonly string[] {
    return [key, ...this.#alike(key)];
  }

  /** Discards what was taken; claims stay. */
  clear(): void {
    this.#streams = new Map();
    this.#keys = new Map();
  }

  /** Replaces the keys of a stream. */
  take(stream: StreamId, keys: readonly string[]): void {
    for (const key of this.#keys.get(stream) ?? []) {
      const streams = this.#streams.get(key);
      streams?.delete(stream);
      if (streams?.size === 0) this.#streams.delete(key);
    }
    this.#keys.set(stream, keys);
    for (const key of keys) {
      const streams = this.#streams.get(key) ?? new Set();
      streams.add(stream);
      this.#streams.set(key, streams);
    }
  }

  /** Everything up to this position was taken. Claims up to it are dropped. */
  passed(position: bigint): void {
    const passed = this.#awaiting.filter((one) => one.position <= position);
    if (passed.length === 0) return;
    this.#awaiting = this.#awaiting.filter((one) => one.position > position);
    for (const { claim, keys } of passed) this.#drop(claim, keys);
  }

  /** The streams other than `own` that may hold one of the keys, or one alike. Cost: a look-up for each key. */
  candidates(keys: Iterable<string>, own: StreamId): readonly Candidate[] {
    const found = new Map<StreamId, Candidate>();
    for (const key of [...keys].flatMap((one) => this.meaning(one))) {
      for (const stream of this.#streams.get(key) ?? [])
        if (stream !== own && !found.has(stream)) found.set(stream, { stream, claim: null });
      for (const claim of this.#claims.get(key) ?? [])
        if (claim.stream !== own) found.set(claim.stream, { stream: claim.stream, claim });
    }
    return [...found.values()];
  }

  /** Makes keys known that are about to be appended, so that no request of this process overlooks another one. */
  claim(stream: StreamId, keys: readonly string[]): Claim {
    let resolve = (): void => undefined;
    const settled = new Promise<void>((done) => (resolve = done));
    const claim: Claim = {
      stream,
      settled,
      recorded: (position) => {
        this.#awaiting.push({ claim, keys, position });
        resolve();
      },
      release: () => {
        this.#drop(claim, keys);
        resolve();
      },
    };
    for (const key of keys) {
      const claims = this.#claims.get(key) ?? new Set();
      claims.add(claim);
      this.#claims.set(key, claims);
    }
    return claim;
  }

  #drop(claim: Claim, keys: readonly string[]): void {
    for (const key of keys) {
      const claims = this.#claims.get(key);
      claims?.delete(claim);
      if (claims?.size === 0) this.#claims.delete(key);
    }
  }
}
