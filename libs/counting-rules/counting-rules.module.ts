import { Module } from '@nestjs/common';
import { CountingRuleIntake } from './counting-rule-intake.handler.js';
import { CountingRulesController } from './counting-rules.controller.js';

@Module({ controllers: [CountingRulesController], providers: [CountingRuleIntake] })
export class CountingRulesModule {}
