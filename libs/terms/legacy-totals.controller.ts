import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { CommandOf } from '#kernel/command';
import { entryCommands, type EntryCommand } from '#kernel/entry-commands';
import { newStreamId, streamId, Uuid } from '#kernel/ids';
import type { Envelope } from '#platform/event-store/envelope';
import { StreamCommand } from '#platform/event-store/stream-command.handler';
import { Can } from '#platform/http/actor';
import { ExistingStreams } from '#platform/http/existing-streams';
import { Answers } from '#platform/http/openapi';
import { notFound, Problem } from '#platform/http/problems';
import { CommandAnswer, Enveloped } from '#platform/http/stream-command';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { reading } from '#platform/projections/reading';
import { legacyTotalsAnswer } from './answers.js';
import { AGGREGATED, legacySums } from './legacy-sums.js';
import { legacyTotals } from './legacy-totals.js';
import { oldTotals } from './terms.projection.js';
import { type LegacyTotalsDb, legacyTotalsKnown } from './terms.queries.js';
import { Wards } from './ward.handler.js';

const Totals = legacyTotals.commands.RecordLegacyTotals.meta({ id: 'LegacyTotalsRecord' });
const Correction = entryCommands.CorrectEntry.meta({ id: 'Correction' });
const Annulment = entryCommands.AnnulEntry.meta({ id: 'Annulment' });
const ListQuery = question({ organizationId: Uuid.optional().describe('Only what this ward reported') });
const OneQuery = question({});
type Ordered = CommandOf<typeof legacyTotals.commands> | EntryCommand;

/** Totals of old reports: kept, added up with what each sum means, never taken for coverage. */
@Controller('api/legacy-totals')
export class LegacyTotalsController {
  private readonly db: LegacyTotalsDb;

  constructor(
    private readonly bus: CommandBus,
    private readonly wards: Wards,
    private readonly streams: ExistingStreams,
    private readonly time: TimeTravel,
    @Inject(READ_DB) db: Kysely<unknown>,
  ) {
    this.db = reading(db, oldTotals);
  }

  @Post()
  @Can('RecordLegacyTotals')
  async record(
    @Body({ schema: Totals }) data: z.output<typeof Totals>,
    @Enveloped({ ifMatch: 'none' }) envelope: Envelope,
  ) {
    await this.wards.mustBeWard(data.organizationId);
    const id = newStreamId(legacyTotals.category, envelope.actor.id, envelope.commandId);
    return this.send(id, { type: 'RecordLegacyTotals', data }, envelope, id);
  }

  @Post(':id/corrections')
  @Can('CorrectEntry')
  async correct(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Correction }) data: z.output<typeof Correction>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    await this.streams.mustExist(legacyTotals.category, id);
    return this.send(id, { type: 'CorrectEntry', data }, envelope);
  }

  @Post(':id/annulments')
  @Can('AnnulEntry')
  async annul(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Annulment }) data: z.output<typeof Annulment>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    await this.streams.mustExist(legacyTotals.category, id);
    return this.send(id, { type: 'AnnulEntry', data }, envelope);
  }

  @Get()
  @Can('read:legacy-totals')
  @Answers(answered(legacyTotalsAnswer))
  async list(@Query({ schema: ListQuery }) query: z.output<typeof ListQuery>) {
    const moment = await this.time.moment(query, [oldTotals.name]);
    const { organizationId } = query;
    const found = await legacyTotalsKnown(this.db, { known: moment.known, organizationId });
    return {
      legacyTotals: found.map((row) => ({ ...row, mark: AGGREGATED, sums: legacySums(row.lines) })),
      ...stamp(moment),
    };
  }

  /** Always refused, with the reason: totals do not say which organizations they tell of. */
  @Get(':id/coverage')
  @Can('read:legacy-totals')
  @Answers(z.never())
  async coverage(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: OneQuery }) query: z.output<typeof OneQuery>,
  ): Promise<never> {
    const moment = await this.time.moment(query, [oldTotals.name]);
    const found = await legacyTotalsKnown(this.db, moment);
    const row = found.find(({ legacyTotalsId }) => legacyTotalsId === id);
    if (!row) throw notFound();
    throw new Problem('no-detail', { facts: { mark: { ...AGGREGATED }, source: row.source, remark: row.remark } });
  }

  private async send(id: Uuid, command: Ordered, envelope: Envelope, made?: Uuid): Promise<CommandAnswer> {
    const stream = streamId(legacyTotals.category, id);
    return new CommandAnswer(await this.bus.execute(new StreamCommand(legacyTotals, stream, command, envelope)), made);
  }
}
