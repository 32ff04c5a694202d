import { concernedBy, type Concerns } from './concern.js';
import { companionOf, effective, type PastEvent } from './effective.js';
import type { Uuid } from './ids.js';

/** Who alone may know of a record, or of one item of it, as one entry says it. Whoever recorded that entry may, too. */
export interface Restricted {
  /** The item of the record that is restricted; null: the whole record. */
  readonly item: Uuid | null;
  /** Persons who may know while the entry counts: the team. */
  readonly shownTo: readonly Uuid[];
  /** Whoever holds this permission for this organization (null: for the whole store) may know. */
  readonly orWith: { readonly permission: string; readonly organizationId: Uuid | null };
}

/** How the entries of a kind of record restrict who may know of it. */
export interface Restricting<E> {
  /** What an entry restricts. It does so for ever, also where the entry was corrected or annulled later. */
  readonly begins: (event: E) => readonly Restricted[];
  /** What an entry opens, while it counts, to whoever may read of the record's organizations; null: the whole record. */
  readonly lifts: (event: E) => readonly (Uuid | null)[];
}

/** One entry that restricts, in a shape that it has or once had. */
export interface RestrictingEntry extends Restricted {
  /** Whether the entry counts, in this very shape. */
  readonly counts: boolean;
  /** Null where nobody knows who recorded it: then it is shown to one person less. */
  readonly recordedBy: Uuid | null;
}

/** Who may know: 'none' restricts nobody, else one of the entries has to let somebody in. */
export type Restriction =
  | 'none'
  | {
      readonly entries: readonly RestrictingEntry[];
      /** Persons whom the record concerns, or once concerned: they may never know, whatever they hold. */
      readonly neverTo: readonly Uuid[];
    };

/** Somebody who asks, as far as a restriction has to know of them. */
export interface Viewer {
  readonly personId: Uuid;
  /**
   * Whether they hold a permission today for an organization (null: for the whole store).
   *
   * @param except persons whose delegations count for nothing
   */
  readonly holds: (permission: string, organizationId: Uuid | null, except: readonly Uuid[]) => boolean;
}

/**
 * Who may know of a record, or of one item of it, by everything that its stream ever held. Cost: its events, a few times.
 *
 * @param item asked about; null: the record itself
 */
export function restrictionOf<E>(
  restricting: 'none' | Restricting<E>,
  { of }: Pick<Concerns<E>, 'of'>,
  past: readonly PastEvent[],
  item: Uuid | null = null,
): Restriction {
  if (restricting === 'none') return 'none';
  const asEvent = (type: string, data: unknown) => ({ type, data }) as E;
  const counting = effective(past);
  const lifted = new Set(counting.flatMap(({ type, data }) => restricting.lifts(asEvent(type, data))));
  const open = (one: Restricted) =>
    lifted.has(one.item) || lifted.has(null) || (one.item !== null && one.item !== item);
  const counts = new Set(counting.map(({ data }) => data as unknown));
  const entries = past.flatMap((event): readonly RestrictingEntry[] => {
    const companion = companionOf(event);
    if (companion?.how === 'annulled') return [];
    const [type, data, entry] = companion
      ? [companion.base, companion.data, past[companion.corrects]]
      : [event.type, event.data as unknown, event];
    return restricting
      .begins(asEvent(type, data))
      .filter((one) => !open(one))
      .map((one) => ({ ...one, counts: counts.has(data), recordedBy: entry?.actor?.id ?? null }));
  });
  if (entries.length === 0) return 'none';
  return { entries, neverTo: concernedBy({ judged: 'by entry', of }, [], past).members };
}

/** Whether somebody may know of what is restricted so. */
export function mayKnow(restriction: Restriction, { personId, holds }: Viewer): boolean {
  if (restriction === 'none') return true;
  const { entries, neverTo } = restriction;
  if (neverTo.includes(personId)) return false;
  const lets = ({ counts, shownTo, recordedBy, orWith }: RestrictingEntry): boolean =>
    (counts && shownTo.includes(personId)) ||
    recordedBy === personId ||
    holds(orWith.permission, orWith.organizationId, neverTo);
  // A record and an item of it may be restricted at once: each has to let in.
  const items = new Set(entries.map(({ item }) => item));
  return [...items].every((item) => entries.some((entry) => entry.item === item && lets(entry)));
}
