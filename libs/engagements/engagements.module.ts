import { Module } from '@nestjs/common';
import { OrganizationsModule } from '#features/organizations';
import { EngagementIntake } from './engagement-intake.handler.js';
import { EngagementSealer } from './engagement-sealer.handler.js';
import { EngagementQuestionsController } from './engagement-questions.controller.js';
import { EngagementReader } from './engagement-reader.handler.js';
import { InspectionsController, SupervisionsController } from './engagements.controller.js';

@Module({
  imports: [OrganizationsModule],
  controllers: [InspectionsController, SupervisionsController, EngagementQuestionsController],
  providers: [EngagementIntake, EngagementSealer, EngagementReader],
})
export class EngagementsModule {}
