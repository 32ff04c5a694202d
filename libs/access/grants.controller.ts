import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { RegisterDirectory } from '#features/organizations';
import type { CommandOf } from '#kernel/decider';
import { itemId, streamId, Uuid } from '#kernel/ids';
import { codesOf } from '#kernel/text';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import type { Envelope } from '#platform/event-store/execute';
import { StreamCommand } from '#platform/event-store/stream-command.handler';
import { Can } from '#platform/http/actor';
import { ExistingStreams } from '#platform/http/existing-streams';
import { Answers } from '#platform/http/openapi';
import { fieldProblem } from '#platform/http/problems';
import { CommandAnswer, Enveloped } from '#platform/http/stream-command';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { reading } from '#platform/projections/reading';
import { access } from './access.js';
import { grantsAnswer, rolesAnswer } from './answers.js';
import { ROLES } from './codes.js';
import { grants } from './grants.projection.js';
import { type GrantsDb, grantsKnown } from './grants.queries.js';
import { RoleTable } from './role-table.js';

const Granting = access.commands.GrantRole.meta({ id: 'Granting' });
const Withdrawal = access.commands.WithdrawRole.omit({ grantId: true }).meta({ id: 'WithdrawalOfRole' });
const Delegating = access.commands.GiveDelegation.meta({ id: 'Delegating' });
const EndOfDelegation = access.commands.EndDelegation.omit({ delegationId: true }).meta({ id: 'EndOfDelegation' });
const ListQuery = question({ personId: Uuid.optional().describe('Only of this person') });

/** Who may do what, by recorded acts; and what each lets another do meanwhile. */
@Controller('api')
export class GrantsController {
  private readonly db: GrantsDb;

  constructor(
    private readonly bus: CommandBus,
    private readonly streams: ExistingStreams,
    private readonly directory: RegisterDirectory,
    private readonly time: TimeTravel,
    private readonly table: RoleTable,
    @Inject(READ_DB) db: Kysely<unknown>,
  ) {
    this.db = reading(db, grants);
  }

  /** `id` of the answer is that of the grant. */
  @Post('persons/:personId/grants')
  @Can('GrantRole')
  async grant(
    @Param('personId', { schema: Uuid }) personId: Uuid,
    @Body({ schema: Granting }) data: z.output<typeof Granting>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    await this.#mustExist(data.organizationId);
    return this.#send(personId, { type: 'GrantRole', data }, envelope, true);
  }

  @Post('persons/:personId/grants/:grantId/withdrawal')
  @Can('WithdrawRole')
  async withdraw(
    @Param('personId', { schema: Uuid }) personId: Uuid,
    @Param('grantId', { schema: Uuid }) grantId: Uuid,
    @Body({ schema: Withdrawal }) data: z.output<typeof Withdrawal>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    await this.streams.mustExist(access.category, personId);
    return this.#send(personId, { type: 'WithdrawRole', data: { ...data, grantId } }, envelope);
  }

  /** `id` of the answer is that of the delegation. */
  @Post('persons/:personId/delegations')
  @Can('GiveDelegation')
  async delegate(
    @Param('personId', { schema: Uuid }) personId: Uuid,
    @Body({ schema: Delegating }) data: z.output<typeof Delegating>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    await this.#mustExist(data.organizationId);
    return this.#send(personId, { type: 'GiveDelegation', data }, envelope, true);
  }

  @Post('persons/:personId/delegations/:delegationId/end')
  @Can('EndDelegation')
  async endDelegation(
    @Param('personId', { schema: Uuid }) personId: Uuid,
    @Param('delegationId', { schema: Uuid }) delegationId: Uuid,
    @Body({ schema: EndOfDelegation }) data: z.output<typeof EndOfDelegation>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    await this.streams.mustExist(access.category, personId);
    return this.#send(personId, { type: 'EndDelegation', data: { ...data, delegationId } }, envelope);
  }

  /** Grants and delegations in the organizations that the caller may ask about, and whether they hold on the day. */
  @Get('grants')
  @Can('read:grants')
  @Answers(answered(grantsAnswer))
  async list(@Query({ schema: ListQuery }) query: z.output<typeof ListQuery>, @By() by: Caller) {
    const moment = await this.time.moment(query, [grants.name]);
    const { asOf, known } = moment;
    return { ...(await grantsKnown(this.db, { asOf, known, personId: query.personId }, by.scope)), ...stamp(moment) };
  }

  /** What each role may do and read. */
  @Get('roles')
  @Can('read:code-lists')
  @Answers(rolesAnswer)
  roles() {
    return { roles: codesOf(ROLES).map((code) => ({ code, ...ROLES[code], permissions: [...this.table.of(code)] })) };
  }

  async #mustExist(organizationId: Uuid | null): Promise<void> {
    if (organizationId === null || (await this.directory.registerOf(organizationId)) !== null) return;
    throw fieldProblem('body', 'organizationId', 'not-found', {
      vi: 'Không có tổ chức đảng nào mang mã này',
      en: 'No organization has this id',
    });
  }

  async #send(personId: Uuid, command: CommandOf<typeof access.commands>, envelope: Envelope, makes = false) {
    const stream = streamId(access.category, personId);
    const made = makes ? itemId(stream, envelope.commandId, 0) : undefined;
    return new CommandAnswer(await this.bus.execute(new StreamCommand(access, stream, command, envelope)), made);
  }
}
