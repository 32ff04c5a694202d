import { z } from 'zod';
import { Body, Paper, takenShape, withTaken } from '#features/papers';
import { PlainDate } from '#kernel/dates';
import { type DataOf, v1, v2 } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import { sealed } from '#kernel/sealed';
import { text } from '#kernel/text';
import { DischargeReason } from './codes.js';
import { Because, findingShape, openingShape, remedyShape, RuleSetId, Subject } from './rules/shapes.js';

/**
 * What is told of an engagement. Where a day may be null it is not known; every other day is asked for. Days are those
 * on which a thing happened, in Việt Nam; when it was recorded stands beside every event.
 */
export const events = {
  EngagementOpened: v2(
    { ...openingShape, ruleSetId: RuleSetId.nullable(), subjects: z.array(Subject).min(1).max(200) },
    withTaken,
  ),
  EngagementDeployed: v1({ deployedOn: PlainDate.nullable(), paper: Paper }),
  ConductBegun: v1({ conductedOn: PlainDate }),
  TeamReported: v1({ reportedOn: PlainDate.nullable(), paper: Paper }),
  EngagementExtended: v1({ dueOn: PlainDate, decidedOn: PlainDate.nullable(), paper: Paper, reason: Because }),
  EngagementScopeChanged: v1({
    decidedOn: PlainDate,
    paper: Paper,
    added: z.array(Subject).max(200),
    removed: z.array(Uuid).max(200),
    reason: Because,
  }),
  EngagementPostponed: v1({ decidedOn: PlainDate, resumesOn: PlainDate.nullable(), paper: Paper, reason: Because }),
  EngagementCancelled: v2(
    { cancelledOn: PlainDate, by: Body, paper: Paper, ...takenShape, reason: Because },
    withTaken,
  ),
  EngagementConverted: v1({ convertedOn: PlainDate, into: Uuid, paper: Paper, reason: Because }),
  /** One subject, its notice and its outcome. The day that counts is that of the notice, else `concludedOn`. */
  SubjectConcluded: v1({
    subjectId: Uuid,
    concludedOn: PlainDate.nullable(),
    notice: Paper,
    ...findingShape,
    remedies: z.array(z.strictObject({ remedyId: Uuid, ...remedyShape })).max(50),
  }),
  /** A decision in the world, not a slip of the pen: from its day on, what was concluded of these subjects counts no more. */
  ConclusionRevoked: v2(
    {
      subjectIds: z.array(Uuid).min(1).max(1000),
      revokedOn: PlainDate,
      by: Body,
      paper: Paper,
      ...takenShape,
      reason: Because,
    },
    withTaken,
  ),
  EngagementFollowedUp: v1({
    followedUpOn: PlainDate,
    remedies: z
      .array(z.strictObject({ remedyId: Uuid, done: z.boolean() }))
      .min(1)
      .max(200),
    paper: Paper,
  }),
  ObligationDischarged: v1({
    subjectId: Uuid,
    dischargedOn: PlainDate,
    reason: DischargeReason,
    note: sealed(text(4000), 'case').nullable(),
  }),
  EngagementClosed: v1({ closedOn: PlainDate, fileReference: text(100).nullable() }),
};
export type Events = typeof events;
export type EventName = keyof Events;

/** An event that counts, with its place in the stream. */
export type AnyEntry = {
  readonly [N in EventName]: { readonly type: N; readonly data: DataOf<Events[N]>; readonly revision: number };
}[EventName];
export type Entry<K extends EventName> = Extract<AnyEntry, { readonly type: K }>;

/** What an engagement has come to: what is told of it and counts, in the order of telling. */
export type Engagement = readonly AnyEntry[];

export const entriesOf = <K extends EventName>(engagement: Engagement, ...types: readonly K[]): readonly Entry<K>[] =>
  engagement.filter((entry): entry is Entry<K> => types.some((type) => type === entry.type));

/** The day on which a conclusion counts: that of its notice, else its own; null where neither is known. */
export const countsOn = ({ notice, concludedOn }: Pick<DataOf<Events['SubjectConcluded']>, 'notice' | 'concludedOn'>) =>
  notice.signedOn ?? concludedOn;
