import { Module } from '@nestjs/common';
import { SetUpController } from './set-up.controller.js';
import { SetUpIntake } from './set-up-intake.handler.js';
import { SetUpState } from './set-up-state.queries.js';

@Module({ controllers: [SetUpController], providers: [SetUpState, SetUpIntake], exports: [SetUpState] })
export class SetUpModule {}
