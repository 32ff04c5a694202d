import { Module } from '@nestjs/common';
import { OrganizationsModule } from '#features/organizations';
import { RegisterTwins } from './register-twins.handler.js';
import { ResidentKeys } from './resident-keys.queries.js';
import { TwinsController } from './twins.controller.js';

@Module({
  imports: [OrganizationsModule],
  controllers: [TwinsController],
  providers: [ResidentKeys, RegisterTwins],
})
export class TwinsModule {}
