import { Module } from '@nestjs/common';
import { EngagementsModule } from '#features/engagements';
import { RoutineSupervisionController } from './routine-supervision.controller.js';

@Module({ imports: [EngagementsModule], controllers: [RoutineSupervisionController] })
export class RoutineSupervisionModule {}
