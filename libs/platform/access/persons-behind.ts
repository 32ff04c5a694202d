import type { Approving } from '#kernel/confirmation';
import { dayOf } from '#kernel/dates';
import type { PastEvent } from '#kernel/effective';
import type { Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';
import type { Authority } from './authority.js';

/**
 * The actors of some entries and the persons they acted for, each under every id of theirs that is linked now: where
 * different persons are required, a delegate and the delegating person count as one, and so do two records of one
 * person. Null for a person who cannot be determined.
 *
 * @throws ReadModelRebuilding
 */
export async function personsBehind(authority: Authority, actors: readonly Actor[]): Promise<readonly (Uuid | null)[]> {
  const persons = new Set<Uuid | null>();
  for (const { id, delegationId } of actors) {
    const behind = [id, ...(delegationId === null ? [] : [await delegatorOf(authority, delegationId)])];
    for (const person of behind) {
      persons.add(person);
      if (person !== null) for (const linked of authority.recordsOf(person)) persons.add(linked);
    }
  }
  return [...persons];
}

/**
 * The persons who cannot check some entries: those behind them, and everybody tied to one of these by a delegation in
 * force today or on the day on which the entry was recorded, whoever of the two gave it. Compare them by `areOthers`
 * with `personsBehind` of the actor who checks. Null for a person who cannot be determined.
 *
 * @throws when an entry has no actor, since it could hide a participant
 * @throws ReadModelRebuilding
 */
export async function personsBarredFrom(
  authority: Authority,
  entries: readonly PastEvent[],
): Promise<readonly (Uuid | null)[]> {
  const barred = new Set<Uuid | null>();
  for (const entry of entries)
    for (const person of await personsBehind(authority, actorsOf([entry]))) {
      barred.add(person);
      if (person === null) continue;
      const { recordedAt } = entry;
      const days = [undefined, ...(recordedAt === undefined ? [] : [dayOf(recordedAt)])];
      for (const tied of days.flatMap((day) => [...authority.tiedTo(person, day)])) barred.add(tied);
    }
  return [...barred];
}

interface Approval {
  /** The record's events, oldest first. */
  readonly events: readonly PastEvent[];
  /** Types of the entries whose actors took part in what is approved. */
  readonly acted: readonly PastEvent[];
  readonly actor: Actor;
  /** Type of the confirmation by a second person. */
  readonly confirmed: string;
}

/** The facts about earlier actors that the act of a third person needs. @throws ReadModelRebuilding */
export async function approving(
  authority: Authority,
  { events, acted, actor, confirmed }: Approval,
): Promise<Approving> {
  return {
    upTo: events.length - 1,
    confirmed: events.at(-1)?.type === confirmed,
    before: [...(await personsBarredFrom(authority, acted))],
    approvers: [...(await personsBehind(authority, [actor]))],
  };
}

const actorsOf = (events: readonly PastEvent[]): readonly Actor[] =>
  events.map(({ type, actor }) => {
    if (!actor) throw new Error(`an entry ${type} has no actor`);
    return actor;
  });

async function delegatorOf(authority: Authority, delegationId: Uuid): Promise<Uuid | null> {
  const known = authority.delegatorOf(delegationId);
  if (known !== null) return known;
  await authority.refresh();
  return authority.delegatorOf(delegationId);
}
