import { Get, Inject, Query } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { EVERYTHING } from '#platform/access/reader';
import { CommandDoor } from '#platform/commands/door';
import { Can } from '#platform/http/actor';
import { CommandsOf } from '#platform/http/command-routes';
import { Answers } from '#platform/http/openapi';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import { countingRulesAnswer } from './answers.js';
import { countingRule } from './counting-rule.js';
import { CountingRuleIntake } from './counting-rule-intake.handler.js';
import { countingRules } from './counting-rules.projection.js';
import { type CountingRulesDb, rulesKnown } from './counting-rules.queries.js';
import { DEFAULT_RULE } from './rule.js';
import { ruleFor } from './rule-versions.js';

const ListQuery = question({});

/** Rules for counting the target: their versions and approvals. */
@CommandsOf(countingRule, 'api/counting-rules')
export class CountingRulesController {
  private readonly db: CountingRulesDb;

  constructor(
    readonly door: CommandDoor,
    readonly intake: CountingRuleIntake,
    private readonly time: TimeTravel,
    @Inject(READ_DB) db: Kysely<unknown>,
  ) {
    this.db = rowsFor(db, countingRules, EVERYTHING('counting rules are open'));
  }

  /**
   * Every version, the default rule with the source of each choice, and the version in force on the day asked about.
   */
  @Get()
  @Can('read:counting-rules')
  @Answers(answered(countingRulesAnswer))
  async list(@Query({ schema: ListQuery }) query: z.output<typeof ListQuery>) {
    const moment = await this.time.moment(query, [countingRules.name]);
    const versions = await rulesKnown(this.db, moment.position);
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
}
