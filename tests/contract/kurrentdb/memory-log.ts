import { Entries, isRun } from './entries.js';
import {
  type AppendOutcome,
  END_OF_STREAM,
  type Expected,
  type LoggedEvent,
  type NewEvent,
  now,
  type Run,
  sizeOf,
  sizeOfRunEvent,
} from './events.js';
import { noFaults } from './faults.js';
import { isMetastream, metaIn, metastreamOf, originalOf, type StreamMeta, StreamState } from './stream-state.js';
import { Visibility } from './visibility.js';

/** Storage of a log. */
export interface Keeper {
  /** Called with all events that an append wrote, before the append is answered. */
  add(written: readonly (LoggedEvent | Run)[]): void;
  /** Called when the log is replaced: after a scavenge, or by an older copy. */
  replace(entries: Iterable<LoggedEvent | Run>, edges: Edges): void;
}

/** Positions that cannot be derived from the events. */
export interface Edges {
  /** Position of the next event. */
  readonly next: bigint;
  /**
   * Reads may begin at every position below this one: in a scavenged chunk, the server continues with the next event.
   */
  readonly scavengedTo: bigint;
}

const nowhere: Keeper = { add: () => undefined, replace: () => undefined };

/**
 * The storage half of the stand-in: one ordered log with streams, optimistic concurrency, detection of repeated writes,
 * metadata, soft deletion and tombstones. The rules are those of the real server's write check. Positions have gaps
 * (the real ones are byte offsets), and the first event is the server's own, so code that counts by positions fails.
 */
export class MemoryLog {
  /** All written events; readers see them up to `shown`. */
  all = new Entries();
  /** Increases when the log is replaced, which invalidates indexes of `all`. */
  generation = 0;
  /** Number of events that filtered reads and subscriptions have scanned. */
  scanned = 0;
  readonly faults = noFaults();
  private readonly visibility = new Visibility(this.faults, () => {
    this.wakeAll();
  });
  private readonly streams = new Map<string, StreamState>();
  private readonly byId = new Map<string, LoggedEvent[]>();
  private edges: Edges = { next: 0n, scavengedTo: 0n };
  private readonly waiters = new Set<() => void>();

  constructor(private readonly keeper = nowhere) {}

  /** Position of the last event that readers of `$all` see. */
  get head(): bigint {
    return this.all.position(this.shown - 1);
  }

  /** Number of events visible to readers of `$all`. */
  get shown(): number {
    return this.visibility.shown;
  }

  /** Writes the events that the server itself writes to an empty database. */
  begin(): void {
    if (this.all.length === 0) this.write('$epoch', [internal('$epoch-information', '')]);
  }

  /** Loads stored events. @param edges set if the log was replaced since */
  restore(entries: Iterable<LoggedEvent | Run>, edges?: Edges): void {
    for (const entry of entries) this.put(entry);
    if (edges) this.edges = { ...edges, next: edges.next > this.next ? edges.next : this.next };
    this.visibility.reset(this.all.length);
  }

  /** Replaces the log. @param edges set if they cannot be derived from its events */
  replace(entries: Iterable<LoggedEvent | Run>, edges?: Edges): void {
    const kept = [...entries];
    this.all = new Entries();
    this.streams.clear();
    this.byId.clear();
    const { scavengedTo } = this.edges;
    for (const entry of kept) this.put(entry);
    this.edges = edges ?? { next: this.next, scavengedTo: scavengedTo < this.next ? scavengedTo : this.next - 1n };
    this.generation++;
    this.keeper.replace(kept, this.edges);
    this.visibility.reset(this.all.length);
    this.wakeAll();
  }

  /** Position that the next event would have. */
  get next(): bigint {
    return this.edges.next;
  }

  /** Undefined if the stream does not exist: it was never written, or it was soft-deleted. */
  visible(stream: string): readonly LoggedEvent[] | 'tombstoned' | undefined {
    const state = this.streams.get(stream);
    if (this.isTombstoned(stream)) return 'tombstoned';
    if (!state || state.last < 0n || state.softDeleted) return undefined;
    return isMetastream(stream) ? state.events.slice(-1) : state.visible();
  }

  isTombstoned(stream: string): boolean {
    return this.streams.get(isMetastream(stream) ? originalOf(stream) : stream)?.tombstoned ?? false;
  }

  state(stream: string): StreamState {
    const state = this.streams.get(stream) ?? new StreamState();
    this.streams.set(stream, state);
    return state;
  }

  append(stream: string, expected: Expected, events: readonly NewEvent[]): AppendOutcome {
    const ids = events.map(({ id }) => id);
    const verdict = this.check(stream, expected, ids);
    return verdict.kind === 'write' ? this.writeAndRevive(stream, events) : verdict;
  }

  /** A soft deletion is a change of metadata, visible in `$$<stream>`; a tombstone is permanent. */
  delete(stream: string, expected: Expected, hard: boolean): AppendOutcome {
    if (this.isTombstoned(stream)) return { kind: 'deleted' };
    const actual = this.streams.get(stream)?.last ?? -1n;
    if (expected !== 'any' && (expected === 'stream_exists' ? actual < 0n : expected !== actual))
      return { kind: 'conflict', actual };
    if (hard) return this.write(stream, [internal('$streamDeleted', '')], END_OF_STREAM);
    return this.write(metastreamOf(stream), [internal('$metadata', `{"$tb":${END_OF_STREAM}}`)]);
  }

  /** Writes many foreign events, at the cost of one. */
  foreign(stream: string, count: number): void {
    const run = { stream, count, revision: this.state(stream).last + 1n, position: this.edges.next, ticks: now() };
    this.keeper.add([run]);
    this.put(run);
    this.visibility.written(this.all.length, true);
  }

  /**
   * Calls back when all events written so far are visible to readers of `$all`; at once if they are visible already.
   */
  whenShown(then: () => void): void {
    this.visibility.whenShown(this.all.length, then);
  }

  /** Whether an event begins at the position. The server refuses reads from other positions, except past the end. */
  isBoundary(position: bigint): boolean {
    if (position <= this.edges.scavengedTo || position > this.head) return true;
    return this.all.position(this.all.indexFrom(position)) === position;
  }

  /** Resolves when more becomes visible, or when `signal` aborts. */
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
    if (this.isTombstoned(stream)) return { kind: 'deleted' };
    if (expected === 'stream_exists' && (actual < 0n || state?.softDeleted)) return { kind: 'conflict', actual };
    if (typeof expected === 'string') return this.checkWeakly(stream, actual, ids);
    if (expected > actual) return { kind: 'conflict', actual };
    if (expected === actual) return { kind: 'write' };
    // The same ids at exactly those revisions count as a repetition, however old; the content is not compared.
    const standing = ids.map((id, i) => {
      const event = state?.at(expected + 1n + BigInt(i));
      return event?.id === id ? event : undefined;
    });
    const last = standing.at(-1);
    if (last && !standing.includes(undefined)) return { kind: 'ok', revision: last.revision, position: last.position };
    if (expected === -1n && state?.softDeleted && standing[0] === undefined) return { kind: 'write' };
    return { kind: 'conflict', actual };
  }

  /** Without an exact expected revision, only recent writes of these ids to the stream are compared. */
  private checkWeakly(stream: string, actual: bigint, ids: readonly string[]): AppendOutcome | { kind: 'write' } {
    const standing = ids.map((id) => this.byId.get(id)?.find((event) => event.stream === stream));
    const last = standing.at(-1);
    if (last && !standing.includes(undefined)) return { kind: 'ok', revision: last.revision, position: last.position };
    return standing[0] ? { kind: 'conflict', actual } : { kind: 'write' };
  }

  /**
   * A write to a soft-deleted stream, or to its metadata, restores it; revisions continue, earlier events stay hidden.
   */
  private writeAndRevive(stream: string, events: readonly NewEvent[]): AppendOutcome {
    const original = isMetastream(stream) ? originalOf(stream) : stream;
    const revived = this.streams.get(original)?.softDeleted === true;
    const first = (this.streams.get(original)?.last ?? -1n) + 1n;
    const written = this.write(stream, events);
    if (revived) {
      const meta: StreamMeta = { ...this.state(original).meta, $tb: Number(first) };
      this.write(metastreamOf(original), [internal('$metadata', JSON.stringify(meta))]);
    }
    return written;
  }

  private write(stream: string, events: readonly NewEvent[], revision?: bigint): AppendOutcome {
    const first = revision ?? this.state(stream).last + 1n;
    const ticks = now();
    let { next } = this.edges;
    const logged = events.map((event, i) => {
      const entry = { ...event, stream, revision: first + BigInt(i), position: next, ticks };
      next += sizeOf(entry);
      return entry;
    });
    this.keeper.add(logged);
    for (const entry of logged) this.put(entry);
    if (logged.length > 0) this.visibility.written(this.all.length);
    const last = logged.at(-1);
    return { kind: 'ok', revision: last?.revision ?? first - 1n, position: last?.position ?? this.head };
  }

  private put(entry: LoggedEvent | Run): void {
    const state = this.state(entry.stream);
    if (isRun(entry)) {
      this.edges = { ...this.edges, next: entry.position + BigInt(entry.count) * sizeOfRunEvent(entry) };
      state.last = entry.revision + BigInt(entry.count) - 1n;
      state.runs.push(entry);
      this.all.pushRun(entry);
      return;
    }
    this.edges = { ...this.edges, next: entry.position + sizeOf(entry) };
    this.all.push(entry);
    this.byId.set(entry.id, [...(this.byId.get(entry.id) ?? []), entry]);
    if (entry.revision === END_OF_STREAM) {
      state.tombstoned = true;
      return;
    }
    state.events.push(entry);
    state.last = entry.revision;
    if (isMetastream(entry.stream)) this.state(originalOf(entry.stream)).meta = metaIn(entry);
  }

  private wakeAll(): void {
    for (const wake of [...this.waiters]) wake();
  }
}

/** An event that the server writes by itself. */
const internal = (type: string, data: string): NewEvent => ({
  id: crypto.randomUUID(),
  type,
  json: type === '$metadata',
  data: Buffer.from(data),
  meta: new Uint8Array(),
});
