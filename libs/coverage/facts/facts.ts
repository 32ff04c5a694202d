import type { Manner, OrganizationType } from '#features/organizations';
import type { BodyKind, Capacity, Kind } from '#features/papers';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';

/** A span of knowledge: what is so marked counts for a reader of the log up to K when knownFrom ≤ K < knownTo. */
export interface Known {
  readonly knownFrom: number;
  /** Null: to this day. */
  readonly knownTo: number | null;
}

/** A row of a facts table. Positions of the log are numbers below 2^53. */
export interface FactRow extends Known {
  readonly revision: number;
  readonly item: number;
  /** Position of the event that first stated it, whatever has been corrected since. */
  readonly position: number;
}

/** The facts of one register, closed ones included, in no order: rows of the read model `organizations`. */
export interface RegisterRows {
  readonly beginnings: readonly (FactRow & { readonly organizationId: Uuid; readonly effectiveOn: PlainDate })[];
  readonly ends: readonly (FactRow & { readonly organizationId: Uuid; readonly effectiveOn: PlainDate })[];
  /** Null says nothing, and what held before goes on. */
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
    /** Null for the subjects of the opening itself. */
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

/** A milestone that an engagement has come to; its day may not be known. */
export interface Reached {
  readonly on: PlainDate | null;
  readonly position: number;
}

/** From its day on the act counts no more. */
export interface ActEnd extends Known {
  readonly on: PlainDate | null;
  readonly how: 'CANCELLED' | 'REVOKED';
}

/** What was asked for at the conclusion, and what became of it. */
export interface Remedy extends Known {
  readonly dueOn: PlainDate | null;
  readonly followUps: readonly (Known & {
    readonly on: PlainDate;
    readonly position: number;
    readonly done: boolean;
  })[];
}

/**
 * One subject of one engagement, as it was known over a span of the log: kind and body from the opening, the day of each
 * milestone. A correction, or a milestone recorded later, begins another one.
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
  /** Since when it is one: of a subject added later, the day of that change. */
  readonly decided: Reached;
  /** Its place among the subjects named by one entry. */
  readonly item: number;
  readonly conducted: Reached | null;
  readonly concluded: Reached | null;
  /** Whether something was found wanting; false where nobody may know without opening a sealed outcome. */
  readonly fault: boolean;
  readonly workedAt: readonly Uuid[];
  readonly ends: readonly ActEnd[];
  readonly remedies: readonly Remedy[];
}

/** The term in which an act must lie to count, both days included; without a last day it goes on. */
export interface Window {
  readonly from: PlainDate;
  readonly to: PlainDate | null;
}
