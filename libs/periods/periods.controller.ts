import { Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { READ_MODELS } from '#features/coverage';
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
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { periodsAnswer } from './answers.js';
import { periodsOf } from './known-periods.js';
import { periodClosing } from './period-closing.js';
import { PeriodFigures } from './period-figures.queries.js';
import { PeriodIntake } from './period-intake.handler.js';

const ListQuery = question({});

/** Figures of past periods, prepared, confirmed and closed. Many people share the record of one organization. */
@CommandsOf(periodClosing, 'api/organizations/:id/periods')
export class PeriodsController {
  constructor(
    readonly door: CommandDoor,
    readonly intake: PeriodIntake,
    private readonly executor: Executor,
    private readonly figures: PeriodFigures,
    private readonly time: TimeTravel,
  ) {}

  /**
   * The figures of the periods that are over on the day, and beside them the figures as known at the moment. A caller
   * sees the periods of organizations in the caller's scope.
   */
  @Get()
  @Costly()
  @Can('read:periods')
  @Answers(answered(periodsAnswer))
  async list(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: ListQuery }) query: z.output<typeof ListQuery>,
    @By() by: Caller,
  ) {
    const { everything } = by.scope;
    if (!everything && !by.mayAskAbout(id)) throw notFound();
    const moment = await this.time.moment(query, READ_MODELS);
    // The present record is read from the log itself, which may be ahead of the read models.
    const upTo = query.knownAt === undefined ? null : moment.position;
    const { events, state } = await this.executor.recorded(periodClosing, streamId(periodClosing.category, id), upTo);
    const periods = periodsOf(events, state).filter(
      ({ status, to }) => (everything || status === 'CLOSED') && to <= moment.asOf,
    );
    return {
      organizationId: id,
      revision: events.length - 1,
      periods: await Promise.all(
        periods.map(async (period) => {
          const restated = await this.figures.restated(id, period, period.figures, query.knownAt);
          const hasChanged = Object.entries(restated).some(
            ([name, value]) => name !== 'unconfirmed' && period.figures[name as keyof typeof restated] !== value,
          );
          return { ...period, restated, hasChanged };
        }),
      ),
      ...stamp(moment),
    };
  }
}
