import type { Uuid } from '#kernel/ids';

/** Injection token of `PersonRegister`. */
export const PERSON_REGISTER = Symbol('register of persons');

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
