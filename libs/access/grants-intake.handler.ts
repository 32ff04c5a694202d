import { Injectable } from '@nestjs/common';
import { RegisterDirectory } from '#features/organizations';
import type { CommandOf } from '#kernel/command';
import type { Intake, Occasion } from '#platform/commands/intake';
import { fieldProblem } from '#platform/http/problems';
import type { access } from './access.js';

type Asked = CommandOf<typeof access.commands>;

/** Checks that the organization of a grant or delegation exists. */
@Injectable()
export class GrantsIntake implements Intake<unknown, Asked> {
  constructor(private readonly directory: RegisterDirectory) {}

  /** @throws Problem `invalid-request` if no register holds the organization | NotCaughtUp | Unavailable */
  async prepare(asked: Asked, { repeated }: Occasion<unknown>) {
    if (!repeated && (asked.type === 'GrantRole' || asked.type === 'GiveDelegation')) {
      const { organizationId } = asked.data;
      if (organizationId !== null && (await this.directory.registerOf(organizationId)) === null)
        throw fieldProblem('body', 'organizationId', 'not-found', {
          vi: 'Không có tổ chức đảng nào mang mã này; hãy kiểm tra mã',
          en: 'No organization has this id; check the id',
        });
    }
    return { command: asked };
  }
}
