import { z } from 'zod';
import { codesOf } from '#kernel/text';
import { KINDS, PURPOSES } from './codes.js';

export const readingsAnswer = z.strictObject({
  readings: z.array(
    z
      .strictObject({
        at: z.string().describe('UTC; before the answer was given'),
        personId: z.uuid(),
        role: z.string(),
        organizationId: z.uuid().nullable().describe('For which the role is held; null: the whole store'),
        delegationId: z.uuid().nullable(),
        kind: z.enum(codesOf(KINDS)),
        route: z.string(),
        about: z.record(z.string(), z.string()).describe('What the address named'),
        filters: z.record(z.string(), z.string().nullable()).describe('null: a text was given, which is not kept'),
        purpose: z.enum(codesOf(PURPOSES)),
        requestId: z.uuid(),
      })
      .meta({ id: 'Reading' }),
  ),
  next: z.string().nullable().describe('Cursor of the next page; null at the end'),
});
