import { Injectable } from '@nestjs/common';
import type { Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';

/** What another record may need to know of a discipline case that it names. */
export interface CaseNamed {
  readonly organizationId: Uuid;
  readonly memberId: Uuid | null;
  /** Whether the case was decided in the form of disbandment; a later annulment of the decision counts. */
  readonly disbands: boolean;
}
/** Finds a case that the caller may see; null for every other id. */
export type FindCase = (caseId: Uuid, by: Caller) => Promise<CaseNamed | null>;

/**
 * Looks up discipline cases for records on which discipline is built, and which therefore cannot import it.
 * `libs/discipline` registers the search when it starts.
 */
@Injectable()
export class CaseDirectory {
  #find: FindCase = () => Promise.resolve(null);

  answeredBy(find: FindCase): void {
    this.#find = find;
  }

  /** @returns null if no case has the id, or the caller may not see it @throws Unavailable */
  named(caseId: Uuid, by: Caller): Promise<CaseNamed | null> {
    return this.#find(caseId, by);
  }
}
