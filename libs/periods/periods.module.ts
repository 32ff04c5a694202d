import { Module } from '@nestjs/common';
import { CoverageModule } from '#features/coverage';
import { PeriodFigures } from './period-figures.queries.js';
import { PeriodsController } from './periods.controller.js';

@Module({ imports: [CoverageModule], controllers: [PeriodsController], providers: [PeriodFigures] })
export class PeriodsModule {}
