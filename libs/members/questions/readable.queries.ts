import { type Caller, inScope } from '#platform/access/caller';
import type { Registered } from './names-in-memory.queries.js';

/** The permission to read what is sealed of persons. */
export const READ_NAMES = 'read:members';

/**
 * Whose names a caller may read: those with a membership in an organization of the caller's `read:members`, whatever the
 * permission of the route, and the caller's own, but not those of linked records: a link shows nothing to anybody.
 * Memberships that ended count, too, as in every record.
 */
export function mayReadNames(by: Caller): (person: Registered) => boolean {
  const { scope } = by.under(READ_NAMES);
  if (scope.everything) return () => true;
  return ({ memberId, outline }) =>
    memberId === by.personId || outline.organizations.some((organizationId) => inScope(scope, organizationId));
}
