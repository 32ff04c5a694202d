import type { JsonObject } from '#kernel/canonical-json';
import type { CommandOf, Schemas } from '#kernel/command';
import type { Concerned } from '#kernel/concern';
import type { Instant } from '#kernel/dates';
import type { History, Recordable } from '#kernel/decider';
import type { PastEvent } from '#kernel/effective';
import type { EntryCommand } from '#kernel/entry-commands';
import type { StreamId, Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';

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
  /** Whether there must be a record already: one that there is none of is answered as one that may not be known of. */
  readonly mustExist?: boolean;
  /** Whether the sender may know of a record, by all that it ever held. A program that acts for itself knows of every one. */
  readonly maySee?: (kind: Recordable, past: readonly PastEvent[]) => boolean;
  /** Only in a DEMO store: the injected recording clock. */
  readonly recordedAt?: Instant;
  /**
   * Who acts, by what the record concerns; throws where it may not be. Asked before anything is compared or decided, so that
   * nobody learns from a refusal what they may not see, and again of what was decided. A program that acts for itself has none.
   */
  readonly authorize?: (concerned: Concerned, about: About) => Actor;
}

/** A command as it is decided, with what was looked up for it. */
export interface Prepared<C extends Schemas> {
  readonly command: CommandOf<C> | EntryCommand;
  /** Besides those of the envelope. */
  readonly facts?: JsonObject;
  /** Who acts, where a decision depends on it. */
  readonly actor?: Actor;
}

/**
 * Makes a command of what was asked: looks up, checks, seals. Called once, after it is clear that the sender may know of the
 * record, and with the record as it was before this very command, so that a request sent again makes the same command.
 */
export type Prepare<S, C extends Schemas> = (
  before: History<S>,
  repeated: boolean,
) => Prepared<C> | Promise<Prepared<C>>;

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

/** There is no such record, or none that the sender may know of: nobody can tell which. Nothing was written. */
export class NoSuchRecord extends Error {
  constructor(
    readonly stream: StreamId,
    /** For the log of the program alone, never for an answer. */
    readonly isHidden = false,
  ) {
    super(`there is no ${stream}`);
    this.name = 'NoSuchRecord';
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
