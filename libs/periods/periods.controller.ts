import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import type { CommandOf } from '#kernel/command';
import { streamId, Uuid } from '#kernel/ids';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { approving } from '#platform/access/persons-behind';
import type { Envelope } from '#platform/event-store/envelope';
import { Executor } from '#platform/event-store/execute';
import { StreamCommand } from '#platform/event-store/stream-command.handler';
import { Can } from '#platform/http/actor';
import { Costly } from '#platform/http/costly';
import { Answers } from '#platform/http/openapi';
import { notFound } from '#platform/http/problems';
import { CommandAnswer, Enveloped } from '#platform/http/stream-command';
import { KNOWLEDGE, type Knowledge } from '#platform/http/time-travel';
import { periodsAnswer } from './answers.js';
import { told } from './known-periods.js';
import { periodClosing } from './period-closing.js';
import { PeriodFigures } from './period-figures.queries.js';

const { category, commands } = periodClosing;
const Period = commands.PreparePeriod.meta({ id: 'Period' });
type Of<S extends z.ZodType> = z.output<S>;

/** Figures of periods that are over: prepared, compared, closed. Many share the record of an organization. */
@Controller('api/organizations/:id/periods')
export class PeriodsController {
  constructor(
    private readonly bus: CommandBus,
    private readonly executor: Executor,
    private readonly figures: PeriodFigures,
    @Inject(AUTHORITY) private readonly authority: Authority,
    @Inject(KNOWLEDGE) private readonly knowledge: Knowledge,
  ) {}

  /** The figures are computed here and now, of the last day of the period. Sent again, the first answer is given again. */
  @Post()
  @Can('PreparePeriod')
  async prepare(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Period }) data: Of<typeof Period>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    // Days in the wrong order have no figures: the decider says so.
    const figures = data.from <= data.to ? await this.figures.of(id, data, await this.knowledge.head()) : null;
    const facts = figures ? { preparing: { organizationId: id, figures } } : {};
    return this.#send(id, { type: 'PreparePeriod', data }, { ...envelope, facts });
  }

  @Post('closing')
  @HttpCode(201)
  @Can('ClosePeriod')
  async close(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Period }) data: Of<typeof Period>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
    @By() by: Caller,
  ) {
    const actor = by.actorFor({ organizations: [id], members: [] });
    const { events } = await this.executor.recorded(periodClosing, streamId(category, id));
    const since = events.findLastIndex(({ record }) => record.type === 'PeriodClosed') + 1;
    const acted = events.slice(since).map(({ record }) => record.actor);
    const facts = {
      approving: await approving(this.authority, { events, acted, actor, confirmed: 'PeriodConfirmed' }),
    };
    return this.#send(id, { type: 'ClosePeriod', data }, { ...envelope, actor, facts });
  }

  /** What was closed, as it was closed, and beside it what is known now. Who reads of some organizations is told what is closed of theirs. */
  @Get()
  @Costly()
  @Can('read:periods')
  @Answers(z.strictObject(periodsAnswer))
  async list(@Param('id', { schema: Uuid }) id: Uuid, @By() by: Caller) {
    const { everything } = by.scope;
    if (!everything && !by.mayAskAbout(id)) throw notFound();
    const { events, state } = await this.executor.recorded(periodClosing, streamId(category, id));
    const periods = told(events, state).filter(({ status }) => everything || status === 'CLOSED');
    return {
      organizationId: id,
      revision: events.length - 1,
      periods: await Promise.all(
        periods.map(async (period) => {
          const restated = await this.figures.restated(id, period, period.figures);
          const hasChanged = Object.entries(restated).some(
            ([name, value]) => period.figures[name as keyof typeof restated] !== value,
          );
          return { ...period, restated, hasChanged };
        }),
      ),
    };
  }

  async #send(id: Uuid, command: CommandOf<typeof commands>, envelope: Envelope): Promise<CommandAnswer> {
    const sent = new StreamCommand(periodClosing, streamId(category, id), command, envelope);
    return new CommandAnswer(await this.bus.execute(sent));
  }
}
