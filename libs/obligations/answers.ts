import { z } from 'zod';
import { DISCHARGE_REASONS } from '#features/engagements';
import { Manner } from '#features/organizations';
import { CAPACITIES } from '#features/papers';
import { codesOf } from '#kernel/text';
import { Closure, NotClosedReason, ObligationCode } from './codes.js';

/** Response schema of obligations, for the OpenAPI document. */
export const listAnswer = {
  obligations: z
    .array(
      z
        .strictObject({
          engagementId: z.uuid().nullable().describe('The engagement whose conclusion obliges; null for a disbandment'),
          subjectId: z.uuid().nullable(),
          caseId: z.uuid().nullable().describe('The discipline case whose decision the register lacks; else null'),
          registerEntry: z.int().nullable().describe('The entry of the register that lacks its decision; else null'),
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
          notClosedBy: z
            .array(z.strictObject({ id: z.uuid(), because: NotClosedReason }))
            .describe('Acts that name the conclusion and do not close the obligation, with the reason'),
          answering: z
            .strictObject({
              organizationIds: z
                .array(z.uuid())
                .describe('The organizations that answer for the obligation on the day'),
              through: z
                .array(
                  z.strictObject({
                    organizationId: z.uuid(),
                    how: z.enum([...Manner.options, 'DISSOLVED', 'DISBANDED']),
                    on: z.string(),
                    to: z.array(z.uuid()),
                  }),
                )
                .describe('The steps by which it passed from the organization to them; empty while it exists'),
            })
            .describe('Who answers for the obligation: the organization, its successors, or the one above it'),
        })
        .meta({ id: 'Obligation' }),
    )
    .describe('Oldest first'),
  open: z.int().describe('Number of all obligations open on the day, on this page or not'),
  next: z.string().nullable().describe('Cursor of the next page; null at the end'),
};
