import { z } from 'zod';
import { withoutDayShape } from '#kernel/day-ranges';
import { ErasureStatus, HoldGround, LegalBasis, OwnerKind } from './codes.js';

/** Response schemas of erasures, for the OpenAPI document. */
const document = z.strictObject({ number: z.string().nullable(), signedOn: z.string().nullable() });
const by = z.uuid().describe('The person who acted');

const linkedIds = z.array(z.uuid()).describe('Other records of the same person, as linked then');

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
          .strictObject({
            by,
            executableFrom: z.string().describe('First day on which the erasure may be executed'),
            linkedIds,
          })
          .nullable(),
        execution: z.strictObject({ by, on: z.string(), linkedIds }).nullable(),
        linked: z
          .strictObject({
            covered: z
              .array(z.uuid())
              .describe('Other records of the same person: those that would go with it now, or went with it'),
            notCovered: z
              .array(z.uuid())
              .describe('Those linked after the approval, which prevent the execution, or linked after the execution'),
            holds: z
              .int()
              .describe('Holds on the other records, proposed ones included; they prevent the erasure, too'),
          })
          .describe('Other records of the same person, by the links as known at the moment of the answer'),
        warnings: z.array(z.strictObject({ vi: z.string(), en: z.string() })),
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
