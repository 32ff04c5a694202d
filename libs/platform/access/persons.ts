import type { Uuid } from '#kernel/ids';

/** Injection token of `PersonRegister`. */
export const PERSON_REGISTER = Symbol('register of persons');

/** Injection token of `AccountHolders`. */
export const ACCOUNT_HOLDERS = Symbol('holders of accounts');

/** The persons who have an account, as far as commands need them. */
export interface AccountHolders {
  /** Those of some persons who have an account. Cost: one query. */
  among(personIds: readonly Uuid[]): Promise<ReadonlySet<Uuid>>;
}

/** The register of the persons whom records name, as far as commands and permissions need it. */
export interface PersonRegister {
  /**
   * Those of some ids that are not in the register. An id that is not found in memory is looked for in the log, so a
   * person who was entered a moment ago is found, by whatever process.
   *
   * @throws Unavailable
   */
  missing(ids: Iterable<Uuid>): Promise<ReadonlySet<Uuid>>;
}
