import { concernedBy } from '#kernel/concern';
import type { Recordable } from '#kernel/decider';
import { effective, type PastEvent } from '#kernel/effective';
import { mayKnow } from '#kernel/restriction';
import { type Caller, inScope } from './caller.js';

/**
 * Whether somebody may see a record: the permission of the caller covers one of the organizations that it concerns as it
 * counts now, and the record's own restriction, judged by all that it ever held, lets them in. `rowsFor` asks the same of
 * the tables.
 *
 * @param past all of its stream, oldest first; of a stream without entries nobody sees anything
 */
export function maySee(kind: Recordable, past: readonly PastEvent[], by: Caller): boolean {
  if (past.length === 0 || !mayKnow(kind.restrictionOf(past), by)) return false;
  const { scope } = by;
  if (scope.everything || kind.concerns.isOpen !== undefined) return true;
  return concernedBy(kind.concerns, [], effective(past)).organizations.some((one) => inScope(scope, one));
}
