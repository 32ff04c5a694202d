import { companionOf, type PastEvent } from './effective.js';
import type { Uuid } from './ids.js';

/** The organizations and persons that an entry affects. Permissions to act and to read are checked against them. */
export interface Concerned {
  /** Organizations that act or that the act is about; null means the whole store. */
  readonly organizations: readonly (Uuid | null)[];
  /** Persons that the act is about. A person who only acts for a body is not included. */
  readonly members: readonly Uuid[];
}

/** For entries that affect every organization: only an actor whose scope is the whole store may record them. */
export const WHOLE_STORE: Concerned = { organizations: [null], members: [] };

/** For entries that affect no organization and no person. */
export const NOBODY: Concerned = { organizations: [], members: [] };

/**
 * How to find the organizations and persons that the events of a stream kind affect. `by record`: permission is checked
 * against every entry of the record, as first recorded and as corrected. `by entry`: permission is checked against the
 * new entry alone, as in a register that many organizations share.
 */
export interface Concerns<E> {
  readonly judged: 'by record' | 'by entry';
  readonly of: (event: E) => Concerned;
  /** Whom a record affects before its first event, found from its id. Used when a command may begin the record. */
  readonly ofRecord?: (id: Uuid) => Concerned;
  /** Why everybody may know that such a record exists; absent if its existence is not public. */
  readonly isOpen?: string;
  /**
   * Other records of this kind that an entry mentions. A reader who may not see all of these records does not see the
   * entry.
   */
  readonly tellsOf?: (event: E) => readonly Uuid[];
}

/**
 * Collects the organizations and persons that past and new events of a stream affect. Cost: one pass over the events.
 */
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
