import { z } from 'zod';
import { FATES } from '#kernel/fates';

const words = z.strictObject({ vi: z.string(), en: z.string() });
const moment = z.string().nullable();

const Sealed = z
  .strictObject({ field: z.string(), label: words, value: words.describe('What the field holds, opened') })
  .meta({ id: 'SealedHeld' });

const Entry = z
  .strictObject({
    revision: z.int().describe('The number of the entry in its record'),
    type: z.string(),
    recordedAt: z.string(),
    status: z.enum(FATES),
    happenedOn: z.array(z.strictObject({ field: z.string(), label: words, on: z.string() }).meta({ id: 'HeldDay' })),
    sentence: words,
    actorRole: z.string().describe('The role of whoever recorded it'),
    fields: z.array(z.string()).describe('The fields that name the person; empty if the entry is about them otherwise'),
    sealed: z.array(Sealed).describe('What the entry holds sealed for the person'),
  })
  .meta({ id: 'EntryHeld' });

export const heldAnswer = {
  memberIds: z
    .array(z.uuid())
    .describe('The ids of the person that the answer covers: the one asked for and those linked with it'),
  otherRecords: z
    .array(z.string())
    .describe(
      'Codes of linked records that the answer leaves out, for the person themselves: the committee tells them',
    ),
  particulars: z
    .array(
      z
        .strictObject({
          memberId: z.uuid(),
          code: z
            .string()
            .meta({ examples: ['ĐV-0412'] })
            .nullable(),
          name: z
            .string()
            .meta({ examples: ['Nguyễn Văn A'] })
            .nullable(),
          bornOn: z.string().nullable(),
          cardNumber: z.string().nullable(),
          isErased: z.boolean(),
        })
        .meta({ id: 'ParticularsHeld' }),
    )
    .describe('Name, day of birth and number of the card, as stated last'),
  records: z
    .array(
      z
        .strictObject({
          stream: z.string(),
          category: z.string(),
          called: words.nullable().describe('What other records call it; null: by its kind alone'),
          entries: z.array(Entry),
        })
        .meta({ id: 'RecordHeld' }),
    )
    .describe(
      'Every record that names the person and that may be told: cases, roles, accounts, grants, holds and others',
    ),
  readings: z
    .strictObject({
      count: z.int().describe('Readings of these records that opened them and named the person'),
      readers: z.int(),
      first: moment,
      last: moment,
      report: z.string().nullable().describe('Where the report on them is asked for; null for the person themselves'),
    })
    .meta({ id: 'ReadingsHeld' }),
};
