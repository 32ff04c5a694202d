import { z } from 'zod';
import { codesOf } from '#kernel/text';
import { KINDS, PURPOSES } from './codes.js';

export const readingsAnswer = z.strictObject({
  readings: z.array(
    z
      .strictObject({
        at: z.string().describe('UTC; the reading is recorded before the answer is sent'),
        personId: z.uuid(),
        role: z.string(),
        organizationId: z
          .uuid()
          .nullable()
          .describe('The organization for which the reader holds the role; null: the whole store'),
        delegationId: z.uuid().nullable(),
        kind: z.enum(codesOf(KINDS)),
        route: z.string(),
        about: z.record(z.string(), z.string()).describe('The parameters of the path'),
        filters: z
          .record(z.string(), z.string().nullable())
          .describe('The parameters of the query; null: a free text, which is not stored'),
        purpose: z.enum(codesOf(PURPOSES)),
        requestId: z.uuid(),
      })
      .meta({ id: 'Reading' }),
  ),
  next: z.string().nullable().describe('Cursor of the next page; null at the end'),
});
