import { concernedBy, type Concerns } from './concern.js';
import { companionOf, effective, type PastEvent } from './effective.js';
import type { Uuid } from './ids.js';

/** A restriction of a record, or of one item of it, as one entry states it. The recorder of that entry keeps access. */
export interface Restricted {
  /** The restricted item of the record; null for the whole record. */
  readonly item: Uuid | null;
  /** Persons with access while the entry is in force: the team. */
  readonly shownTo: readonly Uuid[];
  /** Holders of this permission for this organization (null: the whole store) have access, too. */
  readonly orWith: { readonly permission: string; readonly organizationId: Uuid | null };
}

/** How the entries of a kind of record restrict access to it. */
export interface Restricting<E> {
  /** What an entry restricts. A later correction or annulment of the entry does not lift it. */
  readonly begins: (event: E) => readonly Restricted[];
  /**
   * The items that an entry opens, while it is in force, to readers of the record's organizations; null for the whole
   * record.
   */
  readonly lifts: (event: E) => readonly (Uuid | null)[];
}

/** One restricting entry, in one of the versions that it has had. */
export interface RestrictingEntry extends Restricted {
  /** Whether this version of the entry is in force. */
  readonly counts: boolean;
  /** Null when the recorder is unknown; then nobody has access as the recorder. */
  readonly recordedBy: Uuid | null;
}

/** Who may see: 'none' restricts nobody; otherwise at least one of the entries has to give access. */
export type Restriction =
  | 'none'
  | {
      readonly entries: readonly RestrictingEntry[];
      /** Persons whom the record affects or once affected: they never have access, whatever they hold. */
      readonly neverTo: readonly Uuid[];
    };

/** A reader, as far as restrictions need to know. */
export interface Viewer {
  readonly personId: Uuid;
  /**
   * Whether the reader holds a permission today for an organization (null: for the whole store).
   *
   * @param except persons whose delegations do not count
   */
  readonly holds: (permission: string, organizationId: Uuid | null, except: readonly Uuid[]) => boolean;
}

/**
 * The restriction of a record, or of one item of it, by everything that its stream ever held. Cost: a few passes over
 * its events.
 *
 * @param item null for the record itself
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
  const open = (restricted: Restricted) =>
    lifted.has(restricted.item) || lifted.has(null) || (restricted.item !== null && restricted.item !== item);
  const counts = new Set(counting.map(({ data }) => data as unknown));
  const entries = past.flatMap((event): readonly RestrictingEntry[] => {
    const companion = companionOf(event);
    if (companion?.how === 'annulled') return [];
    const [type, data, entry] = companion
      ? [companion.base, companion.data, past[companion.corrects]]
      : [event.type, event.data as unknown, event];
    return restricting
      .begins(asEvent(type, data))
      .filter((restricted) => !open(restricted))
      .map((restricted) => ({ ...restricted, counts: counts.has(data), recordedBy: entry?.actor?.id ?? null }));
  });
  if (entries.length === 0) return 'none';
  return { entries, neverTo: concernedBy({ judged: 'by entry', of }, [], past).members };
}

/** Whether a restriction lets a reader see the record. */
export function mayKnow(restriction: Restriction, { personId, holds }: Viewer): boolean {
  if (restriction === 'none') return true;
  const { entries, neverTo } = restriction;
  if (neverTo.includes(personId)) return false;
  const lets = ({ counts, shownTo, recordedBy, orWith }: RestrictingEntry): boolean =>
    (counts && shownTo.includes(personId)) ||
    recordedBy === personId ||
    holds(orWith.permission, orWith.organizationId, neverTo);
  // A record and an item of it may both be restricted: each must give access.
  const items = new Set(entries.map(({ item }) => item));
  return [...items].every((item) => entries.some((entry) => entry.item === item && lets(entry)));
}
