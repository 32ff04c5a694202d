import { Global, Module } from '@nestjs/common';
import { PERSON_REGISTER } from '#platform/access/persons';
import { PERSON_NAMES } from '#platform/http/persons';

const register = { missing: () => Promise.resolve(new Set()) };
const names = { known: () => Promise.resolve(new Map()) };

@Global()
@Module({
  providers: [
    { provide: PERSON_REGISTER, useValue: register },
    { provide: PERSON_NAMES, useValue: names },
  ],
  exports: [PERSON_REGISTER, PERSON_NAMES],
})
export class PersonsStubModule {}
