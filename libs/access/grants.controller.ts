import { Get, Inject, Query } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { Uuid } from '#kernel/ids';
import { codesOf } from '#kernel/text';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { readerOf } from '#platform/access/reader';
import { CommandDoor } from '#platform/commands/door';
import { Can } from '#platform/http/actor';
import { CommandsOf } from '#platform/http/command-routes';
import { Answers } from '#platform/http/openapi';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import { access } from './access.js';
import { grantsAnswer, rolesAnswer } from './answers.js';
import { ROLES } from './codes.js';
import { GrantsIntake } from './grants-intake.handler.js';
import { grants } from './grants.projection.js';
import { grantsKnown } from './grants.queries.js';
import { RoleTable } from './role-table.js';

const ListQuery = question({ personId: Uuid.optional().describe('Only the grants and delegations of this person') });

/** Grants of roles, and delegations from one person to another. */
@CommandsOf(access, 'api')
export class GrantsController {
  constructor(
    readonly door: CommandDoor,
    readonly intake: GrantsIntake,
    private readonly time: TimeTravel,
    private readonly table: RoleTable,
    @Inject(READ_DB) private readonly db: Kysely<unknown>,
  ) {}

  /** Lists grants and delegations in the caller's scope, each with whether it is in force on the day asked about. */
  @Get('grants')
  @Can('read:grants')
  @Answers(answered(grantsAnswer))
  async list(@Query({ schema: ListQuery }) query: z.output<typeof ListQuery>, @By() by: Caller) {
    const moment = await this.time.moment(query, [grants.name]);
    const { asOf, position } = moment;
    const seen = rowsFor(this.db, grants, readerOf(by));
    return { ...(await grantsKnown(seen, { asOf, position, personId: query.personId })), ...stamp(moment) };
  }

  /** The permissions of each role. */
  @Get('roles')
  @Can('read:code-lists')
  @Answers(rolesAnswer)
  roles() {
    return { roles: codesOf(ROLES).map((code) => ({ code, ...ROLES[code], permissions: [...this.table.of(code)] })) };
  }
}
