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

/** A stream in the memory of this process, including events that are not durable yet. */
export class StreamEntry {
  readonly commands = new Map<Uuid, KnownCommand>();
  revision = NO_STREAM;
  /**
   * Resolves when everything up to `revision` is durable. Each append names the record that it follows and succeeds
   * only on top of it, so the last append proves all before it.
   */
  durable: Promise<unknown> = Promise.resolve();
  pending = 0;
  broken = false;
  /** The last record sent, until it is known to be durable; a later append must follow exactly this record. */
  unproven: EventRecord | undefined;

  constructor(
    readonly stream: StreamId,
    /** Evolved by the decider of the stream's category only. */
    public history: History<unknown>,
  ) {}

  /** Adds records to the state. @throws IntegrityAlarm when revisions are not consecutive */
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

  /** Whether everything sent so far is durable. If not, its sender gets the error, and this entry is discarded. */
  async stands(): Promise<boolean> {
    return this.durable.then(
      () => !this.broken,
      () => !(this.broken = true),
    );
  }

  /** Adds records to the state and sends them; the next command is decided on top of them. @throws errors of `send` */
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
 * Cached streams, so that a command need not read its stream again. Never refuse from cache alone: read the store again
 * before a rejection. An accepted command is checked by its append.
 */
export class StreamCache {
  readonly #entries = new Map<StreamId, StreamEntry>();
  readonly #loading = new Map<StreamId, Promise<StreamEntry>>();
  #loads = 0;

  constructor(private readonly store: EventStore) {}

  /** Discards all entries; commands that use one find it broken and load the stream again. */
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
   * Whether the state at `revision`, on which a refusal rests, was the stream's: all of it durable, with no event of
   * another process after it. If not, the entry is updated or discarded, and the decision must be made again.
   *
   * Cost: one read of the store; if this process has sent a later append, the wait for that append, which proves it as
   * well.
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

  /** Only at intervals: counting all entries takes longer than loading a stream. */
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
