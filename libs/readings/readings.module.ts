import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { LogOfReadings } from './log-of-readings.queries.js';
import { ReadingsController } from './readings.controller.js';
import { Recorder } from './recorder.handler.js';

@Module({
  controllers: [ReadingsController],
  providers: [LogOfReadings, { provide: APP_GUARD, useClass: Recorder }],
})
export class ReadingsModule {}
