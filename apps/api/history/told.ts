import type { Uuid } from '#kernel/ids';
import type { KnownNames } from '#kernel/names';
import type { Actor } from '#kernel/record';
import type { Authority } from '#platform/access/authority';
import type { Caller } from '#platform/access/caller';
import { codeLists } from '../../features.js';
import type { HistoryEntry, Second } from './history.js';
import { KNOWS_PERSONS } from './name-book.handler.js';

interface Knowing {
  readonly names: KnownNames;
  readonly authority: Authority;
}

/** Everybody who took part in some entries, by their own account or by a delegation. */
export const personsIn = (entries: readonly HistoryEntry[], authority: Authority): ReadonlySet<Uuid> =>
  new Set(
    entries
      .flatMap(({ actor, confirmedBy, agreedBy }) => [
        actor,
        ...[confirmedBy ?? [], agreedBy].flat().map((one) => one.actor),
      ])
      .flatMap((actor) => [actor.id, delegatorOf(actor, authority) ?? []].flat()),
  );

/** An entry as a reader may know it: persons are told to those who know the accounts, and to themselves. */
export function toldTo(by: Caller, { actor, fate, confirmedBy, agreedBy, ...entry }: HistoryEntry, known: Knowing) {
  const second = (one: Second) => ({ ...one, actor: actorTold(by, one.actor, known) });
  const { status, by: entryBy } = fate;
  return {
    ...entry,
    actorRole: actor.role,
    actor: actorTold(by, actor, known),
    confirmedBy: confirmedBy && second(confirmedBy),
    agreedBy: agreedBy.map(second),
    status,
    changedBy: status === 'CORRECTED' || status === 'ANNULLED' ? entryBy : null,
    voidBecause: status === 'VOID' ? entryBy : null,
    overtakenBy: status === 'OVERTAKEN' ? entryBy : null,
  };
}

function actorTold(by: Caller, actor: Actor, { names, authority }: Knowing) {
  const mayKnow = by.also(KNOWS_PERSONS);
  const person = (personId: Uuid | null) =>
    personId !== null && (mayKnow || by.personIds.has(personId))
      ? { personId, name: names.person(personId) ?? null }
      : null;
  const role = codeLists.get('roles')?.[actor.role];
  return {
    person: person(actor.id),
    role: actor.role,
    roleName: role ? { vi: role.vi, en: role.en } : null,
    onBehalfOf: person(delegatorOf(actor, authority)),
  };
}

const delegatorOf = ({ delegationId }: Actor, authority: Authority): Uuid | null =>
  delegationId === null ? null : authority.delegatorOf(delegationId);
