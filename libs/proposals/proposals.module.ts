import { Module } from '@nestjs/common';
import { ProposalReader } from './proposal-reader.handler.js';
import { ProposalsController } from './proposals.controller.js';

@Module({ controllers: [ProposalsController], providers: [ProposalReader] })
export class ProposalsModule {}
