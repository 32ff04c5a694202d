import type { z } from 'zod';
import type { Schemas } from './command.js';

/** Whether a request has to say, may say or does not say which revision its sender has seen (RFC 9110, section 13.1.1). */
export type IfMatch = 'required' | 'optional' | 'none';

/** How a command is asked for over HTTP: by POST, under a permission of the command's own name. */
export interface CommandRoute {
  /**
   * Below the address of the controller. The first `:parameter` names the record, each further one is the field of the
   * command that has its name. A path without parameters begins a record of its own.
   */
  readonly path: string;
  /** Of the operation in the API's document. */
  readonly name: string;
  /** Of the body in the API's document. */
  readonly body: string;
  /** Unless given, that of the kind of record. */
  readonly ifMatch?: IfMatch;
  /** Whether the record may begin with this command, though the path names it. */
  readonly begins?: true;
  /** Whether the answer names the thing that the command made inside the record. */
  readonly makes?: true;
}

/** The routes of one kind of record. */
export interface Routes<C extends Schemas> {
  /** Of a change of a record that exists: `required` where one person works on it, `optional` where many share it. */
  readonly ifMatch: Exclude<IfMatch, 'none'>;
  /** What is asked for, where that is not what is decided on: content that is sealed on its way, ids that an address names. */
  readonly asked?: Readonly<Partial<Record<keyof C & string, z.ZodObject>>>;
  readonly of: Readonly<Record<keyof C & string, CommandRoute | readonly CommandRoute[]>>;
  /** The parameter below which entries are corrected and annulled; null where every event is permanent. */
  readonly entries: string | null;
}
