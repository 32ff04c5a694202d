import type { z } from 'zod';
import type { Schemas } from './command.js';

/** Whether a request must state, may state or never states the revision that its sender has read (If-Match). */
export type IfMatch = 'required' | 'optional' | 'none';

/** Route of a command. The method is POST; the required permission has the name of the command. */
export interface CommandRoute {
  /**
   * Path below the path of the controller. The first `:parameter` is the id of the record; each further parameter is
   * the field of the command with that name. A path without parameters creates a record.
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
  /** Request schemas of commands whose content is sealed before the decision, or whose ids are in the path. */
  readonly asked?: Readonly<Partial<Record<keyof C & string, z.ZodObject>>>;
  /** Null for a command that only the program itself sends. */
  readonly of: Readonly<Record<keyof C & string, CommandRoute | readonly CommandRoute[] | null>>;
  /** The path parameter below which entries are corrected and annulled; null when every event is permanent. */
  readonly entries: string | null;
}
