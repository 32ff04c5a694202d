import type { Approving } from '#kernel/confirmation';
import type { Uuid } from '#kernel/ids';
import type { Actor, EventRecord } from '#kernel/record';
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
  readonly events: readonly { readonly record: Pick<EventRecord, 'type'> }[];
  /** Who had a part in what is approved. */
  readonly acted: readonly Actor[];
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
    confirmed: events.at(-1)?.record.type === confirmed,
    before: [...(await personsBehind(authority, acted))],
    approvers: [...(await personsBehind(authority, [actor]))],
  };
}

async function delegatorOf(authority: Authority, delegationId: Uuid): Promise<Uuid | null> {
  const known = authority.delegatorOf(delegationId);
  if (known !== null) return known;
  await authority.refresh();
  return authority.delegatorOf(delegationId);
}
