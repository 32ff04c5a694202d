import { z } from 'zod';
import { ReturnGround } from '#kernel/confirmation';
import { ConfirmationStatus, RecordKind } from './codes.js';

/** Response schemas of confirmations, for the OpenAPI document. */
const record = { recordKind: RecordKind, id: z.uuid(), status: ConfirmationStatus };
const returnedFor = {
  ground: ReturnGround.nullable().describe('Of one that was sent back'),
  entries: z.array(z.int()).describe('The entries that are said to be wrong'),
};

export const reviewAnswer = z
  .strictObject({
    ...record,
    revision: z.int().describe('For If-Match'),
    contentHash: z
      .string()
      .describe('Of all entries up to this revision: Merkle Tree Hash of their leaf hashes, RFC 9162'),
    mayConfirm: z
      .boolean()
      .describe('Whether the caller is somebody else than those who recorded what is not confirmed, and may confirm'),
    ...returnedFor,
  })
  .meta({ id: 'RecordReview' });

export const listAnswer = {
  records: z.array(
    z
      .strictObject({
        ...record,
        upTo: z.int().nullable().describe('The entry up to which a second person compared it last; null: never'),
        by: z.uuid().nullable().describe('Who did'),
        ...returnedFor,
      })
      .meta({ id: 'RecordToConfirm' }),
  ),
  next: z.string().nullable().describe('Cursor of the next page; null at the end'),
};
