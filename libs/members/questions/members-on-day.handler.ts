import { Injectable } from '@nestjs/common';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { Moment } from '#platform/http/time-travel';
import { memberCode } from '../codes.js';
import { ResidentMembers } from '../facts/resident-members.queries.js';
import { isWithin, type OnDay, onDay, postsOf } from '../rules/career.js';

/** A person on a day. */
export interface MemberOnDay extends OnDay {
  readonly memberId: Uuid;
  readonly code: string;
  readonly memberSince: PlainDate | null;
  /** Posts that the person held or holds on other days only. */
  readonly postsOfOtherDays: OnDay['posts'];
}

/** Membership, status and posts of persons, on any day, as known at any moment. */
@Injectable()
export class MembersOnDay {
  constructor(private readonly resident: ResidentMembers) {}

  /**
   * Those of some persons who are in the register at the moment, on its day or on another one. Nothing is narrowed: the
   * caller tells of the persons whom a record names to who may read that record.
   *
   * Cost: proportional to the entries of the persons; a small query if the moment has no checkpoint of this read model.
   *
   * @param moment should include the read model `members`; otherwise the newest entries may be missing
   * @throws ReadModelRebuilding
   */
  async on(
    ids: Iterable<Uuid>,
    { asOf, position, checkpoints }: Pick<Moment, 'asOf' | 'position' | 'checkpoints'>,
    day: PlainDate = asOf,
  ): Promise<ReadonlyMap<Uuid, MemberOnDay>> {
    await this.resident.follow(followable(checkpoints));
    return new Map(
      [...new Set(ids)].flatMap((memberId): [Uuid, MemberOnDay][] => {
        const career = this.resident.careerOf(memberId, position);
        if (!career) return [];
        const { number, memberSince } = career.entered;
        const postsOfOtherDays = postsOf(career).filter((post) => !isWithin(post, day));
        const known = { memberId, code: memberCode(number), memberSince, postsOfOtherDays };
        return [[memberId, { ...known, ...onDay(career, day) }]];
      }),
    );
  }
}

const followable = (checkpoints: Moment['checkpoints']): Moment['checkpoints'] | undefined =>
  checkpoints.some(({ projection }) => projection === 'members') ? checkpoints : undefined;
