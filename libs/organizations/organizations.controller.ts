import { Body, Controller, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { z } from 'zod';
import type { CommandOf } from '#kernel/command';
import { entryCommands, type EntryCommand } from '#kernel/entry-commands';
import { itemId, newStreamId, streamId, Uuid } from '#kernel/ids';
import type { Envelope } from '#platform/event-store/envelope';
import { StreamCommand } from '#platform/event-store/stream-command.handler';
import { Can } from '#platform/http/actor';
import { fieldProblem, notFound } from '#platform/http/problems';
import { CommandAnswer, Enveloped } from '#platform/http/stream-command';
import { RegisterDirectory } from './questions/register-directory.handler.js';
import { register } from './register.js';

const { commands } = register;
const Establishment = commands.EstablishOrganization.omit({ organizationId: true }).meta({ id: 'Establishment' });
const Renaming = commands.RenameOrganization.omit({ organizationId: true }).meta({ id: 'Renaming' });
const Move = commands.MoveOrganization.omit({ organizationId: true }).meta({ id: 'Move' });
const Reclassification = commands.ReclassifyOrganization.omit({ organizationId: true }).meta({
  id: 'Reclassification',
});
const Dissolution = commands.DissolveOrganization.omit({ organizationId: true }).meta({ id: 'Dissolution' });
const Disbandment = commands.DisbandOrganization.omit({ organizationId: true }).meta({ id: 'Disbandment' });
const MemberCount = commands.CountMembers.omit({ organizationId: true }).meta({ id: 'MemberCount' });
const Reorganization = commands.ReorganizeOrganizations.meta({ id: 'Reorganization' });
const Correction = entryCommands.CorrectEntry.meta({ id: 'Correction' });
const Annulment = entryCommands.AnnulEntry.meta({ id: 'Annulment' });

type RegisterCommand = CommandOf<typeof commands> | EntryCommand;
type Named = Exclude<RegisterCommand, EntryCommand | { type: 'EstablishOrganization' | 'ReorganizeOrganizations' }>;

/** The changes of the registers. Many people share a register, so If-Match is for those who want it. */
@Controller('api')
export class OrganizationsController {
  constructor(
    private readonly bus: CommandBus,
    private readonly directory: RegisterDirectory,
  ) {}

  @Post('organizations')
  @Can('EstablishOrganization')
  async establish(
    @Body({ schema: Establishment }) data: z.output<typeof Establishment>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    if (data.parentId === null) {
      const wardId = newStreamId(register.category, envelope.actor.id, envelope.commandId);
      return this.send(
        wardId,
        { type: 'EstablishOrganization', data: { ...data, organizationId: wardId } },
        envelope,
        wardId,
      );
    }
    const registerId = await this.directory.registerOf(data.parentId);
    if (registerId === null) throw unknown('parentId');
    const id = itemId(streamId(register.category, registerId), envelope.commandId, 0);
    return this.send(
      registerId,
      { type: 'EstablishOrganization', data: { ...data, organizationId: null } },
      envelope,
      id,
    );
  }

  @Post('organizations/:id/renaming')
  @Can('RenameOrganization')
  rename(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Renaming }) data: z.output<typeof Renaming>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    return this.change({ type: 'RenameOrganization', data: { ...data, organizationId: id } }, envelope);
  }

  @Post('organizations/:id/move')
  @Can('MoveOrganization')
  move(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Move }) data: z.output<typeof Move>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    return this.change({ type: 'MoveOrganization', data: { ...data, organizationId: id } }, envelope);
  }

  @Post('organizations/:id/reclassification')
  @Can('ReclassifyOrganization')
  reclassify(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Reclassification }) data: z.output<typeof Reclassification>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    return this.change({ type: 'ReclassifyOrganization', data: { ...data, organizationId: id } }, envelope);
  }

  @Post('organizations/:id/dissolution')
  @Can('DissolveOrganization')
  dissolve(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Dissolution }) data: z.output<typeof Dissolution>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    return this.change({ type: 'DissolveOrganization', data: { ...data, organizationId: id } }, envelope);
  }

  @Post('organizations/:id/disbandment')
  @Can('DisbandOrganization')
  disband(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Disbandment }) data: z.output<typeof Disbandment>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    return this.change({ type: 'DisbandOrganization', data: { ...data, organizationId: id } }, envelope);
  }

  @Post('organizations/:id/member-counts')
  @Can('CountMembers')
  count(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: MemberCount }) data: z.output<typeof MemberCount>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    return this.change({ type: 'CountMembers', data: { ...data, organizationId: id } }, envelope);
  }

  @Post('organizations/:id/corrections')
  @Can('CorrectEntry')
  correct(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Correction }) data: z.output<typeof Correction>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    return this.amend(id, { type: 'CorrectEntry', data }, envelope);
  }

  @Post('organizations/:id/annulments')
  @Can('AnnulEntry')
  annul(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Annulment }) data: z.output<typeof Annulment>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    return this.amend(id, { type: 'AnnulEntry', data }, envelope);
  }

  /** `id` of the answer is that of the first organization founded, where one is. */
  @Post('reorganizations')
  @Can('ReorganizeOrganizations')
  async reorganize(
    @Body({ schema: Reorganization }) data: z.output<typeof Reorganization>,
    @Enveloped({ ifMatch: 'optional' }) envelope: Envelope,
  ) {
    const registerId = data.from[0] && (await this.directory.registerOf(data.from[0]));
    if (!registerId) throw unknown('from.0');
    const first = data.into.findIndex((part) => 'founded' in part);
    const id = first < 0 ? undefined : itemId(streamId(register.category, registerId), envelope.commandId, first);
    return this.send(registerId, { type: 'ReorganizeOrganizations', data }, envelope, id);
  }

  private async change(command: Named, envelope: Envelope): Promise<CommandAnswer> {
    const registerId = await this.directory.registerOf(command.data.organizationId);
    if (registerId === null) throw notFound();
    return this.send(registerId, command, envelope);
  }

  private async amend(id: Uuid, command: EntryCommand, envelope: Envelope): Promise<CommandAnswer> {
    const registerId = await this.directory.registerOf(id);
    if (registerId === null) throw notFound();
    // A slip of one digit must not annul what was said of another organization.
    if (!(await this.directory.isAbout(id, command.data.corrects))) throw unknown('corrects');
    return this.send(registerId, command, envelope);
  }

  private async send(
    registerId: Uuid,
    command: RegisterCommand,
    envelope: Envelope,
    id?: Uuid,
  ): Promise<CommandAnswer> {
    const stream = streamId(register.category, registerId);
    return new CommandAnswer(await this.bus.execute(new StreamCommand(register, stream, command, envelope)), id);
  }
}

const unknown = (field: string) =>
  fieldProblem('body', field, 'not-found', { vi: 'Không tìm thấy', en: 'There is no such thing' });
