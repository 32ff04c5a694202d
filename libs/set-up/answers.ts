import { z } from 'zod';

/** Response schema of the set-up, for the OpenAPI document. */
export const setUpAnswer = z.strictObject({
  state: z
    .enum(['NONE', 'OPEN', 'CLOSED'])
    .describe('OPEN: no figure is official yet. NONE: a demo store, or a store opened before set-ups were recorded'),
  administratorId: z.uuid().nullable(),
  chairId: z.uuid().nullable(),
  proposal: z.int().nullable().describe('The entry by which one of the two proposed to close the set-up; null: none'),
});
