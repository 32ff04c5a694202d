import { Injectable } from '@nestjs/common';
import type { EntryCommand } from '#kernel/entry-commands';
import { itemId, newStreamId, streamId, type Uuid } from '#kernel/ids';
import type { Intake, Occasion, Request } from '#platform/commands/intake';
import { fieldProblem, notFound } from '#platform/http/problems';
import { RegisterDirectory } from '../questions/register-directory.handler.js';
import { register, type RegisterCommand } from '../register.js';

type Establishing = Extract<RegisterCommand, { type: 'EstablishOrganization' }>;
type Reorganizing = Extract<RegisterCommand, { type: 'ReorganizeOrganizations' }>;
/** A command about one organization, given in the path. */
type OfOne = Exclude<RegisterCommand, Establishing | Reorganizing>;
type Asked = RegisterCommand | EntryCommand;

/** Finds the register of the organizations that a command names: many organizations share one register. */
@Injectable()
export class RegisterIntake implements Intake<unknown, Asked> {
  constructor(private readonly directory: RegisterDirectory) {}

  /** @throws Problem if no register holds the organization | NotCaughtUp | Unavailable */
  async recordOf(asked: Asked, { address, envelope }: Request): Promise<Uuid> {
    if (asked.type === 'EstablishOrganization' && asked.data.parentId === null)
      return newStreamId(register.category, envelope.actor.id, envelope.commandId);
    const named = namedIn(asked) ?? address.id;
    const found = named && (await this.directory.registerOf(named));
    if (!found) throw unknown(asked);
    return found;
  }

  async prepare(asked: Asked, { id, address, repeated }: Occasion<unknown>) {
    const organizationId = address.id;
    switch (asked.type) {
      case 'EstablishOrganization':
        return {
          command: { ...asked, data: { ...asked.data, organizationId: asked.data.parentId === null ? id : null } },
        };
      case 'ReorganizeOrganizations':
        return { command: asked };
      case 'CorrectEntry':
      case 'AnnulEntry':
        // A mistyped revision must not annul an entry about another organization.
        if (!repeated && organizationId && !(await this.directory.isAbout(organizationId, asked.data.corrects)))
          throw inBody('corrects');
        return { command: asked };
      default:
        return { command: { ...asked, data: { ...asked.data, organizationId } } as OfOne };
    }
  }

  /** The id of the new organization; of a reorganization the first one. */
  made(asked: Asked, { id, envelope: { commandId } }: Request & { readonly id: Uuid }): Uuid | undefined {
    const nth = (ordinal: number) => itemId(streamId(register.category, id), commandId, ordinal);
    if (asked.type === 'EstablishOrganization') return asked.data.parentId === null ? id : nth(0);
    if (asked.type !== 'ReorganizeOrganizations') return undefined;
    const first = asked.data.into.findIndex((part) => 'founded' in part);
    return first < 0 ? undefined : nth(first);
  }
}

const inBody = (field: string) =>
  fieldProblem('body', field, 'not-found', { vi: 'Không tìm thấy', en: 'There is no such thing' });

/** The organization that identifies the register, if it is in the body instead of the path. */
function namedIn(asked: Asked): Uuid | undefined {
  if (asked.type === 'EstablishOrganization') return asked.data.parentId ?? undefined;
  return asked.type === 'ReorganizeOrganizations' ? asked.data.from[0] : undefined;
}

function unknown({ type }: Asked) {
  if (type === 'EstablishOrganization') return inBody('parentId');
  return type === 'ReorganizeOrganizations' ? inBody('from.0') : notFound();
}
