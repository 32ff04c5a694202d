import { Module } from '@nestjs/common';
import { RuleSetsController } from './rule-sets.controller.js';

@Module({ controllers: [RuleSetsController] })
export class RulebookModule {}
