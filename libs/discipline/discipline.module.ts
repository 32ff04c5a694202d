import { Module } from '@nestjs/common';
import { EngagementsModule } from '#features/engagements';
import { OrganizationsModule } from '#features/organizations';
import { CasesController } from './cases.controller.js';
import { DisciplineController } from './discipline.controller.js';
import { CaseFinder } from './intake/case-finder.handler.js';
import { CaseIntake } from './intake/case-intake.handler.js';
import { CaseSealer } from './intake/case-sealer.handler.js';
import { CaseBook } from './questions/case-book.handler.js';
import { CaseReader } from './questions/case-reader.handler.js';

@Module({
  imports: [EngagementsModule, OrganizationsModule],
  controllers: [CasesController, DisciplineController],
  providers: [CaseBook, CaseFinder, CaseIntake, CaseReader, CaseSealer],
})
export class DisciplineModule {}
