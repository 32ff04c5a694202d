import { Module } from '@nestjs/common';
import { CoverageModule } from '#features/coverage';
import { SetUpModule } from '#features/set-up';
import { PeriodFigures } from './period-figures.queries.js';
import { PeriodIntake } from './period-intake.handler.js';
import { PeriodsController } from './periods.controller.js';

@Module({
  imports: [CoverageModule, SetUpModule],
  controllers: [PeriodsController],
  providers: [PeriodFigures, PeriodIntake],
})
export class PeriodsModule {}
