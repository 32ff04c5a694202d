import type { JsonObject } from '#kernel/canonical-json';
import type { CommandOf, Schemas } from '#kernel/command';
import type { Concerned } from '#kernel/concern';
import type { Instant } from '#kernel/dates';
import type { History, Recordable } from '#kernel/decider';
import type { PastEvent } from '#kernel/effective';
import type { EntryCommand } from '#kernel/entry-commands';
import type { StreamId, Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';
import type { SealFormat } from '#kernel/sealed';

/** What is checked for permission: the events of the record, or the events that the command would add. */
export type About = 'what is recorded' | 'what is asked';

/** What accompanies a command: ids, the actor, times, and the checks that depend on the sender. */
export interface Envelope {
  readonly commandId: Uuid;
  readonly actor: Actor;
  readonly correlationId: Uuid;
  readonly causationId: Uuid | null;
  /** From If-Match: the revision that the client has read; null for no check. */
  readonly expectedRevision: number | null;
  /** Facts from outside the record, for the decider. */
  readonly facts: JsonObject;
  /** Whether the record must exist. The answer is then the same for a missing record and for a hidden record. */
  readonly mustExist?: boolean;
  /**
   * Whether the sender may see a record; annulled and corrected events count, too. Absent for a program that acts for
   * itself: it sees every record.
   */
  readonly maySee?: (kind: Recordable, past: readonly PastEvent[]) => boolean;
  /** The records that the sender has compared and says to be others; only of kinds that have twins. */
  readonly notTwinOf?: readonly Uuid[];
  /** The recording time that the command states; in a DEMO store only. */
  readonly recordedAt?: Instant;
  /**
   * Returns the actor if the sender may act on the concerned organizations and persons; throws otherwise. Called first
   * for the record, before anything is compared or decided, so that a refusal reveals nothing hidden; called again for
   * the decided events. Absent for a program that acts for itself.
   */
  readonly authorize?: (concerned: Concerned, about: About) => Actor;
}

/** A command ready for its decision, with the facts read for it. */
export interface Prepared<C extends Schemas> {
  readonly command: CommandOf<C> | EntryCommand;
  /** Facts in addition to those of the envelope. */
  readonly facts?: JsonObject;
  /** The actor, if the decision depends on it. */
  readonly actor?: Actor;
}

/**
 * Prepares a command from a request: reads facts, checks them, seals content. Called after the sender was admitted. It
 * gets the record as it was before this command, and the format of what it sealed the first time, so that a repeated
 * request gives the same command.
 */
export type Prepare<S, C extends Schemas> = (
  before: History<S>,
  repeated: boolean,
  sealedIn?: SealFormat,
) => Prepared<C> | Promise<Prepared<C>>;

export interface Receipt {
  readonly stream: StreamId;
  readonly revision: number;
  readonly eventIds: readonly Uuid[];
  readonly position: bigint;
  readonly leafHashes: readonly string[];
  /** Whether the command was recorded before; the receipt is then the same as the first one. */
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
    /** For the program's log only; an answer must never reveal it. */
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
