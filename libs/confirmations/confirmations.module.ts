import { Module } from '@nestjs/common';
import { ConfirmationsController } from './confirmations.controller.js';
import { Reviewer } from './reviewer.handler.js';

@Module({ controllers: [ConfirmationsController], providers: [Reviewer] })
export class ConfirmationsModule {}
