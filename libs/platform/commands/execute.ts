import { setTimeout as pause } from 'node:timers/promises';
import { canonicalJson, type JsonObject } from '#kernel/canonical-json';
import type { CommandOf, Context, Schemas } from '#kernel/command';
import type { Instant } from '#kernel/dates';
import type { Decider, History, NewEvent } from '#kernel/decider';
import type { EntryCommand } from '#kernel/entry-commands';
import type { Declarations } from '#kernel/event';
import { eventId, itemId, type StreamId, type Uuid } from '#kernel/ids';
import type { Actor, EventRecord } from '#kernel/record';
import { Rejection } from '#kernel/rejection';
import { formatIn } from '#kernel/sealed';
import { Conflict, type EventStore, OutcomeUnknown } from '#platform/event-store/event-store';
import { assertKnowable, assertSeen } from './admission.js';
import type { CommandHasher } from './command-hash.js';
import { type Envelope, KeyReused, NoSuchRecord, type Prepare, type Prepared, type Receipt } from './envelope.js';
import { readStoredStream, receiptOf, type StoredStream } from './stored-stream.js';
import { StreamCache, type StreamEntry } from './stream-cache.js';
import { sureAppend } from './sure-append.js';
import { judged, TwinCheck } from './twin-check.js';
import { TwinIndex } from './twin-index.js';

export interface ExecutorOptions {
  readonly store: EventStore;
  /** Id of the log. Every record holds it. */
  readonly log: Uuid;
  readonly hasher: CommandHasher;
  /** Whether a command may state its own recording time; true in DEMO stores only. */
  readonly acceptsInjectedClock: boolean;
  readonly now?: () => Date;
  /** Called with the position of every receipt that is returned. */
  readonly acknowledged?: (position: bigint) => void;
}

type Past = History<unknown>['events'];
/** Maximum number of decisions on one command. A conflict with another writer leads to a new decision. */
const DECISIONS = 20;

/** A command that is ready to be decided. */
interface Ready {
  readonly command: { readonly type: string; readonly data: unknown };
  readonly facts: JsonObject;
  readonly actor: Actor;
  readonly content: string;
  readonly hash: string;
  /** The state of the record at which the sender was found to be allowed to see the record. */
  readonly admittedTo?: History<unknown>;
}

/** One try to decide a command: the ready command, or the function that prepares it, and the recording time. */
interface Trial<S, C extends Schemas> {
  readonly ready: Ready | null;
  readonly prepare: Prepare<S, C> | null;
  readonly now: Instant;
}

/**
 * Takes a command from its request to the log. The steps are the same on every store: load the state, check that the
 * sender may see the record, answer a repeated command, compare If-Match, prepare, decide, append.
 *
 * Commands on one stream are decided one after the other, without waiting for the disk between two decisions: each
 * decision sees the events of the decisions before. A command is answered when all events that its decision saw are
 * durable.
 */
export class Executor {
  /** Where records are that may be the same as others. A feature adds those of its read model. */
  readonly twinIndex = new TwinIndex();
  readonly #cache: StreamCache;
  readonly #twins: TwinCheck;

  constructor(private readonly options: ExecutorOptions) {
    this.#cache = new StreamCache(options.store);
    this.#twins = new TwinCheck(this.twinIndex, (kind, stream) => this.#cache.history(kind, stream));
  }

  /**
   * @param asked a command, or a function that makes the command from the current state of the record
   * @returns the receipt, when the events are durable; if the command changes nothing, a receipt for the end of the
   * stream
   * @throws Rejection if a rule refuses the command
   * @throws NoSuchRecord, KeyReused, StaleRevision
   * @throws Conflict after many decisions
   * @throws the errors of `asked` and of `append`
   */
  async execute<S, C extends Schemas, E extends Declarations>(
    decider: Decider<S, C, E>,
    stream: StreamId,
    asked: CommandOf<C> | EntryCommand | Prepare<S, C>,
    envelope: Envelope,
  ): Promise<Receipt> {
    if (envelope.recordedAt !== undefined && !this.options.acceptsInjectedClock)
      throw new Error('only a DEMO store accepts an injected recording clock');
    const prepare = typeof asked === 'function' ? asked : null;
    let ready = typeof asked === 'function' ? null : await this.#ready(stream, { command: asked }, envelope);
    for (let decision = 1; ; decision++) {
      const wasCached = this.#cache.holds(stream);
      const entry = await this.#cache.get(decider, stream);
      const now = envelope.recordedAt ?? this.#now();
      const outcome = await this.#once(decider, entry, { ready, prepare, now }, envelope).catch(
        async (error: unknown) => {
          if (error instanceof NoSuchRecord) await this.#cache.forgetRefused(entry, wasCached);
          throw error;
        },
      );
      if (outcome !== 'again') {
        if ('revision' in outcome) {
          this.options.acknowledged?.(outcome.position);
          return outcome;
        }
        ready = outcome;
        decision--; // this round prepared the command and decided nothing
        continue;
      }
      if (decision === DECISIONS)
        throw new Conflict(stream, entry.revision, (await this.#cache.get(decider, stream)).revision);
      // Later appends, which must follow the lost records, may still be on their way to the store. If the new records
      // had the same bytes as the lost ones, the store would accept these appends, although they were decided on
      // another history. A later recording time gives other bytes.
      while (this.#now() === now) await pause(1);
    }
  }

  /** The current history of a stream. Cost: proportional to the events recorded since the stream was last loaded. */
  history<S, C extends Schemas, E extends Declarations>(
    decider: Decider<S, C, E>,
    stream: StreamId,
  ): Promise<History<S>> {
    return this.#cache.history(decider, stream);
  }

  /** The history of a stream if `maySee` admits it; else null, at the same cost for a hidden stream as for none. */
  historyIf<S>(decider: Decider<S>, stream: StreamId, maySee: (events: Past) => boolean): Promise<History<S> | null> {
    return this.#cache.historyIf(decider, stream, maySee);
  }

  /** Discards all cached streams, because the log is another one. */
  forget(): void {
    this.#cache.forget();
  }

  /** One try on the cached stream. Never refuses from cache alone: the store is read again before a refusal. */
  async #once<S, C extends Schemas, E extends Declarations>(
    decider: Decider<S, C, E>,
    entry: StreamEntry,
    { ready, prepare, now }: Trial<S, C>,
    envelope: Envelope,
  ): Promise<Receipt | Ready | 'again'> {
    const { stream, revision } = entry;
    const history = entry.history as History<S>;
    const known = entry.commands.get(envelope.commandId);
    try {
      if (ready?.admittedTo !== history) assertKnowable(decider, stream, history, envelope);
      if (!known) assertSeen(stream, revision, envelope);
    } catch (error) {
      if (!(await this.#cache.confirm(decider, entry, revision))) return 'again';
      throw error;
    }
    if (known) {
      if (!(await entry.stands())) return 'again';
      const [first, then] = [history.events.slice(0, known.from), history.events.slice(known.from, known.to + 1)];
      const before = () => decider.append(decider.empty, first);
      const { content } = ready ?? (await this.#prepared(stream, prepare, before(), envelope, then));
      if (!(await this.options.hasher.matches(known.hash, content))) throw new KeyReused(envelope.commandId);
      return receiptOf(this.options.store, stream, known.from, known.to, true);
    }
    if (ready) return this.#decide(decider, entry, ready, envelope, now);
    try {
      return { ...(await this.#prepared(stream, prepare, history, envelope)), admittedTo: history };
    } catch (error) {
      if (!(await this.#cache.confirm(decider, entry, revision))) return 'again';
      throw error;
    }
  }

  async #prepared<S, C extends Schemas>(
    stream: StreamId,
    prepare: Prepare<S, C> | null,
    before: History<S>,
    envelope: Envelope,
    recorded?: Past,
  ): Promise<Ready> {
    if (!prepare) throw new Error(`nothing makes the command for ${stream}`);
    return this.#ready(stream, await prepare(before, recorded !== undefined, formatIn(recorded)), envelope);
  }

  async #ready<C extends Schemas>(
    stream: StreamId,
    { command, facts, actor }: Prepared<C>,
    envelope: Envelope,
  ): Promise<Ready> {
    const { notTwinOf = [] } = envelope;
    const asked = { stream, type: command.type, data: command.data };
    // A request that names no twins has the content, and the hash, that it had before there was such a field.
    const content = canonicalJson(notTwinOf.length === 0 ? asked : { ...asked, notTwinOf });
    return {
      command,
      facts: { ...envelope.facts, ...facts },
      actor: actor ?? envelope.actor,
      content,
      hash: await this.options.hasher.hash(content),
    };
  }

  /**
   * Reads a whole stream from the store, with positions and texts, or its events up to a position of the log. Cost: the
   * length of the stream.
   *
   * @throws Unavailable, UnknownEvent
   */
  recorded<S, C extends Schemas, E extends Declarations>(
    decider: Decider<S, C, E>,
    stream: StreamId,
    upTo: bigint | null = null,
  ): Promise<StoredStream<S>> {
    return readStoredStream(this.options.store, decider, stream, upTo);
  }

  #now(): Instant {
    return (this.options.now?.() ?? new Date()).toISOString() as Instant;
  }

  async #decide<S, C extends Schemas, E extends Declarations>(
    decider: Decider<S, C, E>,
    entry: StreamEntry,
    { command, facts, actor: sender, hash }: Ready,
    envelope: Envelope,
    now: Instant,
  ): Promise<Receipt | 'again'> {
    const { stream, revision, unproven: follows } = entry;
    const { commandId, authorize } = envelope;
    const history = entry.history as History<S>;
    const newId = (ordinal: number) => itemId(stream, commandId, ordinal);
    const context: Context = { now, actor: sender, stream, facts, newId };
    let events: readonly NewEvent[];
    try {
      events = decider.handle(command as CommandOf<C> | EntryCommand, history, context);
    } catch (error) {
      if (error instanceof Rejection && !(await this.#cache.confirm(decider, entry, revision))) return 'again';
      throw error;
    }
    const actor = authorize?.(decider.concerned(history, events), 'what is asked') ?? sender;
    if (events.length === 0) {
      if (!(await this.#cache.confirm(decider, entry, revision))) return 'again';
      return receiptOf(this.options.store, stream, revision, revision, false);
    }
    const look = this.#twins.look({ decider, stream, history, news: events, envelope });
    if (look.judge) {
      const ruledOut = await judged(look, {
        stands: () => entry.revision === revision && !entry.broken,
        confirm: () => this.#cache.confirm(decider, entry, revision),
      });
      if (ruledOut === 'again') return 'again';
      events = [...events, ...ruledOut];
    }
    const records = events.map((event, i): EventRecord => ({
      v: 1,
      log: this.options.log,
      id: eventId(stream, commandId, i),
      stream,
      revision: revision + 1 + i,
      type: event.type,
      schema: event.schema,
      recordedAt: now,
      clock: envelope.recordedAt === undefined ? 'system' : 'injected',
      commandId,
      commandHash: hash,
      causationId: envelope.causationId,
      correlationId: envelope.correlationId,
      actor,
      data: event.data,
    }));
    try {
      const { position, leafHashes } = await entry.add(decider, records, () =>
        sureAppend(this.options.store, stream, revision, records, follows),
      );
      look.claim?.recorded(position);
      const eventIds = records.map((record) => record.id);
      return { stream, revision: revision + records.length, eventIds, position, leafHashes, repeated: false };
    } catch (error) {
      // Records in doubt may be stored: their claim holds until the next start, and is only a reason to read them.
      if (error instanceof OutcomeUnknown) look.claim?.recorded(DOUBT);
      else look.claim?.release();
      if (error instanceof Conflict) return 'again';
      throw error;
    }
  }
}

/** No read model ever passes this position. */
const DOUBT = 2n ** 63n;
