import { z } from 'zod';
import { withoutDayShape } from '#kernel/day-ranges';
import { ErasureStatus, HoldGround, LegalBasis, OwnerKind } from './codes.js';

/** Response schemas of erasures, for the OpenAPI document. */
const document = z.strictObject({ number: z.string().nullable(), signedOn: z.string().nullable() });
const by = z.uuid().describe('The person who acted');

export const erasuresAnswer = {
  ...withoutDayShape,
  erasures: z.array(
    z
      .strictObject({
        ownerId: z.uuid(),
        ownerKind: OwnerKind,
        status: ErasureStatus,
        revision: z
          .int()
          .describe('The revision to send as If-Match; both erasures of an id that is a person and a case share it'),
        holds: z
          .array(z.strictObject({ holdId: z.uuid(), ground: HoldGround, by, document }))
          .describe('Holds in force: while there is one, no erasure is approved or executed'),
        proposedHolds: z
          .array(z.strictObject({ proposal: z.int().describe('The entry with the proposal'), by }))
          .describe('Holds that one person has proposed; they prevent an erasure until somebody agrees or declines'),
        request: z.strictObject({ by, legalBasis: LegalBasis, document }).nullable(),
        approval: z
          .strictObject({ by, executableFrom: z.string().describe('First day on which the erasure may be executed') })
          .nullable(),
        execution: z.strictObject({ by, on: z.string() }).nullable(),
      })
      .meta({ id: 'Erasure' }),
  ),
};

const sourced = {
  code: z.string(),
  vi: z.string(),
  en: z.string(),
  source: z.string(),
  confidence: z.enum(['V', 'S', 'U', 'H']),
};
export const rulesAnswer = z.strictObject({
  legalBases: z.array(z.strictObject(sourced).meta({ id: 'LegalBasis' })),
  delays: z.array(
    z
      .strictObject({
        from: z.string().describe('Applies to approvals from this day on'),
        days: z.int(),
        vi: z.string(),
        en: z.string(),
        source: z.string(),
        confidence: z.enum(['V', 'S', 'U', 'H']),
      })
      .meta({ id: 'ErasureDelay' }),
  ),
});
