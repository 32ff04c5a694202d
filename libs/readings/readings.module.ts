import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { LogOfReadings } from './log-of-readings.queries.js';
import { ReadingsController } from './readings.controller.js';
import { ReadingsSeen } from './readings-seen.handler.js';
import { Recorder } from './recorder.handler.js';

@Module({
  controllers: [ReadingsController],
  providers: [LogOfReadings, ReadingsSeen, { provide: APP_GUARD, useClass: Recorder }],
  exports: [LogOfReadings],
})
export class ReadingsModule {}
