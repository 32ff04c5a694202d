import { Injectable } from '@nestjs/common';
import type { Uuid } from '#kernel/ids';
import type { KnownPerson, PersonNames } from '#platform/http/persons';
import { memberCode } from '../codes.js';
import { ResidentMembers } from './resident-members.queries.js';

/** Tells the codes of persons, and no names. */
@Injectable()
export class PersonCodes implements PersonNames {
  constructor(private readonly resident: ResidentMembers) {}

  known(ids: Iterable<Uuid>): Promise<ReadonlyMap<Uuid, KnownPerson>> {
    const known = [...new Set(ids)].map((memberId): [Uuid, KnownPerson] => {
      const career = this.resident.careerOf(memberId);
      const code = career && memberCode(career.entered.number);
      return [memberId, { memberId, code, name: null, isErased: false }];
    });
    return Promise.resolve(new Map(known));
  }
}
