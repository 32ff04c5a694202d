import { Injectable } from '@nestjs/common';
import type { Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';
import { ResidentMembers } from '../facts/resident-members.queries.js';
import { type Folded, mayBeOne, meetingPoints } from '../rules/alike.js';
import { type NamedPerson, NamesInMemory, type Registered } from './names-in-memory.queries.js';
import { mayReadNames } from './readable.queries.js';

interface Compared {
  readonly person: NamedPerson;
  readonly folded: Folded;
}

/** Persons of the register who may be one, by their names in memory, among those whose names a caller may read. */
@Injectable()
export class AlikeMembers {
  constructor(
    private readonly names: NamesInMemory,
    private readonly resident: ResidentMembers,
  ) {}

  /**
   * The persons who may be the one of a record, as they are now. Records that are linked with it are not among them.
   *
   * @throws ReadModelRebuilding | KeysUnavailable
   */
  async alike(memberId: Uuid, about: Folded, by: Caller): Promise<readonly Registered[]> {
    const others = (await this.names.everyone(null)).filter(mayReadNames(by));
    const own = this.resident.recordsOf(memberId);
    const all = await this.#compared(others.filter((one) => !own.has(one.memberId)));
    return all.filter(({ folded }) => mayBeOne(about, folded)).map(({ person }) => person);
  }

  /**
   * Every pair of persons who may be one, as known at a position, the smaller id first, in the order of the ids. A pair
   * that was linked, or that somebody compared and found to be two, is left out. The caller may read the names of both.
   *
   * Cost: the register, and the pairs of those who share a name or a card.
   *
   * @throws ReadModelRebuilding | KeysUnavailable
   */
  async pairs(by: Caller, position: bigint): Promise<readonly (readonly [Uuid, Uuid])[]> {
    const everyone = await this.names.everyone(position);
    const groups = this.resident.groups(position);
    const ruledOut = new Set(
      everyone.flatMap(({ memberId, outline }) => outline.ruledOut.map((other) => pairText(memberId, other))),
    );
    const meeting = new Map<string, Compared[]>();
    for (const one of await this.#compared(everyone.filter(mayReadNames(by))))
      for (const point of meetingPoints(one.folded)) {
        const met = meeting.get(point);
        if (met) met.push(one);
        else meeting.set(point, [one]);
      }
    const pairs = new Map<string, readonly [Uuid, Uuid]>();
    for (const met of meeting.values())
      for (const [i, a] of met.entries())
        for (const b of met.slice(i + 1)) {
          const [one, other] = [a.person.memberId, b.person.memberId];
          const text = pairText(one, other);
          if (!mayBeOne(a.folded, b.folded) || ruledOut.has(text) || groups.get(one)?.has(other)) continue;
          pairs.set(text, one < other ? [one, other] : [other, one]);
        }
    return [...pairs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair);
  }

  async #compared(persons: readonly Registered[]): Promise<readonly Compared[]> {
    const named = await this.names.named(persons);
    return named.flatMap((person) => {
      const { particulars, outline } = person;
      if (particulars === null) return [];
      const { words, bornOn, card } = particulars;
      return [{ person, folded: { name: words.join(' '), bornOn, card, organizations: outline.organizations } }];
    });
  }
}

const pairText = (a: Uuid, b: Uuid): string => (a < b ? `${a} ${b}` : `${b} ${a}`);
