import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { References, referencesIn, referencesInChanges } from '#features/engagements';
import { namesOf, organizations, type OrganizationsDb } from '#features/organizations';
import type { CommandOf } from '#kernel/command';
import { entryCommands, type EntryCommand } from '#kernel/entry-commands';
import { itemId, streamId, Uuid } from '#kernel/ids';
import type { Envelope } from '#platform/event-store/envelope';
import { StreamCommand } from '#platform/event-store/stream-command.handler';
import { Can } from '#platform/http/actor';
import { ExistingStreams } from '#platform/http/existing-streams';
import { Recorded } from '#platform/http/recorded';
import { Answers } from '#platform/http/openapi';
import { cursor, paging } from '#platform/http/paging';
import { CommandAnswer, Enveloped } from '#platform/http/stream-command';
import { answered, type Moment, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { reading } from '#platform/projections/reading';
import { Opener } from '#platform/sealing/opener';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { SEALING, type Sealing } from '#platform/sealing/sealing';
import { assignmentsAnswer, contactsAnswer, remindersAnswer } from './answers.js';
import { routineSupervisions } from './routine-supervision.projection.js';
import { assignmentsOn, contactsOn, remindersOn, type RoutineDb, RoutinePlace } from './routine-supervision.queries.js';
import { About, routineSupervision } from './routine-supervision.js';

/** The shape of what is sealed; part of what a sealed value is bound to. */
const SEALED_SCHEMA = 1;

const { category, commands } = routineSupervision;
const by = { byOrganizationId: Uuid.describe('The organization whose bodies supervise') };
const Assignment = commands.AssignRoutineSupervision.extend(by).meta({ id: 'RoutineAssigning' });
const Contact = commands.RecordRoutineContact.extend(by).meta({ id: 'RoutineContacting' });
const Reminder = commands.GiveRoutineReminder.extend({
  ...by,
  about: About.describe('Sealed before it is recorded'),
}).meta({ id: 'RoutineReminding' });
const Correction = entryCommands.CorrectEntry.meta({ id: 'Correction' });
const Annulment = entryCommands.AnnulEntry.meta({ id: 'Annulment' });
type Of<S extends z.ZodType> = z.output<S>;

const whose = {
  ...paging,
  organizationId: Uuid.optional().describe('The organization that is supervised'),
  byOrganizationId: Uuid.optional().describe('The organization whose bodies supervise'),
};
const ListQuery = question(whose);
const AssignmentsQuery = question({ ...whose, memberId: Uuid.optional() });
type Asked = Of<typeof ListQuery> & { readonly memberId?: Uuid | undefined };
const places = {
  assignments: cursor('routine assignments', RoutinePlace),
  contacts: cursor('routine contacts', RoutinePlace),
  reminders: cursor('routine reminders', RoutinePlace),
};

/** Routine supervision, a record of its own for each organization whose bodies supervise. Many share it: If-Match is optional. */
@Controller('api/routine-supervision')
export class RoutineSupervisionController {
  private readonly db: RoutineDb;
  private readonly names: OrganizationsDb;

  constructor(
    private readonly bus: CommandBus,
    private readonly references: References,
    private readonly streams: ExistingStreams,
    private readonly time: TimeTravel,
    @Inject(SEALING) private readonly sealing: Sealing,
    @Inject(READ_DB) db: Kysely<unknown>,
  ) {
    this.db = reading(db, routineSupervisions);
    this.names = reading(db, organizations);
  }

  /** `id` of the answer is that of the assignment. */
  @Post('assignments')
  @Can('AssignRoutineSupervision')
  async assign(
    @Body({ schema: Assignment }) { byOrganizationId, ...data }: Of<typeof Assignment>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    await this.references.mustExist(referencesIn({ byOrganizationId, ...data }));
    return this.send(byOrganizationId, { type: 'AssignRoutineSupervision', data }, envelope, true);
  }

  @Post('contacts')
  @Can('RecordRoutineContact')
  async contact(
    @Body({ schema: Contact }) { byOrganizationId, ...data }: Of<typeof Contact>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    await this.references.mustExist(referencesIn({ byOrganizationId, ...data }));
    return this.send(byOrganizationId, { type: 'RecordRoutineContact', data }, envelope);
  }

  /** `id` of the answer is that of the reminder. */
  @Post('reminders')
  @Can('GiveRoutineReminder')
  async remind(
    @Body({ schema: Reminder }) { byOrganizationId, ...data }: Of<typeof Reminder>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    await this.references.mustExist(referencesIn({ byOrganizationId, ...data }));
    const stream = streamId(category, byOrganizationId);
    const { commandId } = envelope;
    const owner = { kind: 'case' as const, id: itemId(stream, commandId, 0) };
    const place = { stream, commandId, ordinal: 0, type: 'RoutineReminderGiven', schema: SEALED_SCHEMA };
    const about = await this.sealing.seal(data.about, owner, { ...place, field: 'about' });
    return this.send(byOrganizationId, { type: 'GiveRoutineReminder', data: { ...data, about } }, envelope, true);
  }

  @Post(':byOrganizationId/corrections')
  @Can('CorrectEntry')
  async correct(
    @Param('byOrganizationId', { schema: Uuid }) id: Uuid,
    @Body({ schema: Correction }) data: Of<typeof Correction>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    await this.streams.mustExist(category, id);
    await this.references.mustExist(referencesInChanges(data.changes));
    return this.send(id, { type: 'CorrectEntry', data }, envelope);
  }

  @Post(':byOrganizationId/annulments')
  @Can('AnnulEntry')
  async annul(
    @Param('byOrganizationId', { schema: Uuid }) id: Uuid,
    @Body({ schema: Annulment }) data: Of<typeof Annulment>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    await this.streams.mustExist(category, id);
    return this.send(id, { type: 'AnnulEntry', data }, envelope);
  }

  /** One row for each organization that an assignment names, those begun last first. */
  @Get('assignments')
  @Can('read:routine-supervision')
  @Answers(answered(assignmentsAnswer))
  async assignments(@Query({ schema: AssignmentsQuery }) query: Of<typeof AssignmentsQuery>, @By() by: Caller) {
    const { moment, asked } = await this.asked(query, by, places.assignments);
    const rows = await assignmentsOn(this.db, asked);
    const page = await this.page(moment, query, rows, places.assignments, (row) => row.startsOn);
    const assignments = page.rows.map(({ common, assignmentId, memberId, startsOn: from, endsOn: to }) => ({
      ...common,
      assignmentId,
      memberId,
      from,
      to,
      inForce: to === null || to >= moment.asOf,
    }));
    return { assignments, next: page.next, ...stamp(moment) };
  }

  @Get('contacts')
  @Can('read:routine-supervision')
  @Answers(answered(contactsAnswer))
  async contacts(@Query({ schema: ListQuery }) query: Of<typeof ListQuery>, @By() by: Caller) {
    const { moment, asked } = await this.asked(query, by, places.contacts);
    const rows = await contactsOn(this.db, asked);
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
  @Recorded('SEALED')
  @Answers(answered(remindersAnswer))
  async reminders(@Query({ schema: ListQuery }) query: Of<typeof ListQuery>, @By() by: Caller) {
    const { moment, asked } = await this.asked(query, by, places.reminders);
    const rows = await remindersOn(this.db, asked);
    const page = await this.page(moment, query, rows, places.reminders, (row) => row.remindedOn);
    const told = page.rows.map(async ({ common, stream, eventId, reminderId, remindedOn, topic, about }) => {
      const opener = new Opener(this.sealing);
      const place = { stream, eventId, type: 'RoutineReminderGiven', schema: SEALED_SCHEMA, field: 'about' };
      const opened = await opener.open(about, { ...place, entry: common.entry });
      return { ...common, reminderId, remindedOn, topic, about: opened, erased: [...opener.erased] };
    });
    return { reminders: await Promise.all(told), next: page.next, ...stamp(moment) };
  }

  private async asked(query: Asked, by: Caller, { read }: (typeof places)['contacts']) {
    const moment = await this.time.moment(query, [routineSupervisions.name, organizations.name]);
    const { organizationId, byOrganizationId, memberId, limit } = query;
    return {
      moment,
      asked: {
        ...moment,
        organizationId,
        byOrganizationId,
        memberId,
        limit,
        after: read(query.cursor),
        scope: by.scope,
      },
    };
  }

  private async page<R extends Row>(
    moment: Moment,
    { limit }: { readonly limit: number },
    found: readonly R[],
    { write }: (typeof places)['contacts'],
    dayOf: (row: R) => RoutinePlace['day'],
  ) {
    const rows = found.slice(0, limit);
    const names = await namesOf(this.names, moment, [...new Set(rows.map(({ organizationId }) => organizationId))]);
    const last = found.length > limit ? rows.at(-1) : undefined;
    return {
      rows: rows.map((row) => {
        const { revision: entry, byOrganizationId, organizationId } = row;
        const organizationName = names.get(organizationId) ?? null;
        return { ...row, common: { entry, byOrganizationId, organizationId, organizationName } };
      }),
      next: last ? write({ day: dayOf(last), stream: last.stream, revision: last.revision, item: last.item }) : null,
    };
  }

  private async send(
    byOrganizationId: Uuid,
    command: CommandOf<typeof commands> | EntryCommand,
    envelope: Envelope,
    begins = false,
  ): Promise<CommandAnswer> {
    const stream = streamId(category, byOrganizationId);
    const receipt = await this.bus.execute(new StreamCommand(routineSupervision, stream, command, envelope));
    return new CommandAnswer(
      receipt,
      begins && receipt.eventIds.length > 0 ? itemId(stream, envelope.commandId, 0) : undefined,
    );
  }
}

type Row = Pick<RoutinePlace, 'stream' | 'revision' | 'item'> & {
  readonly organizationId: Uuid;
  readonly byOrganizationId: Uuid;
};
