import type { Uuid } from '#kernel/ids';
import type { Caller, Ground, ReadScope } from './caller.js';

/** The reader of a query: what decides which rows they may see. */
export interface Reader {
  readonly scope: ReadScope;
  readonly personId: Uuid;
  /** Every id of the reader: their own, and those of the records linked with it now. */
  readonly personIds: ReadonlySet<Uuid>;
  /** The grounds on which the reader holds a permission today, for rows restricted to its holders. */
  readonly holding: (permission: string) => readonly Ground[];
}

/** The reader of a request, under the route's permission. Cost: the organizations in their scope. */
export const readerOf = (caller: Caller): Reader => ({
  scope: caller.scope,
  personId: caller.personId,
  personIds: caller.personIds,
  holding: (permission) => caller.grounds(permission),
});

/**
 * The same reader without the limit to organizations: every row that is not restricted. For data shown beside a record
 * that the reader may see.
 *
 * @param reason a test lists all reasons
 */
export const inAnyScope = (reader: Reader, reason: string): Reader => {
  assertReason(reason);
  return { ...reader, scope: { everything: true } };
};

/** No reader: every row is returned. */
export class Everything {
  constructor(readonly reason: string) {
    assertReason(reason);
  }
}

/** For computations of the program itself, and for data open to everyone. @param reason a test lists all reasons */
export const EVERYTHING = (reason: string): Everything => new Everything(reason);

function assertReason(reason: string): void {
  if (reason === '') throw new RangeError('EVERYTHING needs a reason');
}
