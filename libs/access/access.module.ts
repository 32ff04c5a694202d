import { Global, Module } from '@nestjs/common';
import { OrganizationsModule } from '#features/organizations';
import { AUTHORITY } from '#platform/access/authority';
import { GrantsIntake } from './grants-intake.handler.js';
import { GrantsController } from './grants.controller.js';
import { ResidentAuthority } from './resident-authority.queries.js';

/** What everybody may do. Global: the guard before every route asks it. */
@Global()
@Module({
  imports: [OrganizationsModule],
  controllers: [GrantsController],
  providers: [GrantsIntake, ResidentAuthority, { provide: AUTHORITY, useExisting: ResidentAuthority }],
  exports: [AUTHORITY, ResidentAuthority],
})
export class AccessModule {}
