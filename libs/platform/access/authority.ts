import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';

/** One ground on which a person holds a permission today. */
export interface HeldRole {
  readonly role: string;
  /** The organization, with all under it; null for the whole store. */
  readonly organizationId: Uuid | null;
  /** Set when the permission is held by delegation. */
  readonly delegation: { readonly id: Uuid; readonly delegatorId: Uuid } | null;
}

/** Injection token of `Authority`. */
export const AUTHORITY = Symbol('authority');

/**
 * The grants and delegations in force today (Asia/Ho_Chi_Minh). Answered from memory. Acts that another process records
 * are known within seconds, and at once after `refresh`.
 */
export interface Authority {
  /** The roles that count only in a session with a second factor; empty in a DEMO store. */
  readonly secondFactorRoles: ReadonlySet<string>;
  /** Every ground on which a person holds a permission today; own grants first, then delegated ones. */
  heldRoles(personId: Uuid, permission: string): readonly HeldRole[];
  /** Whether an organization equals `above` or is under it, by the current register. */
  isUnder(organizationId: Uuid, above: Uuid): boolean;
  /** An organization and all under it, ended ones included. Cost: their number. */
  under(organizationId: Uuid): ReadonlySet<Uuid>;
  /**
   * Every id under which a person is recorded: their own, and those of the records that are linked with it now as
   * records of the same person. Whoever compares persons to tell them apart compares these.
   */
  recordsOf(personId: Uuid): ReadonlySet<Uuid>;
  /** The person who made a delegation, in force or ended; null for an unknown id. */
  delegatorOf(delegationId: Uuid): Uuid | null;
  /**
   * Whether a person, under any id of theirs, holds, held or will hold a role by which one signs or confirms, by a grant
   * or by a delegation; withdrawn and ended ones count, too.
   */
  isSigner(personId: Uuid): boolean;
  /**
   * Everybody tied to a person by a delegation that was in force at some time of a day, whoever of the two gave it;
   * default: today. Such a pair cannot check each other's acts. Both persons count under every id of theirs.
   */
  tiedTo(personId: Uuid, on?: PlainDate): ReadonlySet<Uuid>;
  /**
   * The persons who delegated to a person, by a delegation in force at some time of today, each with every id of theirs;
   * a delegation to any id of the person counts.
   */
  delegatorsTo(personId: Uuid): ReadonlySet<Uuid>;
  /** Loads the current state of the read models. @throws ReadModelRebuilding */
  refresh(): Promise<void>;
}
