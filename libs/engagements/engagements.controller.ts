import { CommandDoor } from '#platform/commands/door';
import { CommandsOf } from '#platform/http/command-routes';
import { engagement } from './engagement.js';
import { InspectionIntake, SupervisionIntake } from './intake/engagement-intake.handler.js';

/** Commands of inspections. */
@CommandsOf(engagement, 'api/inspections')
export class InspectionsController {
  constructor(
    readonly door: CommandDoor,
    readonly intake: InspectionIntake,
  ) {}
}

/** Commands of supervisions. */
@CommandsOf(engagement, 'api/supervisions')
export class SupervisionsController {
  constructor(
    readonly door: CommandDoor,
    readonly intake: SupervisionIntake,
  ) {}
}
