import { Module } from '@nestjs/common';
import { ErasureIntake } from './erasure-intake.handler.js';
import { ErasuresController } from './erasures.controller.js';
import { Shredder } from './shredder.handler.js';

@Module({ controllers: [ErasuresController], providers: [ErasureIntake, Shredder] })
export class ErasureModule {}
