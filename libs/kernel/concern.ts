import { companionOf, type PastEvent } from './effective.js';
import type { Uuid } from './ids.js';

/** The organizations and persons that an entry affects. Permissions to act and to read are checked against them. */
export interface Concerned {
  /** Organizations that act or are acted on; null means the whole store. */
  readonly organizations: readonly (Uuid | null)[];
  /** Persons acted on; those who only act for a body are not included. */
  readonly members: readonly Uuid[];
}

/** For entries that affect everyone: only an actor whose scope is the whole store may act. */
export const WHOLE_STORE: Concerned = { organizations: [null], members: [] };

/** For entries that affect no organization and no person. */
export const NOBODY: Concerned = { organizations: [], members: [] };

/**
 * How to find what the events of a kind of stream affect. `by record`: permission is checked against every entry of the
 * record, original and corrected. `by entry`: against the new entry alone, for a register that many organizations
 * share.
 */
export interface Concerns<E> {
  readonly judged: 'by record' | 'by entry';
  readonly of: (event: E) => Concerned;
  /** What a record affects before its first event, by its id; used when a command may begin the record. */
  readonly ofRecord?: (id: Uuid) => Concerned;
  /** Reason why the existence of such a record is public, whatever it affects; absent where it is not public. */
  readonly isOpen?: string;
  /**
   * Other records of this kind that an entry mentions: the entry is hidden from a reader who may not see all of them.
   */
  readonly tellsOf?: (event: E) => readonly Uuid[];
}

/** Collects what the past of a stream and its new events affect. Cost: one pass over the events. */
export function concernedBy<E>(
  { judged, of }: Pick<Concerns<E>, 'judged' | 'of'>,
  past: readonly PastEvent[],
  news: readonly PastEvent[],
): Concerned {
  const organizations = new Set<Uuid | null>();
  const members = new Set<Uuid>();
  const add = (type: string, data: unknown) => {
    const concerned = of({ type, data } as E);
    for (const organization of concerned.organizations) organizations.add(organization);
    for (const member of concerned.members) members.add(member);
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
