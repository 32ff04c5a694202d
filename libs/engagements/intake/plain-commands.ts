import { z } from 'zod';
import { Paper } from '#features/papers';
import { Uuid } from '#kernel/ids';
import { text } from '#kernel/text';
import { finding } from '../rules/asked-shapes.js';
import { commands } from '../engagement-commands.js';
import { remedyShape, SubjectNamed } from '../rules/shapes.js';

const SEALED = 'Sealed before it is recorded';
const words = text(4000).describe(SEALED);

/** The finding on one subject in plain content, before sealing. */
const plainFinding = {
  outcome: finding.outcome.describe(`Code of the list "outcomes". That of a person: ${SEALED.toLowerCase()}`),
  rulings: finding.rulings,
  amounts: finding.amounts,
  contentCodes: finding.contentCodes,
  workedAt: finding.workedAt,
  remedies: z
    .array(z.strictObject({ what: words, dueOn: remedyShape.dueOn.default(null) }))
    .max(50)
    .default([]),
};
export type PlainFinding = z.output<z.ZodObject<typeof plainFinding, z.core.$strict>>;

/** Request bodies of the commands that hold sealed values, in plain content. */
export const plainCommands = {
  ConcludeSubjects: commands.ConcludeSubjects.extend({
    outcomes: z
      .array(z.strictObject({ subjectId: Uuid, ...plainFinding }))
      .min(1)
      .max(200),
  }),
  RecordConcludedEngagement: commands.RecordConcludedEngagement.extend({
    subjects: z
      .array(SubjectNamed.extend({ ...plainFinding, notice: Paper.nullable().default(null) }))
      .min(1)
      .max(200),
  }),
  DischargeObligation: commands.DischargeObligation.extend({ note: words.nullable().default(null) }),
};
export type Plain<K extends keyof typeof plainCommands> = z.output<(typeof plainCommands)[K]>;
