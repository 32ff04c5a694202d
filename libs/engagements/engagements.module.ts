import { Module } from '@nestjs/common';
import { OrganizationsModule } from '#features/organizations';
import { EngagementIntake } from './engagement-intake.handler.js';
import { EngagementSealer } from './engagement-sealer.handler.js';
import { InspectionsController, SupervisionsController } from './engagements.controller.js';

@Module({
  imports: [OrganizationsModule],
  controllers: [InspectionsController, SupervisionsController],
  providers: [EngagementIntake, EngagementSealer],
})
export class EngagementsModule {}
