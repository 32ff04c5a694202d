import type { Schemas } from '#kernel/command';
import type { Decider, History } from '#kernel/decider';
import type { StreamId, Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';
import type { Envelope, Prepared, Receipt } from '#platform/commands/envelope';

/** A command as requested: checked by its schema, not yet prepared. */
export interface Asked {
  readonly type: string;
  readonly data: unknown;
}

/** A request before its record is known. */
export interface Request {
  /** The ids in its path, by parameter name. */
  readonly address: Readonly<Record<string, Uuid>>;
  readonly envelope: Envelope;
  readonly by: Caller;
}

/** A request about one record that its sender may see. */
export interface Occasion<S> extends Request {
  readonly decider: Decider;
  readonly id: Uuid;
  readonly stream: StreamId;
  /** The record as it was before this very command. */
  readonly before: History<S>;
  /** Whether the command is already recorded: it must give the same result, and is not checked again. */
  readonly repeated: boolean;
}

/** How a kind of record prepares requests for its decider. Every member is optional. */
export interface Intake<S = unknown, A extends Asked = Asked, C extends Schemas = Schemas> {
  /** The record of a request, when the path does not name it. @throws Problem */
  recordOf?(asked: A, request: Request): Promise<Uuid> | Uuid;
  /**
   * Reads facts, checks, seals. Without it the request is decided as it is. @throws Problem
   * Rejection
   */
  prepare?(asked: A, occasion: Occasion<S>): Promise<Prepared<C>> | Prepared<C>;
  /** The id of the thing that the command created, when the route does not give it; undefined for none. */
  made?(asked: A, request: Request & { readonly id: Uuid }): Uuid | undefined;
  /** Runs after the events are recorded. */
  done?(asked: A, receipt: Receipt, request: Request & { readonly id: Uuid }): Promise<void>;
}
