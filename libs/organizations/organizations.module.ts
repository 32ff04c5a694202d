import { Module } from '@nestjs/common';
import { CaseDirectory } from './case-directory.handler.js';
import { RegisterIntake } from './intake/register-intake.handler.js';
import { OrganizationsController } from './organizations.controller.js';
import { QuestionsController } from './questions.controller.js';
import { RegisterDirectory } from './questions/register-directory.handler.js';

@Module({
  controllers: [OrganizationsController, QuestionsController],
  providers: [CaseDirectory, RegisterDirectory, RegisterIntake],
  exports: [CaseDirectory, RegisterDirectory],
})
export class OrganizationsModule {}
