import { z } from 'zod';
import { Body, Paper, taken, UNKNOWN_PAPER } from '#features/papers';
import { PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { sealed } from '#kernel/sealed';
import { text } from '#kernel/text';
import { DischargeReason } from './codes.js';
import { Because, findingShape, openingShape, remedyShape, SubjectNamed } from './rules/shapes.js';

const paper = Paper.default(UNKNOWN_PAPER);
const day = PlainDate.nullable().default(null);

/** What an order to open says; what nobody stated may be left out. */
const opening = {
  ...openingShape,
  decision: paper,
  ...taken,
  theme: openingShape.theme.default(null),
  contentCodes: openingShape.contentCodes.default([]),
  reviewPeriod: openingShape.reviewPeriod.default(null),
  dueOn: day,
  team: openingShape.team.default([]),
  programmeItemId: openingShape.programmeItemId.default(null),
  combinedWith: openingShape.combinedWith.default(null),
  arisesFrom: openingShape.arisesFrom.default(null),
  secrecyGrade: openingShape.secrecyGrade.default(null),
};

/** What is found of a subject, with the remedies asked for; each gets its id when it is recorded. */
export const finding = {
  outcome: findingShape.outcome.default(null),
  sealedOutcome: findingShape.sealedOutcome.default(null),
  rulings: findingShape.rulings.default([]),
  amounts: findingShape.amounts.default([]),
  contentCodes: findingShape.contentCodes.default([]),
  workedAt: findingShape.workedAt.default([]),
  remedies: z
    .array(z.strictObject({ ...remedyShape, dueOn: day }))
    .max(50)
    .default([]),
};

const Outcomes = z
  .array(z.strictObject({ subjectId: Uuid, ...finding }))
  .min(1)
  .max(200);

export const commands = {
  OpenEngagement: z.strictObject({ ...opening, subjects: z.array(SubjectNamed).min(1).max(200) }),
  DeployEngagement: z.strictObject({ deployedOn: day, paper }),
  BeginConduct: z.strictObject({ conductedOn: PlainDate }),
  ReportByTeam: z.strictObject({ reportedOn: day, paper }),
  ExtendEngagement: z.strictObject({ dueOn: PlainDate, decidedOn: day, paper, reason: Because }),
  ChangeScope: z.strictObject({
    decidedOn: PlainDate,
    paper,
    added: z.array(SubjectNamed).max(200).default([]),
    removed: z.array(Uuid).max(200).default([]),
    reason: Because,
  }),
  PostponeEngagement: z.strictObject({ decidedOn: PlainDate, resumesOn: day, paper, reason: Because }),
  CancelEngagement: z.strictObject({ cancelledOn: PlainDate, by: Body, paper, ...taken, reason: Because }),
  ConvertEngagement: z.strictObject({ convertedOn: PlainDate, into: Uuid, paper, reason: Because }),
  /** One notice for the subjects named, one event for each of them, in this order. */
  ConcludeSubjects: z.strictObject({ concludedOn: day, notice: paper, outcomes: Outcomes }),
  /** No subjects named: every one that is concluded and not revoked. */
  RevokeConclusion: z.strictObject({
    subjectIds: z.array(Uuid).max(200).default([]),
    revokedOn: PlainDate,
    by: Body,
    paper,
    ...taken,
    reason: Because,
  }),
  FollowUp: z.strictObject({
    followedUpOn: PlainDate,
    remedies: z
      .array(z.strictObject({ remedyId: Uuid, done: z.boolean() }))
      .min(1)
      .max(200),
    paper,
  }),
  DischargeObligation: z.strictObject({
    subjectId: Uuid,
    dischargedOn: PlainDate,
    reason: DischargeReason,
    note: sealed(text(4000), 'case').nullable().default(null),
  }),
  CloseEngagement: z.strictObject({ closedOn: PlainDate, fileReference: text(100).nullable().default(null) }),
  /**
   * A whole paper file in one go, for papers already signed. A step whose day is null is not recorded: nobody knows more
   * than that it must have been. Every subject is concluded, by its own notice where it has one, else by that of the file.
   */
  RecordConcludedEngagement: z.strictObject({
    ...opening,
    deployedOn: day,
    conductedOn: day,
    reportedOn: day,
    concludedOn: day,
    notice: paper,
    subjects: z
      .array(SubjectNamed.extend({ ...finding, notice: Paper.nullable().default(null) }))
      .min(1)
      .max(200),
  }),
};
export type Commands = typeof commands;
export type WholeFile = z.output<Commands['RecordConcludedEngagement']>;
export type Finding = z.output<z.ZodObject<typeof finding, z.core.$strict>>;
