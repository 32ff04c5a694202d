import type { z } from 'zod';
import { idOf } from '#kernel/ids';
import type { SealedText } from '#kernel/sealed';
import { date, facts, nullable, projection, textOf, uuid } from '#platform/projections/projection';
import type { ReminderTopic, RoutineManner } from './codes.js';
import { routineSupervision as decided } from './routine-supervision.js';

/** `byOrganizationId` is the supervising organization, taken from the stream's name. */
const by = { byOrganizationId: uuid, organizationId: uuid };
/**
 * The record of a supervising organization is about many organizations. A row is visible to readers of the supervised
 * one.
 */
const whose = { of: 'organizationId', judged: 'by entry' } as const;

const tables = {
  /** One row for each organization of an assignment. */
  assignments: facts(
    { ...by, assignmentId: uuid, memberId: uuid, startsOn: date, endsOn: nullable(date) },
    { whose, indexes: [['organizationId'], ['memberId']] },
  ),
  contacts: facts(
    {
      ...by,
      assignmentId: nullable(uuid),
      contactedOn: date,
      manner: textOf<z.output<typeof RoutineManner>>(),
    },
    { whose, indexes: [['organizationId', 'contactedOn'], ['contactedOn']] },
  ),
  /** The sealed text of a reminder is bound to `eventId`. */
  reminders: facts(
    {
      ...by,
      reminderId: uuid,
      remindedOn: date,
      topic: nullable(textOf<z.output<typeof ReminderTopic>>()),
      about: textOf<SealedText>(),
      eventId: uuid,
    },
    { whose, indexes: [['organizationId', 'remindedOn'], ['remindedOn']] },
  ),
};

/** The facts of routine supervision. Coverage never reads them. */
export const routineSupervisions = projection({
  name: 'routine',
  version: 1,
  of: decided.events,
  tables,
  on: {
    RoutineSupervisionAssigned: (e, { assignments }) => {
      const { assignmentId, memberId, organizationIds, from: startsOn, to: endsOn } = e.data;
      const row = { byOrganizationId: idOf(e.stream), assignmentId, memberId, startsOn, endsOn };
      return organizationIds.map((organizationId, i) => assignments.put(e, { ...row, organizationId }, i));
    },
    RoutineContactRecorded: (e, { contacts }) => contacts.put(e, { byOrganizationId: idOf(e.stream), ...e.data }),
    RoutineReminderGiven: (e, { reminders }) =>
      reminders.put(e, { byOrganizationId: idOf(e.stream), ...e.data, eventId: e.id }),
  },
});
