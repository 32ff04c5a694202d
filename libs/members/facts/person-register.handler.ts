import { Injectable } from '@nestjs/common';
import { streamId, type Uuid } from '#kernel/ids';
import type { PersonRegister } from '#platform/access/persons';
import { Executor } from '#platform/commands/execute';
import { member } from '../member.js';
import { isEntered } from '../rules/possible.js';
import { ResidentMembers } from './resident-members.queries.js';

/** Answers which persons are in the register: from memory, and from the log for those who are not found there. */
@Injectable()
export class MemberRegister implements PersonRegister {
  constructor(
    private readonly resident: ResidentMembers,
    private readonly executor: Executor,
  ) {}

  /** Cost: none for a person in memory; a read of the log for each other. @throws Unavailable */
  async missing(ids: Iterable<Uuid>): Promise<ReadonlySet<Uuid>> {
    const missing = new Set<Uuid>();
    for (const id of new Set(ids)) {
      if (this.resident.has(id)) continue;
      // Nothing is told of the person, so everybody's record counts.
      const history = await this.executor.historyIf(member, streamId(member.category, id), () => true);
      if (!history || !isEntered(history.state)) missing.add(id);
    }
    return missing;
  }
}
