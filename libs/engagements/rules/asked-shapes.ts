import { z } from 'zod';
import { Paper, taken, UNKNOWN_PAPER } from '#features/papers';
import { PlainDate } from '#kernel/dates';
import { findingShape, openingShape, remedyShape, SubjectNamed } from './shapes.js';

export const paper = Paper.default(UNKNOWN_PAPER);
export const day = PlainDate.nullable().default(null);

/** The request to open an engagement. Unknown values may be left out. */
export const opening = {
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

/** The finding on a subject, with its remedies. Remedies have no ids yet; ids are assigned on recording. */
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

/**
 * The whole file of a concluded engagement in one request. A step with a null day is not recorded. Every subject has a
 * conclusion. Its notice is its own if the subject has one, else the notice of the file.
 */
export const WholeFile = z.strictObject({
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
});
export type WholeFile = z.output<typeof WholeFile>;
export type Finding = z.output<z.ZodObject<typeof finding, z.core.$strict>>;
