import { Module } from '@nestjs/common';
import { OrganizationsModule } from '#features/organizations';
import { EngagementIntake } from './engagement-intake.handler.js';
import { EngagementSealer } from './engagement-sealer.handler.js';
import { EngagementQuestionsController } from './engagement-questions.controller.js';
import { EngagementReader } from './engagement-reader.handler.js';
import { InspectionsController, SupervisionsController } from './engagements.controller.js';
import { References } from './references.handler.js';
import { RoutineSupervisionController } from './routine-supervision.controller.js';

@Module({
  imports: [OrganizationsModule],
  controllers: [
    InspectionsController,
    SupervisionsController,
    EngagementQuestionsController,
    RoutineSupervisionController,
  ],
  providers: [EngagementIntake, EngagementSealer, EngagementReader, References],
})
export class EngagementsModule {}
