import { Get, Inject, Param, Query } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { Uuid } from '#kernel/ids';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { EVERYTHING } from '#platform/access/reader';
import { CommandDoor } from '#platform/commands/door';
import { Executor } from '#platform/commands/execute';
import { absence } from '#platform/http/tombstone';
import { Can } from '#platform/http/actor';
import { CommandsOf } from '#platform/http/command-routes';
import { Answers } from '#platform/http/openapi';
import { Problem } from '#platform/http/problems';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import { legacyTotalsAnswer } from './answers.js';
import { AGGREGATED, legacySums } from './legacy-sums.js';
import { legacyTotals } from './legacy-totals.js';
import { oldTotals } from './terms.projection.js';
import { type LegacyTotalsDb, legacyTotalsKnown } from './terms.queries.js';
import { WardIntake } from './ward-intake.handler.js';

const ListQuery = question({ organizationId: Uuid.optional().describe('Only the totals that this ward reported') });
const OneQuery = question({});

/** Totals of old reports, stored and added up. Each sum has a note on its meaning. Coverage never uses these totals. */
@CommandsOf(legacyTotals, 'api/legacy-totals')
export class LegacyTotalsController {
  private readonly db: LegacyTotalsDb;

  constructor(
    readonly door: CommandDoor,
    readonly intake: WardIntake,
    private readonly time: TimeTravel,
    private readonly executor: Executor,
    @Inject(READ_DB) db: Kysely<unknown>,
  ) {
    this.db = rowsFor(db, oldTotals, EVERYTHING('totals of old reports are open'));
  }

  @Get()
  @Can('read:legacy-totals')
  @Answers(answered(legacyTotalsAnswer))
  async list(@Query({ schema: ListQuery }) query: z.output<typeof ListQuery>) {
    const moment = await this.time.moment(query, [oldTotals.name]);
    const { organizationId } = query;
    const totals = await legacyTotalsKnown(this.db, { position: moment.position, organizationId });
    return {
      legacyTotals: totals.map((row) => ({ ...row, mark: AGGREGATED, sums: legacySums(row.lines) })),
      ...stamp(moment),
    };
  }

  /** Always refuses with a reason, because totals do not state which organizations they count. */
  @Get(':id/coverage')
  @Can('read:legacy-totals')
  @Answers(z.never())
  async coverage(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: OneQuery }) query: z.output<typeof OneQuery>,
    @By() by: Caller,
  ): Promise<never> {
    const moment = await this.time.moment(query, [oldTotals.name]);
    const allTotals = await legacyTotalsKnown(this.db, moment);
    const row = allTotals.find(({ legacyTotalsId }) => legacyTotalsId === id);
    if (!row) throw await absence(this.executor, { decider: legacyTotals, id, position: moment.position, by });
    throw new Problem('no-detail', { facts: { mark: { ...AGGREGATED }, source: row.source, remark: row.remark } });
  }
}
