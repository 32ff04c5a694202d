import { concernedBy } from '#kernel/concern';
import type { Recordable } from '#kernel/decider';
import { effective, type PastEvent } from '#kernel/effective';
import { mayKnow } from '#kernel/restriction';
import { type Caller, inScope } from './caller.js';

/**
 * Whether a reader may see a record: the caller's permission covers one of the organizations that the record now
 * affects, and the record's restriction, by everything it ever held, gives access. `rowsFor` applies the same rules to
 * tables.
 *
 * @param past all events of its stream, oldest first; nobody sees a stream without events
 */
export function maySee(kind: Recordable, past: readonly PastEvent[], by: Caller): boolean {
  if (past.length === 0 || !mayKnow(kind.restrictionOf(past), by)) return false;
  const { scope } = by;
  if (scope.everything || kind.concerns.isOpen !== undefined) return true;
  return concernedBy(kind.concerns, [], effective(past)).organizations.some((one) => inScope(scope, one));
}
