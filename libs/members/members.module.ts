import { Global, Module } from '@nestjs/common';
import { OrganizationsModule } from '#features/organizations';
import { PERSON_REGISTER } from '#platform/access/persons';
import { PERSON_NAMES } from '#platform/http/persons';
import { MemberRegister } from './facts/person-register.handler.js';
import { ResidentMembers } from './facts/resident-members.queries.js';
import { MemberIntake } from './intake/member-intake.handler.js';
import { MemberSealer } from './intake/member-sealer.handler.js';
import { MemberTwins } from './intake/member-twins.handler.js';
import { MembersController } from './members.controller.js';
import { AlikeMembers } from './questions/alike-members.queries.js';
import { MemberBook } from './questions/member-book.handler.js';
import { MemberReader } from './questions/member-reader.handler.js';
import { SamePersons } from './questions/same-persons.handler.js';
import { MembersOnDay } from './questions/members-on-day.handler.js';
import { NamedPersons } from './questions/named-persons.handler.js';
import { NamesInMemory } from './questions/names-in-memory.queries.js';
import { NamesGiven } from './questions/person-names.handler.js';
import { MemberSearch } from './questions/search.queries.js';
import { MemberSearchController } from './search.controller.js';

/** The register of persons. Global: every command that names a person, and every answer, asks it. */
@Global()
@Module({
  imports: [OrganizationsModule],
  controllers: [MembersController, MemberSearchController],
  providers: [
    AlikeMembers,
    MemberBook,
    MemberIntake,
    MemberReader,
    MemberRegister,
    MemberSearch,
    MembersOnDay,
    MemberSealer,
    NamedPersons,
    MemberTwins,
    NamesGiven,
    NamesInMemory,
    ResidentMembers,
    SamePersons,
    { provide: PERSON_REGISTER, useExisting: MemberRegister },
    { provide: PERSON_NAMES, useExisting: NamesGiven },
  ],
  exports: [
    AlikeMembers,
    MembersOnDay,
    NamedPersons,
    NamesInMemory,
    PERSON_NAMES,
    PERSON_REGISTER,
    ResidentMembers,
    SamePersons,
  ],
})
export class MembersModule {}
