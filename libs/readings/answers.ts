import { z } from 'zod';
import { codesOf } from '#kernel/text';
import { KINDS, PURPOSES } from './codes.js';

const reader = {
  personId: z.uuid(),
  role: z.string(),
  organizationId: z
    .uuid()
    .nullable()
    .describe('The organization for which the reader holds the role; null: the whole store'),
  delegationId: z.uuid().nullable(),
};
const record = {
  category: z.string().describe('The kind of record, as in the path of its history'),
  id: z.uuid(),
  members: z.array(z.uuid()).describe('The members whom the record was about when it was read'),
};
const times = {
  first: z.string().describe('UTC'),
  last: z.string().describe('UTC'),
  times: z.int(),
};

export const readingsAnswer = z.strictObject({
  readings: z.array(
    z
      .strictObject({
        at: z.string().describe('UTC; the reading is recorded before the answer is sent'),
        ...reader,
        kind: z.enum(codesOf(KINDS)),
        route: z.string(),
        about: z.record(z.string(), z.string()).describe('The parameters of the path'),
        filters: z
          .record(z.string(), z.string().nullable())
          .describe('The parameters of the query; null: a free text, which is not stored'),
        purpose: z.enum(codesOf(PURPOSES)),
        opened: z
          .array(z.strictObject(record).meta({ id: 'OpenedRecord' }))
          .describe('The records whose content the answer held; empty if none, or if the request was refused'),
        requestId: z.uuid(),
      })
      .meta({ id: 'Reading' }),
  ),
  next: z.string().nullable().describe('Cursor of the next page; null at the end'),
});

export const reportAnswer = z.strictObject({
  from: z.string().describe('UTC'),
  to: z.string().describe('UTC'),
  readings: z.int().describe('Number of readings in the report'),
  readers: z
    .array(
      z
        .strictObject({
          ...reader,
          ...times,
          ways: z
            .array(
              z.strictObject({
                ...times,
                kind: z.enum(codesOf(KINDS)),
                route: z.string(),
                purpose: z.enum(codesOf(PURPOSES)),
                opened: z.int().describe('Readings whose answer held a record that the report is about'),
              }),
            )
            .describe('By which routes and for which purposes'),
          records: z
            .array(z.strictObject({ ...record, ...times }))
            .describe('The records that the answers held, of those that the report is about'),
        })
        .meta({ id: 'ReaderInReport' }),
    )
    .describe('One entry for each person, role and delegation'),
});
