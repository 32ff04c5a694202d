import { Module } from '@nestjs/common';
import { CountingRulesController } from './counting-rules.controller.js';

@Module({ controllers: [CountingRulesController] })
export class CountingRulesModule {}
