import { Module } from '@nestjs/common';
import { ErasuresController } from './erasures.controller.js';
import { Shredder } from './shredder.handler.js';

@Module({ controllers: [ErasuresController], providers: [Shredder] })
export class ErasureModule {}
