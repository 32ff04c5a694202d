import type { Approving } from '#kernel/confirmation';
import type { PastEvent } from '#kernel/effective';
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

interface Approval {
  /** The record, oldest first. */
  readonly events: readonly PastEvent[];
  /** The entries by which somebody had a part in what is approved. */
  readonly acted: readonly PastEvent[];
  readonly actor: Actor;
  /** The type by which a second person confirms. */
  readonly confirmed: string;
}

/** What the act of a third person has to know of who did what before it. @throws ReadModelRebuilding */
export async function approving(
  authority: Authority,
  { events, acted, actor, confirmed }: Approval,
): Promise<Approving> {
  return {
    upTo: events.length - 1,
    confirmed: events.at(-1)?.type === confirmed,
    before: [...(await personsBehind(authority, actorsOf(acted)))],
    approvers: [...(await personsBehind(authority, [actor]))],
  };
}

/** Who recorded some entries. @throws where an entry does not say it: it could hide somebody who had a part */
export const actorsOf = (events: readonly PastEvent[]): readonly Actor[] =>
  events.map(({ type, actor }) => {
    if (!actor) throw new Error(`an entry ${type} does not say who recorded it`);
    return actor;
  });

async function delegatorOf(authority: Authority, delegationId: Uuid): Promise<Uuid | null> {
  const known = authority.delegatorOf(delegationId);
  if (known !== null) return known;
  await authority.refresh();
  return authority.delegatorOf(delegationId);
}
