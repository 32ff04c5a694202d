import { Global, Module } from '@nestjs/common';
import { OrganizationsModule } from '#features/organizations';
import { PERSON_REGISTER } from '#platform/access/persons';
import { PERSON_NAMES } from '#platform/http/persons';
import { PersonCodes } from './facts/person-codes.handler.js';
import { MemberRegister } from './facts/person-register.handler.js';
import { ResidentMembers } from './facts/resident-members.queries.js';
import { MemberIntake } from './intake/member-intake.handler.js';
import { MemberSealer } from './intake/member-sealer.handler.js';
import { MembersController } from './members.controller.js';
import { MemberBook } from './questions/member-book.handler.js';
import { MemberReader } from './questions/member-reader.handler.js';
import { MembersOnDay } from './questions/members-on-day.handler.js';
import { NamedPersons } from './questions/named-persons.handler.js';

/** The register of persons. Global: every command that names a person, and every answer, asks it. */
@Global()
@Module({
  imports: [OrganizationsModule],
  controllers: [MembersController],
  providers: [
    MemberBook,
    MemberIntake,
    MemberReader,
    MemberRegister,
    MembersOnDay,
    MemberSealer,
    NamedPersons,
    PersonCodes,
    ResidentMembers,
    { provide: PERSON_REGISTER, useExisting: MemberRegister },
    { provide: PERSON_NAMES, useExisting: PersonCodes },
  ],
  exports: [MembersOnDay, NamedPersons, PERSON_NAMES, PERSON_REGISTER, ResidentMembers],
})
export class MembersModule {}
