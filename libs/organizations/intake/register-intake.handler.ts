import { Injectable } from '@nestjs/common';
import type { EntryCommand } from '#kernel/entry-commands';
import { itemId, newStreamId, streamId, type Uuid } from '#kernel/ids';
import type { Intake, Occasion, Request } from '#platform/commands/intake';
import { fieldProblem, notFound } from '#platform/http/problems';
import { RegisterDirectory } from '../questions/register-directory.handler.js';
import { register, type RegisterCommand } from '../register.js';

type Establishing = Extract<RegisterCommand, { type: 'EstablishOrganization' }>;
type Reorganizing = Extract<RegisterCommand, { type: 'ReorganizeOrganizations' }>;
/** A command about one organization, which the path of the request names. */
type OfOne = Exclude<RegisterCommand, Establishing | Reorganizing>;
type RegisterRequest = RegisterCommand | EntryCommand;

/**
 * Finds the register that holds the organizations that a command names, since many organizations share one register.
 */
@Injectable()
export class RegisterIntake implements Intake<unknown, RegisterRequest> {
  constructor(private readonly directory: RegisterDirectory) {}

  /** @throws Problem if no register holds the organization | NotCaughtUp | Unavailable */
  async recordOf(command: RegisterRequest, { address, envelope }: Request): Promise<Uuid> {
    if (command.type === 'EstablishOrganization' && command.data.parentId === null)
      return newStreamId(register.category, envelope.actor.id, envelope.commandId);
    const named = namedIn(command) ?? address.id;
    const registerId = named && (await this.directory.registerOf(named));
    if (!registerId) throw unknown(command);
    return registerId;
  }

  async prepare(command: RegisterRequest, { id, address, repeated }: Occasion<unknown>) {
    const organizationId = address.id;
    switch (command.type) {
      case 'EstablishOrganization':
        return {
          command: {
            ...command,
            data: { ...command.data, organizationId: command.data.parentId === null ? id : null },
          },
        };
      case 'ReorganizeOrganizations':
        return { command };
      case 'CorrectEntry':
      case 'AnnulEntry':
        // A mistyped entry number must not correct or annul an entry about another organization.
        if (!repeated && organizationId && !(await this.directory.isAbout(organizationId, command.data.corrects)))
          throw inBody('corrects');
        return { command };
      default:
        return { command: { ...command, data: { ...command.data, organizationId } } as OfOne };
    }
  }

  /** The id of the organization that the command founds; of several the first. */
  made(command: RegisterRequest, { id, envelope: { commandId } }: Request & { readonly id: Uuid }): Uuid | undefined {
    const nth = (ordinal: number) => itemId(streamId(register.category, id), commandId, ordinal);
    if (command.type === 'EstablishOrganization') return command.data.parentId === null ? id : nth(0);
    if (command.type !== 'ReorganizeOrganizations') return undefined;
    const first = command.data.into.findIndex((part) => 'founded' in part);
    return first < 0 ? undefined : nth(first);
  }
}

const inBody = (field: string) =>
  fieldProblem('body', field, 'not-found', {
    vi: 'Sổ tổ chức đảng không có mã hoặc số này; hãy kiểm tra lại',
    en: 'The register holds no such id or number; check it',
  });

/** The organization by which the register is found, if the body of the request names it instead of the path. */
function namedIn(command: RegisterRequest): Uuid | undefined {
  if (command.type === 'EstablishOrganization') return command.data.parentId ?? undefined;
  return command.type === 'ReorganizeOrganizations' ? command.data.from[0] : undefined;
}

function unknown({ type }: RegisterRequest) {
  if (type === 'EstablishOrganization') return inBody('parentId');
  return type === 'ReorganizeOrganizations' ? inBody('from.0') : notFound();
}
