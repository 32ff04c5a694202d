import { Module } from '@nestjs/common';
import { RegisterIntake } from './intake/register-intake.handler.js';
import { OrganizationsController } from './organizations.controller.js';
import { QuestionsController } from './questions.controller.js';
import { RegisterDirectory } from './questions/register-directory.handler.js';

@Module({
  controllers: [OrganizationsController, QuestionsController],
  providers: [RegisterDirectory, RegisterIntake],
  exports: [RegisterDirectory],
})
export class OrganizationsModule {}
