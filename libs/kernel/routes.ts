import type { z } from 'zod';
import type { Schemas } from './command.js';

/** Whether a request must, may or does not state the revision that its sender has read (RFC 9110, section 13.1.1). */
export type IfMatch = 'required' | 'optional' | 'none';

/** Route of a command: POST, with the permission of the command's own name. */
export interface CommandRoute {
  /**
   * Below the controller's path. The first `:parameter` is the record's id; each further one is the command's field of
   * that name. A path without parameters creates a new record.
   */
  readonly path: string;
  /** Name of the operation in the API's document. */
  readonly name: string;
  /** Name of the body's schema in the API's document. */
  readonly body: string;
  /** Default: the `ifMatch` of the kind of record. */
  readonly ifMatch?: IfMatch;
  /** Whether this command may be the first of the record that the path names. */
  readonly begins?: true;
  /** Whether the answer holds the id of the thing that the command created inside the record. */
  readonly makes?: true;
}

/** The routes of the commands of one kind of record. */
export interface Routes<C extends Schemas> {
  /** For commands on an existing record: `required` where one person works on it, `optional` where many share it. */
  readonly ifMatch: Exclude<IfMatch, 'none'>;
  /** Request schemas that differ from the command's: content sealed before the decision, ids taken from the path. */
  readonly asked?: Readonly<Partial<Record<keyof C & string, z.ZodObject>>>;
  readonly of: Readonly<Record<keyof C & string, CommandRoute | readonly CommandRoute[]>>;
  /** The path parameter below which entries are corrected and annulled; null when every event is permanent. */
  readonly entries: string | null;
}
