import type { z } from 'zod';
import { idOf } from '#kernel/ids';
import type { SealedText } from '#kernel/sealed';
import { date, facts, nullable, projection, textOf, uuid } from '#platform/projections/projection';
import type { ReminderTopic, RoutineManner } from './codes.js';
import { routineSupervision as decided } from './routine-supervision.js';

/** The supervising organization is taken from the stream id. */
const by = { byOrganizationId: uuid, organizationId: uuid };
/** Many organizations share the record of one: each row belongs to the supervised organization. */
const whose = { of: 'organizationId', judged: 'by entry' } as const;

const tables = {
  /** One row for every organization of an assignment. */
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
  /** The sealed text is bound to `eventId`. */
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
