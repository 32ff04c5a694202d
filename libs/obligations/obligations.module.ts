import { Module } from '@nestjs/common';
import { ObligationReader } from './obligation-reader.handler.js';
import { ObligationsController } from './obligations.controller.js';

@Module({ controllers: [ObligationsController], providers: [ObligationReader] })
export class ObligationsModule {}
