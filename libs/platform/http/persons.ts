import type { Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';
import type { Openings } from '#platform/sealing/openings';

/** Injection token of `PersonNames`. */
export const PERSON_NAMES = Symbol('names of persons');

/** What a reader may know of a person whom a record names. */
export interface KnownPerson {
  readonly memberId: Uuid;
  /** `ĐV-0412`; null: the id is not in the register of persons, since records of older releases invented theirs. */
  readonly code: string | null;
  /** Null if the reader may not know it, if it was erased, or if the person is not in the register. */
  readonly name: string | null;
  /** Whether the name was erased. Told only to those who could have read the name. */
  readonly isErased: boolean;
}

/** The names of persons, in memory. Every other part of the program asks here for them. */
export interface PersonNames {
  /**
   * What a reader may know of some persons, each once. A name is given only with a collection of what the answer opens:
   * it is then named in the log of readings before the answer is sent.
   *
   * Cost: a look-up for each id; at most one query.
   *
   * @param openings null if the answer records no reading: then no name is given
   * @throws KeysUnavailable
   */
  known(ids: Iterable<Uuid>, by: Caller, openings: Openings | null): Promise<ReadonlyMap<Uuid, KnownPerson>>;
}

/** What sentences call a person: the name, or else the code; null: not in the register; undefined: not looked up. */
export type MemberNames = (id: Uuid) => string | null | undefined;

/** What sentences call some persons, as far as a reader may know. @throws KeysUnavailable */
export async function memberNames(
  names: PersonNames,
  ids: ReadonlySet<Uuid>,
  by: Caller,
  openings: Openings | null,
): Promise<MemberNames> {
  const known = ids.size === 0 ? null : await names.known(ids, by, openings);
  return (id) => {
    const one = known?.get(id);
    return one && (one.name ?? one.code);
  };
}
