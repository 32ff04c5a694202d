import { concernedBy, type Concerns } from './concern.js';
import { companionOf, effective, type PastEvent } from './effective.js';
import type { Uuid } from './ids.js';

/**
 * A restriction that one entry puts on a record, or on one item of the record. The recorder of the entry keeps access.
 */
export interface Restricted {
  /** The restricted item of the record; null for the whole record. */
  readonly item: Uuid | null;
  /** Persons with access while the entry is in force: the team. */
  readonly shownTo: readonly Uuid[];
  /** Holders of this permission for this organization also have access; an organization of null is the whole store. */
  readonly orWith: { readonly permission: string; readonly organizationId: Uuid | null };
}

/** How the entries of a kind of record restrict access to it. */
export interface Restricting<E> {
  /** What an entry restricts. A later correction or annulment of the entry does not lift the restriction. */
  readonly begins: (event: E) => readonly Restricted[];
  /**
   * The items that an entry opens to readers of the record's organizations while the entry is in force; null: the whole
   * record.
   */
  readonly lifts: (event: E) => readonly (Uuid | null)[];
}

/** One version of a restricting entry: as first recorded, or as corrected later. */
export interface RestrictingEntry extends Restricted {
  /** Whether this version of the entry is in force. */
  readonly counts: boolean;
  /** Null if the recorder is unknown; then nobody has access as the recorder. */
  readonly recordedBy: Uuid | null;
}

/**
 * Who may see a record or an item. 'none': every reader. Otherwise, a reader to whom at least one entry gives access.
 */
export type Restriction =
  | 'none'
  | {
      readonly entries: readonly RestrictingEntry[];
      /** Persons whom the record affects or once affected. They never have access, whatever permissions they hold. */
      readonly neverTo: readonly Uuid[];
    };

/** What restrictions need to know about a reader. */
export interface Viewer {
  readonly personId: Uuid;
  /** Every id under which the reader is recorded: what is hidden from one is hidden from the person. */
  readonly personIds: ReadonlySet<Uuid>;
  /**
   * Whether the reader holds a permission today for an organization (null: for the whole store).
   *
   * @param except delegations by these persons do not count, under whatever id they delegated
   */
  readonly holds: (permission: string, organizationId: Uuid | null, except: readonly Uuid[]) => boolean;
}

/**
 * The restriction of a record, or of one item of a record. Annulled and corrected events of its stream count, too.
 * Cost: a few passes over the events.
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
export function mayKnow(restriction: Restriction, { personId, personIds, holds }: Viewer): boolean {
  if (restriction === 'none') return true;
  const { entries, neverTo } = restriction;
  if (neverTo.some((person) => personIds.has(person))) return false;
  // A link hides and never shows: otherwise whoever links records could show a plan to anybody.
  const lets = ({ counts, shownTo, recordedBy, orWith }: RestrictingEntry): boolean =>
    (counts && shownTo.includes(personId)) ||
    recordedBy === personId ||
    holds(orWith.permission, orWith.organizationId, neverTo);
  // The record and one of its items may both be restricted. The reader then needs access to both.
  const items = new Set(entries.map(({ item }) => item));
  return [...items].every((item) => entries.some((entry) => entry.item === item && lets(entry)));
}
