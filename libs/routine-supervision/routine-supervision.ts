import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { before, PlainDate } from '#kernel/dates';
import { decider, type History } from '#kernel/decider';
import { companionOf, type PastEvent } from '#kernel/effective';
import { type DataOf, v1 } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import { sealed } from '#kernel/sealed';
import { dayText } from '#kernel/sentences';
import { text } from '#kernel/text';
import { ReminderTopic, RoutineManner } from './codes.js';
import { refuse } from './refusals.js';

const assignment = {
  memberId: Uuid.describe('The person who is to keep in touch with the organizations'),
  organizationIds: z.array(Uuid).min(1).max(200),
  from: PlainDate,
  to: PlainDate.nullable().describe('Last day; null: until further notice'),
};
const contact = {
  assignmentId: Uuid.nullable().describe(
    'The assignment under which the contact was made; null: the body itself made it',
  ),
  organizationId: Uuid,
  contactedOn: PlainDate,
  manner: RoutineManner,
};
/** Subject of a reminder; may hold particulars of persons. */
export const About = text(4000);
const reminder = { organizationId: Uuid, remindedOn: PlainDate, topic: ReminderTopic.nullable() };
const about = sealed(About, 'case');

const events = {
  RoutineSupervisionAssigned: v1({ assignmentId: Uuid, ...assignment }),
  RoutineContactRecorded: v1(contact),
  RoutineReminderGiven: v1({ reminderId: Uuid, ...reminder, about }),
};
type Events = typeof events;
type EventName = keyof Events;

const commands = {
  AssignRoutineSupervision: z.strictObject({ ...assignment, to: assignment.to.default(null) }),
  RecordRoutineContact: z.strictObject({ ...contact, assignmentId: contact.assignmentId.default(null) }),
  GiveRoutineReminder: z.strictObject({ ...reminder, topic: reminder.topic.default(null), about }),
};

const by = { byOrganizationId: Uuid.describe('The organization whose bodies supervise') };
/**
 * Request bodies. They name the supervising organization, whose record it is, and hold the text of a reminder in clear.
 */
export const askedCommands = {
  AssignRoutineSupervision: commands.AssignRoutineSupervision.extend(by),
  RecordRoutineContact: commands.RecordRoutineContact.extend(by),
  GiveRoutineReminder: commands.GiveRoutineReminder.extend({
    ...by,
    about: About.describe('Sealed before it is recorded'),
  }),
};

type RoutineEntry = {
  readonly [N in EventName]: { readonly type: N; readonly data: DataOf<Events[N]> };
}[EventName];
type Assigned = DataOf<Events['RoutineSupervisionAssigned']>;

/** The state: all events in force, in the order of recording. */
type Routine = readonly RoutineEntry[];

/**
 * Routine supervision by the bodies of one organization (giám sát thường xuyên): assignments, contacts and reminders.
 * Routine supervision has no decision, notice or conclusion. So it is not an engagement and covers no organization
 * (docs/domain.md 1.3, 15).
 */
export const routineSupervision = decider<Routine>()({
  category: 'routineSupervision',
  twins: 'none: one content is recorded once, and two contacts on one day are two',
  commands,
  routes: {
    ifMatch: 'optional',
    asked: askedCommands,
    of: {
      AssignRoutineSupervision: {
        path: 'assignments',
        name: 'assign',
        body: 'RoutineAssigning',
        ifMatch: 'optional',
        makes: true,
      },
      RecordRoutineContact: { path: 'contacts', name: 'contact', body: 'RoutineContacting', ifMatch: 'optional' },
      GiveRoutineReminder: {
        path: 'reminders',
        name: 'remind',
        body: 'RoutineReminding',
        ifMatch: 'optional',
        makes: true,
      },
    },
    entries: ':byOrganizationId',
  },
  events,
  initial: [],
  decide: {
    AssignRoutineSupervision: (c, s, { newId }) => {
      const isRecorded = s.some(({ type, data }) => type === 'RoutineSupervisionAssigned' && isSame(data, c));
      return isRecorded ? [] : [{ type: 'RoutineSupervisionAssigned', data: { assignmentId: newId(0), ...c } }];
    },
    RecordRoutineContact: (c, s) => {
      const isRecorded = s.some(({ type, data }) => type === 'RoutineContactRecorded' && isDeepStrictEqual(data, c));
      return isRecorded ? [] : [{ type: 'RoutineContactRecorded', data: c }];
    },
    GiveRoutineReminder: (c, _, { newId }) => [{ type: 'RoutineReminderGiven', data: { reminderId: newId(0), ...c } }],
  },
  evolve: {
    RoutineSupervisionAssigned: (s, data) => [...s, { type: 'RoutineSupervisionAssigned', data }],
    RoutineContactRecorded: (s, data) => [...s, { type: 'RoutineContactRecorded', data }],
    RoutineReminderGiven: (s, data) => [...s, { type: 'RoutineReminderGiven', data }],
  },
  concerns: {
    judged: 'by entry',
    of: ({ type, data }) => ({
      organizations: type === 'RoutineSupervisionAssigned' ? data.organizationIds : [data.organizationId],
      members: [],
    }),
  },
  restriction: 'none',
  depending: 'none',
  possible,
});

const isSame = (stated: Assigned, requested: Omit<Assigned, 'assignmentId'>): boolean =>
  isDeepStrictEqual(stated, { ...requested, assignmentId: stated.assignmentId });

/** Checks the whole state, so that no correction or annulment leaves a contact without its assignment. */
function possible(entries: Routine, news: readonly PastEvent[], past: History<Routine>): void {
  const assignments = new Map<Uuid, Assigned>();
  for (const { type, data } of entries) {
    if (type !== 'RoutineSupervisionAssigned') continue;
    const { from, to } = data;
    if (to && before(to, from))
      refuse('AssignmentReversed', { from, to, fromDay: dayText(from).vi, toDay: dayText(to).vi });
    if (new Set(data.organizationIds).size < data.organizationIds.length) refuse('OrganizationTwice');
    assignments.set(data.assignmentId, data);
  }
  for (const { type, data } of entries)
    if (type === 'RoutineContactRecorded' && data.assignmentId !== null) {
      const { assignmentId, organizationId, contactedOn: on } = data;
      const under = assignments.get(assignmentId);
      if (!under) return refuse('NoSuchAssignment', { assignmentId });
      if (
        before(on, under.from) ||
        (under.to && before(under.to, on)) ||
        !under.organizationIds.includes(organizationId)
      )
        refuse('OutsideAssignment', { assignmentId, on, day: dayText(on).vi });
    }
  for (const event of news) {
    const companion = companionOf(event);
    if (companion?.how === 'annulled') continue;
    const first = companion && (past.events[companion.corrects]?.data as Stated);
    checkNews((companion?.data ?? event.data) as Stated, companion?.base === 'RoutineContactRecorded' ? null : first);
  }
}

type Stated = Readonly<Record<string, unknown>>;

/** @param first the original content of a corrected entry, if that entry assigned an id */
function checkNews(data: Stated, first: Stated | null | undefined): void {
  for (const id of ['assignmentId', 'reminderId'])
    if (first && !isDeepStrictEqual(first[id], data[id])) refuse('RoutineIdFixed');
}
