import { Module } from '@nestjs/common';
import { CountingRulesController } from './counting-rules.controller.js';
import { CoverageStreamController } from './coverage-stream.controller.js';
import { CoverageController } from './coverage.controller.js';
import { CoverageQuestions } from './coverage.queries.js';
import { CoveredOrganizations } from './organizations-covered.queries.js';
import { ResidentFacts } from './resident-facts.queries.js';

@Module({
  controllers: [CountingRulesController, CoverageController, CoverageStreamController],
  providers: [ResidentFacts, CoverageQuestions, CoveredOrganizations],
  exports: [CoverageQuestions, CoveredOrganizations],
})
export class CoverageModule {}
