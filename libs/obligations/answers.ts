import { z } from 'zod';
import { DISCHARGE_REASONS } from '#features/engagements';
import { CAPACITIES } from '#features/papers';
import { codesOf } from '#kernel/text';
import { Closure, ObligationCode } from './codes.js';

/** Response schema of obligations, for the OpenAPI document. */
export const listAnswer = {
  obligations: z
    .array(
      z
        .strictObject({
          engagementId: z.uuid(),
          subjectId: z.uuid(),
          organizationId: z.uuid(),
          memberId: z.uuid().nullable(),
          capacity: z.enum(codesOf(CAPACITIES)),
          noticeNumber: z.string().nullable(),
          since: z.string().nullable().describe('The day from which the conclusion counts; null: not known'),
          obliges: ObligationCode,
          closed: z
            .strictObject({
              by: Closure,
              on: z.string().nullable(),
              id: z
                .uuid()
                .nullable()
                .describe('The engagement or discipline case that closed the obligation; null for a discharge'),
              reason: z.enum(codesOf(DISCHARGE_REASONS)).nullable(),
            })
            .nullable(),
          underWay: z
            .uuid()
            .nullable()
            .describe('A discipline case that was opened for the obligation and has not ended'),
        })
        .meta({ id: 'Obligation' }),
    )
    .describe('Oldest first'),
  open: z.int().describe('Number of all obligations open on the day, on this page or not'),
  next: z.string().nullable().describe('Cursor of the next page; null at the end'),
};
