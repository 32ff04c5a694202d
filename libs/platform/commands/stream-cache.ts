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

/** A command that a stream holds. */
export interface KnownCommand {
  readonly hash: string;
  readonly from: number;
  to: number;
}

/** A stream as this process knows it, with events that are on their way to the disk folded in already. */
export class StreamEntry {
  readonly commands = new Map<Uuid, KnownCommand>();
  revision = NO_STREAM;
  /**
   * Resolves once everything up to `revision` is durable: an append that names what it follows can succeed only on top
   * of all that came before it, so the last one speaks for all.
   */
  durable: Promise<unknown> = Promise.resolve();
  pending = 0;
  broken = false;
  /** The last record sent, until it is known to be durable: whatever is decided on top of it has to follow this very one. */
  unproven: EventRecord | undefined;

  constructor(
    readonly stream: StreamId,
    /** Folded by the decider of the stream's category, and by no other. */
    public history: History<unknown>,
  ) {}

  /** Folds records in. @throws IntegrityAlarm where revisions do not follow each other */
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

  /** Whether all that was sent so far is durable. Where not, its sender is told why, and the entry is of no more use. */
  async stands(): Promise<boolean> {
    return this.durable.then(
      () => !this.broken,
      () => !(this.broken = true),
    );
  }

  /** Folds records in and sends them off; whoever comes next decides on top of them. @throws what `send` throws */
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
 * Streams folded before, so that a command need not read its stream again. A folded stream is never trusted for a "no":
 * before a refusal is answered, the store is asked whether anybody else has written meanwhile; a "yes" is checked by the
 * append itself.
 */
export class StreamCache {
  readonly #entries = new Map<StreamId, StreamEntry>();
  readonly #loading = new Map<StreamId, Promise<StreamEntry>>();
  #loads = 0;

  constructor(private readonly store: EventStore) {}

  /** Gives up all that is known; whoever works on an entry finds that it is broken, and asks again. */
  forget(): void {
    for (const entry of this.#entries.values()) entry.broken = true;
    this.#entries.clear();
  }

  /** @throws Unavailable, UnknownEvent, StreamSetAside: nobody knows what such a stream comes to */
  async get(decider: Decider, stream: StreamId): Promise<StreamEntry> {
    if (this.store.isSetAside(stream)) throw new StreamSetAside(stream);
    const entry = this.#entries.get(stream);
    if (entry && !entry.broken) {
      this.#entries.delete(stream);
      this.#entries.set(stream, entry); // the youngest again
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
   * Whether the state at `revision`, on which a "no" rests, was truly the stream's: all of it durable, and nobody else
   * ahead. Where it was not, the entry is brought up to date or given up, and the decision is to be made again.
   *
   * Cost: one read of the store; where we have sent a later append meanwhile, the wait for it, which proves the point.
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

  /** Once in a while: to count all that is kept takes longer than to load a stream. */
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
