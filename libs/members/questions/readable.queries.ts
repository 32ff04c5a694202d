import { type Caller, inScope } from '#platform/access/caller';
import type { Position } from '../facts/member-rows.js';
import type { Registered } from './names-in-memory.queries.js';
import { organizationsOf } from './registered.js';

/** The permission to read what is sealed of persons. */
export const READ_NAMES = 'read:members';

/**
 * Whose names a caller may read: those with a membership in an organization of the caller's `read:members`, whatever the
 * permission of the route, and the caller's own, under whatever record. Memberships that ended count, too, as in every record.
 */
export function mayReadNames(by: Caller, position: Position): (person: Registered) => boolean {
  const { scope } = by.under(READ_NAMES);
  const own = by.personIds;
  return ({ memberId, rows }) =>
    scope.everything ||
    own.has(memberId) ||
    organizationsOf(rows, position).some((organizationId) => inScope(scope, organizationId));
}
