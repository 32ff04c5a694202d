import { Injectable } from '@nestjs/common';
import { streamId, type Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';
import type { KnownPerson, PersonNames } from '#platform/http/persons';
import type { Openings } from '#platform/sealing/openings';
import { member } from '../member.js';
import { NamesInMemory } from './names-in-memory.queries.js';
import { mayReadNames } from './readable.queries.js';

/** Tells codes to everybody, and the names of today to those who may read them and whose reading is recorded. */
@Injectable()
export class NamesGiven implements PersonNames {
  constructor(private readonly names: NamesInMemory) {}

  /** @throws ReadModelRebuilding | KeysUnavailable */
  async known(ids: Iterable<Uuid>, by: Caller, openings: Openings | null): Promise<ReadonlyMap<Uuid, KnownPerson>> {
    const known = new Map<Uuid, KnownPerson>();
    const tell = (memberId: Uuid, code: string | null, name: string | null, isErased: boolean) =>
      known.set(memberId, { memberId, code, name, isErased });
    for (const memberId of ids) tell(memberId, null, null, false);
    if (known.size === 0) return known;
    const persons = await this.names.registered(known.keys());
    for (const { memberId, outline } of persons) tell(memberId, outline.code, null, false);
    if (openings === null) return known;
    const readable = persons.filter(mayReadNames(by));
    for (const { memberId, outline, particulars, isErased } of await this.names.named(readable)) {
      if (particulars) openings.record(streamId(member.category, memberId), [memberId]);
      tell(memberId, outline.code, particulars?.name ?? null, isErased);
    }
    return known;
  }
}
