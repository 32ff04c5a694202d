import { Injectable } from '@nestjs/common';
import { RegisterDirectory } from '#features/organizations';
import { SetUpState } from '#features/set-up';
import type { CommandOf } from '#kernel/command';
import type { EntryCommand } from '#kernel/entry-commands';
import type { Intake, Occasion } from '#platform/commands/intake';
import { fieldProblem } from '#platform/http/problems';
import type { legacyTotals } from './legacy-totals.js';
import type { term } from './term.js';

type WardRequest = CommandOf<typeof term.commands> | CommandOf<typeof legacyTotals.commands> | EntryCommand;

/**
 * Checks that a term or a report belongs to a ward. A ward is known by its id, which is also the id of its register.
 */
@Injectable()
export class WardIntake implements Intake<unknown, WardRequest> {
  constructor(
    private readonly directory: RegisterDirectory,
    private readonly setUp: SetUpState,
  ) {}

  /**
   * @throws Problem `invalid-request` if the organization is not a ward in the registers here | NotCaughtUp |
   * Unavailable
   */
  async prepare(command: WardRequest, { repeated }: Occasion<unknown>) {
    if (!repeated && (command.type === 'OpenTerm' || command.type === 'RecordLegacyTotals')) {
      const { organizationId } = command.data;
      if ((await this.directory.registerOf(organizationId)) !== organizationId)
        throw fieldProblem('body', 'organizationId', 'not-a-ward', {
          vi: 'Mã này không phải của một đảng bộ phường trong sổ tổ chức đảng; hãy nêu mã của đảng bộ phường',
          en: 'This id is not that of a ward organization in the register; give the id of the ward',
        });
    }
    // During the set-up of a store two persons open the first term; later terms take three.
    return { command, facts: { setUp: await this.setUp.isOpen() } };
  }
}
