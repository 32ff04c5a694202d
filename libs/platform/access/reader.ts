import type { Uuid } from '#kernel/ids';
import type { Caller, Ground, ReadScope } from './caller.js';

/** Who reads: what a query has to know of them to give the rows that they may see. */
export interface Reader {
  readonly scope: ReadScope;
  readonly personId: Uuid;
  /** The grounds on which they hold a permission today: for what is restricted to its holders. */
  readonly holding: (permission: string) => readonly Ground[];
}

/** Who reads under the permission of the route. Cost: the organizations that they may read of. */
export const readerOf = (caller: Caller): Reader => ({
  scope: caller.scope,
  personId: caller.personId,
  holding: (permission) => caller.grounds(permission),
});

/**
 * The same person, whatever the organization: they get every row that is not restricted. For what is looked up beside a
 * record that they do see.
 *
 * @param reason why; a test lists all reasons
 */
export const inAnyScope = (reader: Reader, reason: string): Reader => {
  assertReason(reason);
  return { ...reader, scope: { everything: true } };
};

/** Nobody in particular reads: every row is given. */
export class Everything {
  constructor(readonly reason: string) {
    assertReason(reason);
  }
}

/** For what a program computes itself, or what is open to everybody. @param reason why; a test lists all reasons */
export const EVERYTHING = (reason: string): Everything => new Everything(reason);

function assertReason(reason: string): void {
  if (reason === '') throw new RangeError('whoever reads everything says why');
}
