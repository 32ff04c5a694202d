import { Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { streamId, Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { CommandDoor } from '#platform/commands/door';
import { Executor } from '#platform/commands/execute';
import { Can } from '#platform/http/actor';
import { CommandsOf } from '#platform/http/command-routes';
import { Costly } from '#platform/http/costly';
import { Answers } from '#platform/http/openapi';
import { notFound } from '#platform/http/problems';
import { periodsAnswer } from './answers.js';
import { periodsOf } from './known-periods.js';
import { periodClosing } from './period-closing.js';
import { PeriodFigures } from './period-figures.queries.js';
import { PeriodIntake } from './period-intake.handler.js';

/** Figures of past periods, prepared, confirmed and closed. Many people share the record of one organization. */
@CommandsOf(periodClosing, 'api/organizations/:id/periods')
export class PeriodsController {
  constructor(
    readonly door: CommandDoor,
    readonly intake: PeriodIntake,
    private readonly executor: Executor,
    private readonly figures: PeriodFigures,
  ) {}

  /**
   * Closed figures, and beside them the figures as known now. A caller sees the periods of organizations in the
   * caller's scope.
   */
  @Get()
  @Costly()
  @Can('read:periods')
  @Answers(z.strictObject(periodsAnswer))
  async list(@Param('id', { schema: Uuid }) id: Uuid, @By() by: Caller) {
    const { everything } = by.scope;
    if (!everything && !by.mayAskAbout(id)) throw notFound();
    const { events, state } = await this.executor.recorded(periodClosing, streamId(periodClosing.category, id));
    const periods = periodsOf(events, state).filter(({ status }) => everything || status === 'CLOSED');
    return {
      organizationId: id,
      revision: events.length - 1,
      periods: await Promise.all(
        periods.map(async (period) => {
          const restated = await this.figures.restated(id, period, period.figures);
          const hasChanged = Object.entries(restated).some(
            ([name, value]) => name !== 'unconfirmed' && period.figures[name as keyof typeof restated] !== value,
          );
          return { ...period, restated, hasChanged };
        }),
      ),
    };
  }
}
