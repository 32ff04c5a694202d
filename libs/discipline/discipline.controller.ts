import { CommandDoor } from '#platform/commands/door';
import { CommandsOf } from '#platform/http/command-routes';
import { disciplineCase } from './discipline-case.js';
import { CaseIntake } from './intake/case-intake.handler.js';

/** Commands of discipline cases. */
@CommandsOf(disciplineCase, 'api/discipline-cases')
export class DisciplineController {
  constructor(
    readonly door: CommandDoor,
    readonly intake: CaseIntake,
  ) {}
}
