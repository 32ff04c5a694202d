import { Module } from '@nestjs/common';
import { OrganizationsModule } from '#features/organizations';
import { CaseBook } from './case-book.handler.js';
import { CaseIntake } from './case-intake.handler.js';
import { CaseReader } from './case-reader.handler.js';
import { CaseSealer } from './case-sealer.handler.js';
import { CasesController } from './cases.controller.js';
import { DisciplineController } from './discipline.controller.js';

@Module({
  imports: [OrganizationsModule],
  controllers: [CasesController, DisciplineController],
  providers: [CaseBook, CaseIntake, CaseReader, CaseSealer],
})
export class DisciplineModule {}
