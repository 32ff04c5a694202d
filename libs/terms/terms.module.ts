import { Module } from '@nestjs/common';
import { OrganizationsModule } from '#features/organizations';
import { LegacyTotalsController } from './legacy-totals.controller.js';
import { TermsController } from './terms.controller.js';
import { Wards } from './ward.handler.js';

@Module({
  imports: [OrganizationsModule],
  controllers: [TermsController, LegacyTotalsController],
  providers: [Wards],
})
export class TermsModule {}
