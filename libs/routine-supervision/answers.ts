import { z } from 'zod';
import { NAMED_CODES } from '#features/members';
import { LIFE_CODES } from '#features/organizations';
import { ErasedField } from '#kernel/erased';
import { ReminderTopic, RoutineManner } from './codes.js';

/** Response schemas of routine supervision, for the OpenAPI document. */
const id = z.uuid();
const common = {
  entry: z.int().describe('The entry that states this, in the record of `byOrganizationId`'),
  byOrganizationId: id.describe('The organization whose bodies supervise'),
  organizationId: id,
  organizationName: z.string().nullable().describe('The name on the day asked about'),
  warnings: z
    .array(
      z
        .strictObject({ code: z.enum([...LIFE_CODES, ...NAMED_CODES]), vi: z.string(), en: z.string() })
        .meta({ id: 'WarningOfRoutine' }),
    )
    .describe('What is strange about the day, by the register; never a reason to refuse the entry'),
};
const next = z.string().nullable().describe('Cursor of the next page; null at the end');

export const assignmentsAnswer = {
  assignments: z.array(
    z
      .strictObject({
        ...common,
        assignmentId: id,
        memberId: id,
        from: z.string(),
        to: z.string().nullable(),
        inForce: z.boolean().describe('Whether the assignment is in force on the day asked about'),
      })
      .meta({ id: 'RoutineAssignment' }),
  ),
  next,
};
export const contactsAnswer = {
  contacts: z.array(
    z
      .strictObject({ ...common, assignmentId: id.nullable(), contactedOn: z.string(), manner: RoutineManner })
      .meta({ id: 'RoutineContact' }),
  ),
  next,
};
export const remindersAnswer = {
  reminders: z.array(
    z
      .strictObject({
        ...common,
        reminderId: id,
        remindedOn: z.string(),
        topic: ReminderTopic.nullable(),
        about: z.string().nullable().describe('The text of the reminder; null: erased'),
        erased: z.array(ErasedField),
      })
      .meta({ id: 'RoutineReminder' }),
  ),
  next,
};
