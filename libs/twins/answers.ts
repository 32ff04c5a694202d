import { z } from 'zod';
import { PlainDate } from '#kernel/dates';
import { TwinCategory, TwinKind } from '#kernel/twins';

const one = z
  .strictObject({
    category: TwinCategory.describe('Category of the record; "organization" for an organization of the register'),
    id: z.uuid(),
  })
  .meta({ id: 'SuspectedTwin' });

/** Two that may be one, in lists and in the review of a record. */
export const pairAnswer = z
  .strictObject({
    kind: TwinKind,
    first: one,
    second: one,
    number: z.string().nullable().describe('The number of the paper that both cite, as the first one has it'),
    day: PlainDate.nullable().describe('The day that both have'),
    name: z.string().nullable().describe('The name of the second organization'),
  })
  .meta({ id: 'SuspectedTwins' });

export const listAnswer = {
  pairs: z.array(pairAnswer),
  next: z.string().nullable().describe('Cursor of the next page; null at the end'),
};
