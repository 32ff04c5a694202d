import { Body, Controller, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { entryCommands } from '#kernel/entry-commands';
import { Uuid } from '#kernel/ids';
import type { Envelope } from '#platform/event-store/envelope';
import { Can } from '#platform/http/actor';
import { Enveloped } from '#platform/http/stream-command';
import { CaseIntake } from './intake/case-intake.handler.js';
import { plainCommands } from './intake/plain-commands.js';
import { commands } from './rules/shapes.js';

const Opening = plainCommands.OpenDisciplineCase.meta({ id: 'DisciplineCaseOpening' });
const Ballot = plainCommands.CountBallot.meta({ id: 'Ballot' });
const Decision = plainCommands.DecideDiscipline.meta({ id: 'DisciplineDecision' });
const Announcement = commands.AnnounceDecision.meta({ id: 'Announcement' });
const HandOver = commands.HandOverDecision.meta({ id: 'ReceiptOfDecision' });
const NotImposed = plainCommands.ImposeNoDiscipline.meta({ id: 'NoDiscipline' });
const Postponement = plainCommands.PostponeDiscipline.meta({ id: 'DisciplinePostponement' });
const Change = plainCommands.ChangeDecision.meta({ id: 'DecisionChange' });
const Correction = entryCommands.CorrectEntry.meta({ id: 'Correction' });
const Annulment = entryCommands.AnnulEntry.meta({ id: 'Annulment' });

/** The changes of discipline cases. */
@Controller('api/discipline-cases')
export class DisciplineController {
  constructor(private readonly intake: CaseIntake) {}

  @Post()
  @Can('OpenDisciplineCase')
  open(@Body({ schema: Opening }) data: z.output<typeof Opening>, @Enveloped({ ifMatch: 'none' }) envelope: Envelope) {
    return this.intake.open({ type: 'OpenDisciplineCase', data }, envelope);
  }

  @Post(':id/ballots')
  @Can('CountBallot')
  count(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Ballot }) data: z.output<typeof Ballot>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(id, { type: 'CountBallot', data }, envelope);
  }

  @Post(':id/decision')
  @Can('DecideDiscipline')
  decide(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Decision }) data: z.output<typeof Decision>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(id, { type: 'DecideDiscipline', data }, envelope);
  }

  @Post(':id/announcement')
  @Can('AnnounceDecision')
  announce(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Announcement }) data: z.output<typeof Announcement>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(id, { type: 'AnnounceDecision', data }, envelope);
  }

  @Post(':id/receipt')
  @Can('HandOverDecision')
  handOver(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: HandOver }) data: z.output<typeof HandOver>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(id, { type: 'HandOverDecision', data }, envelope);
  }

  @Post(':id/not-imposed')
  @Can('ImposeNoDiscipline')
  imposeNone(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: NotImposed }) data: z.output<typeof NotImposed>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(id, { type: 'ImposeNoDiscipline', data }, envelope);
  }

  @Post(':id/postponement')
  @Can('PostponeDiscipline')
  postpone(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Postponement }) data: z.output<typeof Postponement>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(id, { type: 'PostponeDiscipline', data }, envelope);
  }

  /** What a higher body made of the decision after a complaint. */
  @Post(':id/change')
  @Can('ChangeDecision')
  change(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Change }) data: z.output<typeof Change>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(id, { type: 'ChangeDecision', data }, envelope);
  }

  @Post(':id/corrections')
  @Can('CorrectEntry')
  correct(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Correction }) data: z.output<typeof Correction>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(id, { type: 'CorrectEntry', data }, envelope);
  }

  @Post(':id/annulments')
  @Can('AnnulEntry')
  annul(
    @Param('id', { schema: Uuid }) id: Uuid,
    @Body({ schema: Annulment }) data: z.output<typeof Annulment>,
    @Enveloped() envelope: Envelope,
  ) {
    return this.intake.change(id, { type: 'AnnulEntry', data }, envelope);
  }
}
