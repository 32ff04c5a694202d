import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { LogOfReadings } from './log-of-readings.queries.js';
import { ReadingsController } from './readings.controller.js';
import { Recorder } from './recorder.handler.js';

@Module({
  controllers: [ReadingsController],
  providers: [LogOfReadings, { provide: APP_INTERCEPTOR, useClass: Recorder }],
})
export class ReadingsModule {}
