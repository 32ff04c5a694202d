import { Injectable } from '@nestjs/common';
import { account, isOfOne } from '#features/identity';
import { RegisterDirectory } from '#features/organizations';
import type { CommandOf } from '#kernel/command';
import { streamId, type Uuid } from '#kernel/ids';
import { Executor } from '#platform/commands/execute';
import type { Intake, Occasion } from '#platform/commands/intake';
import { fieldProblem } from '#platform/http/problems';
import type { access } from './access.js';
import { refuse } from './refusals.js';
import { RoleTable } from './role-table.js';

type Asked = CommandOf<typeof access.commands>;

/** Checks the organization of a grant or delegation, and how the account of the person who gets the role was opened. */
@Injectable()
export class GrantsIntake implements Intake<unknown, Asked> {
  constructor(
    private readonly directory: RegisterDirectory,
    private readonly executor: Executor,
    private readonly table: RoleTable,
  ) {}

  /**
   * @throws Problem `invalid-request` if no register holds the organization | Rejection CredentialOfOne | NotCaughtUp |
   * Unavailable
   */
  async prepare(asked: Asked, { repeated, id, by }: Occasion<unknown>) {
    if (repeated) return { command: asked };
    // Two records of one person are one person: nobody grants or delegates to themselves by way of the other record.
    if ((asked.type === 'GrantRole' || asked.type === 'AgreeToGrantAct') && by.personIds.has(id))
      refuse('GrantedToOneself');
    if (asked.type === 'GiveDelegation' && by.personId === id && by.personIds.has(asked.data.delegateId))
      refuse('DelegatedToOneself');
    // What was true when the grant was proposed may have changed since.
    if (asked.type === 'AgreeToGrantAct') await this.#mustBeOfTwo(id);
    if (asked.type === 'GrantRole' || asked.type === 'GiveDelegation') {
      const { organizationId, role } = asked.data;
      if (organizationId !== null && (await this.directory.registerOf(organizationId)) === null)
        throw fieldProblem('body', 'organizationId', 'not-found', {
          vi: 'Không có tổ chức đảng nào mang mã này; hãy kiểm tra mã',
          en: 'No organization has this id; check the id',
        });
      if (this.table.signs(role)) await this.#mustBeOfTwo(asked.type === 'GrantRole' ? id : asked.data.delegateId);
    }
    return { command: asked };
  }

  /**
   * Whoever issued a credential alone may have used it first. So the person gets no role by which one signs or confirms
   * before two persons have issued another one. A person without an account may get it: two will open the account then.
   */
  async #mustBeOfTwo(personId: Uuid): Promise<void> {
    const { last } = (await this.executor.history(account, streamId(account.category, personId))).state;
    if (isOfOne(last)) refuse('CredentialOfOne');
  }
}
