import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { pastEvent } from '#kernel/catalog';
import type { CommandOf } from '#kernel/command';
import { entryCommands, type EntryCommand } from '#kernel/entry-commands';
import { WHOLE_STORE } from '#kernel/concern';
import { newStreamId, streamId, Uuid } from '#kernel/ids';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { approving } from '#platform/access/persons-behind';
import type { Envelope } from '#platform/event-store/envelope';
import { Executor } from '#platform/event-store/execute';
import { StreamCommand } from '#platform/event-store/stream-command.handler';
import { Can } from '#platform/http/actor';
import { ExistingStreams } from '#platform/http/existing-streams';
import { Answers } from '#platform/http/openapi';
import { CommandAnswer, Enveloped } from '#platform/http/stream-command';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { reading } from '#platform/projections/reading';
import { actsBeforeApproval } from './acts-before-approval.js';
import { countingRulesAnswer } from './answers.js';
import { countingRule } from './counting-rule.js';
import { countingRules } from './counting-rules.projection.js';
import { type CountingRulesDb, rulesKnown } from './counting-rules.queries.js';
import { ruleFor } from './rule-versions.js';
import { DEFAULT_RULE } from './rule.js';

type RuleCommand = CommandOf<typeof countingRule.commands> | EntryCommand;

const Definition = countingRule.commands.DefineCountingRule.meta({ id: 'CountingRuleDefinition' });
const Approval = countingRule.commands.ApproveCountingRule.meta({ id: 'CountingRuleApproval' });
const Correction = entryCommands.CorrectEntry.meta({ id: 'Correction' });
const Annulment = entryCommands.AnnulEntry.meta({ id: 'Annulment' });
const ListQuery = question({});

/** Ways of counting the target: their versions, and which of them a body has approved. */
@Controller('api/counting-rules')
export class CountingRulesController {
  private readonly db: CountingRulesDb;

  constructor(
    private readonly bus: CommandBus,
    private readonly streams: ExistingStreams,
    private readonly time: TimeTravel,
    private readonly executor: Executor,
    @Inject(AUTHORITY) private readonly authority: Authority,
    @Inject(READ_DB) db: Kysely<unknown>,
  ) {
    this.db = reading(db, countingRules);
  }

  @Post()
  @Can('DefineCountingRule')
  define(
    @Body({ schema: Definition }) data: z.output<typeof Definition>,
    @Enveloped({ ifMatch: 'none' }) envelope: Envelope,
  ) {
    const id = newStreamId(countingRule.category, envelope.actor.id, envelope.commandId);
    return this.send(id, { type: 'DefineCountingRule', data }, envelope, id);
  }

  /** A new version of the rule; those before it stay as they are. */
  @Post(':id/versions')
  @Can('DefineCountingRule')
  defineNext(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Definition }) data: z.output<typeof Definition>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    return this.change(id, { type: 'DefineCountingRule', data }, envelope);
  }

  @Post(':id/approval')
  @Can('ApproveCountingRule')
  async approve(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Approval }) data: z.output<typeof Approval>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
    @By() by: Caller,
  ) {
    const actor = by.actorFor(WHOLE_STORE);
    const { events } = await this.executor.recorded(countingRule, streamId(countingRule.category, id));
    const past = events.map(({ record }) => pastEvent(countingRule.catalog, record));
    const acted = actsBeforeApproval(past, data.version).flatMap((revision) => events[revision]?.record.actor ?? []);
    const known = { events, acted, actor, confirmed: 'CountingRuleConfirmed' };
    const facts = { approving: await approving(this.authority, known) };
    return this.change(id, { type: 'ApproveCountingRule', data }, { ...envelope, actor, facts });
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

  /** Every version, the default with the source of each choice, and the one that the day is counted by. */
  @Get()
  @Can('read:counting-rules')
  @Answers(answered(countingRulesAnswer))
  async list(@Query({ schema: ListQuery }) query: z.output<typeof ListQuery>) {
    const moment = await this.time.moment(query, [countingRules.name]);
    const versions = await rulesKnown(this.db, moment.known);
    const inForce = ruleFor(versions, moment.asOf, undefined);
    const { name, version, rule, sources } = DEFAULT_RULE;
    return {
      inForce: inForce && {
        countingRuleId: inForce.countingRuleId,
        name: inForce.name,
        version: inForce.version,
        approved: inForce.approved,
      },
      versions,
      default: { name, version, rule, sources },
      ...stamp(moment),
    };
  }

  private async change(id: Uuid, command: RuleCommand, envelope: Envelope): Promise<CommandAnswer> {
    await this.streams.mustExist(countingRule.category, id);
    return this.send(id, command, envelope);
  }

  private async send(id: Uuid, command: RuleCommand, envelope: Envelope, made?: Uuid): Promise<CommandAnswer> {
    const stream = streamId(countingRule.category, id);
    return new CommandAnswer(await this.bus.execute(new StreamCommand(countingRule, stream, command, envelope)), made);
  }
}
