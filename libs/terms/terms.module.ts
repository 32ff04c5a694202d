import { Module } from '@nestjs/common';
import { OrganizationsModule } from '#features/organizations';
import { SetUpModule } from '#features/set-up';
import { LegacyTotalsController } from './legacy-totals.controller.js';
import { TermsController } from './terms.controller.js';
import { TermIntake } from './term-intake.handler.js';
import { WardIntake } from './ward-intake.handler.js';

@Module({
  imports: [OrganizationsModule, SetUpModule],
  controllers: [TermsController, LegacyTotalsController],
  providers: [WardIntake, TermIntake],
})
export class TermsModule {}
