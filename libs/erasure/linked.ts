import { z } from 'zod';
import { PlainDate } from '#kernel/dates';
import type { Context } from '#kernel/command';
import type { PastEvent } from '#kernel/effective';
import { Uuid } from '#kernel/ids';
import { proposedHolds } from './holds.js';
import { refuse } from './refusals.js';

/** Facts about the other records of the person whose content an erasure is about. Empty for a case. */
export const LinkedFacts = z.strictObject({
  /** The other records that are linked with the person's now, without those that are erased. */
  ids: z.array(Uuid),
  /** Holds on these records, proposed ones included. */
  held: z.int().min(0),
  /** The day on which the content itself was erased with that of another record; null: it was not. */
  erasedOn: PlainDate.nullable(),
});
export type LinkedFacts = z.output<typeof LinkedFacts>;
export const NO_LINKS: LinkedFacts = { ids: [], held: 0, erasedOn: null };

export const linkedFacts = ({ facts }: Context): LinkedFacts => LinkedFacts.parse(facts.linked ?? NO_LINKS);

/** @throws Rejection HoldOnLinked: the records are of one person, so what holds one of them holds all */
export function noneHeld({ held }: LinkedFacts): void {
  if (held > 0) refuse('HoldOnLinked', { holds: held });
}

/**
 * What goes with an erasure: the records linked at its execution. Nothing goes that the approver was not shown, since a
 * link is recorded by one person, and a destroyed key cannot be restored.
 *
 * @throws Rejection LinkedSince
 */
export function goingWith({ ids }: LinkedFacts, approved: readonly Uuid[]): Uuid[] {
  const since = ids.filter((id) => !approved.includes(id));
  if (since.length > 0) refuse('LinkedSince', { records: since.length });
  return [...ids];
}

/** The holds on a person's content, in force or proposed. @param state of the stream that holds the events */
export const holdsOnPerson = (
  { holds }: { readonly holds: readonly { readonly kind: string; readonly lifted: boolean }[] },
  events: readonly PastEvent[],
): number =>
  holds.filter(({ kind, lifted }) => kind === 'person' && !lifted).length + proposedHolds(events, 'person').length;
