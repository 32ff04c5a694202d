/** What an append expects of its stream; -1n is a stream without events. */
export type Expected = bigint | 'any' | 'stream_exists';

export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly json: boolean;
  readonly data: Uint8Array;
  readonly meta: Uint8Array;
}

export interface LoggedEvent extends NewEvent {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  /** 100 ns ticks since the Unix epoch, as the wire has it. */
  readonly ticks: bigint;
}

interface StreamState {
  readonly events: LoggedEvent[];
  last: bigint;
  tombstoned: boolean;
  truncateBefore: bigint;
  softDeleted: boolean;
}

export type AppendOutcome =
  | { readonly kind: 'ok'; readonly revision: bigint; readonly position: bigint }
  | { readonly kind: 'conflict'; readonly actual: bigint }
  | { readonly kind: 'deleted' };

const HEADER = 64n;

/**
 * The storage half of the stand-in: one ordered log with streams, optimistic concurrency, write idempotency, soft
 * delete and tombstones. The rules are those of the real server's write check. Positions are sparse on purpose (the real
 * ones are byte offsets), and the first event is the server's own, so code under test cannot get away with counting.
 */
export class MemoryLog {
  readonly all: LoggedEvent[] = [];
  private readonly streams = new Map<string, StreamState>();
  private readonly byId = new Map<string, LoggedEvent[]>();
  private next = 0n;
  private readonly waiters = new Set<() => void>();

  /** @param keep told of every event before its append is answered */
  constructor(private readonly keep: (event: LoggedEvent) => void = () => undefined) {}

  get head(): bigint {
    return this.all.at(-1)?.position ?? -1n;
  }

  /** What the server writes into an empty database by itself. */
  begin(): void {
    if (this.all.length > 0) return;
    const none = new Uint8Array();
    this.write('$epoch', [
      { id: crypto.randomUUID(), type: '$epoch-information', json: false, data: none, meta: none },
    ]);
  }

  /** Takes an event that was kept before. */
  restore(event: LoggedEvent): void {
    this.put(this.state(event.stream), event);
  }

  /** Undefined: no such stream, never written or soft-deleted. */
  visible(stream: string): readonly LoggedEvent[] | 'tombstoned' | undefined {
    const state = this.streams.get(stream);
    if (!state || (state.last < 0n && !state.tombstoned)) return undefined;
    if (state.tombstoned) return 'tombstoned';
    if (state.softDeleted) return undefined;
    const from = state.truncateBefore;
    return from === 0n ? state.events : state.events.filter(({ revision }) => revision >= from);
  }

  lastRevision(stream: string): bigint {
    return this.streams.get(stream)?.last ?? -1n;
  }

  append(stream: string, expected: Expected, events: readonly NewEvent[]): AppendOutcome {
    const ids = events.map(({ id }) => id);
    const verdict = this.check(stream, expected, ids);
    return verdict.kind === 'write' ? this.write(stream, events) : verdict;
  }

  delete(stream: string, hard: boolean): AppendOutcome {
    const state = this.state(stream);
    if (state.tombstoned) return { kind: 'deleted' };
    if (!hard) {
      state.softDeleted = true;
      return { kind: 'ok', revision: state.last, position: this.head };
    }
    const none = new Uint8Array();
    const tombstone = { id: crypto.randomUUID(), type: '$streamDeleted', json: false, data: none, meta: none };
    const written = this.write(stream, [tombstone]);
    state.tombstoned = true;
    return written;
  }

  /** Index of the first event at or after a position. */
  indexFrom(position: bigint): number {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle]?.position ?? 0n) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether an event begins there: the server refuses to read from anywhere else. */
  isBoundary(position: bigint): boolean {
    return position <= 0n || position > this.head || this.all[this.indexFrom(position)]?.position === position;
  }

  /** Resolves at the next append, or when `signal` aborts. */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.waiters.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.waiters.add(done);
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted) done();
    });
  }

  private check(stream: string, expected: Expected, ids: readonly string[]): AppendOutcome | { kind: 'write' } {
    const state = this.streams.get(stream);
    const actual = state?.last ?? -1n;
    if (state?.tombstoned) return { kind: 'deleted' };
    if (expected === 'stream_exists' && (actual < 0n || state?.softDeleted)) return { kind: 'conflict', actual };
    if (typeof expected === 'string') return this.checkWeakly(stream, actual, ids);
    if (expected > actual) return { kind: 'conflict', actual };
    if (expected === actual) return { kind: 'write' };
    // The same ids at exactly those revisions are the same write, however long ago; nobody looks at what they hold.
    const standing = ids.map((id, i) => {
      const event = state?.events[Number(expected) + 1 + i];
      return event?.id === id ? event : undefined;
    });
    const last = standing.at(-1);
    if (last && !standing.includes(undefined)) return { kind: 'ok', revision: last.revision, position: last.position };
    if (expected === -1n && state?.softDeleted && standing[0] === undefined) return { kind: 'write' };
    return { kind: 'conflict', actual };
  }

  /** Without an exact expectation only "were these very ids written to this stream lately" is asked. */
  private checkWeakly(stream: string, actual: bigint, ids: readonly string[]): AppendOutcome | { kind: 'write' } {
    const standing = ids.map((id) => this.byId.get(id)?.find((event) => event.stream === stream));
    const last = standing.at(-1);
    if (last && !standing.includes(undefined)) return { kind: 'ok', revision: last.revision, position: last.position };
    return standing[0] ? { kind: 'conflict', actual } : { kind: 'write' };
  }

  private write(stream: string, events: readonly NewEvent[]): AppendOutcome {
    const state = this.state(stream);
    if (state.softDeleted) {
      state.truncateBefore = state.last + 1n; // the stream comes back, its revisions go on
      state.softDeleted = false;
    }
    for (const event of events) {
      const logged = {
        ...event,
        stream,
        revision: state.last + 1n,
        position: this.next,
        ticks: BigInt(Date.now()) * 10_000n,
      };
      this.keep(logged);
      this.put(state, logged);
    }
    for (const wake of [...this.waiters]) wake();
    return { kind: 'ok', revision: state.last, position: this.head };
  }

  private put(state: StreamState, event: LoggedEvent): void {
    const size = event.stream.length + event.type.length + event.data.length + event.meta.length;
    this.next = event.position + HEADER + BigInt(size);
    state.events.push(event);
    state.last = event.revision;
    this.all.push(event);
    this.byId.set(event.id, [...(this.byId.get(event.id) ?? []), event]);
  }

  private state(stream: string): StreamState {
    const state = this.streams.get(stream) ?? {
      events: [],
      last: -1n,
      tombstoned: false,
      truncateBefore: 0n,
      softDeleted: false,
    };
    this.streams.set(stream, state);
    return state;
  }
}
