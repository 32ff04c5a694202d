import { setTimeout as pause } from 'node:timers/promises';
import { canonicalJson, type JsonObject } from '#kernel/canonical-json';
import type { Concerned } from '#kernel/concern';
import type { Instant } from '#kernel/dates';
import type { CommandOf, Context, Decider, EntryCommand, History, NewEvent, Schemas } from '#kernel/decider';
import type { Declarations } from '#kernel/event';
import { eventId, itemId, type StreamId, type Uuid } from '#kernel/ids';
import { type Actor, type EventRecord, leafHash } from '#kernel/record';
import { Rejection } from '#kernel/rejection';
import type { CommandHasher } from './command-hash.js';
import {
  type Appended,
  BEGINNING,
  Conflict,
  type EventStore,
  NO_STREAM,
  OutcomeUnknown,
  Unavailable,
} from './event-store.js';
import { readRecorded, type Recorded } from './recorded.js';
import { StreamCache, type StreamEntry } from './stream-cache.js';

/** What a command would touch: the record as it is, or what is asked of it. */
export type About = 'what is recorded' | 'what is asked';

/** What comes with a command and becomes part of the record. */
export interface Envelope {
  readonly commandId: Uuid;
  readonly actor: Actor;
  readonly correlationId: Uuid;
  readonly causationId: Uuid | null;
  /** From If-Match: the revision that the caller has seen; null where it does not matter. */
  readonly expectedRevision: number | null;
  /** Looked up elsewhere, for the decider. */
  readonly facts: JsonObject;
  /** Only in a DEMO store: the injected recording clock. */
  readonly recordedAt?: Instant;
  /**
   * Who acts, by what the record concerns; throws where it may not be. Asked before anything is compared or decided, so that
   * nobody learns from a refusal what they may not see, and again of what was decided. A program that acts for itself has none.
   */
  readonly authorize?: (concerned: Concerned, about: About) => Actor;
}

export interface Receipt {
  readonly stream: StreamId;
  readonly revision: number;
  readonly eventIds: readonly Uuid[];
  readonly position: bigint;
  readonly leafHashes: readonly string[];
  /** Whether the command was known already and this is its first answer again. */
  readonly repeated: boolean;
}

/** The id of this command was used before, for another one. Nothing was written. */
export class KeyReused extends Error {
  constructor(readonly commandId: Uuid) {
    super(`the key ${commandId} belongs to another command`);
    this.name = 'KeyReused';
  }
}

/** The caller has seen an older state of the stream. Nothing was written. */
export class StaleRevision extends Error {
  constructor(
    readonly stream: StreamId,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`${stream} is at revision ${actual}, the caller knows ${expected}`);
    this.name = 'StaleRevision';
  }
}

export interface ExecutorOptions {
  readonly store: EventStore;
  /** Id of the log, part of every record. */
  readonly log: Uuid;
  readonly hasher: CommandHasher;
  /** Whether an envelope may bring its own recording time: DEMO stores only. */
  readonly acceptsInjectedClock: boolean;
  readonly now?: () => Date;
}

/** Times that a decision is made anew after somebody else wrote first, before the caller is told of a conflict. */
const DECISIONS = 20;
/** Pauses in milliseconds before the same bytes are sent again when an answer was lost. */
const RESENDS = [50, 200, 800];

/**
 * Takes a command from its request to the log, the same way on every store: fold, answer a repeat, compare If-Match,
 * decide, append. Commands on one stream are decided one after the other without waiting for the disk between them: each
 * sees what those before it have decided, and none is answered before everything that it saw is durable.
 */
export class Executor {
  readonly #cache: StreamCache;

  constructor(private readonly options: ExecutorOptions) {
    this.#cache = new StreamCache(options.store);
  }

  /**
   * @returns the receipt, once the events are durable; that of the stream as it stands where nothing had to be recorded
   * @throws Rejection where a rule refuses, KeyReused, StaleRevision, Conflict after many tries, and what `append` throws
   */
  async execute<S, C extends Schemas, E extends Declarations>(
    decider: Decider<S, C, E>,
    stream: StreamId,
    command: CommandOf<C> | EntryCommand,
    envelope: Envelope,
  ): Promise<Receipt> {
    if (envelope.recordedAt !== undefined && !this.options.acceptsInjectedClock)
      throw new Error('only a DEMO store accepts an injected recording clock');
    const content = canonicalJson({ stream, type: command.type, data: command.data });
    const hash = await this.options.hasher.hash(content);
    for (let decision = 1; ; decision++) {
      const entry = await this.#cache.get(decider, stream);
      const known = entry.commands.get(envelope.commandId);
      if (known) {
        if (!(await entry.stands())) continue;
        if (!(await this.options.hasher.matches(known.hash, content))) throw new KeyReused(envelope.commandId);
        return this.#receipt(stream, known.from, known.to, true);
      }
      const now = envelope.recordedAt ?? this.#now();
      const outcome = await this.#decide(decider, entry, command, envelope, hash, now);
      if (outcome !== 'again') return outcome;
      if (decision === DECISIONS)
        throw new Conflict(stream, entry.revision, (await this.#cache.get(decider, stream)).revision);
      // Appends that follow the old records may still be on their way. New records of the same bytes would let them in,
      // behind another history than the one they were decided on; a later recording time makes other bytes.
      while (this.#now() === now) await pause(1);
    }
  }

  /**
   * A stream as it is recorded, read anew: for whoever must know it in order to make a command, or to tell its revision.
   *
   * @param before a command: the state is that before it, so that a request sent again makes the same command
   * @throws Unavailable, UnknownEvent
   */
  recorded<S, C extends Schemas, E extends Declarations>(
    decider: Decider<S, C, E>,
    stream: StreamId,
    before?: Uuid,
  ): Promise<Recorded<S>> {
    return readRecorded(this.options.store, decider, stream, before);
  }

  #now(): Instant {
    return (this.options.now?.() ?? new Date()).toISOString() as Instant;
  }

  async #decide<S, C extends Schemas, E extends Declarations>(
    decider: Decider<S, C, E>,
    entry: StreamEntry,
    command: CommandOf<C> | EntryCommand,
    envelope: Envelope,
    hash: string,
    now: Instant,
  ): Promise<Receipt | 'again'> {
    const { stream, revision, unproven: follows } = entry;
    const { expectedRevision, commandId, authorize } = envelope;
    const history = entry.history as History<S>;
    if (authorize && history.size > 0) authorize(decider.concerned(history, []), 'what is recorded');
    if (expectedRevision !== null && expectedRevision !== revision) {
      if (!(await this.#cache.confirm(decider, entry, revision))) return 'again';
      throw new StaleRevision(stream, expectedRevision, revision);
    }
    const context: Context = {
      now,
      actor: envelope.actor,
      stream,
      facts: envelope.facts,
      newId: (ordinal) => itemId(stream, commandId, ordinal),
    };
    let events: readonly NewEvent[];
    try {
      events = decider.handle(command, history, context);
    } catch (error) {
      if (error instanceof Rejection && !(await this.#cache.confirm(decider, entry, revision))) return 'again';
      throw error;
    }
    const actor = authorize?.(decider.concerned(history, events), 'what is asked') ?? envelope.actor;
    if (events.length === 0) {
      if (!(await this.#cache.confirm(decider, entry, revision))) return 'again';
      return this.#receipt(stream, revision, revision, false);
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
        this.#append(stream, revision, records, follows),
      );
      const eventIds = records.map((record) => record.id);
      return { stream, revision: revision + records.length, eventIds, position, leafHashes, repeated: false };
    } catch (error) {
      if (error instanceof Conflict) return 'again';
      throw error;
    }
  }

  /**
   * After a lost answer the very same bytes go out again, never a new decision: the store knows them if they stand. Only
   * a clear answer, written or conflict, ends the doubt. A store that has gone away meanwhile does not; nor does a
   * conflict with a stream that is too short: what was sent before, and these records with it, may still be on its way.
   */
  async #append(
    stream: StreamId,
    expected: number,
    records: readonly EventRecord[],
    follows: EventRecord | undefined,
  ): Promise<Appended> {
    let doubt: OutcomeUnknown | undefined;
    for (const wait of [...RESENDS, null]) {
      try {
        return await this.options.store.append(stream, expected, records, follows);
      } catch (error) {
        if (error instanceof OutcomeUnknown) doubt = error;
        else if (!doubt || !(error instanceof Unavailable || (error instanceof Conflict && error.actual < expected)))
          throw error;
        if (wait !== null) await pause(wait);
      }
    }
    throw doubt ?? new OutcomeUnknown(stream);
  }

  /** The receipt of events that stand; naming none of them where a command had nothing to add. */
  async #receipt(stream: StreamId, from: number, to: number, repeated: boolean): Promise<Receipt> {
    if (to === NO_STREAM) return { stream, revision: to, eventIds: [], position: BEGINNING, leafHashes: [], repeated };
    const events = await this.options.store.read(stream, from, to - from + 1);
    const last = events.at(-1);
    if (last?.record.revision !== to) throw new Error(`${stream} lost revision ${to}`);
    return {
      stream,
      revision: to,
      eventIds: repeated ? events.map((event) => event.record.id) : [],
      position: last.position,
      leafHashes: repeated ? events.map((event) => leafHash(event.text)) : [],
      repeated,
    };
  }
}
