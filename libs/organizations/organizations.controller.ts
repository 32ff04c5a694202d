import { CommandDoor } from '#platform/commands/door';
import { CommandsOf } from '#platform/http/command-routes';
import { RegisterIntake } from './intake/register-intake.handler.js';
import { register } from './register.js';

/** The changes of the registers. Many people share a register, so If-Match is for those who want it. */
@CommandsOf(register, 'api')
export class OrganizationsController {
  constructor(
    readonly door: CommandDoor,
    readonly intake: RegisterIntake,
  ) {}
}
