import type { Manner, OrganizationType } from '#features/organizations';
import type { BodyKind, Capacity, Kind } from '#features/papers';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';

/** The range of log positions at which a row counts: a row counts at position K if knownFrom ≤ K < knownTo. */
export interface Known {
  readonly knownFrom: number;
  /** Null: the row still counts. */
  readonly knownTo: number | null;
}

/** A row of a facts table. Log positions are numbers below 2^53. */
export interface FactRow extends Known {
  readonly revision: number;
  readonly item: number;
  /** Position of the event that first stated the fact. A correction does not change this position. */
  readonly position: number;
}

/**
 * The facts of one register, in no order: rows of the read model `organizations`, including those that no longer count.
 */
export interface RegisterRows {
  readonly beginnings: readonly (FactRow & { readonly organizationId: Uuid; readonly effectiveOn: PlainDate })[];
  readonly ends: readonly (FactRow & {
    readonly organizationId: Uuid;
    readonly effectiveOn: PlainDate;
    readonly how: 'DISSOLVED' | 'DISBANDED' | 'REORGANIZED';
  })[];
  /** A null value leaves the earlier value in force. */
  readonly attributes: readonly (FactRow & {
    readonly organizationId: Uuid;
    readonly effectiveOn: PlainDate;
    readonly type: OrganizationType | null;
    readonly parentId: Uuid | null;
  })[];
  readonly lineage: readonly (FactRow & {
    readonly predecessorId: Uuid;
    readonly successorId: Uuid;
    readonly manner: Manner;
    readonly effectiveOn: PlainDate;
  })[];
}

/** The links to records of the same person that one record states, in no order; rows of the read model `members`. */
export interface LinkRows {
  readonly links: readonly LinkRow[];
  readonly unlinks: readonly LinkRow[];
}
interface LinkRow extends Known {
  readonly revision: number;
  readonly otherId: Uuid;
}

/**
 * The facts of one engagement, in no order: rows of the read model `engagements`, including those that no longer count.
 */
export interface EngagementRows {
  readonly openings: readonly (FactRow & {
    readonly kind: Kind;
    readonly bodyOrganizationId: Uuid | null;
    readonly body: BodyKind;
    readonly signedOn: PlainDate | null;
    readonly combinedWith: Uuid | null;
  })[];
  readonly subjects: readonly (FactRow & {
    readonly subjectId: Uuid;
    readonly organizationId: Uuid;
    readonly capacity: Capacity;
    readonly memberId: Uuid | null;
    /** The day from which this is a subject; null for subjects of the opening. */
    readonly since: PlainDate | null;
  })[];
  readonly removals: readonly (FactRow & { readonly subjectId: Uuid; readonly removedOn: PlainDate })[];
  readonly conclusions: readonly (FactRow & {
    readonly subjectId: Uuid;
    readonly countsOn: PlainDate | null;
    readonly outcome: string | null;
    readonly workedAt: readonly Uuid[];
  })[];
  readonly milestones: readonly (FactRow & { readonly what: string; readonly happenedOn: PlainDate | null })[];
  readonly revocations: readonly (FactRow & { readonly subjectId: Uuid; readonly revokedOn: PlainDate })[];
  readonly remedies: readonly (FactRow & {
    readonly remedyId: Uuid;
    readonly subjectId: Uuid;
    readonly dueOn: PlainDate | null;
  })[];
  readonly followUps: readonly (FactRow & {
    readonly remedyId: Uuid;
    readonly followedUpOn: PlainDate;
    readonly done: boolean;
  })[];
  /** Confirmations and returns by a second person, oldest first. */
  readonly verdicts: readonly (FactRow & { readonly outcome: 'CONFIRMED' | 'RETURNED' })[];
}

/** A milestone that an engagement has reached; its day may be unknown. */
export interface Reached {
  readonly on: PlainDate | null;
  readonly position: number;
}

/** The end of an act: from its day on, the act no longer counts. */
export interface ActEnd extends Known {
  readonly on: PlainDate | null;
  readonly how: 'CANCELLED' | 'REVOKED';
}

/** A remedy of the conclusion, and its follow-up. */
export interface Remedy extends Known {
  readonly dueOn: PlainDate | null;
  readonly followUps: readonly (Known & {
    readonly on: PlainDate;
    readonly position: number;
    readonly done: boolean;
  })[];
}

/**
 * One subject of one engagement, over a range of log positions: kind and body from the opening, and the day of each
 * milestone. A correction, or a milestone recorded later, ends the range and begins another act.
 */
export interface Act extends Known {
  readonly engagementId: Uuid;
  readonly subjectId: Uuid;
  readonly organizationId: Uuid;
  readonly capacity: Capacity;
  readonly memberId: Uuid | null;
  readonly kind: Kind;
  /** Whether the engagement is restricted now, whatever position is asked about (decision 019). */
  readonly restricted: boolean;
  readonly bodyOrganizationId: Uuid | null;
  readonly body: BodyKind;
  readonly combinedWith: Uuid | null;
  /** The day of the decision; for a subject added later, the day of the change of scope. */
  readonly decided: Reached;
  /** Whether a change of scope added the subject. */
  readonly added: boolean;
  /** Whether another subject of the engagement belongs to the same organization. */
  readonly repeated: boolean;
  /** Index of the subject among those of one entry. */
  readonly item: number;
  readonly conducted: Reached | null;
  readonly concluded: Reached | null;
  /** Whether a fault was found; false if the outcome is sealed. */
  readonly fault: boolean;
  readonly workedAt: readonly Uuid[];
  readonly ends: readonly ActEnd[];
  readonly remedies: readonly Remedy[];
}

/** The term in which an act must lie to count. Both days are included. A term without a last day has no end. */
export interface Window {
  readonly from: PlainDate;
  readonly to: PlainDate | null;
}
