import type { Uuid } from '#kernel/ids';

/** One ground on which somebody holds a permission today. */
export interface Standing {
  readonly role: string;
  /** The organization that it holds for, with all under it; null: the whole store. */
  readonly organizationId: Uuid | null;
  /** Where it is held for somebody else. */
  readonly delegation: { readonly id: Uuid; readonly delegatorId: Uuid } | null;
}

/** `Authority`, for whoever is built by Nest. */
export const AUTHORITY = Symbol('authority');

/**
 * What was granted to whom, by recorded acts, as it is today (Asia/Ho_Chi_Minh). Answered from memory, so that a question
 * does not pay for it; what was recorded elsewhere a moment ago is known within seconds, and at once after `refresh`.
 */
export interface Authority {
  /** Every ground on which a person holds a permission today; own grants first, delegated ones after them. */
  standings(personId: Uuid, permission: string): readonly Standing[];
  /** Whether an organization is another one or lies under it, by the last word of the register. */
  isUnder(organizationId: Uuid, above: Uuid): boolean;
  /** An organization and all under it, ended ones included. Cost: their number. */
  under(organizationId: Uuid): ReadonlySet<Uuid>;
  /** The person for whom somebody acts by a delegation, standing or ended; null where none of that id is known. */
  delegatorOf(delegationId: Uuid): Uuid | null;
  /** Takes in what the read models hold by now. @throws ReadModelRebuilding */
  refresh(): Promise<void>;
}
