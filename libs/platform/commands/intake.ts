import type { Schemas } from '#kernel/command';
import type { Decider, History } from '#kernel/decider';
import type { StreamId, Uuid } from '#kernel/ids';
import type { SealFormat } from '#kernel/sealed';
import type { Caller } from '#platform/access/caller';
import type { Envelope, Prepared, Receipt } from '#platform/commands/envelope';

/** A command as the request holds it: checked by its schema, not yet prepared. */
export interface Asked {
  readonly type: string;
  readonly data: unknown;
}

/** A request whose record is not known yet. */
export interface Request {
  /** The ids in the path of the request, by the name of the parameter. */
  readonly address: Readonly<Record<string, Uuid>>;
  readonly envelope: Envelope;
  readonly by: Caller;
}

/** A request about a record that the sender may see. */
export interface Occasion<S> extends Request {
  readonly decider: Decider;
  readonly id: Uuid;
  readonly stream: StreamId;
  /** The record as it was before this command. */
  readonly before: History<S>;
  /** Whether the command is already recorded. It must then be prepared as the first time, without new checks. */
  readonly repeated: boolean;
  /** The format of what a repeated command sealed the first time; a release before may have used another. */
  readonly sealedIn?: SealFormat | undefined;
}

/** How a kind of record prepares requests for its decider. Every member is optional. */
export interface Intake<S = unknown, A extends Asked = Asked, C extends Schemas = Schemas> {
  /** Finds the record of a request whose path does not name it. @throws Problem */
  recordOf?(asked: A, request: Request): Promise<Uuid> | Uuid;
  /**
   * Reads facts, checks them, seals content. If absent, the command of the request is decided as it is. @throws Problem
   * Rejection
   */
  prepare?(asked: A, occasion: Occasion<S>): Promise<Prepared<C>> | Prepared<C>;
  /** The id of the thing that the command created, for routes that cannot tell it; undefined if nothing was created. */
  made?(asked: A, request: Request & { readonly id: Uuid }): Uuid | undefined;
  /**
   * Runs the command, from reading its record to the append. For rules about several records, whose commands must not
   * run at the same time. If absent, the command runs at once.
   */
  during?<T>(asked: A, run: () => Promise<T>): Promise<T>;
  /** Runs after the events are recorded. */
  done?(asked: A, receipt: Receipt, request: Request & { readonly id: Uuid }): Promise<void>;
}
