import type { JsonObject } from '#kernel/canonical-json';
import type { CommandOf, Schemas } from '#kernel/command';
import type { Concerned } from '#kernel/concern';
import type { Instant } from '#kernel/dates';
import type { History, Recordable } from '#kernel/decider';
import type { PastEvent } from '#kernel/effective';
import type { EntryCommand } from '#kernel/entry-commands';
import type { StreamId, Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';

/** What a command affects: the record as it is, or the events to be added. */
export type About = 'what is recorded' | 'what is asked';

/** The data that accompany a command and become part of the record. */
export interface Envelope {
  readonly commandId: Uuid;
  readonly actor: Actor;
  readonly correlationId: Uuid;
  readonly causationId: Uuid | null;
  /** From If-Match: the revision that the client has read; null for no check. */
  readonly expectedRevision: number | null;
  /** Facts read elsewhere, for the decider. */
  readonly facts: JsonObject;
  /** Whether the record must exist; a missing record gets the same answer as a hidden one. */
  readonly mustExist?: boolean;
  /**
   * Whether the sender may see a record, by everything it ever held. A program that acts for itself sees every record.
   */
  readonly maySee?: (kind: Recordable, past: readonly PastEvent[]) => boolean;
  /** Only in a DEMO store: the injected recording clock. */
  readonly recordedAt?: Instant;
  /**
   * Returns the actor for what the record affects, or throws. Called before anything is compared or decided, so that a
   * refusal reveals nothing hidden, and again with the decided events. Absent for a program that acts for itself.
   */
  readonly authorize?: (concerned: Concerned, about: About) => Actor;
}

/** A command ready for its decision, with the facts read for it. */
export interface Prepared<C extends Schemas> {
  readonly command: CommandOf<C> | EntryCommand;
  /** In addition to those of the envelope. */
  readonly facts?: JsonObject;
  /** The actor, when a decision depends on it. */
  readonly actor?: Actor;
}

/**
 * Prepares a command from a request: reads facts, checks, seals. Called once, after the sender was admitted, with the
 * record as it was before this very command, so that a repeated request gives the same command.
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
  /** Whether this is the first answer again, for a repeated command. */
  readonly repeated: boolean;
}

/** The command id was used before for a different command. Nothing was written. */
export class KeyReused extends Error {
  constructor(readonly commandId: Uuid) {
    super(`the key ${commandId} belongs to another command`);
    this.name = 'KeyReused';
  }
}

/** The record does not exist, or the sender may not see it; the answer does not say which. Nothing was written. */
export class NoSuchRecord extends Error {
  constructor(
    readonly stream: StreamId,
    /** Only for the program's log, never for an answer. */
    readonly isHidden = false,
  ) {
    super(`there is no ${stream}`);
    this.name = 'NoSuchRecord';
  }
}

/** The sender has read an older revision of the stream. Nothing was written. */
export class StaleRevision extends Error {
  constructor(
    readonly stream: StreamId,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`${stream} is at revision ${actual}, the caller has read ${expected}`);
    this.name = 'StaleRevision';
  }
}
