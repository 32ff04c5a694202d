import { Get, Inject, Query } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { members, NamedPersons, NOTHING_SAID } from '#features/members';
import { lifeRemarks, livesOf, namesOf, organizations, type OrganizationsDb } from '#features/organizations';
import { Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { EVERYTHING, readerOf } from '#platform/access/reader';
import { CommandDoor } from '#platform/commands/door';
import { Can } from '#platform/http/actor';
import { CommandsOf } from '#platform/http/command-routes';
import { dayBetween } from '#platform/http/day-filters';
import { Answers } from '#platform/http/openapi';
import { cursor, paging } from '#platform/http/paging';
import { Opens, OpensIfRecorded, RecordsReading } from '#platform/http/records-reading';
import { answered, type Moment, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import { Opener } from '#platform/sealing/opener';
import type { Openings } from '#platform/sealing/openings';
import { SEALING, type Sealing } from '#platform/sealing/sealing';
import { assignmentsAnswer, contactsAnswer, remindersAnswer } from './answers.js';
import { RoutineIntake, SEALED_SCHEMA } from './routine-intake.handler.js';
import { routineSupervision } from './routine-supervision.js';
import { routineSupervisions } from './routine-supervision.projection.js';
import { assignmentsOn, contactsOn, remindersOn, RoutinePlace } from './routine-supervision.queries.js';

type Of<S extends z.ZodType> = z.output<S>;

const whose = {
  ...paging,
  organizationId: Uuid.optional().describe('The organization that is supervised'),
  byOrganizationId: Uuid.optional().describe('The organization whose bodies supervise'),
};
const ContactsQuery = question({ ...whose, ...dayBetween('contacted', 'contacted') });
const RemindersQuery = question({ ...whose, ...dayBetween('reminded', 'reminded') });
const AssignmentsQuery = question({
  ...whose,
  memberId: Uuid.optional(),
  ...dayBetween('started', 'assigned with its first day'),
});
type RoutineFilter = Of<ReturnType<typeof question<typeof whose>>> & { readonly memberId?: Uuid | undefined };
const places = {
  assignments: cursor('routine assignments', RoutinePlace),
  contacts: cursor('routine contacts', RoutinePlace),
  reminders: cursor('routine reminders', RoutinePlace),
};

/**
 * Routine supervision, one record for each supervising organization. Many people add to a record, mostly about different
 * cells, so If-Match is optional.
 */
@CommandsOf(routineSupervision, 'api/routine-supervision')
export class RoutineSupervisionController {
  private readonly names: OrganizationsDb;

  constructor(
    readonly door: CommandDoor,
    readonly intake: RoutineIntake,
    private readonly time: TimeTravel,
    @Inject(SEALING) private readonly sealing: Sealing,
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
    private readonly persons: NamedPersons,
  ) {
    this.names = rowsFor(db, organizations, EVERYTHING('names of organizations are those of the open register'));
  }

  /** One row for each organization of an assignment, latest start first. */
  @Get('assignments')
  @Can('read:routine-supervision')
  @RecordsReading('NAMES', { onlyForPurpose: true })
  @Answers(answered(assignmentsAnswer))
  async assignments(
    @Query({ schema: AssignmentsQuery }) query: Of<typeof AssignmentsQuery>,
    @OpensIfRecorded() openings: Openings | null,
    @By() by: Caller,
  ) {
    const { moment, seen, asked } = await this.asked(query, by, places.assignments);
    const days = { from: query.startedFrom, to: query.startedTo };
    const rows = await assignmentsOn(seen, { ...asked, days });
    const page = await this.page(moment, query, rows, places.assignments, (row) => row.startsOn);
    for (const { stream, memberId } of page.rows) openings?.record(stream, [memberId]);
    const assignments = page.rows.map(async ({ common, assignmentId, memberId, startsOn: from, endsOn: to }) => {
      const beside = await this.persons.remarks([{ ...NOTHING_SAID, memberId, what: ASSIGNING, on: from }], moment);
      return {
        ...common,
        warnings: [...common.warnings, ...beside.map(({ code, vi, en }) => ({ code, vi, en }))],
        assignmentId,
        memberId,
        from,
        to,
        inForce: to === null || to >= moment.asOf,
      };
    });
    return { assignments: await Promise.all(assignments), next: page.next, ...stamp(moment) };
  }

  @Get('contacts')
  @Can('read:routine-supervision')
  @Answers(answered(contactsAnswer))
  async contacts(@Query({ schema: ContactsQuery }) query: Of<typeof ContactsQuery>, @By() by: Caller) {
    const { moment, seen, asked } = await this.asked(query, by, places.contacts);
    const days = { from: query.contactedFrom, to: query.contactedTo };
    const rows = await contactsOn(seen, { ...asked, days });
    const page = await this.page(moment, query, rows, places.contacts, (row) => row.contactedOn);
    const contacts = page.rows.map(({ common, assignmentId, contactedOn, manner }) => ({
      ...common,
      assignmentId,
      contactedOn,
      manner,
    }));
    return { contacts, next: page.next, ...stamp(moment) };
  }

  @Get('reminders')
  @Can('read:routine-supervision')
  @RecordsReading('SEALED')
  @Answers(answered(remindersAnswer))
  async reminders(
    @Query({ schema: RemindersQuery }) query: Of<typeof RemindersQuery>,
    @Opens() openings: Openings,
    @By() by: Caller,
  ) {
    const { moment, seen, asked } = await this.asked(query, by, places.reminders);
    const days = { from: query.remindedFrom, to: query.remindedTo };
    const rows = await remindersOn(seen, { ...asked, days });
    const page = await this.page(moment, query, rows, places.reminders, (row) => row.remindedOn);
    const reminders = page.rows.map(async ({ common, stream, eventId, reminderId, remindedOn, topic, about }) => {
      const opener = new Opener(this.sealing, openings.record(stream, []));
      const place = { stream, eventId, type: 'RoutineReminderGiven', schema: SEALED_SCHEMA, field: 'about' };
      const opened = await opener.open(about, { ...place, entry: common.entry });
      return { ...common, reminderId, remindedOn, topic, about: opened, erased: [...opener.erased] };
    });
    return { reminders: await Promise.all(reminders), next: page.next, ...stamp(moment) };
  }

  private async asked(query: RoutineFilter, by: Caller, { read }: (typeof places)['contacts']) {
    const moment = await this.time.moment(query, [routineSupervisions.name, organizations.name, members.name]);
    const { organizationId, byOrganizationId, memberId, limit } = query;
    return {
      moment,
      seen: rowsFor(this.db, routineSupervisions, readerOf(by)),
      asked: {
        ...moment,
        organizationId,
        byOrganizationId,
        memberId,
        limit,
        after: read(query.cursor),
      },
    };
  }

  private async page<R extends Row>(
    moment: Moment,
    { limit }: { readonly limit: number },
    matches: readonly R[],
    { write }: (typeof places)['contacts'],
    dayOf: (row: R) => RoutinePlace['day'],
  ) {
    const rows = matches.slice(0, limit);
    const named = [
      ...new Set(rows.flatMap(({ organizationId, byOrganizationId }) => [organizationId, byOrganizationId])),
    ];
    const names = await namesOf(this.names, moment, named);
    const lives = await livesOf(this.names, moment, named);
    const nameOf = (id: Uuid) => names.get(id) ?? null;
    const last = matches.length > limit ? rows.at(-1) : undefined;
    return {
      rows: rows.map((row) => {
        const { revision: entry, byOrganizationId, organizationId } = row;
        const acts = [{ what: ROUTINE, on: dayOf(row) }];
        const remarks = lifeRemarks(
          [
            { organizationId, as: 'SUBJECT', body: null, acts },
            { organizationId: byOrganizationId, as: 'BODY', body: null, acts },
          ],
          lives,
          nameOf,
        );
        const warnings = remarks.map(({ code, vi, en }) => ({ code, vi, en }));
        const organizationName = nameOf(organizationId);
        return { ...row, common: { entry, byOrganizationId, organizationId, organizationName, warnings } };
      }),
      next: last ? write({ day: dayOf(last), stream: last.stream, revision: last.revision, item: last.item }) : null,
    };
  }
}

const ASSIGNING = { vi: 'việc phân công', en: 'assignment' };
const ROUTINE = { vi: 'việc giám sát thường xuyên', en: 'routine supervision' };
type Row = Pick<RoutinePlace, 'stream' | 'revision' | 'item'> & {
  readonly organizationId: Uuid;
  readonly byOrganizationId: Uuid;
};
