import { Injectable } from '@nestjs/common';
import type { EntryCommand } from '#kernel/entry-commands';
import { itemId, newStreamId, streamId, Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';
import type { Intake, Occasion, Request } from '#platform/commands/intake';
import { fieldProblem, notFound } from '#platform/http/problems';
import { CaseDirectory } from '../case-directory.handler.js';
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
  constructor(
    private readonly directory: RegisterDirectory,
    private readonly cases: CaseDirectory,
  ) {}

  /** @throws Problem if no register holds the organization | NotCaughtUp | Unavailable */
  async recordOf(command: RegisterRequest, { address, envelope }: Request): Promise<Uuid> {
    if (command.type === 'EstablishOrganization' && command.data.parentId === null)
      return newStreamId(register.category, envelope.actor.id, envelope.commandId);
    const named = namedIn(command) ?? address.id;
    const registerId = named && (await this.directory.registerOf(named));
    if (!registerId) throw unknown(command);
    return registerId;
  }

  async prepare(command: RegisterRequest, { id, address, repeated, by }: Occasion<unknown>) {
    const organizationId = address.id;
    if (!repeated && organizationId)
      for (const { caseId, field } of casesIn(command)) await this.#mustDisband(caseId, { organizationId, field, by });
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

  /** A disbandment names only the case in which this organization was disbanded. */
  async #mustDisband(caseId: Uuid, at: { organizationId: Uuid; field: string; by: Caller }): Promise<void> {
    const named = await this.cases.named(caseId, at.by);
    if (!named) throw fieldProblem('body', at.field, 'not-found', NO_CASE);
    if (named.organizationId !== at.organizationId || named.memberId !== null)
      throw fieldProblem('body', at.field, 'wrong-link', OTHER_SUBJECT);
    if (!named.disbands) throw fieldProblem('body', at.field, 'wrong-link', NOT_DISBANDED);
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

const NO_CASE = {
  vi: 'Không có hồ sơ kỷ luật nào mang mã này; hãy kiểm tra mã',
  en: 'No discipline case has this id; check the id',
};
const OTHER_SUBJECT = {
  vi: 'Hồ sơ kỷ luật được nêu không phải về tổ chức đảng này',
  en: 'The discipline case named is not about this organization',
};
const NOT_DISBANDED = {
  vi: 'Hồ sơ kỷ luật được nêu chưa có quyết định giải tán tổ chức đảng này, hoặc quyết định đó đã bị hủy, đổi hình thức',
  en: 'The discipline case named has no decision to disband this organization, or that decision was annulled or changed',
};

/** The discipline cases that a disbandment, or a correction of one, names. */
function casesIn(command: RegisterRequest): { caseId: Uuid; field: string }[] {
  if (command.type === 'DisbandOrganization') {
    const { disciplineCaseId: caseId } = command.data;
    return caseId === null ? [] : [{ caseId, field: 'disciplineCaseId' }];
  }
  if (command.type !== 'CorrectEntry') return [];
  return command.data.changes.flatMap(({ field, to }, i) => {
    const caseId = field === 'disciplineCaseId' ? Uuid.safeParse(to).data : undefined;
    return caseId ? [{ caseId, field: `changes.${i}.to` }] : [];
  });
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
