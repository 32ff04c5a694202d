import type { Schemas } from '#kernel/command';
import type { Decider, History } from '#kernel/decider';
import type { StreamId, Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';
import type { Envelope, Prepared, Receipt } from '#platform/commands/envelope';

/** A command as somebody asked for it: checked by its schema, not yet prepared. */
export interface Asked {
  readonly type: string;
  readonly data: unknown;
}

/** A request, before anything is known of the record that it is about. */
export interface Request {
  /** The ids of its address by their names. */
  readonly address: Readonly<Record<string, Uuid>>;
  readonly envelope: Envelope;
  readonly by: Caller;
}

/** A request about one record that its sender may know of. */
export interface Occasion<S> extends Request {
  readonly decider: Decider;
  readonly id: Uuid;
  readonly stream: StreamId;
  /** The record as it was before this very command. */
  readonly before: History<S>;
  /** Whether the command is recorded already: it then has to come out as it did, and is checked no more. */
  readonly repeated: boolean;
}

/** What a kind of record does with what is asked of it, on the way to its decider. Each part is optional. */
export interface Intake<S = unknown, A extends Asked = Asked, C extends Schemas = Schemas> {
  /** The record that a request is about, where the address does not say it. @throws Problem */
  recordOf?(asked: A, request: Request): Promise<Uuid> | Uuid;
  /** Looks up, checks, seals. Without it what is asked is decided as it is. @throws Problem | Rejection */
  prepare?(asked: A, occasion: Occasion<S>): Promise<Prepared<C>> | Prepared<C>;
  /** The thing that the command made, where the route does not say it; undefined for none. */
  made?(asked: A, request: Request & { readonly id: Uuid }): Uuid | undefined;
  /** What follows from what is recorded. */
  done?(asked: A, receipt: Receipt, request: Request & { readonly id: Uuid }): Promise<void>;
}
