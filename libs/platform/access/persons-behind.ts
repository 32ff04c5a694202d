import type { Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';
import type { Authority } from './authority.js';

/**
 * Who acted, and for whom: where different persons are asked for, a delegate and whoever they act for are one. Null stands
 * for somebody who is not known any more.
 *
 * @throws ReadModelRebuilding
 */
export async function personsBehind(authority: Authority, actors: readonly Actor[]): Promise<readonly (Uuid | null)[]> {
  const persons = new Set<Uuid | null>();
  for (const { id, delegationId } of actors) {
    persons.add(id);
    if (delegationId !== null) persons.add(await delegatorOf(authority, delegationId));
  }
  return [...persons];
}

async function delegatorOf(authority: Authority, delegationId: Uuid): Promise<Uuid | null> {
  const known = authority.delegatorOf(delegationId);
  if (known !== null) return known;
  await authority.refresh();
  return authority.delegatorOf(delegationId);
}
