import { pastEvent } from '#kernel/catalog';
import type { Decider, History } from '#kernel/decider';
import type { StreamId, Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import {
  type Appended,
  type EventStore,
  IntegrityAlarm,
  NO_STREAM,
  StreamSetAside,
} from '#platform/event-store/event-store';

/** A command recorded in a stream. */
export interface KnownCommand {
  readonly hash: string;
  readonly from: number;
  to: number;
}

/** A stream in the memory of this process. It may hold events that are not durable yet. */
export class StreamEntry {
  readonly commands = new Map<Uuid, KnownCommand>();
  revision = NO_STREAM;
  /**
   * Resolves when all events up to `revision` are durable. Each append names the record that it follows and succeeds
   * only after that record, so the success of the last append proves that all earlier ones are durable.
   */
  durable: Promise<unknown> = Promise.resolve();
  pending = 0;
  broken = false;
  /** The last record sent, while it is not known to be durable. The next append must follow exactly this record. */
  unproven: EventRecord | undefined;

  constructor(
    readonly stream: StreamId,
    /** The history of the stream, by the decider of its category. */
    public history: History<unknown>,
  ) {}

  /** Adds records to the state. @throws IntegrityAlarm if their revisions are not consecutive */
  fold(decider: Decider, records: readonly EventRecord[]): void {
    for (const { commandId, commandHash: hash, revision } of records) {
      if (revision !== ++this.revision)
        throw new IntegrityAlarm(`${this.stream} has revision ${revision} where ${this.revision} must be`);
      const known = this.commands.get(commandId);
      if (known) known.to = revision;
      else this.commands.set(commandId, { hash, from: revision, to: revision });
    }
    this.history = decider.append(
      this.history,
      records.map((record) => pastEvent(decider.catalog, record)),
    );
  }

  /**
   * Waits for everything that was sent. Returns whether it is durable; if not, the sender of the append gets the error.
   */
  async stands(): Promise<boolean> {
    return this.durable.then(
      () => !this.broken,
      () => !(this.broken = true),
    );
  }

  /**
   * Adds records to the state and sends them. The next command is decided on the new state.
   *
   * @throws errors of `send`
   */
  async add(decider: Decider, records: readonly EventRecord[], send: () => Promise<Appended>): Promise<Appended> {
    try {
      this.fold(decider, records);
      this.pending++;
      const last = records.at(-1);
      this.unproven = last;
      const sent = send();
      this.durable = sent;
      const appended = await sent;
      if (this.unproven === last) this.unproven = undefined;
      return appended;
    } catch (error) {
      this.broken = true;
      throw error;
    } finally {
      this.pending--;
    }
  }
}

const PAGE = 5_000;
const MAX_STREAMS = 2_000;
const MAX_EVENTS = 200_000;
const COUNT_EVERY = 100;

/**
 * Cached streams, so that a command need not read its stream again. Never refuse from cache alone: call `confirm`
 * before a refusal. A command that is not refused needs no such check, because its append fails if the cache is out of
 * date.
 */
export class StreamCache {
  readonly #entries = new Map<StreamId, StreamEntry>();
  readonly #loading = new Map<StreamId, Promise<StreamEntry>>();
  #loads = 0;

  constructor(private readonly store: EventStore) {}

  /** Discards all entries. Commands under way on a discarded entry load their stream again. */
  forget(): void {
    for (const entry of this.#entries.values()) entry.broken = true;
    this.#entries.clear();
  }

  /** @throws Unavailable, UnknownEvent, StreamSetAside (the state of such a stream is uncertain) */
  async get(decider: Decider, stream: StreamId): Promise<StreamEntry> {
    if (this.store.isSetAside(stream)) throw new StreamSetAside(stream);
    const entry = this.#entries.get(stream);
    if (entry && !entry.broken) {
      this.#entries.delete(stream);
      this.#entries.set(stream, entry); // moves the entry to the end: most recently used
      return entry;
    }
    let loading = this.#loading.get(stream);
    if (!loading) {
      loading = this.#load(decider, stream).finally(() => this.#loading.delete(stream));
      this.#loading.set(stream, loading);
    }
    return loading;
  }

  /**
   * Whether a refusal may rest on the cached state at `revision`: all its events are durable, and no other process has
   * added an event. If false, the entry was updated or discarded, and the decision must be made again.
   *
   * Cost: one read of the store. If this process has sent a later append, a wait for that append instead: its success
   * proves the same.
   */
  async confirm(decider: Decider, entry: StreamEntry, revision: number): Promise<boolean> {
    if (!(await entry.stands())) return false;
    if (entry.revision > revision) return entry.stands();
    const news = await this.store.read(entry.stream, revision + 1, PAGE);
    if (news.length === 0) return !entry.broken;
    if (entry.revision > revision) return entry.stands();
    const records = news.map((event) => event.record);
    entry.fold(decider, records);
    return false;
  }

  /** The current history of a stream. Cost: proportional to the events recorded since the stream was last loaded. */
  async history<S>(decider: Decider<S>, stream: StreamId): Promise<History<S>> {
    for (;;) {
      const entry = await this.get(decider, stream);
      const history = entry.history as History<S>;
      if (await this.confirm(decider, entry, entry.revision)) return history;
    }
  }

  /** The history of a stream if `maySee` admits it; else null, at the same cost for a hidden stream as for none. */
  async historyIf<S>(
    decider: Decider<S>,
    stream: StreamId,
    maySee: (events: History<S>['events']) => boolean,
  ): Promise<History<S> | null> {
    const wasCached = this.holds(stream);
    const history = await this.history(decider, stream);
    if (history.size > 0 && maySee(history.events)) return history;
    await this.forgetRefused(await this.get(decider, stream), wasCached);
    return null;
  }

  /** Whether `get` would answer without reading the store. */
  holds(stream: StreamId): boolean {
    return this.#entries.get(stream)?.broken === false;
  }

  /**
   * Called before a stream is refused as if it did not exist, so that a hidden stream and one without events cost the
   * same reads, however often they are asked for: a stream that was cached is read once more, and is not kept.
   *
   * @param wasCached whether `get` answered without reading the store
   */
  async forgetRefused(entry: StreamEntry, wasCached: boolean): Promise<void> {
    if (wasCached) await this.store.read(entry.stream, 0, PAGE);
    if (entry.pending === 0 && this.#entries.get(entry.stream) === entry) this.#entries.delete(entry.stream);
  }

  async #load(decider: Decider, stream: StreamId): Promise<StreamEntry> {
    const entry = new StreamEntry(stream, decider.empty);
    for (;;) {
      const page = await this.store.read(stream, entry.revision + 1, PAGE);
      const records = page.map((event) => event.record);
      entry.fold(decider, records);
      if (page.length < PAGE) break;
    }
    this.#entries.delete(stream);
    this.#entries.set(stream, entry);
    this.#makeRoom();
    return entry;
  }

  /** Runs only now and then: counting the events of all entries takes longer than loading a stream. */
  #makeRoom(): void {
    if (++this.#loads % COUNT_EVERY !== 0) return;
    let events = 0;
    for (const entry of this.#entries.values()) events += entry.revision + 1;
    for (const [stream, entry] of this.#entries) {
      if (this.#entries.size <= 1 || (this.#entries.size <= MAX_STREAMS && events <= MAX_EVENTS)) return;
      if (entry.pending > 0) continue;
      events -= entry.revision + 1;
      this.#entries.delete(stream);
    }
  }
}
