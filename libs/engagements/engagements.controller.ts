import { Body, Controller, Injectable, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { entryCommands } from '#kernel/entry-commands';
import type { Verb } from '#features/papers';
import { Uuid } from '#kernel/ids';
import type { Envelope } from '#platform/event-store/envelope';
import { Can } from '#platform/http/actor';
import { Enveloped } from '#platform/http/stream-command';
import { commands } from './engagement-commands.js';
import { EngagementIntake } from './intake/engagement-intake.handler.js';
import { plainCommands } from './intake/plain-commands.js';

const Opening = commands.OpenEngagement.meta({ id: 'EngagementOpening' });
const WholeFile = plainCommands.RecordConcludedEngagement.meta({ id: 'ConcludedEngagement' });
const Deployment = commands.DeployEngagement.meta({ id: 'Deployment' });
const Start = commands.BeginConduct.meta({ id: 'StartOfConduct' });
const TeamReport = commands.ReportByTeam.meta({ id: 'TeamReport' });
const Extension = commands.ExtendEngagement.meta({ id: 'Extension' });
const ScopeChange = commands.ChangeScope.meta({ id: 'ScopeChange' });
const Conclusion = plainCommands.ConcludeSubjects.meta({ id: 'Conclusion' });
const Postponement = commands.PostponeEngagement.meta({ id: 'Postponement' });
const Cancellation = commands.CancelEngagement.meta({ id: 'Cancellation' });
const Conversion = commands.ConvertEngagement.meta({ id: 'Conversion' });
const FollowUp = commands.FollowUp.meta({ id: 'FollowUp' });
const Closure = commands.CloseEngagement.meta({ id: 'Closure' });
const Revocation = commands.RevokeConclusion.meta({ id: 'Revocation' });
const Discharge = plainCommands.DischargeObligation.meta({ id: 'Discharge' });
const Correction = entryCommands.CorrectEntry.meta({ id: 'Correction' });
const Annulment = entryCommands.AnnulEntry.meta({ id: 'Annulment' });
type Of<S extends z.ZodType> = z.output<S>;

/** The changes of engagements, told once for both nouns of the interface. An engagement of the other noun is not found. */
@Injectable()
abstract class EngagementsController {
  protected abstract readonly verb: Verb;

  constructor(private readonly intake: EngagementIntake) {}

  @Post()
  @Can('OpenEngagement')
  open(@Body({ schema: Opening }) data: Of<typeof Opening>, @Enveloped({ ifMatch: 'none' }) envelope: Envelope) {
    return this.intake.open(this.verb, { type: 'OpenEngagement', data }, envelope);
  }

  /** A whole paper file, already signed. */
  @Post('concluded')
  @Can('RecordConcludedEngagement')
  record(@Body({ schema: WholeFile }) data: Of<typeof WholeFile>, @Enveloped({ ifMatch: 'none' }) envelope: Envelope) {
    return this.intake.open(this.verb, { type: 'RecordConcludedEngagement', data }, envelope);
  }

  @Post(':id/deployment')
  @Can('DeployEngagement')
  deploy(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Deployment }) data: Of<typeof Deployment>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(this.verb, id, { type: 'DeployEngagement', data }, envelope);
  }

  @Post(':id/start')
  @Can('BeginConduct')
  start(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Start }) data: Of<typeof Start>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(this.verb, id, { type: 'BeginConduct', data }, envelope);
  }

  @Post(':id/team-report')
  @Can('ReportByTeam')
  report(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: TeamReport }) data: Of<typeof TeamReport>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(this.verb, id, { type: 'ReportByTeam', data }, envelope);
  }

  @Post(':id/extension')
  @Can('ExtendEngagement')
  extend(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Extension }) data: Of<typeof Extension>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(this.verb, id, { type: 'ExtendEngagement', data }, envelope);
  }

  @Post(':id/scope-change')
  @Can('ChangeScope')
  changeScope(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: ScopeChange }) data: Of<typeof ScopeChange>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(this.verb, id, { type: 'ChangeScope', data }, envelope);
  }

  @Post(':id/conclusion')
  @Can('ConcludeSubjects')
  conclude(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Conclusion }) data: Of<typeof Conclusion>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(this.verb, id, { type: 'ConcludeSubjects', data }, envelope);
  }

  @Post(':id/postponement')
  @Can('PostponeEngagement')
  postpone(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Postponement }) data: Of<typeof Postponement>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(this.verb, id, { type: 'PostponeEngagement', data }, envelope);
  }

  @Post(':id/cancellation')
  @Can('CancelEngagement')
  cancel(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Cancellation }) data: Of<typeof Cancellation>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(this.verb, id, { type: 'CancelEngagement', data }, envelope);
  }

  @Post(':id/conversion')
  @Can('ConvertEngagement')
  convert(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Conversion }) data: Of<typeof Conversion>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(this.verb, id, { type: 'ConvertEngagement', data }, envelope);
  }

  @Post(':id/follow-up')
  @Can('FollowUp')
  followUp(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: FollowUp }) data: Of<typeof FollowUp>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(this.verb, id, { type: 'FollowUp', data }, envelope);
  }

  @Post(':id/closure')
  @Can('CloseEngagement')
  close(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Closure }) data: Of<typeof Closure>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(this.verb, id, { type: 'CloseEngagement', data }, envelope);
  }

  @Post(':id/revocation')
  @Can('RevokeConclusion')
  revoke(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Revocation }) data: Of<typeof Revocation>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(this.verb, id, { type: 'RevokeConclusion', data }, envelope);
  }

  @Post(':id/discharge')
  @Can('DischargeObligation')
  discharge(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Discharge }) data: Of<typeof Discharge>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(this.verb, id, { type: 'DischargeObligation', data }, envelope);
  }

  @Post(':id/corrections')
  @Can('CorrectEntry')
  correct(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Correction }) data: Of<typeof Correction>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(this.verb, id, { type: 'CorrectEntry', data }, envelope);
  }

  @Post(':id/annulments')
  @Can('AnnulEntry')
  annul(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Annulment }) data: Of<typeof Annulment>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(this.verb, id, { type: 'AnnulEntry', data }, envelope);
  }
}

@Controller('api/inspections')
export class InspectionsController extends EngagementsController {
  protected readonly verb = 'INSPECTION';
}

@Controller('api/supervisions')
export class SupervisionsController extends EngagementsController {
  protected readonly verb = 'SUPERVISION';
}
