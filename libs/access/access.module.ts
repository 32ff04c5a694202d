import { Global, Module } from '@nestjs/common';
import { OrganizationsModule } from '#features/organizations';
import { AUTHORITY } from '#platform/access/authority';
import { GrantsIntake } from './grants-intake.handler.js';
import { GrantsController } from './grants.controller.js';
import { ResidentAuthority } from './resident-authority.queries.js';

/** Permissions of callers. Global: the guard in front of every route uses it. */
@Global()
@Module({
  imports: [OrganizationsModule],
  controllers: [GrantsController],
  providers: [GrantsIntake, ResidentAuthority, { provide: AUTHORITY, useExisting: ResidentAuthority }],
  exports: [AUTHORITY, ResidentAuthority],
})
export class AccessModule {}
