import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { LogOfReadings } from './log-of-readings.queries.js';
import { ReadingsController } from './readings.controller.js';
import { ReadingsSeen } from './readings-seen.handler.js';
import { OpeningsRecorder, Recorder } from './recorder.handler.js';

@Module({
  controllers: [ReadingsController],
  providers: [
    LogOfReadings,
    ReadingsSeen,
    { provide: APP_GUARD, useClass: Recorder },
    { provide: APP_INTERCEPTOR, useClass: OpeningsRecorder },
  ],
})
export class ReadingsModule {}
