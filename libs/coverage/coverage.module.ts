import { Module } from '@nestjs/common';
import { SetUpModule } from '#features/set-up';
import { CoverageStreamController } from './coverage-stream.controller.js';
import { CoverageController } from './coverage.controller.js';
import { ResidentFacts } from './facts/resident-facts.queries.js';
import { CoverageQuestions } from './questions/coverage.queries.js';
import { CoveredOrganizations } from './questions/organizations-covered.queries.js';
import { FiguresMoved } from './questions/figures-moved.queries.js';
import { WhatIfTerms } from './questions/term-what-if.queries.js';

@Module({
  imports: [SetUpModule],
  controllers: [CoverageController, CoverageStreamController],
  providers: [ResidentFacts, CoverageQuestions, CoveredOrganizations, WhatIfTerms, FiguresMoved],
  exports: [CoverageQuestions, CoveredOrganizations, FiguresMoved],
})
export class CoverageModule {}
