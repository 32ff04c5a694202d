import { Injectable } from '@nestjs/common';
import type { Uuid } from '#kernel/ids';
import type { Moment } from '#platform/http/time-travel';
import { ResidentMembers } from '../facts/resident-members.queries.js';
import { members } from '../members.projection.js';
import { onePerson } from '../rules/links.js';

/** One id that stands for a person, the same for every record of theirs. */
export type PersonOf = (memberId: Uuid) => Uuid;

type Known = Pick<Moment, 'position' | 'checkpoints'>;

/** Which records are of one person, for whoever compares or counts persons. */
@Injectable()
export class SamePersons {
  constructor(private readonly resident: ResidentMembers) {}

  /** By the links that this process knows now; at most half a second old. */
  now(): PersonOf {
    return onePerson(this.resident.groups());
  }

  /**
   * As known at a moment. Cost: the links; a small query if the moment has no checkpoint of the read model of persons.
   *
   * @throws ReadModelRebuilding
   */
  async at(moment: Known): Promise<PersonOf> {
    return onePerson(await this.groupsAt(moment));
  }

  /** The records of one person, each with its whole group, as known at a moment; records without a link are left out. */
  async groupsAt({ position, checkpoints }: Known): Promise<ReadonlyMap<Uuid, ReadonlySet<Uuid>>> {
    const isOfMembers = checkpoints.some(({ projection }) => projection === members.name);
    await this.resident.follow(isOfMembers ? checkpoints : undefined);
    return this.resident.groups(position);
  }
}
