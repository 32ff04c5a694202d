import { Module } from '@nestjs/common';
import { EngagementsModule } from '#features/engagements';
import { RoutineIntake } from './routine-intake.handler.js';
import { RoutineSupervisionController } from './routine-supervision.controller.js';

@Module({ imports: [EngagementsModule], controllers: [RoutineSupervisionController], providers: [RoutineIntake] })
export class RoutineSupervisionModule {}
