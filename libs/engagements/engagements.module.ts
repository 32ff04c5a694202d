import { Module } from '@nestjs/common';
import { OrganizationsModule } from '#features/organizations';
import { EngagementQuestionsController } from './engagement-questions.controller.js';
import { InspectionsController, SupervisionsController } from './engagements.controller.js';
import { InspectionIntake, SupervisionIntake } from './intake/engagement-intake.handler.js';
import { EngagementSealer } from './intake/engagement-sealer.handler.js';
import { References } from './intake/references.handler.js';
import { EngagementReader } from './questions/engagement-reader.handler.js';

@Module({
  imports: [OrganizationsModule],
  controllers: [InspectionsController, SupervisionsController, EngagementQuestionsController],
  providers: [InspectionIntake, SupervisionIntake, EngagementSealer, EngagementReader, References],
  exports: [References],
})
export class EngagementsModule {}
