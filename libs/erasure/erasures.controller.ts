import { Get, Inject, Query } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { members, ResidentMembers } from '#features/members';
import { codesOf } from '#kernel/text';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { readerOf } from '#platform/access/reader';
import { CommandDoor } from '#platform/commands/door';
import { Executor } from '#platform/commands/execute';
import { Can } from '#platform/http/actor';
import { CommandsOf } from '#platform/http/command-routes';
import { judgedByDays } from '#kernel/day-ranges';
import { dayBetween } from '#platform/http/day-filters';
import { Answers } from '#platform/http/openapi';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import { erasuresAnswer, rulesAnswer } from './answers.js';
import { DELAYS, LEGAL_BASES } from './codes.js';
import { erasure } from './erasure.js';
import { ErasureIntake } from './erasure-intake.handler.js';
import { erasures } from './erasures.projection.js';
import { erasuresOn } from './erasures.queries.js';
import { ownersShown } from './owners-shown.handler.js';

const ListQuery = question(dayBetween('executed', 'executed'));
type Of<S extends z.ZodType> = z.output<S>;

/**
 * Erasure of what is sealed for a person or a case, requested, approved and executed by three persons; and the holds
 * that prevent it.
 */
@CommandsOf(erasure, 'api/erasures')
export class ErasuresController {
  constructor(
    readonly door: CommandDoor,
    readonly intake: ErasureIntake,
    private readonly executor: Executor,
    private readonly members: ResidentMembers,
    private readonly time: TimeTravel,
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
  ) {}

  /** Those of whose owners the caller may know; neither those about the caller. */
  @Get()
  @Can('read:erasures')
  @Answers(answered(erasuresAnswer))
  async list(@Query({ schema: ListQuery }) query: Of<typeof ListQuery>, @By() by: Caller) {
    const moment = await this.time.moment(query, [erasures.name, members.name]);
    await this.members.follow(moment.checkpoints);
    const linked = this.members.groups(moment.position);
    const all = await erasuresOn(rowsFor(this.db, erasures, readerOf(by)), moment, linked);
    const owners = await ownersShown(
      this.executor,
      all.map(({ ownerId }) => ownerId),
      by,
    );
    const days = { from: query.executedFrom, to: query.executedTo };
    const judged = all
      .filter(({ ownerId }) => owners.has(ownerId))
      .map((one) => ({ one, days: judgedByDays([[days, [one.execution?.on ?? null]]]) }));
    return {
      erasures: judged.flatMap((item) => (item.days === 'within' ? [item.one] : [])),
      withoutDay: judged.filter((item) => item.days === 'unknown').length,
      ...stamp(moment),
    };
  }

  /** Legal bases and waiting periods, each with its source and confidence. */
  @Get('rules')
  @Can('read:code-lists')
  @Answers(rulesAnswer)
  rules() {
    return {
      legalBases: codesOf(LEGAL_BASES).map((code) => ({ code, ...LEGAL_BASES[code] })),
      delays: DELAYS.map((delay) => ({ ...delay })),
    };
  }
}
