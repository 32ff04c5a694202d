import { Injectable } from '@nestjs/common';
import type { Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';
import { NotATwin, PossibleTwin } from '#platform/commands/twin-check';
import { member } from '../member.js';
import { AlikeMembers } from '../questions/alike-members.queries.js';
import { type Comparable, foldedPerson } from '../rules/alike.js';

/** What a command says of a person, and whom its sender has compared. */
export interface Stating extends Comparable {
  readonly memberId: Uuid;
  readonly notTwinOf: readonly Uuid[];
}

/**
 * Refuses what may be recorded already about a person. The decider cannot compare persons, since their names are sealed,
 * so this is done before the decision (decision 043). What the sender may not see refuses nothing.
 */
@Injectable()
export class MemberTwins {
  constructor(private readonly members: AlikeMembers) {}

  /**
   * @throws PossibleTwin, which names each twin by its code
   * @throws NotATwin for an id of `notTwinOf` that is no twin
   * @throws ReadModelRebuilding | KeysUnavailable
   */
  async assertNone({ memberId, notTwinOf, ...stated }: Stating, by: Caller): Promise<void> {
    const twins = await this.members.alike(memberId, foldedPerson(stated), by);
    const stranger = notTwinOf.findIndex((id) => !twins.some((twin) => twin.memberId === id));
    if (stranger >= 0) throw new NotATwin(stranger);
    const left = twins.filter((twin) => !notTwinOf.includes(twin.memberId));
    if (left.length === 0) return;
    throw new PossibleTwin(
      left.map((twin) => {
        const code = twin.outline.code ?? twin.memberId;
        const words = { vi: code, en: code };
        return { kind: 'MEMBER', category: member.category, id: twin.memberId, item: null, words };
      }),
    );
  }
}
