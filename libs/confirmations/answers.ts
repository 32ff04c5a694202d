import { z } from 'zod';
import { pairAnswer } from '#features/twins';
import { ReturnGround } from '#kernel/confirmation';
import { ConfirmationStatus, RecordKind } from './codes.js';

/** Response schemas of confirmations, for the OpenAPI document. */
const record = { recordKind: RecordKind, id: z.uuid(), status: ConfirmationStatus };
const returnedFor = {
  ground: ReturnGround.nullable().describe('Why the record was sent back; null: it was not'),
  entries: z.array(z.int()).describe('The entries that the reviewer found wrong'),
};

export const reviewAnswer = {
  ...record,
  revision: z.int().describe('The revision to send as If-Match'),
  contentHash: z.string().describe('Merkle Tree Hash (RFC 9162) of the leaf hashes of all entries up to this revision'),
  mayConfirm: z
    .boolean()
    .describe(
      'Whether the caller may confirm and recorded none of the unconfirmed entries; false if there are later entries',
    ),
  ...returnedFor,
  suspectedTwins: z
    .array(pairAnswer)
    .describe('Pairs of this record and another one that may be the same, and that the caller may see'),
};

export const listAnswer = {
  records: z.array(
    z
      .strictObject({
        ...record,
        upTo: z.int().nullable().describe('The last entry that a second person has compared; null: none'),
        by: z.uuid().nullable().describe('The person who compared it'),
        ...returnedFor,
      })
      .meta({ id: 'RecordToConfirm' }),
  ),
  next: z.string().nullable().describe('Cursor of the next page; null at the end'),
};
