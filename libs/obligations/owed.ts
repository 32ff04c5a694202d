import type { DischargeReason } from '#features/engagements';
import type { Capacity } from '#features/papers';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { Closure, NotClosedReason, ObligationCode } from './codes.js';

/** A subject of an engagement or case: an organization or a person. */
export interface Who {
  readonly organizationId: Uuid;
  readonly memberId: Uuid | null;
}

export interface Closing {
  readonly by: Closure;
  /** The day on which the obligation was closed; null: unknown. */
  readonly on: PlainDate | null;
  /** The engagement or discipline case that closed the obligation; null for a discharge and for the register. */
  readonly id: Uuid | null;
  readonly reason: DischargeReason | null;
}

/** An obligation, before it is known who answers for it. */
export interface Owed extends Who {
  /** The engagement and its subject whose conclusion obliges; null for a disbandment. */
  readonly engagementId: Uuid | null;
  readonly subjectId: Uuid | null;
  /** The discipline case whose decision is to be recorded in the register; null for every other obligation. */
  readonly caseId: Uuid | null;
  /** The entry of the register without a decision; null for every other obligation. */
  readonly registerEntry: number | null;
  readonly capacity: Capacity;
  readonly noticeNumber: string | null;
  readonly since: PlainDate | null;
  readonly obliges: ObligationCode;
  /** What closed the obligation; null while the obligation is open. */
  readonly closed: Closing | null;
  /** A case opened for the obligation that has not ended. */
  readonly underWay: Uuid | null;
  /** Acts that name the conclusion and do not close the obligation, each with the reason. Empty once it is closed. */
  readonly notClosedBy: readonly { readonly id: Uuid; readonly because: NotClosedReason }[];
}
