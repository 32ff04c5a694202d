import { companionOf, type PastEvent } from './effective.js';
import type { Uuid } from './ids.js';

/** Whom an entry of a record touches: for who may act on the record, and who may read of it. */
export interface Concerned {
  /** Organizations that act or are acted on; null is the whole store. */
  readonly organizations: readonly (Uuid | null)[];
  /** Persons who are acted on; those who act for a body are not among them. */
  readonly members: readonly Uuid[];
}

/** What concerns everybody: only who acts for the whole store may touch it. */
export const WHOLE_STORE: Concerned = { organizations: [null], members: [] };

/** What concerns nobody in particular. */
export const NOBODY: Concerned = { organizations: [], members: [] };

/**
 * What a kind of stream concerns, told by its events. Who acts on a record is judged by all of it, as it was first told and
 * as it was corrected; in a register that many share, by the entry alone.
 */
export interface Concerns<E> {
  readonly judged: 'by record' | 'by entry';
  readonly of: (event: E) => Concerned;
  /** Whom a record concerns before anything is recorded in it, by its id: asked where a command may begin it. */
  readonly ofRecord?: (id: Uuid) => Concerned;
  /** Why everybody may know that there is such a record, whatever it concerns; not there where that is not so. */
  readonly isOpen?: string;
  /** Other records of this kind that an entry names: to whom one of them is not shown, the entry is not told. */
  readonly tellsOf?: (event: E) => readonly Uuid[];
}

/** Whom the past of a stream and what is to be added to it concern. Cost: the events looked at, once. */
export function concernedBy<E>(
  { judged, of }: Pick<Concerns<E>, 'judged' | 'of'>,
  past: readonly PastEvent[],
  news: readonly PastEvent[],
): Concerned {
  const organizations = new Set<Uuid | null>();
  const members = new Set<Uuid>();
  const add = (type: string, data: unknown) => {
    const concerned = of({ type, data } as E);
    for (const one of concerned.organizations) organizations.add(one);
    for (const one of concerned.members) members.add(one);
  };
  const all = (events: readonly PastEvent[]) => {
    for (const event of events) {
      const companion = companionOf(event);
      if (companion === null) add(event.type, event.data);
      else if (companion.how === 'corrected') add(companion.base, companion.data);
      const entry = companion && past[companion.corrects];
      if (entry) add(entry.type, entry.data);
    }
  };
  if (judged === 'by record') all(past);
  all(news);
  return { organizations: [...organizations], members: [...members] };
}
