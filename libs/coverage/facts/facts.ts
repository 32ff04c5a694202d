import type { Manner, OrganizationType } from '#features/organizations';
import type { BodyKind, Capacity, Kind } from '#features/papers';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';

/** A range of log positions: a row counts for position K if knownFrom ≤ K < knownTo. */
export interface Known {
  readonly knownFrom: number;
  /** Null: still counts. */
  readonly knownTo: number | null;
}

/** A row of a facts table. Log positions are numbers below 2^53. */
export interface FactRow extends Known {
  readonly revision: number;
  readonly item: number;
  /** Position of the event that first stated it; corrections do not change it. */
  readonly position: number;
}

/** The facts of one register, closed ones included, in no order: rows of the read model `organizations`. */
export interface RegisterRows {
  readonly beginnings: readonly (FactRow & { readonly organizationId: Uuid; readonly effectiveOn: PlainDate })[];
  readonly ends: readonly (FactRow & { readonly organizationId: Uuid; readonly effectiveOn: PlainDate })[];
  /** Null leaves the earlier value in force. */
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

/** The facts of one engagement, closed ones included, in no order: rows of the read model `engagements`. */
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
    /** Null for the subjects of the opening. */
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
 * One subject of one engagement over a range of log positions: kind and body from the opening, and the day of each
 * milestone. A correction, or a milestone recorded later, starts a new act row.
 */
export interface Act extends Known {
  readonly engagementId: Uuid;
  readonly subjectId: Uuid;
  readonly organizationId: Uuid;
  readonly capacity: Capacity;
  readonly memberId: Uuid | null;
  readonly kind: Kind;
  readonly bodyOrganizationId: Uuid | null;
  readonly body: BodyKind;
  readonly combinedWith: Uuid | null;
  /** The day of the decision; for a subject added later, the day of the change of scope. */
  readonly decided: Reached;
  /** Index among the subjects of one entry. */
  readonly item: number;
  readonly conducted: Reached | null;
  readonly concluded: Reached | null;
  /** Whether a fault was found; false if only the sealed outcome tells. */
  readonly fault: boolean;
  readonly workedAt: readonly Uuid[];
  readonly ends: readonly ActEnd[];
  readonly remedies: readonly Remedy[];
}

/** The term in which an act must lie to count, both days included; open-ended if it has no last day. */
export interface Window {
  readonly from: PlainDate;
  readonly to: PlainDate | null;
}
