import { CommandDoor } from '#platform/commands/door';
import { CommandsOf } from '#platform/http/command-routes';
import { RegisterIntake } from './intake/register-intake.handler.js';
import { register } from './register.js';

/**
 * Commands of the registers. Many people add to a register, mostly about different organizations, so If-Match is
 * optional.
 */
@CommandsOf(register, 'api')
export class OrganizationsController {
  constructor(
    readonly door: CommandDoor,
    readonly intake: RegisterIntake,
  ) {}
}
