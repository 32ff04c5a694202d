import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { CommandOf } from '#kernel/command';
import { entryCommands, type EntryCommand } from '#kernel/entry-commands';
import { itemId, newStreamId, streamId, Uuid } from '#kernel/ids';
import type { Envelope } from '#platform/event-store/envelope';
import { StreamCommand } from '#platform/event-store/stream-command.handler';
import { Can } from '#platform/http/actor';
import { ExistingStreams } from '#platform/http/existing-streams';
import { Answers } from '#platform/http/openapi';
import { notFound } from '#platform/http/problems';
import { CommandAnswer, Enveloped } from '#platform/http/stream-command';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { reading } from '#platform/projections/reading';
import { oneTermAnswer, termsAnswer } from './answers.js';
import { term } from './term.js';
import { terms } from './terms.projection.js';
import { termsAsOf, type TermsDb } from './terms.queries.js';
import { Wards } from './ward.handler.js';
import { termOn } from './window.js';

const TermOpening = term.commands.OpenTerm.meta({ id: 'TermOpening' });
const TermEnd = term.commands.EndTerm.meta({ id: 'TermEnd' });
const Target = term.commands.SetTarget.meta({ id: 'Target' });
const Correction = entryCommands.CorrectEntry.meta({ id: 'Correction' });
const Annulment = entryCommands.AnnulEntry.meta({ id: 'Annulment' });
const ListQuery = question({ organizationId: Uuid.optional().describe('Only the terms of this ward') });
const OneQuery = question({});

/** Terms of ward committees and the targets of their resolutions. Few people share a term: If-Match is optional. */
@Controller('api/terms')
export class TermsController {
  private readonly db: TermsDb;

  constructor(
    private readonly bus: CommandBus,
    private readonly wards: Wards,
    private readonly streams: ExistingStreams,
    private readonly time: TimeTravel,
    @Inject(READ_DB) db: Kysely<unknown>,
  ) {
    this.db = reading(db, terms);
  }

  @Post()
  @Can('OpenTerm')
  async open(
    @Body({ schema: TermOpening }) data: z.output<typeof TermOpening>,
    @Enveloped({ ifMatch: 'none' }) envelope: Envelope,
  ) {
    await this.wards.mustBeWard(data.organizationId);
    const id = newStreamId(term.category, envelope.actor.id, envelope.commandId);
    return this.send(id, { type: 'OpenTerm', data }, envelope, id);
  }

  @Post(':id/end')
  @Can('EndTerm')
  async end(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: TermEnd }) data: z.output<typeof TermEnd>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    return this.change(id, { type: 'EndTerm', data }, envelope);
  }

  @Post(':id/targets')
  @Can('SetTarget')
  async setTarget(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Target }) data: z.output<typeof Target>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    const targetId = itemId(streamId(term.category, id), envelope.commandId, 0);
    return this.change(id, { type: 'SetTarget', data }, envelope, targetId);
  }

  @Post(':id/corrections')
  @Can('CorrectEntry')
  correct(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Correction }) data: z.output<typeof Correction>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    return this.change(id, { type: 'CorrectEntry', data }, envelope);
  }

  @Post(':id/annulments')
  @Can('AnnulEntry')
  annul(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Annulment }) data: z.output<typeof Annulment>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    return this.change(id, { type: 'AnnulEntry', data }, envelope);
  }

  /** All terms, first by beginning; `current` is the term that the day falls in. */
  @Get()
  @Can('read:terms')
  @Answers(answered(termsAnswer))
  async list(@Query({ schema: ListQuery }) query: z.output<typeof ListQuery>) {
    const moment = await this.time.moment(query, [terms.name]);
    const { organizationId } = query;
    const found = await termsAsOf(this.db, { known: moment.known, organizationId });
    const current = (one: (typeof found)[number]) => termOn(found, one.organizationId, moment.asOf) === one;
    return { terms: found.map((one) => ({ ...one, current: current(one) })), ...stamp(moment) };
  }

  @Get(':id')
  @Can('read:terms')
  @Answers(answered(oneTermAnswer))
  async one(@Param('id', { schema: Uuid }) id: Uuid, @Query({ schema: OneQuery }) query: z.output<typeof OneQuery>) {
    const moment = await this.time.moment(query, [terms.name]);
    const found = await termsAsOf(this.db, moment);
    const one = found.find(({ termId }) => termId === id);
    if (!one) throw notFound();
    return { term: { ...one, current: termOn(found, one.organizationId, moment.asOf) === one }, ...stamp(moment) };
  }

  private async change(
    id: Uuid,
    command: CommandOf<typeof term.commands> | EntryCommand,
    envelope: Envelope,
    made?: Uuid,
  ): Promise<CommandAnswer> {
    await this.streams.mustExist(term.category, id);
    return this.send(id, command, envelope, made);
  }

  private async send(
    id: Uuid,
    command: CommandOf<typeof term.commands> | EntryCommand,
    envelope: Envelope,
    made?: Uuid,
  ): Promise<CommandAnswer> {
    const stream = streamId(term.category, id);
    return new CommandAnswer(await this.bus.execute(new StreamCommand(term, stream, command, envelope)), made);
  }
}
